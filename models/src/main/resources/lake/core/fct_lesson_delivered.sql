/*---
table:   core.fct_lesson_delivered
grain:   one row per class, day and period in which a lesson was held
key:     [lesson_date, sender_code, class_name, period_number]
inputs:
  - core.bridge_class__name
  - core.bridge_school__account
  - core.bridge_subject__label
  - core.dim_date
  - core.dim_school
  - core.dim_staff
  - core.dim_term
  - staging.stg_timetable__lesson
  - staging.stg_timetable__slot
  - vault.staff_link
  - vault.staff_statement
refresh:
  kind: by_day
  column: lesson_date
  told_by:
    core.dim_school: {from: valid_from, to: valid_to, same: [school_key, school_version_key, place_key]}
    core.dim_staff: {from: valid_from, to: valid_to, same: [staff_key, staff_version_key]}
fresh:   {within: P14D}
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
held AS (
  SELECT
    lesson.lesson_date,
    lesson.sender_code,
    lesson.class_name,
    lesson.period,
    lesson.subject_name,
    lesson.teacher_code,
    lesson.mode_code,
    day.school_year,
    term.term_code,
    coalesce(account.school_key, '-1') AS school_key
  FROM staging.stg_timetable__lesson AS lesson
  LEFT JOIN core.dim_date AS day
    ON day.calendar_date = lesson.lesson_date
  LEFT JOIN core.dim_term AS term
    ON term.school_year = day.school_year
    AND term.first_date <= lesson.lesson_date
    AND term.last_date >= lesson.lesson_date
  LEFT JOIN core.bridge_school__account AS account
    ON account.sender_code = lesson.sender_code
),
timetable_of_class AS (
  SELECT slot.sender_code, slot.school_year, slot.term, slot.class_name
  FROM staging.stg_timetable__slot AS slot
  GROUP BY slot.sender_code, slot.school_year, slot.term, slot.class_name
),
resolved AS (
  SELECT
    held.lesson_date,
    held.sender_code,
    held.class_name,
    held.period,
    held.school_year,
    held.term_code,
    held.school_key,
    held.mode_code,
    held.teacher_code,
    coalesce(named_class.class_key, '-1') AS class_key,
    -- A label that no subject has stays null: the audit refuses it rather than guess.
    label.subject_key,
    coalesce(coded_staff.staff_key, '-1') AS staff_key,
    CASE
      WHEN slot.period IS NOT NULL THEN planned_label.subject_key
      ELSE '-2'
    END AS planned_subject_key,
    CASE
      WHEN slot.period IS NOT NULL THEN coalesce(planned_link.staff_key, '-1')
      ELSE '-2'
    END AS planned_staff_key,
    CASE
      WHEN timetable_of_class.class_name IS NULL THEN 'no_timetable'
      WHEN slot.period IS NULL THEN 'not_planned'
      WHEN slot.subject_name <> held.subject_name THEN 'other_subject'
      WHEN NOT slot.teacher_code <=> held.teacher_code THEN 'other_teacher'
      ELSE 'as_planned'
    END AS plan_code
  FROM held
  LEFT JOIN core.bridge_class__name AS named_class
    ON named_class.school_key = held.school_key
    AND named_class.school_year = held.school_year
    AND named_class.class_name = held.class_name
  LEFT JOIN core.bridge_subject__label AS label
    ON label.source_code = 'timetable'
    AND label.label = held.subject_name
    AND label.school_year_from <= held.school_year
    AND label.school_year_to > held.school_year
  LEFT JOIN coded_staff
    ON coded_staff.staff_code = held.teacher_code
  LEFT JOIN timetable_of_class
    ON timetable_of_class.sender_code = held.sender_code
    AND timetable_of_class.school_year = held.school_year
    AND concat('term_', timetable_of_class.term) = held.term_code
    AND timetable_of_class.class_name = held.class_name
  -- Weekdays of timetables are those of Spark: 2 is Monday.
  LEFT JOIN staging.stg_timetable__slot AS slot
    ON slot.sender_code = held.sender_code
    AND slot.school_year = held.school_year
    AND concat('term_', slot.term) = held.term_code
    AND slot.class_name = held.class_name
    AND slot.weekday = CAST(dayofweek(held.lesson_date) AS STRING)
    AND slot.period = held.period
  LEFT JOIN core.bridge_subject__label AS planned_label
    ON planned_label.source_code = 'timetable'
    AND planned_label.label = slot.subject_name
    AND planned_label.school_year_from <= slot.school_year
    AND planned_label.school_year_to > slot.school_year
  LEFT JOIN coded_staff AS planned_link
    ON planned_link.staff_code = slot.teacher_code
)
SELECT
  resolved.lesson_date,
  resolved.sender_code,
  resolved.class_name,
  CAST(resolved.period AS INT) AS period_number,
  resolved.school_year,
  resolved.term_code,
  resolved.school_key,
  school.school_version_key,
  resolved.class_key,
  school.place_key,
  resolved.subject_key,
  resolved.staff_key,
  staff.staff_version_key,
  resolved.mode_code,
  resolved.mode_code = 'live_online' AS is_online,
  resolved.plan_code,
  resolved.planned_subject_key,
  resolved.planned_staff_key
FROM resolved
LEFT JOIN core.dim_school AS school
  ON school.school_key = resolved.school_key
  AND school.valid_from <= resolved.lesson_date
  AND school.valid_to > resolved.lesson_date
LEFT JOIN core.dim_staff AS staff
  ON staff.staff_key = resolved.staff_key
  AND staff.valid_from <= resolved.lesson_date
  AND staff.valid_to > resolved.lesson_date
