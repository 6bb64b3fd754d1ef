/*---
table:   core.dim_learner
grain:   one row per learner and period of the state
key:     [learner_key, valid_from]
inputs:  [core.fct_learner_statement, vault.learner_link]
refresh: {kind: scd2, key: [learner_key], from: observed_date, version_key: learner_version_key}
fresh:   {within: P200D}
owner:   rosters
---*/
WITH statement AS (
  SELECT
    statement.*,
    nullif(statement.home_place_key, '-1') AS home,
    -- The sector database is asked first where two say something on one day.
    CASE statement.source_code
      WHEN 'moet' THEN 4 WHEN 'moet_record' THEN 3 WHEN 'sms_b' THEN 2 ELSE 1
    END AS place,
    -- Of two schools in one list the one that still has the learner is believed. Beyond that the
    -- words themselves make the order: pseudonyms would make another one with each new key.
    concat_ws(
      '|',
      CASE WHEN statement.status_code IN ('transferred_out', 'dropped_out') THEN '0' ELSE '1' END,
      statement.school_key,
      statement.home_place_key,
      coalesce(CAST(statement.is_minority AS STRING), ''),
      coalesce(statement.policy_code, ''),
      coalesce(CAST(statement.is_disabled AS STRING), ''))
      AS told
  FROM core.fct_learner_statement AS statement
  WHERE statement.learner_key <> '-1'
    AND statement.status_code <> 'cancelled'
),
birth_year_count AS (
  SELECT statement.learner_key, statement.birth_year, count(*) AS statement_count
  FROM statement
  WHERE statement.birth_year IS NOT NULL
  GROUP BY statement.learner_key, statement.birth_year
),
usual_birth_year AS (
  SELECT
    counted.learner_key,
    max_by(counted.birth_year, struct(counted.statement_count, counted.birth_year)) AS birth_year
  FROM birth_year_count AS counted
  GROUP BY counted.learner_key
),
usual_sex AS (
  SELECT
    statement.learner_key,
    CASE
      WHEN count_if(statement.sex_code = 'female') >= count_if(statement.sex_code = 'male')
        THEN 'female'
      ELSE 'male'
    END AS sex_code
  FROM statement
  WHERE statement.sex_code IS NOT NULL
  GROUP BY statement.learner_key
),
-- What a source does not tell stays as it was; before anybody told it, it was as first told.
carried AS (
  SELECT
    statement.learner_key,
    statement.stated_date,
    coalesce(
      last_value(statement.home, true) OVER up_to, first_value(statement.home, true) OVER since)
      AS home_place_key,
    coalesce(
      last_value(statement.is_minority, true) OVER up_to,
      first_value(statement.is_minority, true) OVER since)
      AS is_minority,
    coalesce(
      last_value(statement.policy_code, true) OVER up_to,
      first_value(statement.policy_code, true) OVER since)
      AS policy_code,
    coalesce(
      last_value(statement.is_disabled, true) OVER up_to,
      first_value(statement.is_disabled, true) OVER since)
      AS is_disabled,
    row_number() OVER (
      PARTITION BY statement.learner_key, statement.stated_date
      ORDER BY statement.place DESC, statement.source_code DESC, statement.told DESC)
      AS place_of_day,
    min(statement.stated_date) OVER (PARTITION BY statement.learner_key) AS first_date
  FROM statement
  WINDOW
    up_to AS (
      PARTITION BY statement.learner_key
      ORDER BY statement.stated_date, statement.place, statement.source_code, statement.told
      ROWS UNBOUNDED PRECEDING),
    since AS (
      PARTITION BY statement.learner_key
      ORDER BY statement.stated_date, statement.place, statement.source_code, statement.told
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
),
-- Marks and results may arrive before any list that has the learner, or after it was cancelled.
unlisted AS (
  SELECT link.learner_key
  FROM vault.learner_link AS link
  LEFT ANTI JOIN statement
    ON statement.learner_key = link.learner_key
  GROUP BY link.learner_key
)
SELECT
  carried.learner_key,
  CASE
    WHEN carried.stated_date = carried.first_date THEN :place_history_start
    ELSE carried.stated_date
  END AS observed_date,
  usual_birth_year.birth_year,
  usual_sex.sex_code,
  coalesce(carried.home_place_key, '-1') AS home_place_key,
  carried.is_minority,
  carried.policy_code,
  carried.is_disabled
FROM carried
LEFT JOIN usual_birth_year
  ON usual_birth_year.learner_key = carried.learner_key
LEFT JOIN usual_sex
  ON usual_sex.learner_key = carried.learner_key
WHERE carried.place_of_day = 1
UNION ALL
SELECT
  unlisted.learner_key,
  :place_history_start AS observed_date,
  CAST(NULL AS INT) AS birth_year,
  CAST(NULL AS STRING) AS sex_code,
  '-1' AS home_place_key,
  CAST(NULL AS BOOLEAN) AS is_minority,
  CAST(NULL AS STRING) AS policy_code,
  CAST(NULL AS BOOLEAN) AS is_disabled
FROM unlisted
UNION ALL
SELECT
  member.learner_key,
  :place_history_start AS observed_date,
  CAST(NULL AS INT) AS birth_year,
  CAST(NULL AS STRING) AS sex_code,
  member.home_place_key,
  CAST(NULL AS BOOLEAN) AS is_minority,
  CAST(NULL AS STRING) AS policy_code,
  CAST(NULL AS BOOLEAN) AS is_disabled
FROM VALUES ('-1', '-1'), ('-2', '-2'), ('-3', '-3') AS member(learner_key, home_place_key)
