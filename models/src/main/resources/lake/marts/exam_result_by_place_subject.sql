/*---
table:   marts.exam_result_by_place_subject
grain:   one row per exam year, boundary mode, place and subject
key:     [exam_year, boundary_mode, place_level, place_code, subject_code]
inputs:
  - core.bridge_place__boundary
  - core.dim_place
  - core.dim_subject
  - core.fct_exam_score
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
WITH summed AS (
  SELECT
    score.exam_year,
    score.place_key,
    score.subject_key,
    count(*) AS candidate_count,
    sum(score.score) AS score_sum,
    sum(score.score * score.score) AS square_sum,
    count_if(score.score < 5) AS below_5_count,
    count_if(score.score >= 8) AS at_least_8_count,
    bool_or(score.is_synthetic) AS is_synthetic
  FROM core.fct_exam_score AS score
  GROUP BY score.exam_year, score.place_key, score.subject_key
),
shared AS (
  SELECT
    summed.exam_year,
    boundary.boundary_mode,
    boundary.target_place_key,
    summed.subject_key,
    sum(summed.candidate_count * boundary.weight) AS candidates,
    sum(summed.score_sum * boundary.weight) AS scores,
    sum(summed.square_sum * boundary.weight) AS squares,
    sum(summed.below_5_count * boundary.weight) AS below_5,
    sum(summed.at_least_8_count * boundary.weight) AS at_least_8,
    sum(CASE WHEN boundary.is_allocated THEN summed.candidate_count * boundary.weight ELSE 0 END)
      AS allocated,
    bool_or(summed.is_synthetic) AS is_synthetic
  FROM summed
  INNER JOIN core.bridge_place__boundary AS boundary
    ON boundary.place_key = summed.place_key
  GROUP BY
    summed.exam_year, boundary.boundary_mode, boundary.target_place_key, summed.subject_key
),
running AS (
  SELECT
    shared.exam_year,
    shared.boundary_mode,
    place.code AS place_code,
    place.name AS place_name,
    subject.subject_code,
    shared.candidates,
    shared.scores,
    shared.squares,
    shared.below_5,
    shared.at_least_8,
    shared.allocated,
    shared.is_synthetic,
    sum(shared.candidates) OVER up_to AS candidates_up_to,
    sum(shared.scores) OVER up_to AS scores_up_to,
    sum(shared.below_5) OVER up_to AS below_5_up_to,
    sum(shared.at_least_8) OVER up_to AS at_least_8_up_to
  FROM shared
  INNER JOIN core.dim_place AS place
    ON place.place_key = shared.target_place_key
  INNER JOIN core.dim_subject AS subject
    ON subject.subject_key = shared.subject_key
  WINDOW up_to AS (
    PARTITION BY shared.exam_year, shared.boundary_mode, shared.subject_key
    ORDER BY place.code ROWS UNBOUNDED PRECEDING)
)
SELECT
  running.exam_year,
  running.boundary_mode,
  'province' AS place_level,
  running.place_code,
  running.place_name,
  running.subject_code,
  -- Running totals are rounded, not shares: whole people, and the same sum in every mode.
  CAST(
    round(running.candidates_up_to) - round(running.candidates_up_to - running.candidates)
    AS BIGINT) AS candidate_count,
  CAST(
    round(running.scores_up_to, 4) - round(running.scores_up_to - running.scores, 4)
    AS DECIMAL(20, 4)) AS score_sum,
  CAST(running.scores AS DOUBLE) / CAST(running.candidates AS DOUBLE) AS mean_score,
  -- Null for a single candidate. Sums are exact decimals, so that no order of rows changes a digit.
  CASE
    WHEN running.candidates > 1 THEN
      sqrt(
        greatest(
          0.0D,
          (CAST(running.squares AS DOUBLE)
            - CAST(running.scores AS DOUBLE) * CAST(running.scores AS DOUBLE)
              / CAST(running.candidates AS DOUBLE))
            / (CAST(running.candidates AS DOUBLE) - 1)))
  END AS score_stddev,
  CAST(
    round(running.below_5_up_to) - round(running.below_5_up_to - running.below_5) AS BIGINT)
    AS below_5_count,
  CAST(
    round(running.at_least_8_up_to) - round(running.at_least_8_up_to - running.at_least_8)
    AS BIGINT) AS at_least_8_count,
  CAST(CAST(running.allocated AS DOUBLE) / CAST(running.candidates AS DOUBLE) AS DECIMAL(9, 8))
    AS allocated_fraction,
  running.is_synthetic
FROM running
