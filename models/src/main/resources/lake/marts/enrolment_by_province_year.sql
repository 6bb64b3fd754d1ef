/*---
table:   marts.enrolment_by_province_year
grain:   one row per school year, boundary mode, province, level of education and source
key:     [school_year, boundary_mode, place_code, education_level, source_code]
inputs:  [core.bridge_place__boundary, core.dim_place, core.fct_official_statistic]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   statistics
---*/
WITH counted AS (
  SELECT
    figure.source_code,
    figure.school_year,
    figure.place_key,
    figure.level_code,
    sum(CASE figure.measure_code WHEN 'learner_count' THEN figure.value END) AS learners,
    sum(CASE figure.measure_code WHEN 'class_count' THEN figure.value END) AS classes,
    sum(CASE figure.measure_code WHEN 'teacher_count' THEN figure.value END) AS teachers
  FROM core.fct_official_statistic AS figure
  WHERE figure.place_kind = 'province'
    AND figure.place_key <> '-2'
    AND figure.table_code IN ('pupils_by_province', 'classes_by_province', 'teachers_by_province')
    AND figure.level_code IN ('primary', 'lower_secondary', 'upper_secondary')
  GROUP BY figure.source_code, figure.school_year, figure.place_key, figure.level_code
),
shared AS (
  SELECT
    counted.source_code,
    counted.school_year,
    counted.level_code,
    boundary.boundary_mode,
    boundary.target_place_key,
    sum(counted.learners * boundary.weight) AS learners,
    sum(counted.classes * boundary.weight) AS classes,
    sum(counted.teachers * boundary.weight) AS teachers,
    sum(CASE WHEN boundary.is_allocated THEN counted.learners * boundary.weight ELSE 0 END)
      AS allocated
  FROM counted
  INNER JOIN core.bridge_place__boundary AS boundary
    ON boundary.place_key = counted.place_key
  GROUP BY
    counted.source_code,
    counted.school_year,
    counted.level_code,
    boundary.boundary_mode,
    boundary.target_place_key
),
running AS (
  SELECT
    shared.source_code,
    shared.school_year,
    shared.level_code,
    shared.boundary_mode,
    place.code AS place_code,
    place.name AS place_name,
    shared.learners,
    shared.classes,
    shared.teachers,
    shared.allocated,
    sum(shared.learners) OVER up_to AS learners_up_to,
    sum(shared.classes) OVER up_to AS classes_up_to,
    sum(shared.teachers) OVER up_to AS teachers_up_to
  FROM shared
  INNER JOIN core.dim_place AS place
    ON place.place_key = shared.target_place_key
  WINDOW up_to AS (
    PARTITION BY shared.source_code, shared.school_year, shared.level_code, shared.boundary_mode
    ORDER BY place.code ROWS UNBOUNDED PRECEDING)
)
SELECT
  running.school_year,
  running.boundary_mode,
  running.place_code,
  running.place_name,
  running.level_code AS education_level,
  -- Running totals are rounded, not shares: whole people, and the same sum in every mode.
  CAST(
    round(running.learners_up_to) - round(running.learners_up_to - running.learners) AS BIGINT)
    AS learner_count,
  CAST(round(running.classes_up_to) - round(running.classes_up_to - running.classes) AS BIGINT)
    AS class_count,
  CAST(
    round(running.teachers_up_to) - round(running.teachers_up_to - running.teachers) AS BIGINT)
    AS teacher_count,
  CASE
    WHEN running.learners > 0 THEN
      CAST(CAST(running.allocated AS DOUBLE) / CAST(running.learners AS DOUBLE) AS DECIMAL(9, 8))
  END AS allocated_fraction,
  running.source_code
FROM running
