/*---
table:   marts.result_by_school_subject_term
grain:   one row per school, boundary mode, school year, term or year, grade and subject
key:     [school_year, term_code, boundary_mode, school_key, grade_code, subject_code]
inputs:
  - core.bridge_school__boundary
  - core.dim_place
  - core.dim_school
  - core.dim_subject
  - core.fct_term_result
refresh: {kind: by_key, columns: [school_year]}
fresh:   {within: P400D}
owner:   gradebooks
---*/
WITH counted AS (
  SELECT
    result.school_year,
    result.term_code,
    result.school_key,
    result.school_version_key,
    coalesce(result.grade_code, 'unknown') AS grade_code,
    result.subject_key,
    count(*) AS learner_count,
    count(result.computed_mark) AS mark_count,
    sum(result.computed_mark) AS mark_sum,
    count_if(result.computed_mark < :mark_low_limit) AS low_count,
    count_if(result.computed_mark >= :mark_fair_limit) AS fair_count,
    count_if(result.computed_mark >= :mark_good_limit) AS good_count,
    count(result.stated_mark) AS stated_mark_count,
    sum(result.stated_mark) AS stated_mark_sum,
    count(result.is_passed) AS comment_count,
    count_if(result.is_passed) AS passed_count
  FROM core.fct_term_result AS result
  -- Who stands in two places counts in the first.
  WHERE result.entry_number = 1
    OR result.learner_key = '-1'
  GROUP BY
    result.school_year,
    result.term_code,
    result.school_key,
    result.school_version_key,
    result.grade_code,
    result.subject_key
)
SELECT
  counted.school_year,
  counted.term_code,
  boundary.boundary_mode,
  counted.school_key,
  counted.grade_code,
  subject.subject_code,
  school.school_code,
  school.name_vi AS school_name,
  place.code AS place_code,
  place.name AS place_name,
  province.code AS province_code,
  boundary.is_allocated,
  counted.learner_count,
  counted.mark_count,
  CAST(coalesce(counted.mark_sum, 0) AS DECIMAL(20, 1)) AS mark_sum,
  CASE
    WHEN counted.mark_count > 0
      THEN CAST(counted.mark_sum / counted.mark_count AS DECIMAL(6, 4))
  END AS mean_mark,
  CASE
    WHEN counted.mark_count > 0 THEN CAST(NULL AS STRING)
    WHEN counted.comment_count > 0 THEN 'comment_only'
    ELSE 'no_marks'
  END AS missing_reason,
  counted.low_count,
  counted.fair_count,
  counted.good_count,
  counted.stated_mark_count,
  CAST(coalesce(counted.stated_mark_sum, 0) AS DECIMAL(20, 1)) AS stated_mark_sum,
  counted.comment_count,
  counted.passed_count
FROM counted
INNER JOIN core.bridge_school__boundary AS boundary
  ON boundary.school_version_key = counted.school_version_key
INNER JOIN core.dim_school AS school
  ON school.school_version_key = counted.school_version_key
INNER JOIN core.dim_subject AS subject
  ON subject.subject_key = counted.subject_key
INNER JOIN core.dim_place AS place
  ON place.place_key = boundary.target_place_key
INNER JOIN core.dim_place AS province
  ON province.place_key = boundary.target_province_place_key
