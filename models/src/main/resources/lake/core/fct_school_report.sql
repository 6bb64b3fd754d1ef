/*---
table:   core.fct_school_report
grain:   one row per report of the sector database and school code that any of its lists has
key:     [report_date, school_code]
inputs:
  - staging.stg_moet__class
  - staging.stg_moet__institution
  - staging.stg_moet__learner
refresh: {kind: by_day, column: report_date}
fresh:   {within: P200D}
owner:   organisation
why:     three lists of one day tell of a school; held side by side, a mistake of one is seen
---*/
WITH taught AS (
  SELECT
    class.report_date,
    class.institution_code,
    count(*) AS class_count,
    array_join(array_sort(collect_set(class.level_code)), ',') AS level_codes
  FROM staging.stg_moet__class AS class
  GROUP BY class.report_date, class.institution_code
),
learnt AS (
  SELECT learner.report_date, learner.institution_code, count(*) AS learner_count
  FROM staging.stg_moet__learner AS learner
  GROUP BY learner.report_date, learner.institution_code
),
code AS (
  SELECT institution.report_date, institution.institution_code
  FROM staging.stg_moet__institution AS institution
  UNION
  SELECT taught.report_date, taught.institution_code FROM taught
  UNION
  SELECT learnt.report_date, learnt.institution_code FROM learnt
)
SELECT
  code.report_date,
  code.institution_code AS school_code,
  institution.institution_code IS NOT NULL AS is_listed,
  nfc(institution.institution_name) AS name_vi,
  institution.kind_code,
  institution.level_codes,
  institution.commune_code,
  institution.managing_body_code,
  CAST(institution.site_count AS BIGINT) AS site_count,
  taught.level_codes AS taught_level_codes,
  coalesce(taught.class_count, 0) AS class_count,
  coalesce(learnt.learner_count, 0) AS learner_count
FROM code
LEFT JOIN staging.stg_moet__institution AS institution
  ON institution.report_date = code.report_date
  AND institution.institution_code = code.institution_code
LEFT JOIN taught
  ON taught.report_date = code.report_date
  AND taught.institution_code = code.institution_code
LEFT JOIN learnt
  ON learnt.report_date = code.report_date
  AND learnt.institution_code = code.institution_code
