/*---
table:   core.fct_exam_score
grain:   one row per exam year, council, candidate and subject with a score
key:     [exam_year, council_code, exam_candidate_key, subject_key]
inputs:
  - core.dim_exam_council
  - core.dim_subject
  - staging.stg_reference__exam_session
  - staging.stg_reference__exam_subject
  - staging.stg_reference__exam_subject_label
  - staging.stg_vn_exam__candidate
refresh: {kind: by_key, columns: [exam_year, council_code]}
fresh:   {within: P400D}
owner:   exams
---*/
WITH stated AS (
  SELECT
    candidate.exam_year,
    candidate.council_code,
    candidate.exam_candidate_key,
    candidate.is_synthetic,
    score.label,
    score.score
  FROM staging.stg_vn_exam__candidate AS candidate
  LATERAL VIEW explode(candidate.scores) score AS label, score
)
SELECT
  stated.exam_year,
  stated.council_code,
  stated.exam_candidate_key,
  -- A label that no subject has stays null: the audit refuses it rather than guess.
  subject.subject_key,
  coalesce(council.exam_council_key, '-1') AS exam_council_key,
  coalesce(council.place_key, '-1') AS place_key,
  session.exam_date_from AS exam_date,
  stated.score,
  stated.is_synthetic
FROM stated
LEFT JOIN staging.stg_reference__exam_subject_label AS label
  ON label.label = stated.label
LEFT JOIN staging.stg_reference__exam_subject AS named
  ON named.subject_code = label.subject_code
LEFT JOIN core.dim_subject AS subject
  ON subject.subject_code = label.subject_code
LEFT JOIN core.dim_exam_council AS council
  ON council.council_code = stated.council_code
  AND council.valid_from <= make_date(stated.exam_year, 1, 1)
  AND council.valid_to > make_date(stated.exam_year, 1, 1)
LEFT JOIN staging.stg_reference__exam_session AS session
  ON session.exam_year = stated.exam_year
WHERE NOT coalesce(named.is_composite, false)
