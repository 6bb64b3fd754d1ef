-- What each sender owed, sent and got through, one row per sender, feed and day. A delivery has the day
-- that it names, or else that of its arrival in the given zone. It is of the last due day of its feed that
-- waits for it then, as a yearly one does for weeks, and of its own day where none does. It arrived on the day that its path says it did, or else
-- when it was taken in. A file that failed and came again for the same day
-- counts once, as what it was the second time.
CREATE OR REPLACE FUNCTION ops.load_ledger(as_of TIMESTAMPTZ, zone TEXT)
RETURNS TABLE (
  sender_code     TEXT,
  source_code     TEXT,
  entity_code     TEXT,
  delivery_date   DATE,
  is_due          BOOLEAN,
  due_at          TIMESTAMPTZ,
  arrived_at      TIMESTAMPTZ,
  load_count      BIGINT,
  failed_count    BIGINT,
  said_count      BIGINT,
  received_count  BIGINT,
  accepted_count  BIGINT,
  rejected_count  BIGINT,
  known_count     BIGINT,
  published_count BIGINT,
  release_id      BIGINT,
  status_code     TEXT
)
LANGUAGE sql STABLE
AS $$
  WITH ended AS (
    SELECT
      coalesce(load.sender_code, load.source_code) AS sender_code,
      load.source_code,
      load.entity_code,
      'raw.' || load.source_code || '__' || load.entity_code AS raw_name,
      -- Nearly all come for the day itself, which is looked up at once; only for others all due days are gone through.
      coalesce(
        (SELECT due.due_date
         FROM ops.feed_due AS due
         WHERE due.sender_code = coalesce(load.sender_code, load.source_code)
           AND due.source_code = load.source_code
           AND due.entity_code = load.entity_code
           AND due.due_date = said.day
           AND said.day <= coalesce(due.through_date, due.due_date)),
        (SELECT max(due.due_date)
         FROM ops.feed_due AS due
         WHERE due.sender_code = coalesce(load.sender_code, load.source_code)
           AND due.source_code = load.source_code
           AND due.entity_code = load.entity_code
           AND said.day BETWEEN due.due_date AND due.through_date),
        said.day) AS delivery_date,
      load.load_id,
      load.file_name,
      load.status,
      coalesce(load.received_on::TIMESTAMP AT TIME ZONE zone, load.started_at) AS started_at,
      load.said_count,
      coalesce(load.received_count, 0) AS received_count,
      coalesce(load.accepted_count, 0) AS accepted_count,
      coalesce(load.rejected_count, 0) AS rejected_count,
      coalesce(load.known_count, 0) AS known_count
    FROM ops.load
    CROSS JOIN LATERAL (
      SELECT coalesce(
        load.delivered_on, load.received_on, (load.started_at AT TIME ZONE zone)::DATE) AS day
    ) AS said
    WHERE load.status <> 'registered'
  ),
  judged AS (
    SELECT
      ended.*,
      ended.status = 'failed' AS is_failed,
      ended.status = 'failed'
        AND max(ended.load_id) FILTER (WHERE ended.status <> 'failed') OVER same_file > ended.load_id
        AS is_mended,
      CASE WHEN ended.load_id <= consumed.through_load_id THEN ended.accepted_count ELSE 0 END
        AS published_count,
      CASE WHEN ended.accepted_count > 0 AND ended.load_id <= consumed.through_load_id THEN (
        SELECT min(input.release_id)
        FROM ops.release_input AS input
        WHERE input.input_name = ended.raw_name AND input.through_load_id >= ended.load_id)
      END AS release_id
    FROM ended
    LEFT JOIN ops.consumed_load AS consumed
      ON consumed.source_code = ended.source_code AND consumed.entity_code = ended.entity_code
    WINDOW same_file AS (
      PARTITION BY ended.sender_code, ended.source_code, ended.entity_code, ended.delivery_date,
        ended.file_name)
  ),
  sent AS (
    SELECT
      judged.sender_code,
      judged.source_code,
      judged.entity_code,
      judged.delivery_date,
      coalesce(min(judged.started_at) FILTER (WHERE NOT judged.is_failed), min(judged.started_at))
        AS arrived_at,
      count(*) AS load_count,
      count(*) FILTER (WHERE judged.is_failed AND judged.is_mended IS NOT TRUE) AS failed_count,
      sum(judged.said_count) FILTER (WHERE judged.is_mended IS NOT TRUE) AS said_count,
      sum(judged.received_count) FILTER (WHERE judged.said_count IS NOT NULL) AS told_count,
      sum(judged.received_count) AS received_count,
      sum(judged.accepted_count) AS accepted_count,
      sum(judged.rejected_count) AS rejected_count,
      sum(judged.known_count) AS known_count,
      sum(judged.published_count) AS published_count,
      max(judged.release_id) AS release_id
    FROM judged
    GROUP BY judged.sender_code, judged.source_code, judged.entity_code, judged.delivery_date
  )
  SELECT
    coalesce(due.sender_code, sent.sender_code),
    coalesce(due.source_code, sent.source_code),
    coalesce(due.entity_code, sent.entity_code),
    coalesce(due.due_date, sent.delivery_date),
    due.due_date IS NOT NULL,
    due.due_at,
    sent.arrived_at,
    coalesce(sent.load_count, 0),
    coalesce(sent.failed_count, 0),
    sent.said_count::BIGINT,
    coalesce(sent.received_count, 0)::BIGINT,
    coalesce(sent.accepted_count, 0)::BIGINT,
    coalesce(sent.rejected_count, 0)::BIGINT,
    coalesce(sent.known_count, 0)::BIGINT,
    coalesce(sent.published_count, 0)::BIGINT,
    sent.release_id,
    CASE
      WHEN sent.load_count IS NULL AND as_of <= due.due_at THEN 'expected'
      WHEN sent.load_count IS NULL THEN 'missing'
      WHEN sent.failed_count > 0 THEN 'failed'
      WHEN sent.told_count < sent.said_count THEN 'short'
      WHEN sent.told_count > sent.said_count THEN 'over'
      WHEN sent.rejected_count > 0 THEN 'partial'
      WHEN sent.arrived_at > due.due_at THEN 'late'
      ELSE 'complete'
    END
  FROM (SELECT * FROM ops.feed_due WHERE feed_due.due_date <= (as_of AT TIME ZONE zone)::DATE) AS due
  FULL JOIN sent
    ON sent.sender_code = due.sender_code
    AND sent.source_code = due.source_code
    AND sent.entity_code = due.entity_code
    AND sent.delivery_date = due.due_date
$$;
