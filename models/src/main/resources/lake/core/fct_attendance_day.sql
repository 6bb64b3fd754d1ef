/*---
table:   core.fct_attendance_day
grain:   one row per learner, school, class and school day
key:     [calendar_date, learner_key, school_key, class_key, entry_number]
inputs:
  - core.bridge_school__account
  - core.dim_class
  - core.dim_learner
  - core.dim_school
  - core.dim_school_day
  - core.fct_enrolment
  - staging.stg_sms_a__attendance
  - staging.stg_sms_b__attendance
  - staging.stg_sms_b__roll_call
  - vault.learner_local_number
refresh:
  kind: by_day
  column: calendar_date
  told_by:
    core.dim_learner:
      from: valid_from
      to: valid_to
      same: [learner_key, learner_version_key]
      on: [learner_key]
      within:
        core.fct_enrolment: {from: entry_date, to: exit_date}
        staging.stg_sms_a__attendance:
          days: array(attendance_date)
          via: vault.learner_local_number
          on: [sender_code, local_number]
        staging.stg_sms_b__attendance:
          days: array(date_add(week_start_date, CAST(weekday AS INT) - 2))
          via: vault.learner_local_number
          on: [sender_code, local_number]
    core.dim_school: {from: valid_from, to: valid_to, same: [school_key, school_version_key, place_key]}
    core.fct_enrolment: {from: entry_date, to: exit_date, same: [learner_key, class_key, school_key]}
    staging.stg_sms_a__attendance: [attendance_date]
    staging.stg_sms_b__attendance: ['date_add(week_start_date, CAST(weekday AS INT) - 2)']
    staging.stg_sms_b__roll_call: [attendance_date]
    vault.learner_local_number:
      same: [source_code, sender_code, local_number, learner_key]
      on: [sender_code, local_number]
      within:
        staging.stg_sms_a__attendance: {days: array(attendance_date)}
        staging.stg_sms_b__attendance: {days: 'array(date_add(week_start_date, CAST(weekday AS INT) - 2))'}
  slice:
    column: school_key
    told_by:
      staging.stg_sms_a__attendance: {on: [sender_code], within: {core.bridge_school__account: [school_key]}}
      staging.stg_sms_b__attendance: {on: [sender_code], within: {core.bridge_school__account: [school_key]}}
      staging.stg_sms_b__roll_call: {on: [sender_code], within: {core.bridge_school__account: [school_key]}}
      vault.learner_local_number: {on: [sender_code], within: {core.bridge_school__account: [school_key]}}
fresh:   {within: P200D}
owner:   attendance
---*/
WITH called AS (
  SELECT
    roll.sender_code,
    roll.attendance_date AS calendar_date,
    roll.class_name,
    CASE WHEN roll.status_code = 'NB' THEN 'closed' ELSE 'called' END AS state_code,
    roll.absent_count
  FROM staging.stg_sms_a__attendance AS roll
  WHERE roll.local_number IS NULL
    AND roll.status_code IN ('SS', 'NB')
    AND roll.attendance_date >= :window_start
    AND roll.attendance_date < :window_end
  UNION ALL
  SELECT
    roll.sender_code,
    roll.attendance_date,
    roll.class_name,
    'called',
    roll.excused_count + roll.unexcused_count
  FROM staging.stg_sms_b__roll_call AS roll
  WHERE roll.attendance_date >= :window_start
    AND roll.attendance_date < :window_end
),
named AS (
  SELECT
    'sms_a' AS source_code,
    absence.sender_code,
    absence.attendance_date AS calendar_date,
    absence.class_name,
    absence.local_number,
    absence.status_code
  FROM staging.stg_sms_a__attendance AS absence
  WHERE absence.local_number IS NOT NULL
    AND absence.status_code IN ('P', 'K')
    AND absence.attendance_date >= :window_start
    AND absence.attendance_date < :window_end
  UNION ALL
  SELECT
    'sms_b',
    absence.sender_code,
    date_add(absence.week_start_date, CAST(absence.weekday AS INT) - 2),
    absence.class_name,
    absence.local_number,
    absence.status_code
  FROM staging.stg_sms_b__attendance AS absence
  WHERE date_add(absence.week_start_date, CAST(absence.weekday AS INT) - 2) IS NOT NULL
    AND date_add(absence.week_start_date, CAST(absence.weekday AS INT) - 2) >= :window_start
    AND date_add(absence.week_start_date, CAST(absence.weekday AS INT) - 2) < :window_end
),
-- A learner is one on a day: an absence without excuse is not hidden by one with it. What is told
-- of it is one value: who reads a piece of it needs all, so that readers can share it.
absence AS (
  SELECT
    named.sender_code,
    named.calendar_date,
    named.class_name,
    named.local_number,
    max(
      struct(
        CASE named.status_code WHEN 'K' THEN 'absent_unexcused' ELSE 'absent_excused' END
          AS status_code,
        coalesce(number.learner_key, '-3') AS learner_key,
        account.school_key AS school_key,
        class.class_key AS class_key))
      AS told
  FROM named
  LEFT JOIN vault.learner_local_number AS number
    ON number.source_code = named.source_code
    AND number.sender_code = named.sender_code
    AND number.local_number = named.local_number
  LEFT JOIN core.bridge_school__account AS account
    ON account.sender_code = named.sender_code
  LEFT JOIN core.dim_class AS class
    ON class.school_key = account.school_key
    AND class.class_name = named.class_name
    AND class.school_year = year(named.calendar_date)
      + CASE WHEN month(named.calendar_date) >= :school_year_first_month THEN 1 ELSE 0 END
  GROUP BY named.sender_code, named.calendar_date, named.class_name, named.local_number
),
absent_count AS (
  SELECT absence.sender_code, absence.calendar_date, absence.class_name,
    count(absence.told) AS named_count
  FROM absence
  GROUP BY absence.sender_code, absence.calendar_date, absence.class_name
),
roll AS (
  SELECT
    class.class_key,
    called.calendar_date,
    -- A roll that names fewer than it counts does not tell who was there.
    CASE
      WHEN bool_or(called.state_code = 'called') THEN
        CASE
          WHEN max(called.absent_count) > coalesce(max(absent_count.named_count), 0) THEN 'unknown'
          ELSE 'present'
        END
      ELSE 'closed'
    END AS status_code
  FROM called
  INNER JOIN core.bridge_school__account AS account
    ON account.sender_code = called.sender_code
  INNER JOIN core.dim_class AS class
    ON class.school_key = account.school_key
    AND class.class_name = called.class_name
    AND class.school_year = year(called.calendar_date)
      + CASE WHEN month(called.calendar_date) >= :school_year_first_month THEN 1 ELSE 0 END
  -- What is asked of the absences stays the same for all who read them.
  LEFT JOIN absent_count
    ON absent_count.sender_code <=> called.sender_code
    AND absent_count.calendar_date <=> called.calendar_date
    AND absent_count.class_name <=> called.class_name
  GROUP BY class.class_key, called.calendar_date
),
-- What each class did on the days of its school, in one row: few enough to be sent everywhere.
class_days AS (
  SELECT
    class.class_key,
    collect_list(
      struct(
        day.calendar_date,
        coalesce(
          roll.status_code,
          CASE WHEN day.state_code = 'closed' THEN 'closed' ELSE 'unknown' END) AS status_code))
      AS days
  FROM core.dim_school_day AS day
  INNER JOIN core.dim_class AS class
    ON class.school_key = day.school_key
    AND class.school_year = day.school_year
  LEFT JOIN roll
    ON roll.class_key = class.class_key
    AND roll.calendar_date = day.calendar_date
  WHERE day.is_submitted_later
    AND day.calendar_date >= :window_start
    AND day.calendar_date < :window_end
    AND (roll.status_code IS NOT NULL
      OR weekday(day.calendar_date) < 5
      OR find_in_set(class.level_code, :saturday_levels) > 0)
  GROUP BY class.class_key
),
stint AS (
  SELECT
    enrolment.learner_key,
    enrolment.class_key,
    enrolment.school_key,
    enrolment.school_year,
    enrolment.entry_date,
    enrolment.exit_date
  FROM core.fct_enrolment AS enrolment
  WHERE enrolment.exit_date > :window_start
    AND enrolment.entry_date < :window_end
),
absences AS (
  SELECT
    absence.learner_key,
    map_from_entries(
      collect_list(struct(struct(absence.calendar_date, absence.school_key), absence.status_code)))
      AS of_days
  FROM (
    SELECT absence.told.learner_key, absence.calendar_date, absence.told.school_key,
      max(absence.told.status_code) AS status_code
    FROM absence
    WHERE absence.told.learner_key <> '-3'
    GROUP BY absence.told.learner_key, absence.calendar_date, absence.told.school_key
  ) AS absence
  GROUP BY absence.learner_key
),
period AS (
  SELECT
    stint.learner_key,
    stint.class_key,
    stint.school_key,
    stint.school_year,
    learner.learner_version_key,
    school.school_version_key,
    school.place_key,
    greatest(stint.entry_date, learner.valid_from, school.valid_from) AS from_date,
    least(stint.exit_date, learner.valid_to, school.valid_to) AS to_date,
    absences.of_days
  FROM stint
  INNER JOIN core.dim_learner AS learner
    ON learner.learner_key = stint.learner_key
    AND learner.valid_from < stint.exit_date
    AND learner.valid_to > stint.entry_date
  INNER JOIN core.dim_school AS school
    ON school.school_key = stint.school_key
    AND school.valid_from < stint.exit_date
    AND school.valid_to > stint.entry_date
  LEFT JOIN absences
    ON absences.learner_key = stint.learner_key
),
-- Nearly all days of a class are days of its learners: what is left of them is told apart afterwards,
-- for a condition inside of an array is looked at value by value.
attended AS (
  SELECT
    taught.learner_key,
    taught.learner_version_key,
    taught.class_key,
    taught.school_key,
    taught.school_version_key,
    taught.place_key,
    taught.school_year,
    taught.of_days,
    taught.day
  FROM (
    SELECT /*+ BROADCAST(class_days) */
      period.*,
      explode(class_days.days) AS day
    FROM period
    INNER JOIN class_days
      ON class_days.class_key = period.class_key
    WHERE period.from_date < period.to_date
  ) AS taught
  WHERE taught.day.calendar_date >= taught.from_date
    AND taught.day.calendar_date < taught.to_date
),
-- Few beside all learners: they are sent to the stints, and not all stints to them.
stint_of_absent AS (
  SELECT /*+ BROADCAST(absent) */
    stint.learner_key,
    stint.school_key,
    stint.entry_date,
    stint.exit_date
  FROM stint
  LEFT SEMI JOIN absences AS absent
    ON absent.learner_key = stint.learner_key
),
-- Absences of learners whom nobody knows, or who are not enrolled at the school on that day.
stray AS (
  SELECT
    absence.calendar_date,
    absence.learner_key,
    coalesce(absence.class_key, '-1') AS class_key,
    coalesce(absence.school_key, '-1') AS school_key,
    CASE
      WHEN absence.learner_key = '-3' THEN
        row_number() OVER (
          PARTITION BY
            absence.learner_key,
            absence.calendar_date,
            coalesce(absence.school_key, '-1'),
            coalesce(absence.class_key, '-1')
          ORDER BY absence.status_code, absence.sender_code, absence.local_number)
      ELSE 0
    END AS entry_number,
    absence.status_code
  FROM (
    SELECT absence.calendar_date, absence.told.learner_key, absence.told.class_key,
      absence.told.school_key, max(absence.told.status_code) AS status_code,
      min(absence.sender_code) AS sender_code,
      CASE WHEN absence.told.learner_key = '-3' THEN absence.local_number END AS local_number
    FROM absence
    GROUP BY absence.calendar_date, absence.told.learner_key, absence.told.class_key,
      absence.told.school_key,
      CASE WHEN absence.told.learner_key = '-3' THEN absence.local_number END
  ) AS absence
  LEFT ANTI JOIN stint_of_absent AS stint
    ON stint.learner_key = absence.learner_key
    AND stint.school_key = absence.school_key
    AND stint.entry_date <= absence.calendar_date
    AND stint.exit_date > absence.calendar_date
)
SELECT
  attended.day.calendar_date,
  attended.learner_key,
  attended.learner_version_key,
  attended.class_key,
  attended.school_key,
  attended.school_version_key,
  attended.place_key,
  attended.school_year,
  CAST(trunc(attended.day.calendar_date, 'MM') AS DATE) AS month_date,
  0 AS entry_number,
  coalesce(
    element_at(attended.of_days, struct(attended.day.calendar_date, attended.school_key)),
    attended.day.status_code)
    AS status_code,
  true AS is_enrolled,
  attended.day.status_code <> 'unknown'
    OR coalesce(
      map_contains_key(
        attended.of_days, struct(attended.day.calendar_date, attended.school_key)),
      false)
    AS is_final
FROM attended
UNION ALL
SELECT
  stray.calendar_date,
  stray.learner_key,
  learner.learner_version_key,
  stray.class_key,
  stray.school_key,
  school.school_version_key,
  school.place_key,
  CAST(
    year(stray.calendar_date)
      + CASE WHEN month(stray.calendar_date) >= :school_year_first_month THEN 1 ELSE 0 END AS INT)
    AS school_year,
  CAST(trunc(stray.calendar_date, 'MM') AS DATE) AS month_date,
  CAST(stray.entry_number AS INT) AS entry_number,
  stray.status_code,
  false AS is_enrolled,
  true AS is_final
FROM stray
INNER JOIN core.dim_learner AS learner
  ON learner.learner_key = stray.learner_key
  AND stray.calendar_date >= learner.valid_from
  AND stray.calendar_date < learner.valid_to
INNER JOIN core.dim_school AS school
  ON school.school_key = stray.school_key
  AND stray.calendar_date >= school.valid_from
  AND stray.calendar_date < school.valid_to
