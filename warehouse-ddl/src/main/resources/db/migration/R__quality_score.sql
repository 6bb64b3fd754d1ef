-- The check index: one row per sender, feed, day and check that is intended for it, be it run or not.
-- A score is from 0 to 1; a check that was not run has none and counts in no mean.
CREATE OR REPLACE FUNCTION ops.check_index(as_of TIMESTAMPTZ, zone TEXT)
RETURNS TABLE (
  sender_code   TEXT,
  source_code   TEXT,
  entity_code   TEXT,
  delivery_date DATE,
  score_code    TEXT,
  check_code    TEXT,
  state_code    TEXT,
  score         NUMERIC
)
LANGUAGE sql STABLE
AS $$
  WITH found AS (
    SELECT
      coalesce(load.sender_code, load.source_code) AS sender_code,
      load.source_code,
      load.entity_code,
      coalesce(load.delivered_on, (load.started_at AT TIME ZONE zone)::DATE) AS delivery_date,
      count(*) FILTER (WHERE finding.finding_code = 'legacy_letters') AS legacy_count,
      count(*) FILTER (WHERE finding.finding_code = 'decomposed_text') AS decomposed_count,
      count(*) FILTER (WHERE finding.finding_code IN ('rows_gone', 'worse_later')) AS gone_count,
      count(*) FILTER (WHERE finding.finding_code = 'totals_disagree') AS total_count,
      count(*) FILTER (WHERE finding.finding_code = 'reused_code') AS code_count,
      count(*) FILTER (WHERE finding.finding_code = 'split_commune') AS place_count
    FROM ops.source_finding AS finding
    INNER JOIN ops.load USING (load_id)
    GROUP BY 1, 2, 3, 4
  ),
  compared AS (
    SELECT
      compared.source_code,
      compared.entity_code,
      bool_or(compared.finding_code = 'legacy_letters') AS has_letters,
      bool_or(compared.finding_code IN ('rows_gone', 'worse_later')) AS has_gone,
      bool_or(compared.finding_code = 'totals_disagree') AS has_totals,
      bool_or(compared.finding_code = 'reused_code') AS has_codes,
      bool_or(compared.finding_code = 'split_commune') AS has_places
    FROM ops.source_compared AS compared
    GROUP BY compared.source_code, compared.entity_code
  ),
  day AS (
    SELECT
      ledger.*,
      ledger.load_count > ledger.failed_count AS is_read,
      coalesce(found.legacy_count, 0) AS legacy_count,
      coalesce(found.decomposed_count, 0) AS decomposed_count,
      coalesce(found.gone_count, 0) AS gone_count,
      coalesce(found.total_count, 0) AS total_count,
      coalesce(found.code_count, 0) AS code_count,
      coalesce(found.place_count, 0) AS place_count,
      coalesce(compared.has_letters, false) AS has_letters,
      coalesce(compared.has_gone, false) AS has_gone,
      coalesce(compared.has_totals, false) AS has_totals,
      coalesce(compared.has_codes, false) AS has_codes,
      coalesce(compared.has_places, false) AS has_places
    FROM ops.load_ledger(as_of, zone) AS ledger
    LEFT JOIN found USING (sender_code, source_code, entity_code, delivery_date)
    LEFT JOIN compared USING (source_code, entity_code)
  ),
  asked AS (
    -- Each check: whether it was run, and the part of what it looked at that is in order.
    SELECT day.sender_code, day.source_code, day.entity_code, day.delivery_date,
      intended.score_code, intended.check_code, intended.is_run,
      greatest(0, least(1, intended.score)) AS score
    FROM day
    CROSS JOIN LATERAL (VALUES
      ('live', 'arrived',
        day.arrived_at IS NOT NULL OR (day.is_due AND day.due_at <= as_of),
        CASE WHEN day.arrived_at IS NULL THEN 0 ELSE 1 END::NUMERIC),
      ('live', 'in_time',
        day.due_at IS NOT NULL AND day.arrived_at IS NOT NULL,
        CASE WHEN day.arrived_at <= day.due_at THEN 1 ELSE 0 END::NUMERIC),
      ('clean', 'readable',
        day.load_count > 0,
        CASE WHEN day.failed_count > 0 THEN 0 ELSE 1 END::NUMERIC),
      ('clean', 'rows_accepted',
        day.received_count > 0,
        1 - day.rejected_count::NUMERIC / nullif(day.received_count, 0)),
      ('clean', 'letters',
        day.is_read AND day.has_letters,
        CASE WHEN day.legacy_count > 0 THEN 0
          ELSE 1 - day.decomposed_count::NUMERIC / greatest(day.received_count, 1) END),
      ('complete', 'said_rows',
        day.said_count IS NOT NULL,
        day.received_count::NUMERIC / greatest(day.said_count, 1)),
      ('complete', 'nothing_gone',
        day.is_read AND day.has_gone,
        CASE WHEN day.gone_count > 0 THEN 0 ELSE 1 END::NUMERIC),
      ('correct', 'totals',
        day.is_read AND day.has_totals,
        1 - day.total_count::NUMERIC / greatest(day.received_count, 1)),
      ('correct', 'codes',
        day.is_read AND day.has_codes,
        1 - day.code_count::NUMERIC / greatest(day.received_count, 1)),
      ('correct', 'places',
        day.is_read AND day.has_places,
        1 - day.place_count::NUMERIC / greatest(day.received_count, 1))
    ) AS intended (score_code, check_code, is_run, score)
  )
  SELECT
    asked.sender_code,
    asked.source_code,
    asked.entity_code,
    asked.delivery_date,
    asked.score_code,
    asked.check_code,
    CASE WHEN NOT asked.is_run THEN 'not_run' WHEN asked.score = 1 THEN 'passed' ELSE 'failed' END,
    CASE WHEN asked.is_run THEN round(asked.score, 6) END
  FROM asked
