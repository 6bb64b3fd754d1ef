/*---
table:   core.fct_staff_assignment
grain:   one row per member of staff and stay at a school
key:     [staff_key, first_stated_date]
inputs:
  - core.dim_school
  - core.dim_staff
  - core.fct_staff_statement
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH ranked AS (
  SELECT
    statement.*,
    row_number() OVER (
      PARTITION BY statement.staff_key, statement.snapshot_date
      ORDER BY
        statement.left_date IS NULL DESC,
        statement.since_date DESC,
        statement.school_key,
        statement.entry_number) AS position
  FROM core.fct_staff_statement AS statement
  WHERE statement.staff_key <> '-1'
),
-- A list whose school code is not known says nothing of a move.
placed AS (
  SELECT
    ranked.*,
    coalesce(
      last_value(nullif(ranked.school_key, '-1'), true) OVER (
        PARTITION BY ranked.staff_key ORDER BY ranked.snapshot_date
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
      '-1') AS at_school_key
  FROM ranked
  WHERE ranked.position = 1
),
compared AS (
  SELECT
    placed.*,
    CASE
      WHEN lag(placed.at_school_key) OVER (
        PARTITION BY placed.staff_key ORDER BY placed.snapshot_date) = placed.at_school_key
        THEN 0
      ELSE 1
    END AS is_begin
  FROM placed
),
numbered AS (
  SELECT
    compared.*,
    sum(compared.is_begin) OVER (
      PARTITION BY compared.staff_key ORDER BY compared.snapshot_date) AS stay_number
  FROM compared
),
counted AS (
  SELECT
    numbered.*,
    count(*) OVER (
      PARTITION BY numbered.staff_key, numbered.stay_number, numbered.since_date)
      AS since_count
  FROM numbered
),
stay AS (
  SELECT
    counted.staff_key,
    counted.stay_number,
    counted.at_school_key AS school_key,
    max_by(counted.since_date, struct(counted.since_count, counted.since_date)) AS entry_date,
    max_by(counted.left_date, counted.snapshot_date) AS left_date,
    max_by(counted.leaving_reason_code, counted.snapshot_date) AS leaving_reason_code,
    max_by(
      struct(
        counted.role_code,
        counted.subject_key,
        counted.level_code,
        counted.contract_code,
        counted.qualification_code),
      counted.snapshot_date) AS latest,
    min(counted.snapshot_date) AS first_stated_date,
    max(counted.snapshot_date) AS last_stated_date,
    count(*) AS statement_count
  FROM counted
  GROUP BY counted.staff_key, counted.stay_number, counted.at_school_key
),
list AS (
  SELECT statement.snapshot_date
  FROM core.fct_staff_statement AS statement
  GROUP BY statement.snapshot_date
),
-- One list without somebody may be a mistake; two say that somebody is gone.
missed AS (
  SELECT stay.staff_key, stay.stay_number, min(list.snapshot_date) AS missed_date
  FROM stay
  INNER JOIN list
    ON list.snapshot_date > stay.last_stated_date
  GROUP BY stay.staff_key, stay.stay_number
  HAVING count(*) >= 2
),
followed AS (
  SELECT
    stay.*,
    missed.missed_date,
    lead(stay.entry_date) OVER (PARTITION BY stay.staff_key ORDER BY stay.stay_number)
      AS next_entry_date
  FROM stay
  LEFT JOIN missed
    ON missed.staff_key = stay.staff_key
    AND missed.stay_number = stay.stay_number
),
closed AS (
  SELECT
    followed.*,
    CASE
      WHEN followed.left_date IS NOT NULL THEN greatest(followed.left_date, followed.entry_date)
      WHEN followed.next_entry_date IS NOT NULL
        THEN greatest(followed.next_entry_date, date_add(followed.entry_date, 1))
      ELSE coalesce(followed.missed_date, DATE '9999-12-31')
    END AS exit_date,
    CASE
      WHEN followed.left_date IS NOT NULL THEN coalesce(followed.leaving_reason_code, 'unknown')
      WHEN followed.next_entry_date IS NOT NULL THEN 'moved'
      WHEN followed.missed_date IS NOT NULL THEN 'unknown'
    END AS exit_reason_code
  FROM followed
)
SELECT
  closed.staff_key,
  staff.staff_version_key,
  closed.school_key,
  school.school_version_key,
  school.place_key,
  closed.entry_date,
  closed.exit_date,
  closed.latest.role_code,
  closed.latest.subject_key,
  closed.latest.level_code,
  closed.latest.contract_code,
  closed.latest.qualification_code,
  closed.exit_reason_code,
  closed.first_stated_date,
  closed.last_stated_date,
  closed.statement_count
FROM closed
LEFT JOIN core.dim_staff AS staff
  ON staff.staff_key = closed.staff_key
  AND staff.valid_from <= closed.entry_date
  AND staff.valid_to > closed.entry_date
LEFT JOIN core.dim_school AS school
  ON school.school_key = closed.school_key
  AND school.valid_from <= closed.entry_date
  AND school.valid_to > closed.entry_date
