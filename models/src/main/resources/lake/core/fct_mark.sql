/*---
table:   core.fct_mark
grain:   one row per learner, school year, term, subject, kind of mark and its number
key:     [school_year, term_code, learner_key, entry_number, subject_key, mark_kind_code, mark_number]
inputs:
  - core.bridge_subject__label
  - core.fct_assessed_learner
  - core.fct_planned_teaching
  - staging.stg_gradebook__mark
  - vault.result_entry
refresh:
  kind: by_key
  columns: [school_year, term_code]
  told_by:
    staging.stg_gradebook__mark: [school_year, "concat('term_', term)"]
fresh:   {within: P400D}
owner:   gradebooks
---*/
WITH stated AS (
  SELECT
    CAST(book.school_year AS INT) AS school_year,
    concat('term_', book.term) AS term_code,
    book.sender_code,
    book.local_number,
    book.subject_name,
    written.mark_kind_code,
    written.mark_number,
    written.mark
  FROM staging.stg_gradebook__mark AS book
  LATERAL VIEW stack(
    6,
    'regular', 1, book.regular_mark_1,
    'regular', 2, book.regular_mark_2,
    'regular', 3, book.regular_mark_3,
    'regular', 4, book.regular_mark_4,
    'middle', 1, book.middle_mark,
    'last', 1, book.last_mark) written AS mark_kind_code, mark_number, mark
  WHERE written.mark IS NOT NULL
)
SELECT
  stated.school_year,
  stated.term_code,
  entry.learner_key,
  entry.entry_number,
  -- A label that no subject has stays null: the audit refuses it rather than guess.
  label.subject_key,
  stated.mark_kind_code,
  stated.mark_number,
  assessed.term_end_date,
  assessed.learner_version_key,
  assessed.school_key,
  assessed.school_version_key,
  assessed.class_key,
  assessed.place_key,
  coalesce(teaching.staff_key, '-1') AS staff_key,
  coalesce(teaching.staff_version_key, concat('-1@', CAST(:place_history_start AS STRING)))
    AS staff_version_key,
  CAST(stated.mark AS DECIMAL(3, 1)) AS mark
FROM stated
INNER JOIN vault.result_entry AS entry
  ON entry.school_year = stated.school_year
  AND entry.term_code = stated.term_code
  AND entry.sender_code = stated.sender_code
  AND entry.local_number = stated.local_number
INNER JOIN core.fct_assessed_learner AS assessed
  ON assessed.school_year = entry.school_year
  AND assessed.term_code = entry.term_code
  AND assessed.learner_key = entry.learner_key
  AND assessed.entry_number = entry.entry_number
LEFT JOIN core.bridge_subject__label AS label
  ON label.source_code = 'gradebook'
  AND label.label = stated.subject_name
  AND label.school_year_from <= stated.school_year
  AND label.school_year_to > stated.school_year
LEFT JOIN core.fct_planned_teaching AS teaching
  ON teaching.school_year = stated.school_year
  AND teaching.term_code = stated.term_code
  AND teaching.school_key = assessed.school_key
  AND teaching.class_key = assessed.class_key
  AND teaching.subject_key = label.subject_key
