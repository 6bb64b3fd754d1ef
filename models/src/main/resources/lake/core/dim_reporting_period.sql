/*---
table:   core.dim_reporting_period
grain:   one row per school year and report of the sector database
key:     [school_year, period_code]
inputs:  [core.dim_school_year]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   organisation
---*/
SELECT
  year.school_year,
  period.period_code,
  period.period_number,
  CASE period.period_number
    WHEN 1 THEN CAST(concat(CAST(year.school_year - 1 AS STRING), '-', :report_start_day) AS DATE)
    WHEN 2 THEN CAST(concat(CAST(year.school_year AS STRING), '-', :report_middle_day) AS DATE)
    ELSE CAST(concat(CAST(year.school_year AS STRING), '-', :report_end_day) AS DATE)
  END AS report_date
FROM core.dim_school_year AS year
CROSS JOIN VALUES ('start', 1), ('middle', 2), ('end', 3) AS period(period_code, period_number)
