/*---
table:   marts.enrolment_by_school_grade
grain:   one row per date, boundary mode, school, level and grade
key:     [school_year, as_of_date, boundary_mode, school_key, level_code, grade_code]
inputs:
  - core.bridge_school__boundary
  - core.dim_learner
  - core.dim_place
  - core.dim_school
  - core.enrolment_census_date
  - core.fct_enrolment
refresh:
  kind: by_key
  columns: [school_key]
  told_by:
    core.dim_learner: {on: [learner_version_key], within: {core.fct_enrolment: [school_key]}}
fresh:   {within: P200D}
owner:   rosters
---*/
WITH counted AS (
  SELECT
    as_of.school_year,
    as_of.as_of_date,
    enrolment.school_key,
    enrolment.level_code,
    enrolment.grade_code,
    count(*) AS learner_count,
    count_if(learner.sex_code = 'female') AS girl_count,
    count_if(learner.sex_code IS NULL) AS unknown_sex_count,
    count(DISTINCT enrolment.class_key) AS class_count
  FROM core.enrolment_census_date AS as_of
  INNER JOIN core.fct_enrolment AS enrolment
    ON enrolment.school_year = as_of.school_year
    AND enrolment.entry_date <= as_of.as_of_date
    AND enrolment.exit_date > as_of.as_of_date
  INNER JOIN core.dim_learner AS learner
    ON learner.learner_version_key = enrolment.learner_version_key
  GROUP BY
    as_of.school_year, as_of.as_of_date, enrolment.school_key, enrolment.level_code,
    enrolment.grade_code
)
SELECT
  counted.school_year,
  counted.as_of_date,
  boundary.boundary_mode,
  counted.school_key,
  school.school_code,
  school.name_vi AS school_name,
  province.code AS province_code,
  place.code AS place_code,
  place.name AS place_name,
  counted.level_code,
  counted.grade_code,
  counted.learner_count,
  counted.girl_count,
  counted.unknown_sex_count,
  counted.class_count,
  boundary.is_allocated
FROM counted
INNER JOIN core.dim_school AS school
  ON school.school_key = counted.school_key
  AND counted.as_of_date >= school.valid_from
  AND counted.as_of_date < school.valid_to
INNER JOIN core.bridge_school__boundary AS boundary
  ON boundary.school_version_key = school.school_version_key
INNER JOIN core.dim_place AS place
  ON place.place_key = boundary.target_place_key
INNER JOIN core.dim_place AS province
  ON province.place_key = boundary.target_province_place_key
