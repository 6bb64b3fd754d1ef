/*---
table:   core.fct_term_result
grain:   one row per learner, school year, term or year, and subject
key:     [school_year, term_code, learner_key, entry_number, subject_key]
inputs:
  - core.bridge_subject__label
  - core.dim_assessment_rule
  - core.fct_assessed_learner
  - core.fct_planned_teaching
  - staging.stg_gradebook__mark
  - vault.result_entry
refresh: {kind: by_key, columns: [school_year]}
fresh:   {within: P400D}
owner:   gradebooks
---*/
WITH stated AS (
  SELECT
    entry.school_year,
    entry.term_code,
    entry.learner_key,
    entry.entry_number,
    -- A label that no subject has stays null: the audit refuses it rather than guess.
    label.subject_key,
    assessed.term_end_date,
    assessed.learner_version_key,
    assessed.school_key,
    assessed.school_version_key,
    assessed.class_key,
    assessed.place_key,
    assessed.grade_code,
    coalesce(teaching.staff_key, '-1') AS staff_key,
    coalesce(teaching.staff_version_key, concat('-1@', CAST(:place_history_start AS STRING)))
      AS staff_version_key,
    teaching.year_period_count,
    rule.regular_weight,
    rule.middle_weight,
    rule.last_weight,
    rule.term_1_weight,
    rule.term_2_weight,
    rule.comment_term_code,
    rule.regular_mark_counts,
    CAST(
      coalesce(book.regular_mark_1, 0)
        + coalesce(book.regular_mark_2, 0)
        + coalesce(book.regular_mark_3, 0)
        + coalesce(book.regular_mark_4, 0)
      AS DECIMAL(4, 1)) AS regular_sum,
    nvl2(book.regular_mark_1, 1, 0)
      + nvl2(book.regular_mark_2, 1, 0)
      + nvl2(book.regular_mark_3, 1, 0)
      + nvl2(book.regular_mark_4, 1, 0) AS regular_count,
    CAST(book.middle_mark AS DECIMAL(4, 1)) AS middle_mark,
    CAST(book.last_mark AS DECIMAL(4, 1)) AS last_mark,
    CAST(book.term_mark AS DECIMAL(3, 1)) AS term_mark,
    CAST(book.year_mark AS DECIMAL(3, 1)) AS year_mark,
    CASE book.comment_code WHEN 'Đ' THEN true WHEN 'CĐ' THEN false END AS is_passed
  FROM staging.stg_gradebook__mark AS book
  INNER JOIN vault.result_entry AS entry
    ON entry.school_year = book.school_year
    AND entry.term_code = concat('term_', book.term)
    AND entry.sender_code = book.sender_code
    AND entry.local_number = book.local_number
  INNER JOIN core.fct_assessed_learner AS assessed
    ON assessed.school_year = entry.school_year
    AND assessed.term_code = entry.term_code
    AND assessed.learner_key = entry.learner_key
    AND assessed.entry_number = entry.entry_number
  LEFT JOIN core.dim_assessment_rule AS rule
    ON rule.grade_code = assessed.grade_code
    AND rule.valid_from <= assessed.term_end_date
    AND rule.valid_to > assessed.term_end_date
  LEFT JOIN core.bridge_subject__label AS label
    ON label.source_code = 'gradebook'
    AND label.label = book.subject_name
    AND label.school_year_from <= book.school_year
    AND label.school_year_to > book.school_year
  LEFT JOIN core.fct_planned_teaching AS teaching
    ON teaching.school_year = entry.school_year
    AND teaching.term_code = entry.term_code
    AND teaching.school_key = assessed.school_key
    AND teaching.class_key = assessed.class_key
    AND teaching.subject_key = label.subject_key
),
weighed AS (
  SELECT
    stated.*,
    -- Only a subject that has a comment and no mark is one without marks.
    stated.is_passed IS NOT NULL
      AND stated.term_mark IS NULL
      AND stated.middle_mark IS NULL
      AND stated.last_mark IS NULL
      AND stated.regular_count = 0 AS is_comment_only,
    filter(
      stated.regular_mark_counts,
      rule -> rule.periods_up_to >= stated.year_period_count)[0].mark_count
      AS expected_regular_mark_count,
    CASE
      WHEN stated.regular_count > 0 THEN
        CAST(
          stated.regular_weight * stated.regular_sum
            + stated.middle_weight * stated.middle_mark
            + stated.last_weight * stated.last_mark
          AS DECIMAL(6, 1))
    END AS weighted_mark_sum,
    stated.regular_weight * stated.regular_count + stated.middle_weight + stated.last_weight
      AS weight_sum
  FROM stated
),
-- A quotient of marks of one decimal by less than 20 is never so near to a half that the six
-- decimals before the rounding would move it over.
term_result AS (
  SELECT
    weighed.*,
    CASE
      WHEN weighed.weighted_mark_sum IS NOT NULL THEN
        CAST(round(weighed.weighted_mark_sum / weighed.weight_sum, 1) AS DECIMAL(3, 1))
    END AS computed_mark
  FROM weighed
),
first_term AS (
  SELECT
    term_result.school_year,
    term_result.learner_key,
    term_result.entry_number,
    term_result.subject_key,
    term_result.computed_mark,
    term_result.is_passed,
    term_result.is_comment_only
  FROM term_result
  WHERE term_result.term_code = 'term_1'
),
result AS (
  SELECT
    term_result.school_year,
    term_result.term_code,
    term_result.learner_key,
    term_result.entry_number,
    term_result.subject_key,
    term_result.term_end_date,
    term_result.learner_version_key,
    term_result.school_key,
    term_result.school_version_key,
    term_result.class_key,
    term_result.place_key,
    term_result.staff_key,
    term_result.staff_version_key,
    term_result.grade_code,
    term_result.is_comment_only,
    term_result.regular_count AS regular_mark_count,
    term_result.expected_regular_mark_count,
    term_result.regular_weight IS NOT NULL AS has_rule,
    term_result.weighted_mark_sum,
    CASE WHEN term_result.weighted_mark_sum IS NOT NULL THEN term_result.weight_sum END
      AS weight_sum,
    term_result.computed_mark,
    term_result.term_mark AS stated_mark,
    term_result.is_passed,
    false AS lacks_first_term
  FROM term_result
  UNION ALL
  SELECT
    term_result.school_year,
    'year' AS term_code,
    term_result.learner_key,
    term_result.entry_number,
    term_result.subject_key,
    term_result.term_end_date,
    term_result.learner_version_key,
    term_result.school_key,
    term_result.school_version_key,
    term_result.class_key,
    term_result.place_key,
    term_result.staff_key,
    term_result.staff_version_key,
    term_result.grade_code,
    term_result.is_comment_only,
    CAST(NULL AS INT) AS regular_mark_count,
    CAST(NULL AS INT) AS expected_regular_mark_count,
    term_result.regular_weight IS NOT NULL AS has_rule,
    CAST(
      term_result.term_1_weight * first_term.computed_mark
        + term_result.term_2_weight * term_result.computed_mark
      AS DECIMAL(6, 1)) AS weighted_mark_sum,
    CASE
      WHEN first_term.computed_mark IS NOT NULL AND term_result.computed_mark IS NOT NULL
        THEN term_result.term_1_weight + term_result.term_2_weight
    END AS weight_sum,
    CAST(
      round(
        CAST(
          term_result.term_1_weight * first_term.computed_mark
            + term_result.term_2_weight * term_result.computed_mark
          AS DECIMAL(6, 1)) / (term_result.term_1_weight + term_result.term_2_weight),
        1) AS DECIMAL(3, 1)) AS computed_mark,
    term_result.year_mark AS stated_mark,
    CASE term_result.comment_term_code
      WHEN 'term_2' THEN term_result.is_passed
      WHEN 'term_1' THEN first_term.is_passed
    END AS is_passed,
    first_term.subject_key IS NULL AS lacks_first_term
  FROM term_result
  LEFT JOIN first_term
    ON first_term.school_year = term_result.school_year
    AND first_term.learner_key = term_result.learner_key
    AND first_term.entry_number = term_result.entry_number
    AND first_term.subject_key = term_result.subject_key
  WHERE term_result.term_code = 'term_2'
)
SELECT
  result.school_year,
  result.term_code,
  result.learner_key,
  result.entry_number,
  result.subject_key,
  result.term_end_date,
  result.learner_version_key,
  result.school_key,
  result.school_version_key,
  result.class_key,
  result.place_key,
  result.staff_key,
  result.staff_version_key,
  result.grade_code,
  CASE WHEN result.is_comment_only THEN 'comment' ELSE 'mark' END AS result_kind_code,
  result.regular_mark_count,
  CASE WHEN NOT result.is_comment_only THEN result.expected_regular_mark_count END
    AS expected_regular_mark_count,
  result.weighted_mark_sum,
  result.weight_sum,
  result.computed_mark,
  result.stated_mark,
  result.computed_mark = result.stated_mark AS is_agreeing,
  CASE WHEN result.is_comment_only THEN result.is_passed END AS is_passed,
  CASE
    WHEN result.is_comment_only OR result.computed_mark IS NOT NULL THEN CAST(NULL AS STRING)
    WHEN NOT result.has_rule THEN 'no_rule'
    WHEN result.lacks_first_term THEN 'no_first_term'
    ELSE 'marks_missing'
  END AS missing_reason
FROM result
