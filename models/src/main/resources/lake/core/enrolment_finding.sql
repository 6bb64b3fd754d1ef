/*---
table:   core.enrolment_finding
grain:   one row per statement that makes no stint
key:     [learner_key, stated_date, source_code, entry_id]
inputs:  [core.dim_date, core.fct_learner_statement]
refresh: {kind: by_key, columns: [learner_key]}
fresh:   {within: P200D}
owner:   rosters
---*/
WITH opening AS (
  SELECT calendar.school_year, min(calendar.calendar_date) AS opening_date
  FROM core.dim_date AS calendar
  WHERE calendar.school_term = 'term_1'
  GROUP BY calendar.school_year
),
statement AS (
  SELECT
    statement.*,
    statement.source_code = 'moet_record' AS is_record,
    coalesce(
      opening.opening_date,
      CAST(concat(statement.school_year - 1, '-', :usual_opening) AS DATE)) AS opening_date,
    CASE
      WHEN statement.source_code = 'moet_record' THEN
        max_by(statement.status_code, statement.record_version)
          OVER (PARTITION BY statement.learner_key, statement.record_key)
    END AS last_status_code
  FROM core.fct_learner_statement AS statement
  LEFT JOIN opening
    ON opening.school_year = statement.school_year
),
-- What the record says before: who has left is not there because one list says so.
recorded AS (
  SELECT
    statement.*,
    last_value(
      CASE
        WHEN statement.is_record AND statement.last_status_code <> 'cancelled'
          THEN statement.status_code
      END, true) OVER (
      PARTITION BY statement.learner_key
      ORDER BY statement.stated_date, statement.is_record DESC, statement.record_version,
        statement.entry_id
      ROWS UNBOUNDED PRECEDING) AS record_status_code,
    count(statement.record_key)
      OVER (PARTITION BY statement.learner_key, statement.record_key) AS version_count
  FROM statement
),
seated AS (
  SELECT
    statement.*,
    -- A class that is not known is the one that others know at the school.
    CASE
      WHEN statement.class_key <> '-1' THEN statement.class_key
      ELSE
        coalesce(
          max(nullif(statement.class_key, '-1')) OVER (
            PARTITION BY statement.learner_key, statement.school_year, statement.school_key),
          statement.school_key)
    END AS seat_key,
    statement.status_code IN ('studying', 'came', 'completed') AS is_there
  FROM recorded AS statement
  WHERE statement.learner_key <> '-1'
    AND coalesce(statement.last_status_code, '') <> 'cancelled'
    AND coalesce(statement.status_term, 0) <> 3
    AND (statement.class_key <> '-1' OR statement.school_key <> '-1')
),
weighed AS (
  SELECT
    seated.*,
    size(collect_set(struct(seated.source_code, seated.stated_date)) OVER seat) AS statement_count,
    -- From when to when others have the learner in the class.
    min(
      CASE
        WHEN NOT seated.is_there THEN NULL
        WHEN seated.status_code = 'came' THEN coalesce(seated.status_date, seated.stated_date)
        WHEN seated.source_code IN ('moet', 'sms_b')
          OR seated.stated_date < date_add(seated.opening_date, :class_entry_days)
          THEN least(seated.opening_date, seated.stated_date)
        ELSE seated.stated_date
      END) OVER seat AS seat_from,
    max(CASE WHEN seated.is_there THEN seated.stated_date END) OVER seat AS seat_to,
    max(seated.version_count) OVER (PARTITION BY seated.learner_key) AS usual_version_count
  FROM seated
  WINDOW
    seat AS (PARTITION BY seated.learner_key, seated.school_year, seated.seat_key)
),
compared AS (
  SELECT
    weighed.*,
    collect_set(
      struct(weighed.statement_count, weighed.seat_key, weighed.seat_from, weighed.seat_to))
      OVER (PARTITION BY weighed.learner_key, weighed.school_year) AS seats
  FROM weighed
),
judged AS (
  SELECT
    compared.learner_key,
    compared.stated_date,
    compared.source_code,
    compared.entry_id,
    compared.school_year,
    compared.school_key,
    compared.class_key,
    CASE
      WHEN compared.statement_count > 1 OR NOT compared.is_there THEN NULL
      WHEN exists(
        compared.seats,
        other -> other.statement_count > 1
          AND other.seat_key <> compared.seat_key
          AND other.seat_from <= compared.stated_date
          AND (other.seat_to >= compared.stated_date
            -- A list that tells who came since the opening does not say so here.
            OR (compared.status_code = 'studying' AND compared.source_code IN ('moet', 'sms_b'))
            -- Nobody goes to another class to get its result.
            OR compared.result_code IS NOT NULL))
        THEN 'elsewhere'
      WHEN compared.is_record AND compared.version_count < compared.usual_version_count
        THEN 'other_record'
      WHEN size(compared.seats) = 1 AND NOT compared.is_record AND compared.status_code = 'studying'
        AND compared.record_status_code IN ('transferred_out', 'dropped_out', 'completed')
        THEN 'has_left'
    END AS finding_code
  FROM compared
)
SELECT
  judged.learner_key,
  judged.stated_date,
  judged.source_code,
  judged.entry_id,
  judged.school_year,
  judged.school_key,
  judged.class_key,
  judged.finding_code
FROM judged
WHERE judged.finding_code IS NOT NULL
UNION ALL
SELECT
  statement.learner_key,
  statement.stated_date,
  statement.source_code,
  statement.entry_id,
  statement.school_year,
  statement.school_key,
  statement.class_key,
  CASE
    WHEN statement.last_status_code = 'cancelled' THEN 'taken_back'
    WHEN statement.learner_key = '-1' THEN 'unknown_learner'
    ELSE 'unknown_school'
  END AS finding_code
FROM statement
WHERE coalesce(statement.last_status_code, '') = 'cancelled'
  OR statement.learner_key = '-1'
  OR (statement.class_key = '-1'
    AND statement.school_key = '-1'
    AND coalesce(statement.status_term, 0) <> 3)
