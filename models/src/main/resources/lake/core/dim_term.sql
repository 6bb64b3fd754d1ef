/*---
table:   core.dim_term
grain:   one row per school year and term whose framework plan is known
key:     [school_year, term_code]
inputs:  [core.dim_date]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   organisation
---*/
SELECT
  day.school_year,
  day.school_term AS term_code,
  CASE day.school_term WHEN 'term_1' THEN 1 ELSE 2 END AS term_number,
  min(day.calendar_date) AS first_date,
  max(day.calendar_date) AS last_date,
  min(day.school_term_basis) AS plan_basis
FROM core.dim_date AS day
WHERE day.school_term IN ('term_1', 'term_2')
GROUP BY day.school_year, day.school_term
