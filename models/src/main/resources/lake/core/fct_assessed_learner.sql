/*---
table:   core.fct_assessed_learner
grain:   one row per learner, school year and term with an entry in a gradebook or transcript
key:     [school_year, term_code, learner_key, entry_number]
inputs:
  - core.bridge_class__name
  - core.bridge_school__account
  - core.dim_assessment_rule
  - core.dim_class
  - core.dim_learner
  - core.dim_school
  - core.dim_term
  - vault.result_entry
refresh: {kind: by_key, columns: [learner_key]}
fresh:   {within: P400D}
owner:   gradebooks
why:     >-
  Who, where and by which rules, once for the facts of marks and results: a run in which none of it changes
  leaves those alone. core.fct_learning_rating has what was reached, and fewer rows.
---*/
WITH dated AS (
  SELECT
    entry.school_year,
    entry.term_code,
    entry.learner_key,
    entry.entry_number,
    entry.class_name,
    entry.grade_code,
    coalesce(account.school_key, '-1') AS school_key,
    -- Without a plan of the year the day before the next one.
    coalesce(
      term.last_date,
      date_sub(make_date(entry.school_year, :school_year_first_month, 1), 1)) AS term_end_date
  FROM vault.result_entry AS entry
  LEFT JOIN core.bridge_school__account AS account
    ON account.sender_code = entry.sender_code
  LEFT JOIN core.dim_term AS term
    ON term.school_year = entry.school_year
    AND term.term_code = CASE entry.term_code WHEN 'year' THEN 'term_2' ELSE entry.term_code END
),
placed AS (
  SELECT
    dated.school_year,
    dated.term_code,
    dated.learner_key,
    dated.entry_number,
    dated.school_key,
    dated.term_end_date,
    coalesce(named_class.class_key, '-1') AS class_key,
    -- What a transcript states stands before the grade of the class.
    coalesce(dated.grade_code, class.grade_code) AS grade_code
  FROM dated
  LEFT JOIN core.bridge_class__name AS named_class
    ON named_class.school_key = dated.school_key
    AND named_class.school_year = dated.school_year
    AND named_class.class_name = dated.class_name
  LEFT JOIN core.dim_class AS class
    ON class.class_key = named_class.class_key
)
SELECT
  placed.school_year,
  placed.term_code,
  placed.learner_key,
  placed.entry_number,
  placed.term_end_date,
  learner.learner_version_key,
  placed.school_key,
  school.school_version_key,
  placed.class_key,
  school.place_key,
  placed.grade_code,
  coalesce(rule.scheme_code, 'none') AS scheme_code
FROM placed
LEFT JOIN core.dim_learner AS learner
  ON learner.learner_key = placed.learner_key
  AND learner.valid_from <= placed.term_end_date
  AND learner.valid_to > placed.term_end_date
LEFT JOIN core.dim_school AS school
  ON school.school_key = placed.school_key
  AND school.valid_from <= placed.term_end_date
  AND school.valid_to > placed.term_end_date
LEFT JOIN core.dim_assessment_rule AS rule
  ON rule.grade_code = placed.grade_code
  AND rule.valid_from <= placed.term_end_date
  AND rule.valid_to > placed.term_end_date
