/*---
table:   core.fct_exam_candidate
grain:   one row per exam year, council and candidate
key:     [exam_year, council_code, exam_candidate_key]
inputs:
  - core.dim_exam_council
  - core.fct_exam_score
  - staging.stg_reference__exam_session
  - staging.stg_vn_exam__candidate
refresh: {kind: by_key, columns: [exam_year, council_code]}
fresh:   {within: P400D}
owner:   exams
---*/
WITH scored AS (
  SELECT score.exam_year, score.council_code, score.exam_candidate_key, count(*) AS subject_count
  FROM core.fct_exam_score AS score
  GROUP BY score.exam_year, score.council_code, score.exam_candidate_key
)
SELECT
  candidate.exam_year,
  candidate.council_code,
  candidate.exam_candidate_key,
  coalesce(council.exam_council_key, '-1') AS exam_council_key,
  coalesce(council.place_key, '-1') AS place_key,
  session.exam_date_from AS exam_date,
  coalesce(scored.subject_count, 0) AS scored_subject_count,
  candidate.is_synthetic
FROM staging.stg_vn_exam__candidate AS candidate
LEFT JOIN scored
  ON scored.exam_year = candidate.exam_year
  AND scored.council_code = candidate.council_code
  AND scored.exam_candidate_key = candidate.exam_candidate_key
LEFT JOIN core.dim_exam_council AS council
  ON council.council_code = candidate.council_code
  AND council.valid_from <= make_date(candidate.exam_year, 1, 1)
  AND council.valid_to > make_date(candidate.exam_year, 1, 1)
LEFT JOIN staging.stg_reference__exam_session AS session
  ON session.exam_year = candidate.exam_year
