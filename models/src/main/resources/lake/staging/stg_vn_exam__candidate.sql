/*---
table:   staging.stg_vn_exam__candidate
grain:   one row per exam year, council and candidate
key:     [exam_year, council_code, candidate_number]
inputs:  [raw.vn_exam__candidate]
refresh: {kind: by_key, columns: [exam_year, council_code]}
fresh:   {within: P400D}
owner:   exams
---*/
WITH cleaned AS (
  SELECT
    CAST(delivered.exam_year AS INT) AS exam_year,
    delivered.council_code,
    delivered.candidate_number,
    nfc(delivered.candidate_name) AS candidate_name,
    trim(delivered.birth_date) AS birth_date,
    coalesce(nfc(delivered.score_text), '') AS score_text,
    delivered.origin = 'synthetic' AS is_synthetic
  FROM raw.vn_exam__candidate AS delivered
),
-- A label, a colon and a number of at most two decimals, with white space, a semicolon, a bar, a
-- slash or a comma after it; what does not fit stays in the rest.
parsed AS (
  SELECT
    cleaned.exam_year,
    cleaned.council_code,
    cleaned.candidate_number,
    cleaned.candidate_name,
    cleaned.birth_date,
    cleaned.score_text,
    cleaned.is_synthetic,
    -- Distinct: the same score stated twice is one score.
    array_distinct(
      transform(
        regexp_extract_all(
          cleaned.score_text,
          '[^\\d:;|]+:\\s*\\d{1,2}(?:[.,]\\d{1,2})?(?=[\\s;|/]|,(?!\\d)|$)',
          0),
        pair -> struct(
          regexp_replace(trim(split_part(pair, ':', 1)), '^[\\s,/]+', '') AS label,
          CAST(replace(trim(split_part(pair, ':', 2)), ',', '.') AS DECIMAL(4, 2)) AS score)))
      AS pairs,
    regexp_replace(
      trim(
        regexp_replace(
          cleaned.score_text,
          '[^\\d:;|]+:\\s*\\d{1,2}(?:[.,]\\d{1,2})?(?=[\\s;|/]|,(?!\\d)|$)',
          '')),
      '^[\\s;|/,]+$',
      '')
      AS rest
  FROM cleaned
),
judged AS (
  SELECT
    parsed.exam_year,
    parsed.council_code,
    parsed.candidate_number,
    parsed.candidate_name,
    parsed.birth_date,
    parsed.score_text,
    parsed.is_synthetic,
    parsed.pairs,
    parsed.rest,
    -- A subject with two scores, or a score above 10, makes the whole text unbelievable.
    size(array_distinct(transform(parsed.pairs, pair -> pair.label))) = size(parsed.pairs)
      AND forall(parsed.pairs, pair -> pair.score <= 10) AS is_credible
  FROM parsed
)
SELECT
  judged.exam_year,
  judged.council_code,
  judged.candidate_number,
  pseudonym('exam_candidate', array(CAST(judged.exam_year AS STRING), judged.candidate_number))
    AS exam_candidate_key,
  judged.candidate_name,
  -- Councils write it with the day first, or as a workbook's number of days. A year alone is none.
  CASE
    WHEN judged.birth_date RLIKE '^\\d{1,2}/\\d{1,2}/\\d{4}$' THEN
      try_cast(
        regexp_replace(judged.birth_date, '^(\\d{1,2})/(\\d{1,2})/(\\d{4})$', '$3-$2-$1') AS DATE)
    WHEN judged.birth_date RLIKE '^\\d{1,2}-\\d{1,2}-\\d{4}$' THEN
      day_in(judged.birth_date, 'd-M-yyyy')
    WHEN judged.birth_date RLIKE '^\\d{1,2}[.]\\d{1,2}[.]\\d{4}$' THEN
      day_in(judged.birth_date, 'd.M.yyyy')
    WHEN judged.birth_date RLIKE '^\\d{4}-\\d{1,2}-\\d{1,2}$' THEN
      day_in(judged.birth_date, 'yyyy-M-d')
    WHEN judged.birth_date RLIKE '^\\d{5}$' THEN
      day_in(judged.birth_date, 'excel')
  END AS birth_date,
  CAST(
    CASE
      WHEN judged.is_credible THEN map_from_entries(judged.pairs)
      ELSE map()
    END AS MAP<STRING, DECIMAL(4, 2)>) AS scores,
  CASE WHEN judged.is_credible THEN judged.rest ELSE trim(judged.score_text) END AS score_text_rest,
  judged.is_synthetic
FROM judged
