/*---
table:   core.unresolved_code
grain:   one row per source, entity, kind and code that names nothing known
key:     [source_code, entity_code, kind_code, code]
inputs:
  - core.bridge_school__account
  - core.bridge_school__code
  - core.bridge_subject__label
  - core.dim_place
  - staging.stg_gradebook__mark
  - staging.stg_moet__class
  - staging.stg_moet__institution
  - staging.stg_moet__learner
  - staging.stg_moet__learner_record
  - staging.stg_population__birth
  - staging.stg_population__resident
  - staging.stg_sms_a__attendance
  - staging.stg_sms_a__learner
  - staging.stg_sms_b__attendance
  - staging.stg_sms_b__learner
  - staging.stg_sms_b__roll_call
  - staging.stg_staff__member
  - staging.stg_timetable__lesson
  - staging.stg_timetable__slot
  - staging.stg_transcript__year_result
  - vault.learner_local_number
  - vault.staff_statement
refresh:
  kind: by_key
  columns: [source_code, entity_code]
  told_by:
    staging.stg_gradebook__mark: ["'gradebook'", "'mark'"]
    staging.stg_moet__class: ["'moet'", "'class'"]
    staging.stg_moet__institution: ["'moet'", "'institution'"]
    staging.stg_moet__learner: ["'moet'", "'learner'"]
    staging.stg_moet__learner_record: ["'moet'", "'learner_record'"]
    staging.stg_population__birth: ["'population'", "'birth'"]
    staging.stg_population__resident: ["'population'", "'resident'"]
    staging.stg_sms_a__attendance: ["'sms_a'", "'attendance'"]
    staging.stg_sms_a__learner: ["'sms_a'", "'learner'"]
    staging.stg_sms_b__attendance: ["'sms_b'", "'attendance'"]
    staging.stg_sms_b__learner: ["'sms_b'", "'learner'"]
    staging.stg_sms_b__roll_call: ["'sms_b'", "'roll_call'"]
    staging.stg_staff__member: ["'staff'", "'member'"]
    staging.stg_timetable__lesson: ["'timetable'", "'lesson'"]
    staging.stg_timetable__slot: ["'timetable'", "'slot'"]
    staging.stg_transcript__year_result: ["'transcript'", "'year_result'"]
fresh:   {within: P200D}
owner:   quality
---*/
WITH school_code AS (
  SELECT 'moet' AS source_code, 'institution' AS entity_code,
    told.institution_code AS code, told.report_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_moet__institution AS told
  GROUP BY told.institution_code, told.report_date
  UNION ALL
  SELECT 'moet' AS source_code, 'class' AS entity_code,
    told.institution_code AS code, told.report_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_moet__class AS told
  GROUP BY told.institution_code, told.report_date
  UNION ALL
  SELECT 'moet' AS source_code, 'learner' AS entity_code,
    told.institution_code AS code, told.report_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_moet__learner AS told
  GROUP BY told.institution_code, told.report_date
  UNION ALL
  SELECT 'moet' AS source_code, 'learner_record' AS entity_code,
    told.institution_code AS code, told.updated_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_moet__learner_record AS told
  GROUP BY told.institution_code, told.updated_date
  UNION ALL
  SELECT 'staff' AS source_code, 'member' AS entity_code,
    told.institution_code AS code, told.snapshot_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_staff__member AS told
  GROUP BY told.institution_code, told.snapshot_date
),
account AS (
  SELECT 'sms_a' AS source_code, 'learner' AS entity_code,
    told.sender_code AS code, told.as_of_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_sms_a__learner AS told
  GROUP BY told.sender_code, told.as_of_date
  UNION ALL
  SELECT 'sms_b' AS source_code, 'learner' AS entity_code,
    told.sender_code AS code, told.as_of_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_sms_b__learner AS told
  GROUP BY told.sender_code, told.as_of_date
  UNION ALL
  SELECT 'sms_a' AS source_code, 'attendance' AS entity_code,
    told.sender_code AS code, told.attendance_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_sms_a__attendance AS told
  GROUP BY told.sender_code, told.attendance_date
  UNION ALL
  SELECT 'sms_b' AS source_code, 'roll_call' AS entity_code,
    told.sender_code AS code, told.attendance_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_sms_b__roll_call AS told
  GROUP BY told.sender_code, told.attendance_date
  UNION ALL
  SELECT 'sms_b' AS source_code, 'attendance' AS entity_code,
    told.sender_code AS code, told.week_start_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_sms_b__attendance AS told
  GROUP BY told.sender_code, told.week_start_date
  UNION ALL
  SELECT 'timetable' AS source_code, 'lesson' AS entity_code,
    told.sender_code AS code, told.lesson_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_timetable__lesson AS told
  GROUP BY told.sender_code, told.lesson_date
  UNION ALL
  SELECT 'gradebook' AS source_code, 'mark' AS entity_code,
    told.sender_code AS code, CAST(NULL AS DATE) AS told_date,
    count(*) AS row_count
  FROM staging.stg_gradebook__mark AS told
  GROUP BY told.sender_code
  UNION ALL
  SELECT 'transcript' AS source_code, 'year_result' AS entity_code,
    told.sender_code AS code, CAST(NULL AS DATE) AS told_date,
    count(*) AS row_count
  FROM staging.stg_transcript__year_result AS told
  GROUP BY told.sender_code
  UNION ALL
  SELECT 'timetable' AS source_code, 'slot' AS entity_code,
    told.sender_code AS code, CAST(NULL AS DATE) AS told_date,
    count(*) AS row_count
  FROM staging.stg_timetable__slot AS told
  GROUP BY told.sender_code
),
commune_code AS (
  SELECT 'moet' AS source_code, 'institution' AS entity_code,
    told.commune_code AS code, told.report_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_moet__institution AS told
  GROUP BY told.commune_code, told.report_date
  UNION ALL
  SELECT 'moet' AS source_code, 'learner' AS entity_code,
    told.home_commune_code AS code, told.report_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_moet__learner AS told
  GROUP BY told.home_commune_code, told.report_date
  UNION ALL
  SELECT 'sms_b' AS source_code, 'learner' AS entity_code,
    told.home_commune_code AS code, told.as_of_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_sms_b__learner AS told
  GROUP BY told.home_commune_code, told.as_of_date
  UNION ALL
  SELECT 'population' AS source_code, 'resident' AS entity_code,
    told.commune_code AS code, told.as_of_date AS told_date,
    count(*) AS row_count
  FROM staging.stg_population__resident AS told
  GROUP BY told.commune_code, told.as_of_date
  UNION ALL
  SELECT 'population' AS source_code, 'birth' AS entity_code,
    told.commune_code AS code, make_date(CAST(told.birth_year AS INT), 12, 31) AS told_date,
    count(*) AS row_count
  FROM staging.stg_population__birth AS told
  GROUP BY told.commune_code, make_date(CAST(told.birth_year AS INT), 12, 31)
),
subject_label AS (
  SELECT 'gradebook' AS source_code, 'mark' AS entity_code,
    nfc(told.subject_name) AS code, CAST(NULL AS DATE) AS told_date,
    CAST(told.school_year AS INT) AS school_year,
    count(*) AS row_count
  FROM staging.stg_gradebook__mark AS told
  GROUP BY nfc(told.subject_name), CAST(told.school_year AS INT)
  UNION ALL
  SELECT 'timetable' AS source_code, 'lesson' AS entity_code,
    nfc(told.subject_name) AS code, told.lesson_date AS told_date,
    CAST(year(told.lesson_date) + CASE WHEN month(told.lesson_date) >= :school_year_first_month THEN 1 ELSE 0 END AS INT) AS school_year,
    count(*) AS row_count
  FROM staging.stg_timetable__lesson AS told
  GROUP BY nfc(told.subject_name), told.lesson_date, CAST(year(told.lesson_date) + CASE WHEN month(told.lesson_date) >= :school_year_first_month THEN 1 ELSE 0 END AS INT)
  UNION ALL
  SELECT 'timetable' AS source_code, 'slot' AS entity_code,
    nfc(told.subject_name) AS code, CAST(NULL AS DATE) AS told_date,
    CAST(told.school_year AS INT) AS school_year,
    count(*) AS row_count
  FROM staging.stg_timetable__slot AS told
  GROUP BY nfc(told.subject_name), CAST(told.school_year AS INT)
  UNION ALL
  SELECT 'staff' AS source_code, 'member' AS entity_code,
    nfc(told.subject_name) AS code, told.snapshot_date AS told_date,
    CAST(year(told.snapshot_date) + CASE WHEN month(told.snapshot_date) >= :school_year_first_month THEN 1 ELSE 0 END AS INT) AS school_year,
    count(*) AS row_count
  FROM staging.stg_staff__member AS told
  GROUP BY nfc(told.subject_name), told.snapshot_date, CAST(year(told.snapshot_date) + CASE WHEN month(told.snapshot_date) >= :school_year_first_month THEN 1 ELSE 0 END AS INT)
),
learner_number AS (
  SELECT 'sms_a' AS source_code, 'attendance' AS entity_code,
    told.sender_code AS code, min(told.attendance_date) AS told_date, max(told.attendance_date) AS last_date,
    told.local_number, 'sms_a' AS vendor_code,
    count(*) AS row_count
  FROM staging.stg_sms_a__attendance AS told
  GROUP BY told.sender_code, told.local_number
  UNION ALL
  SELECT 'sms_b' AS source_code, 'attendance' AS entity_code,
    told.sender_code AS code, min(told.week_start_date) AS told_date, max(told.week_start_date) AS last_date,
    told.local_number, 'sms_b' AS vendor_code,
    count(*) AS row_count
  FROM staging.stg_sms_b__attendance AS told
  GROUP BY told.sender_code, told.local_number
  UNION ALL
  SELECT 'gradebook' AS source_code, 'mark' AS entity_code,
    told.sender_code AS code, CAST(NULL AS DATE) AS told_date, CAST(NULL AS DATE) AS last_date,
    told.local_number, CASE WHEN left(told.sender_code, 1) = 'B' THEN 'sms_b' ELSE 'sms_a' END AS vendor_code,
    count(*) AS row_count
  FROM staging.stg_gradebook__mark AS told
  GROUP BY told.sender_code, told.local_number, CASE WHEN left(told.sender_code, 1) = 'B' THEN 'sms_b' ELSE 'sms_a' END
  UNION ALL
  SELECT 'transcript' AS source_code, 'year_result' AS entity_code,
    told.sender_code AS code, CAST(NULL AS DATE) AS told_date, CAST(NULL AS DATE) AS last_date,
    told.local_number, CASE WHEN left(told.sender_code, 1) = 'B' THEN 'sms_b' ELSE 'sms_a' END AS vendor_code,
    count(*) AS row_count
  FROM staging.stg_transcript__year_result AS told
  GROUP BY told.sender_code, told.local_number, CASE WHEN left(told.sender_code, 1) = 'B' THEN 'sms_b' ELSE 'sms_a' END
),
teacher_code AS (
  SELECT 'timetable' AS source_code, 'lesson' AS entity_code,
    told.sender_code AS code, told.lesson_date AS told_date,
    told.teacher_code,
    count(*) AS row_count
  FROM staging.stg_timetable__lesson AS told
  GROUP BY told.sender_code, told.lesson_date, told.teacher_code
  UNION ALL
  SELECT 'timetable' AS source_code, 'slot' AS entity_code,
    told.sender_code AS code, CAST(NULL AS DATE) AS told_date,
    told.teacher_code,
    count(*) AS row_count
  FROM staging.stg_timetable__slot AS told
  GROUP BY told.sender_code, told.teacher_code
),
unresolved AS (
  SELECT told.source_code, told.entity_code, 'school' AS kind_code, told.code, told.told_date,
    told.told_date AS last_date, told.row_count, '' AS counted
  FROM school_code AS told
  LEFT ANTI JOIN core.bridge_school__code AS known
    ON known.school_code = told.code
    AND known.valid_from <= told.told_date
    AND known.valid_to > told.told_date
  UNION ALL
  SELECT told.source_code, told.entity_code, 'account', told.code, told.told_date,
    told.told_date AS last_date, told.row_count, ''
  FROM account AS told
  LEFT ANTI JOIN core.bridge_school__account AS known
    ON known.sender_code = told.code
  UNION ALL
  SELECT told.source_code, told.entity_code, 'commune', told.code, told.told_date,
    told.told_date AS last_date, told.row_count, ''
  FROM commune_code AS told
  LEFT ANTI JOIN core.dim_place AS known
    ON known.level = 'commune'
    AND known.code = told.code
    AND known.valid_from <= told.told_date
    AND known.valid_to > told.told_date
  UNION ALL
  SELECT told.source_code, told.entity_code, 'subject', told.code, told.told_date,
    told.told_date AS last_date, told.row_count, ''
  FROM subject_label AS told
  LEFT ANTI JOIN core.bridge_subject__label AS known
    ON known.source_code = told.source_code
    AND known.label = told.code
    AND known.school_year_from <= told.school_year
    AND known.school_year_to > told.school_year
  UNION ALL
  SELECT told.source_code, told.entity_code, 'learner', told.code, told.told_date,
    told.last_date, told.row_count, told.local_number
  FROM learner_number AS told
  LEFT ANTI JOIN vault.learner_local_number AS known
    ON known.source_code = told.vendor_code
    AND known.sender_code = told.code
    AND known.local_number = told.local_number
  WHERE told.local_number IS NOT NULL
  UNION ALL
  SELECT told.source_code, told.entity_code, 'staff', told.code, told.told_date,
    told.told_date AS last_date, told.row_count, told.teacher_code
  FROM teacher_code AS told
  LEFT ANTI JOIN vault.staff_statement AS known
    ON known.staff_code = told.teacher_code
  WHERE told.teacher_code IS NOT NULL
)
SELECT
  unresolved.source_code,
  unresolved.entity_code,
  unresolved.kind_code,
  unresolved.code,
  CAST(sum(unresolved.row_count) AS BIGINT) AS row_count,
  count(DISTINCT unresolved.counted) AS code_count,
  min(unresolved.told_date) AS first_date,
  max(unresolved.last_date) AS last_date
FROM unresolved
WHERE unresolved.code IS NOT NULL
GROUP BY unresolved.source_code, unresolved.entity_code, unresolved.kind_code, unresolved.code