$$;

-- Live, clean, complete, correct: one row per sender, feed and day.
CREATE OR REPLACE FUNCTION ops.quality_score(as_of TIMESTAMPTZ, zone TEXT)
RETURNS TABLE (
  sender_code    TEXT,
  source_code    TEXT,
  entity_code    TEXT,
  delivery_date  DATE,
  live_score     NUMERIC,
  clean_score    NUMERIC,
  complete_score NUMERIC,
  correct_score  NUMERIC,
  run_count      BIGINT,
  not_run_count  BIGINT,
  worst_check    TEXT
)
LANGUAGE sql STABLE
AS $$
  SELECT
    index.sender_code,
    index.source_code,
    index.entity_code,
    index.delivery_date,
    round(avg(index.score) FILTER (WHERE index.score_code = 'live'), 6),
    round(avg(index.score) FILTER (WHERE index.score_code = 'clean'), 6),
    round(avg(index.score) FILTER (WHERE index.score_code = 'complete'), 6),
    round(avg(index.score) FILTER (WHERE index.score_code = 'correct'), 6),
    count(*) FILTER (WHERE index.state_code <> 'not_run'),
    count(*) FILTER (WHERE index.state_code = 'not_run'),
    (array_agg(index.score_code || '.' || index.check_code ORDER BY index.score, index.check_code)
      FILTER (WHERE index.state_code = 'failed'))[1]
  FROM ops.check_index(as_of, zone) AS index
  GROUP BY index.sender_code, index.source_code, index.entity_code, index.delivery_date
$$;

-- Whether what a sender owed of a feed in a reporting period can be relied on: it came, and over the
-- period each check has the score that is asked of it at least. That it came late does not count: it is
-- there now. What was not run refuses nothing, and alone certifies nothing.
DROP FUNCTION IF EXISTS ops.period_certification(TIMESTAMPTZ, TEXT, DATE, DATE);
CREATE OR REPLACE FUNCTION ops.period_certification(
  as_of TIMESTAMPTZ, zone TEXT, first_date DATE, last_date DATE, least_score NUMERIC)
RETURNS TABLE (
  sender_code    TEXT,
  source_code    TEXT,
  entity_code    TEXT,
  delivery_count BIGINT,
  missing_count  BIGINT,
  failed_count   BIGINT,
  not_run_count  BIGINT,
  worst_check    TEXT,
  worst_score    NUMERIC,
  state_code     TEXT
)
LANGUAGE sql STABLE
AS $$
  WITH checked AS (
    SELECT
      index.sender_code,
      index.source_code,
      index.entity_code,
      index.score_code || '.' || index.check_code AS check_name,
      index.check_code = 'arrived' AS is_arrival,
      index.check_code IN ('arrived', 'in_time') AS is_of_time,
      count(*) AS delivery_count,
      count(*) FILTER (WHERE index.state_code = 'failed') AS failed_count,
      count(*) FILTER (WHERE index.state_code = 'not_run') AS not_run_count,
      avg(index.score) AS score
    FROM ops.check_index(as_of, zone) AS index
    WHERE index.delivery_date BETWEEN first_date AND last_date
    GROUP BY index.sender_code, index.source_code, index.entity_code, index.score_code, index.check_code
  ),
  counted AS (
    SELECT
      checked.sender_code,
      checked.source_code,
      checked.entity_code,
      max(checked.delivery_count) AS delivery_count,
      sum(checked.failed_count) FILTER (WHERE checked.is_arrival) AS missing_count,
      sum(checked.not_run_count) FILTER (WHERE checked.is_arrival) AS open_count,
      sum(checked.failed_count) FILTER (WHERE NOT checked.is_of_time) AS failed_count,
      sum(checked.not_run_count) AS not_run_count,
      min(checked.score) FILTER (WHERE NOT checked.is_of_time) AS lowest_score,
      (array_agg(checked.check_name ORDER BY checked.score, checked.check_name)
        FILTER (WHERE checked.failed_count > 0 AND (checked.is_arrival OR NOT checked.is_of_time)))[1] AS worst_check,
      min(checked.score) FILTER (
        WHERE checked.failed_count > 0 AND (checked.is_arrival OR NOT checked.is_of_time)) AS worst_score
    FROM checked
    GROUP BY checked.sender_code, checked.source_code, checked.entity_code
  )
  SELECT
    counted.sender_code,
    counted.source_code,
    counted.entity_code,
    counted.delivery_count,
    counted.missing_count::BIGINT,
    counted.failed_count::BIGINT,
    counted.not_run_count::BIGINT,
    counted.worst_check,
    round(counted.worst_score, 6),
    CASE
      WHEN counted.missing_count > 0 THEN 'missing'
      WHEN counted.lowest_score < least_score THEN 'failed'
      WHEN counted.open_count > 0 OR last_date >= (as_of AT TIME ZONE zone)::DATE THEN 'open'
      WHEN counted.lowest_score IS NULL THEN 'not_run'
      ELSE 'certified'
    END
  FROM counted
$$;
