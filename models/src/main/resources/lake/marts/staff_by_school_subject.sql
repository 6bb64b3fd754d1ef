/*---
table:   marts.staff_by_school_subject
grain:   one row per day of a staff list, boundary mode, school, level and subject
key:     [as_of_date, boundary_mode, school_key, level_code, subject_code]
inputs:
  - core.bridge_school__boundary
  - core.dim_place
  - core.dim_school
  - core.dim_staff
  - core.dim_subject
  - core.fct_staff_assignment
  - core.fct_staff_statement
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
WITH list AS (
  SELECT
    statement.snapshot_date AS as_of_date,
    statement.snapshot_date = max(statement.snapshot_date) OVER () AS is_latest_snapshot
  FROM core.fct_staff_statement AS statement
  GROUP BY statement.snapshot_date
),
working AS (
  SELECT
    list.as_of_date,
    list.is_latest_snapshot,
    assignment.school_key,
    staff.level_code,
    staff.subject_key,
    staff.role_code = 'teacher' AS is_teacher,
    staff.qualification_code <> 'unknown' AS is_qualification_known,
    array_contains(
      split(
        CASE
          WHEN staff.level_code = '01' THEN :standard_qualification_preschool
          ELSE :standard_qualification_general
        END,
        ','),
      staff.qualification_code) AS is_standard
  FROM core.fct_staff_assignment AS assignment
  INNER JOIN list
    ON assignment.entry_date <= list.as_of_date
    AND assignment.exit_date > list.as_of_date
  INNER JOIN core.dim_staff AS staff
    ON staff.staff_key = assignment.staff_key
    AND staff.valid_from <= list.as_of_date
    AND staff.valid_to > list.as_of_date
),
counted AS (
  SELECT
    working.as_of_date,
    working.is_latest_snapshot,
    working.school_key,
    working.level_code,
    working.subject_key,
    count(*) AS staff_count,
    count_if(working.is_teacher) AS teacher_count,
    count_if(working.is_teacher AND working.is_standard) AS standard_teacher_count,
    count_if(working.is_teacher AND working.is_qualification_known) AS qualified_teacher_count
  FROM working
  GROUP BY
    working.as_of_date,
    working.is_latest_snapshot,
    working.school_key,
    working.level_code,
    working.subject_key
)
SELECT
  counted.as_of_date,
  boundary.boundary_mode,
  counted.school_key,
  counted.level_code,
  subject.subject_code,
  counted.is_latest_snapshot,
  school.school_code,
  school.name_vi AS school_name,
  province.code AS province_code,
  place.code AS commune_code,
  place.name AS commune_name,
  boundary.is_allocated,
  subject.name_vi AS subject_name,
  counted.staff_count,
  counted.teacher_count,
  counted.standard_teacher_count,
  counted.qualified_teacher_count,
  CASE
    WHEN counted.teacher_count = 0 THEN 'no_teacher'
    WHEN counted.qualified_teacher_count = 0 THEN 'no_qualification_stated'
  END AS no_rate_reason
FROM counted
INNER JOIN core.dim_school AS school
  ON school.school_key = counted.school_key
  AND school.valid_from <= counted.as_of_date
  AND school.valid_to > counted.as_of_date
INNER JOIN core.bridge_school__boundary AS boundary
  ON boundary.school_version_key = school.school_version_key
INNER JOIN core.dim_place AS place
  ON place.place_key = boundary.target_place_key
INNER JOIN core.dim_place AS province
  ON province.place_key = boundary.target_province_place_key
INNER JOIN core.dim_subject AS subject
  ON subject.subject_key = counted.subject_key
