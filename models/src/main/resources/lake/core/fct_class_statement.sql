/*---
table:   core.fct_class_statement
grain:   one row per school year and class code of the sector database
key:     [school_year, class_code]
inputs:
  - core.bridge_school__code
  - core.dim_school_year
  - staging.stg_moet__class
  - staging.stg_moet__learner
  - staging.stg_moet__learner_record
refresh: {kind: by_key, columns: [class_code]}
fresh:   {within: P200D}
owner:   organisation
why:     what three lists say of a class, without names from elsewhere; dim_class adds those
---*/
WITH listed AS (
  SELECT
    year(add_months(class.report_date, 5)) AS school_year,
    class.class_code,
    nfc(class.class_name) AS class_name,
    count(*) AS row_count,
    max(
      struct(
        class.report_date,
        class.institution_code,
        class.level_code,
        class.grade_code,
        class.last_grade_code,
        class.site_number,
        class.is_two_session,
        class.is_multigrade)) AS latest
  FROM staging.stg_moet__class AS class
  GROUP BY year(add_months(class.report_date, 5)), class.class_code, nfc(class.class_name)
),
-- The name that most reports have, and what the last report says else.
list_row AS (
  SELECT
    listed.school_year,
    listed.class_code,
    max_by(listed.class_name, struct(listed.row_count, listed.latest.report_date, listed.class_name))
      AS class_name,
    max(listed.latest) AS latest
  FROM listed
  GROUP BY listed.school_year, listed.class_code
),
of_learners AS (
  SELECT
    year(add_months(learner.report_date, 5)) AS school_year,
    learner.class_code,
    learner.institution_code,
    learner.grade_code,
    learner.report_date AS stated_date,
    count(*) AS row_count
  FROM staging.stg_moet__learner AS learner
  GROUP BY
    year(add_months(learner.report_date, 5)),
    learner.class_code,
    learner.institution_code,
    learner.grade_code,
    learner.report_date
  UNION ALL
  -- A record counts from its first class on, since the class names the year.
  SELECT
    CAST(right(record.school_year, 4) AS INT) AS school_year,
    record.class_code,
    record.institution_code,
    record.grade_code,
    CAST(NULL AS DATE) AS stated_date,
    count(*) AS row_count
  FROM staging.stg_moet__learner_record AS record
  WHERE record.class_code IS NOT NULL
  GROUP BY
    CAST(right(record.school_year, 4) AS INT),
    record.class_code,
    record.institution_code,
    record.grade_code
),
graded AS (
  SELECT
    of_learners.school_year,
    of_learners.class_code,
    of_learners.grade_code,
    sum(of_learners.row_count) AS row_count,
    max(struct(of_learners.stated_date, of_learners.institution_code)) AS latest
  FROM of_learners
  GROUP BY of_learners.school_year, of_learners.class_code, of_learners.grade_code
),
learner_row AS (
  SELECT
    graded.school_year,
    graded.class_code,
    max_by(graded.grade_code, struct(graded.row_count, graded.grade_code)) AS grade_code,
    max(graded.latest) AS latest
  FROM graded
  GROUP BY graded.school_year, graded.class_code
),
class AS (
  SELECT
    coalesce(list_row.school_year, learner_row.school_year) AS school_year,
    coalesce(list_row.class_code, learner_row.class_code) AS class_code,
    list_row.class_name,
    list_row.latest AS list,
    learner_row.grade_code AS learner_grade_code,
    coalesce(list_row.latest.institution_code, learner_row.latest.institution_code)
      AS institution_code,
    coalesce(list_row.latest.report_date, learner_row.latest.stated_date) AS stated_date,
    list_row.class_code IS NOT NULL AS is_listed
  FROM list_row
  FULL OUTER JOIN learner_row
    ON learner_row.school_year = list_row.school_year
    AND learner_row.class_code = list_row.class_code
),
dated AS (
  SELECT
    class.*,
    coalesce(year.opening_date, make_date(class.school_year - 1, 9, 5)) AS opening_date
  FROM class
  LEFT JOIN core.dim_school_year AS year
    ON year.school_year = class.school_year
)
-- The code of a class is the code that its school has at the opening of the year, and five digits.
SELECT
  dated.school_year,
  dated.class_code,
  coalesce(opening.school_key, stated.school_key, '-1') AS school_key,
  dated.is_listed,
  dated.class_name,
  dated.list.level_code,
  coalesce(dated.list.grade_code, dated.learner_grade_code) AS grade_code,
  coalesce(dated.list.last_grade_code, dated.list.grade_code, dated.learner_grade_code)
    AS last_grade_code,
  CAST(dated.list.site_number AS INT) AS site_number,
  CASE WHEN dated.is_listed THEN dated.list.is_two_session IS NOT NULL END AS is_two_session,
  CASE WHEN dated.is_listed THEN dated.list.is_multigrade IS NOT NULL END AS is_multigrade
FROM dated
LEFT JOIN core.bridge_school__code AS opening
  ON opening.school_code = left(dated.class_code, length(dated.class_code) - 5)
  AND opening.valid_from <= dated.opening_date
  AND opening.valid_to > dated.opening_date
LEFT JOIN core.bridge_school__code AS stated
  ON stated.school_code = dated.institution_code
  AND stated.valid_from <= coalesce(dated.stated_date, dated.opening_date)
  AND stated.valid_to > coalesce(dated.stated_date, dated.opening_date)
