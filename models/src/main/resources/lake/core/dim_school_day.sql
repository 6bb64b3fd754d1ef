/*---
table:   core.dim_school_day
grain:   one row per school and day on which it may teach
key:     [school_key, calendar_date]
inputs:
  - core.bridge_school__level
  - core.dim_date
  - core.fct_roll_call_day
  - core.school_submission
refresh:
  kind: by_day
  column: calendar_date
  told_by:
    core.school_submission: {from: valid_from, to: valid_to, same: [school_key, school_year]}
fresh:   {within: P14D}
owner:   organisation
---*/
-- The weeks around the lunar new year stand in no plan: a day of which no school tells is none.
WITH rolled AS (
  SELECT
    roll.school_key,
    roll.calendar_date,
    sum(roll.class_count) AS class_count,
    sum(roll.closed_class_count) AS closed_class_count
  FROM core.fct_roll_call_day AS roll
  WHERE roll.school_key <> '-1'
  GROUP BY roll.school_key, roll.calendar_date
),
told AS (
  SELECT rolled.calendar_date FROM rolled GROUP BY rolled.calendar_date
),
-- A year whose plan is not known has the days of which schools tell.
teaching AS (
  SELECT
    day.calendar_date,
    day.school_year,
    CASE WHEN day.school_term IN ('term_1', 'term_2') THEN day.school_term END AS term_code,
    day.day_of_week = 6 AS is_saturday
  FROM core.dim_date AS day
  INNER JOIN told
    ON told.calendar_date = day.calendar_date
  WHERE (day.school_term IN ('term_1', 'term_2') OR day.school_term IS NULL)
    AND NOT day.is_holiday
    AND day.day_of_week <> 7
    AND (day.is_working_day OR day.day_of_week = 6)
),
open AS (
  SELECT level.school_key, teaching.calendar_date
  FROM teaching
  INNER JOIN core.bridge_school__level AS level
    ON level.valid_from <= teaching.calendar_date
    AND level.valid_to > teaching.calendar_date
  WHERE NOT teaching.is_saturday
    OR level.level_code IN ('03', '04', '05')
  GROUP BY level.school_key, teaching.calendar_date
),
-- A school that makes up for a day on another one teaches on it, whatever the calendar says.
taught AS (
  SELECT open.school_key, open.calendar_date FROM open
  UNION
  SELECT rolled.school_key, rolled.calendar_date FROM rolled
)
SELECT
  taught.school_key,
  taught.calendar_date,
  day.school_year,
  CASE WHEN day.school_term IN ('term_1', 'term_2') THEN day.school_term END AS term_code,
  CASE
    WHEN rolled.class_count > 0 THEN 'called'
    WHEN rolled.closed_class_count > 0 THEN 'closed'
    ELSE 'not_submitted'
  END AS state_code,
  coalesce(rolled.class_count, 0) AS class_count,
  coalesce(rolled.closed_class_count, 0) AS closed_class_count,
  submission.school_key IS NOT NULL AS is_submitted_later
FROM taught
INNER JOIN core.dim_date AS day
  ON day.calendar_date = taught.calendar_date
LEFT JOIN rolled
  ON rolled.school_key = taught.school_key
  AND rolled.calendar_date = taught.calendar_date
LEFT JOIN core.school_submission AS submission
  ON submission.school_key = taught.school_key
  AND submission.school_year = day.school_year
  AND submission.valid_to > taught.calendar_date
