/*---
table:   marts.attendance_by_school_month
grain:   one row per month, school, boundary mode and commune
key:     [month_date, boundary_mode, school_key, place_code]
inputs:
  - core.bridge_school__boundary
  - core.dim_place
  - core.dim_school
  - core.fct_attendance_day
refresh: {kind: by_key, columns: [month_date]}
fresh:   {within: P200D}
owner:   attendance
---*/
WITH of_version AS (
  SELECT
    day.month_date,
    day.school_year,
    day.school_version_key,
    count_if(day.is_enrolled AND day.status_code = 'present') AS present_count,
    count_if(day.is_enrolled AND day.status_code = 'absent_excused') AS excused_count,
    count_if(day.is_enrolled AND day.status_code = 'absent_unexcused') AS unexcused_count,
    count_if(day.is_enrolled AND day.status_code = 'closed') AS closed_count,
    count_if(day.is_enrolled AND day.status_code = 'unknown') AS unknown_count,
    count_if(NOT day.is_enrolled) AS unknown_learner_count,
    count(DISTINCT CASE
      WHEN day.status_code IN ('present', 'absent_excused', 'absent_unexcused')
        THEN day.calendar_date
    END) AS day_count
  FROM core.fct_attendance_day AS day
  GROUP BY day.month_date, day.school_year, day.school_version_key
),
-- A school whose state changes within a month is one where it lies in one commune.
summed AS (
  SELECT
    of_version.month_date,
    of_version.school_year,
    boundary.boundary_mode,
    boundary.school_key,
    boundary.target_place_key,
    max_by(boundary.target_province_place_key, school.valid_from) AS province_place_key,
    max_by(school.school_code, school.valid_from) AS school_code,
    max_by(school.name_vi, school.valid_from) AS school_name,
    sum(of_version.present_count) AS present_count,
    sum(of_version.excused_count) AS excused_count,
    sum(of_version.unexcused_count) AS unexcused_count,
    sum(of_version.closed_count) AS closed_count,
    sum(of_version.unknown_count) AS unknown_count,
    sum(of_version.unknown_learner_count) AS unknown_learner_count,
    sum(of_version.day_count) AS day_count,
    bool_or(boundary.is_allocated) AS is_allocated
  FROM of_version
  INNER JOIN core.dim_school AS school
    ON school.school_version_key = of_version.school_version_key
  INNER JOIN core.bridge_school__boundary AS boundary
    ON boundary.school_version_key = of_version.school_version_key
  GROUP BY
    of_version.month_date, of_version.school_year, boundary.boundary_mode, boundary.school_key,
    boundary.target_place_key
)
SELECT
  summed.month_date,
  summed.school_year,
  summed.boundary_mode,
  summed.school_key,
  summed.school_code,
  summed.school_name,
  province.code AS province_code,
  place.code AS place_code,
  place.name AS place_name,
  summed.present_count AS present_day_count,
  summed.present_count + summed.excused_count + summed.unexcused_count AS known_day_count,
  summed.excused_count AS absent_excused_day_count,
  summed.unexcused_count AS absent_unexcused_day_count,
  summed.closed_count AS closed_day_count,
  summed.unknown_count AS unknown_day_count,
  summed.unknown_learner_count AS unknown_learner_day_count,
  summed.day_count AS school_day_count,
  CASE
    WHEN summed.present_count + summed.excused_count + summed.unexcused_count = 0
      THEN 'nothing_told'
  END AS missing_reason_code,
  summed.is_allocated
FROM summed
INNER JOIN core.dim_place AS place
  ON place.place_key = summed.target_place_key
INNER JOIN core.dim_place AS province
  ON province.place_key = summed.province_place_key
