/*---
table:   core.school_submission
grain:   one row per school and school year in which it submitted roll calls
key:     [school_key, school_year]
inputs:  [core.fct_roll_call_day]
refresh: {kind: full}
fresh:   {within: P14D}
owner:   organisation
---*/
SELECT
  roll.school_key,
  roll.school_year,
  make_date(roll.school_year - 1, 8, 1) AS valid_from,
  date_add(max(roll.calendar_date), 1) AS valid_to
FROM core.fct_roll_call_day AS roll
WHERE roll.school_key <> '-1'
GROUP BY roll.school_key, roll.school_year
