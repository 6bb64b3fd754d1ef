/*---
table:   core.dim_staff
grain:   one row per member of staff and period of the state
key:     [staff_key, valid_from]
inputs:  [core.fct_staff_statement]
refresh: {kind: scd2, key: [staff_key], from: observed_date, version_key: staff_version_key}
fresh:   {within: P200D}
owner:   organisation
---*/
-- A list may have somebody twice, under two codes: who has not left, and came last, counts.
WITH ranked AS (
  SELECT
    statement.*,
    row_number() OVER (
      PARTITION BY statement.staff_key, statement.snapshot_date
      ORDER BY
        statement.left_date IS NULL DESC,
        statement.since_date DESC,
        statement.school_key,
        statement.entry_number) AS position,
    min(statement.snapshot_date) OVER (PARTITION BY statement.staff_key) AS first_date
  FROM core.fct_staff_statement AS statement
  WHERE statement.staff_key <> '-1'
),
-- Birth, sex and first hiring do not change: what most lists say counts for all periods.
born AS (
  SELECT ranked.staff_key, ranked.birth_year, count(*) AS mention_count
  FROM ranked
  GROUP BY ranked.staff_key, ranked.birth_year
),
sexed AS (
  SELECT ranked.staff_key, ranked.sex_code, count(*) AS mention_count
  FROM ranked
  GROUP BY ranked.staff_key, ranked.sex_code
),
hired AS (
  SELECT ranked.staff_key, ranked.hired_date, count(*) AS mention_count
  FROM ranked
  GROUP BY ranked.staff_key, ranked.hired_date
),
birth AS (
  SELECT
    born.staff_key, max_by(born.birth_year, struct(born.mention_count, born.birth_year)) AS birth_year
  FROM born
  GROUP BY born.staff_key
),
sex AS (
  SELECT
    sexed.staff_key, max_by(sexed.sex_code, struct(sexed.mention_count, sexed.sex_code)) AS sex_code
  FROM sexed
  GROUP BY sexed.staff_key
),
hiring AS (
  SELECT
    hired.staff_key,
    max_by(hired.hired_date, struct(hired.mention_count, hired.hired_date)) AS hired_date
  FROM hired
  GROUP BY hired.staff_key
)
SELECT
  ranked.staff_key,
  CASE
    WHEN ranked.snapshot_date = ranked.first_date THEN :place_history_start
    ELSE ranked.snapshot_date
  END AS observed_date,
  birth.birth_year,
  sex.sex_code,
  hiring.hired_date,
  ranked.role_code,
  ranked.subject_key,
  ranked.level_code,
  ranked.contract_code,
  ranked.qualification_code
FROM ranked
INNER JOIN birth
  ON birth.staff_key = ranked.staff_key
INNER JOIN sex
  ON sex.staff_key = ranked.staff_key
INNER JOIN hiring
  ON hiring.staff_key = ranked.staff_key
WHERE ranked.position = 1
UNION ALL
SELECT
  member.staff_key,
  :place_history_start AS observed_date,
  CAST(NULL AS INT) AS birth_year,
  CAST(NULL AS STRING) AS sex_code,
  CAST(NULL AS DATE) AS hired_date,
  'unknown' AS role_code,
  member.staff_key AS subject_key,
  'unknown' AS level_code,
  'unknown' AS contract_code,
  'unknown' AS qualification_code
FROM VALUES ('-1'), ('-2'), ('-3') AS member(staff_key)
