/*---
table:   vault.result_entry
grain:   one row per account, school year, term and number in a gradebook or transcript
key:     [school_year, term_code, sender_code, local_number]
inputs:
  - staging.stg_transcript__year_result
  - vault.gradebook_entry
  - vault.learner_local_number
refresh: {kind: by_key, columns: [school_year]}
fresh:   {within: P400D}
owner:   gradebooks
---*/
WITH stated AS (
  SELECT
    book.school_year,
    book.term_code,
    book.sender_code,
    book.local_number,
    book.class_name,
    CAST(NULL AS STRING) AS grade_code,
    book.row_count
  FROM vault.gradebook_entry AS book
  UNION ALL
  SELECT
    CAST(result.school_year AS INT) AS school_year,
    'year' AS term_code,
    result.sender_code,
    result.local_number,
    result.class_name,
    CAST(result.grade AS STRING) AS grade_code,
    1 AS row_count
  FROM staging.stg_transcript__year_result AS result
),
linked AS (
  SELECT
    stated.school_year,
    stated.term_code,
    stated.sender_code,
    stated.local_number,
    stated.class_name,
    stated.grade_code,
    stated.row_count,
    -- Gradebook and transcript of one number are of one learner, also where a code is wrong: every
    -- statement with a number, of transcripts too, has a part in whose number it is.
    coalesce(number.learner_key, '-1') AS learner_key
  FROM stated
  LEFT JOIN vault.learner_local_number AS number
    ON number.source_code = concat('sms_', lower(left(stated.sender_code, 1)))
    AND number.sender_code = stated.sender_code
    AND number.local_number = stated.local_number
)
SELECT
  linked.school_year,
  linked.term_code,
  linked.sender_code,
  linked.local_number,
  linked.learner_key,
  -- Who is not known has the same number in all terms of a year; of one who is known in two places
  -- the fuller one is the first.
  CAST(
    CASE
      WHEN linked.learner_key = '-1' THEN
        dense_rank() OVER (
          PARTITION BY linked.school_year, linked.learner_key
          ORDER BY linked.sender_code, linked.local_number)
      ELSE
        row_number() OVER (
          PARTITION BY linked.school_year, linked.learner_key, linked.term_code
          ORDER BY linked.row_count DESC, linked.sender_code, linked.local_number)
    END AS INT) AS entry_number,
  linked.class_name,
  linked.grade_code
FROM linked
