/*---
table:   core.dim_school_year
grain:   one row per school year
key:     [school_year]
inputs:  [core.dim_date]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   organisation
---*/
SELECT
  day.school_year,
  concat(CAST(day.school_year - 1 AS STRING), '-', CAST(day.school_year AS STRING)) AS name,
  min(day.calendar_date) AS first_date,
  max(day.calendar_date) AS last_date,
  min(CASE WHEN day.school_term IN ('term_1', 'term_2') THEN day.calendar_date END)
    AS opening_date,
  max(CASE WHEN day.school_term IN ('term_1', 'term_2') THEN day.calendar_date END)
    AS last_term_date,
  min(day.school_term_basis) AS plan_basis
FROM core.dim_date AS day
GROUP BY day.school_year
