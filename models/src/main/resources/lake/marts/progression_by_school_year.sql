/*---
table:   marts.progression_by_school_year
grain:   one row per school year, boundary mode, school, level and grade
key:     [school_year, boundary_mode, school_key, place_code, level_code, grade_code]
inputs:
  - core.bridge_school__boundary
  - core.dim_place
  - core.dim_school
  - core.fct_progression
refresh: {kind: by_key, columns: [school_key]}
fresh:   {within: P400D}
owner:   rosters
---*/
WITH counted AS (
  SELECT
    progression.school_year,
    progression.school_version_key,
    progression.level_code,
    progression.grade_code,
    count_if(progression.is_at_start) AS at_start_count,
    count_if(progression.is_at_start AND progression.is_promoted) AS gso_promoted_count,
    count_if(progression.is_at_start AND progression.is_repeated) AS gso_repeated_count,
    count_if(progression.is_at_start AND progression.is_dropped_out) AS gso_dropped_out_count,
    count_if(progression.is_at_start AND progression.is_completed) AS gso_completed_count,
    count_if(progression.is_at_start AND progression.is_transferred_out)
      AS gso_transferred_out_count,
    count_if(progression.is_at_start AND progression.is_transferred) AS transferred_count,
    count_if(progression.is_at_start AND progression.gso_outcome_code = 'not_stated')
      AS not_stated_count,
    count_if(
      progression.is_at_start
        AND progression.unesco_outcome_code NOT IN ('not_yet_known', 'transferred'))
      AS unesco_known_count,
    count_if(progression.is_at_start AND progression.unesco_outcome_code = 'promoted')
      AS unesco_promoted_count,
    count_if(progression.is_at_start AND progression.unesco_outcome_code = 'repeated')
      AS unesco_repeated_count,
    count_if(progression.is_at_start AND progression.unesco_outcome_code = 'completed')
      AS unesco_completed_count,
    count_if(progression.is_at_start AND progression.unesco_outcome_code = 'dropped_out')
      AS unesco_dropped_out_count,
    count_if(progression.is_at_start AND progression.unesco_outcome_code = 'transferred')
      AS unesco_transferred_count
  FROM core.fct_progression AS progression
  GROUP BY
    progression.school_year, progression.school_version_key, progression.level_code,
    progression.grade_code
),
-- A school may change its state while learners come to it.
summed AS (
  SELECT
    counted.school_year,
    boundary.boundary_mode,
    boundary.school_key,
    boundary.target_place_key,
    counted.level_code,
    counted.grade_code,
    max_by(boundary.target_province_place_key, school.valid_from) AS province_place_key,
    max_by(school.school_code, school.valid_from) AS school_code,
    max_by(school.name_vi, school.valid_from) AS school_name,
    sum(counted.at_start_count) AS at_start_count,
    sum(counted.gso_promoted_count) AS gso_promoted_count,
    sum(counted.gso_repeated_count) AS gso_repeated_count,
    sum(counted.gso_dropped_out_count) AS gso_dropped_out_count,
    sum(counted.gso_completed_count) AS gso_completed_count,
    sum(counted.gso_transferred_out_count) AS gso_transferred_out_count,
    sum(counted.transferred_count) AS transferred_count,
    sum(counted.not_stated_count) AS not_stated_count,
    sum(counted.unesco_known_count) AS unesco_known_count,
    sum(counted.unesco_promoted_count) AS unesco_promoted_count,
    sum(counted.unesco_repeated_count) AS unesco_repeated_count,
    sum(counted.unesco_completed_count) AS unesco_completed_count,
    sum(counted.unesco_dropped_out_count) AS unesco_dropped_out_count,
    sum(counted.unesco_transferred_count) AS unesco_transferred_count,
    bool_or(boundary.is_allocated) AS is_allocated
  FROM counted
  INNER JOIN core.dim_school AS school
    ON school.school_version_key = counted.school_version_key
  INNER JOIN core.bridge_school__boundary AS boundary
    ON boundary.school_version_key = counted.school_version_key
  GROUP BY
    counted.school_year, boundary.boundary_mode, boundary.school_key, boundary.target_place_key,
    counted.level_code, counted.grade_code
)
SELECT
  summed.school_year,
  summed.boundary_mode,
  summed.school_key,
  summed.school_code,
  summed.school_name,
  province.code AS province_code,
  place.code AS place_code,
  place.name AS place_name,
  summed.level_code,
  summed.grade_code,
  summed.at_start_count,
  summed.gso_promoted_count,
  summed.gso_repeated_count,
  summed.gso_dropped_out_count,
  summed.gso_completed_count,
  summed.gso_transferred_out_count,
  summed.transferred_count,
  summed.not_stated_count,
  summed.unesco_known_count,
  summed.unesco_promoted_count,
  summed.unesco_repeated_count,
  summed.unesco_completed_count,
  summed.unesco_dropped_out_count,
  summed.unesco_transferred_count,
  CASE
    WHEN summed.at_start_count = 0 THEN 'nobody_at_start'
    WHEN summed.unesco_known_count = 0 THEN 'not_yet_known'
  END AS missing_reason_code,
  summed.is_allocated
FROM summed
INNER JOIN core.dim_place AS place
  ON place.place_key = summed.target_place_key
INNER JOIN core.dim_place AS province
  ON province.place_key = summed.province_place_key
