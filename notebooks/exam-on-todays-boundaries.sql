-- The national exam of 2017, on the boundaries of then and of today.
-- Read-only: tables without a catalog are those of the published catalog edu.

-- 1. How many candidates has each province of today?
SELECT place_name, candidate_count, scored_candidate_count, allocated_fraction, is_synthetic
FROM marts.exam_candidate_by_place
WHERE exam_year = 2017
  AND boundary_mode = 'today'
ORDER BY candidate_count DESC, place_name;

-- 2. Is anybody lost between the boundary modes? One row per mode, equal counts.
SELECT boundary_mode, sum(candidate_count) AS candidate_count
FROM marts.exam_candidate_by_place
WHERE exam_year = 2017
GROUP BY boundary_mode
ORDER BY boundary_mode;

-- 3. From which provinces of 2017 is each province of today made?
SELECT
  today.name AS province_today,
  province.place_name AS province_2017,
  province.candidate_count,
  boundary.weight,
  boundary.method
FROM marts.exam_candidate_by_place AS province
INNER JOIN core.dim_place AS place
  ON place.level = 'province'
  AND place.code = province.place_code
  AND place.valid_from <= DATE '2017-06-22'
  AND place.valid_to > DATE '2017-06-22'
INNER JOIN core.bridge_place__boundary AS boundary
  ON boundary.place_key = place.place_key
  AND boundary.boundary_mode = 'today'
INNER JOIN core.dim_place AS today
  ON today.place_key = boundary.target_place_key
WHERE province.exam_year = 2017
  AND province.boundary_mode = 'then'
ORDER BY province_today, province_2017;

-- 4. One code, two places: what was and what is 82?
SELECT level, code, full_name, valid_from, valid_to
FROM core.dim_place
WHERE level = 'province'
  AND code = '82'
ORDER BY valid_from;

-- 5. Mean, spread and tails of each subject over all places. Sums first, then the quotient: means are never averaged.
SELECT
  subject.name_vi,
  sum(result.candidate_count) AS candidate_count,
  round(sum(result.score_sum) / sum(result.candidate_count), 2) AS mean_score,
  sum(result.below_5_count) AS below_5_count,
  sum(result.at_least_8_count) AS at_least_8_count
FROM marts.exam_result_by_place_subject AS result
INNER JOIN core.dim_subject AS subject
  ON subject.subject_code = result.subject_code
WHERE result.exam_year = 2017
  AND result.boundary_mode = 'today'
GROUP BY subject.name_vi
ORDER BY candidate_count DESC;

-- 6. In which provinces of today is mathematics below the mean of all?
WITH mathematics AS (
  SELECT place_name, candidate_count, score_sum, mean_score, score_stddev
  FROM marts.exam_result_by_place_subject
  WHERE exam_year = 2017
    AND boundary_mode = 'today'
    AND subject_code = 'toan'
),
overall AS (
  SELECT CAST(sum(score_sum) AS DOUBLE) / sum(candidate_count) AS mean_score
  FROM mathematics
)
SELECT
  mathematics.place_name,
  round(mathematics.mean_score, 2) AS mean_score,
  round(mathematics.score_stddev, 2) AS score_stddev,
  round(mathematics.mean_score - overall.mean_score, 2) AS difference
FROM mathematics
CROSS JOIN overall
WHERE mathematics.mean_score < overall.mean_score
ORDER BY difference;

-- 7. How certain is the map? Communes that ended, by how they went over.
SELECT method, count(DISTINCT predecessor_place_key) AS commune_count, count(*) AS link_count
FROM core.bridge_place__successor
WHERE level = 'commune'
GROUP BY method
ORDER BY method;

-- 8. Which communes have no known successor, and why?
SELECT place.full_name, place.code, bridge.reason
FROM core.bridge_place__successor AS bridge
INNER JOIN core.dim_place AS place
  ON place.place_key = bridge.predecessor_place_key
WHERE bridge.method = 'unresolved'
ORDER BY place.code;

-- 9. From which files do the figures come, and did every line end somewhere?
SELECT
  source_code,
  entity_code,
  count(*) AS file_count,
  sum(received_count) AS received_count,
  sum(accepted_count) AS accepted_count,
  sum(rejected_count) AS rejected_count,
  sum(known_count) AS known_count
FROM ops.load
WHERE status <> 'failed'
GROUP BY source_code, entity_code
ORDER BY source_code, entity_code;

-- 10. Which release is shown?
SELECT release_id, kind, activated_at, table_count, message
FROM ops.release
ORDER BY release_id DESC
LIMIT 5
