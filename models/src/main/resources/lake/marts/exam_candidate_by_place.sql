/*---
table:   marts.exam_candidate_by_place
grain:   one row per exam year, boundary mode and place
key:     [exam_year, boundary_mode, place_level, place_code]
inputs:  [core.bridge_place__boundary, core.dim_place, core.fct_exam_candidate]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
WITH counted AS (
  SELECT
    candidate.exam_year,
    candidate.place_key,
    count(*) AS candidate_count,
    count_if(candidate.scored_subject_count > 0) AS scored_candidate_count,
    bool_or(candidate.is_synthetic) AS is_synthetic
  FROM core.fct_exam_candidate AS candidate
  GROUP BY candidate.exam_year, candidate.place_key
),
shared AS (
  SELECT
    counted.exam_year,
    boundary.boundary_mode,
    boundary.target_place_key,
    sum(counted.candidate_count * boundary.weight) AS candidates,
    sum(counted.scored_candidate_count * boundary.weight) AS scored_candidates,
    sum(CASE WHEN boundary.is_allocated THEN counted.candidate_count * boundary.weight ELSE 0 END)
      AS allocated,
    bool_or(counted.is_synthetic) AS is_synthetic
  FROM counted
  INNER JOIN core.bridge_place__boundary AS boundary
    ON boundary.place_key = counted.place_key
  GROUP BY counted.exam_year, boundary.boundary_mode, boundary.target_place_key
),
running AS (
  SELECT
    shared.exam_year,
    shared.boundary_mode,
    place.code AS place_code,
    place.name AS place_name,
    shared.candidates,
    shared.scored_candidates,
    shared.allocated,
    shared.is_synthetic,
    sum(shared.candidates) OVER up_to AS candidates_up_to,
    sum(shared.scored_candidates) OVER up_to AS scored_candidates_up_to
  FROM shared
  INNER JOIN core.dim_place AS place
    ON place.place_key = shared.target_place_key
  WINDOW up_to AS (
    PARTITION BY shared.exam_year, shared.boundary_mode ORDER BY place.code ROWS UNBOUNDED PRECEDING)
)
SELECT
  running.exam_year,
  running.boundary_mode,
  'province' AS place_level,
  running.place_code,
  running.place_name,
  -- Running totals are rounded, not shares: whole people, and the same sum in every mode.
  CAST(
    round(running.candidates_up_to) - round(running.candidates_up_to - running.candidates)
    AS BIGINT) AS candidate_count,
  CAST(
    round(running.scored_candidates_up_to)
      - round(running.scored_candidates_up_to - running.scored_candidates)
    AS BIGINT) AS scored_candidate_count,
  CAST(CAST(running.allocated AS DOUBLE) / CAST(running.candidates AS DOUBLE) AS DECIMAL(9, 8))
    AS allocated_fraction,
  running.is_synthetic
FROM running
