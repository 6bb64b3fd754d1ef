/*---
table:   core.fct_planned_teaching
grain:   one row per class, term and subject of a timetable
key:     [school_year, term_code, school_key, class_key, subject_key]
inputs:
  - core.bridge_class__name
  - core.bridge_school__account
  - core.bridge_subject__label
  - core.dim_school
  - core.dim_staff
  - core.dim_term
  - staging.stg_timetable__slot
  - vault.staff_link
  - vault.staff_statement
refresh: {kind: by_key, columns: [school_year]}
fresh:   {within: P400D}
owner:   learning
---*/
-- A code under which two people are known names nobody.
WITH coded_staff AS (
  SELECT statement.staff_code, min(link.staff_key) AS staff_key
  FROM vault.staff_statement AS statement
  INNER JOIN vault.staff_link AS link
    ON link.statement_key = statement.statement_key
  WHERE statement.staff_code IS NOT NULL
  GROUP BY statement.staff_code
  HAVING min(link.staff_key) = max(link.staff_key)
),
staffed AS (
  SELECT
    CAST(slot.school_year AS INT) AS school_year,
    concat('term_', slot.term) AS term_code,
    coalesce(account.school_key, '-1') AS school_key,
    coalesce(named_class.class_key, '-1') AS class_key,
    coalesce(label.subject_key, '-1') AS subject_key,
    coalesce(coded_staff.staff_key, '-1') AS staff_key,
    count(*) AS period_count
  FROM staging.stg_timetable__slot AS slot
  LEFT JOIN core.bridge_school__account AS account
    ON account.sender_code = slot.sender_code
  LEFT JOIN core.bridge_class__name AS named_class
    ON named_class.school_key = account.school_key
    AND named_class.school_year = slot.school_year
    AND named_class.class_name = slot.class_name
  LEFT JOIN core.bridge_subject__label AS label
    ON label.source_code = 'timetable'
    AND label.label = slot.subject_name
    AND label.school_year_from <= slot.school_year
    AND label.school_year_to > slot.school_year
  LEFT JOIN coded_staff
    ON coded_staff.staff_code = slot.teacher_code
  GROUP BY
    slot.school_year,
    slot.term,
    account.school_key,
    named_class.class_key,
    label.subject_key,
    coded_staff.staff_key
),
planned AS (
  SELECT
    staffed.school_year,
    staffed.term_code,
    staffed.school_key,
    staffed.class_key,
    staffed.subject_key,
    CASE
      WHEN staffed.class_key = '-1' OR staffed.subject_key = '-1' THEN '-1'
      ELSE
        -- Whoever is known stands before nobody.
        min(
          struct(
            staffed.staff_key = '-1' AS is_unknown,
            -staffed.period_count AS order_number,
            staffed.staff_key)).staff_key
    END AS staff_key,
    sum(staffed.period_count) AS weekly_period_count,
    count_if(staffed.staff_key <> '-1') AS staff_count
  FROM staffed
  GROUP BY
    staffed.school_year,
    staffed.term_code,
    staffed.school_key,
    staffed.class_key,
    staffed.subject_key
),
dated AS (
  SELECT
    planned.*,
    sum(
      planned.weekly_period_count
        * CASE planned.term_code
          WHEN 'term_1' THEN :term_1_week_count
          ELSE :term_2_week_count
        END) OVER of_year AS stated_period_count,
    count(*) OVER of_year AS term_count,
    coalesce(
      term.last_date,
      date_sub(make_date(planned.school_year, :school_year_first_month, 1), 1)) AS term_end_date
  FROM planned
  LEFT JOIN core.dim_term AS term
    ON term.school_year = planned.school_year
    AND term.term_code = planned.term_code
  WINDOW of_year AS (
    PARTITION BY planned.school_year, planned.school_key, planned.class_key, planned.subject_key)
)
SELECT
  dated.school_year,
  dated.term_code,
  dated.school_key,
  dated.class_key,
  dated.subject_key,
  dated.term_end_date,
  school.school_version_key,
  school.place_key,
  dated.staff_key,
  staff.staff_version_key,
  dated.weekly_period_count,
  -- As long as one term has a timetable, the other one is taken to be like it.
  CASE dated.term_count
    WHEN 1 THEN dated.weekly_period_count * (:term_1_week_count + :term_2_week_count)
    ELSE dated.stated_period_count
  END AS year_period_count,
  dated.staff_count
FROM dated
LEFT JOIN core.dim_school AS school
  ON school.school_key = dated.school_key
  AND school.valid_from <= dated.term_end_date
  AND school.valid_to > dated.term_end_date
LEFT JOIN core.dim_staff AS staff
  ON staff.staff_key = dated.staff_key
  AND staff.valid_from <= dated.term_end_date
  AND staff.valid_to > dated.term_end_date
