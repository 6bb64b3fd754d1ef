/*---
table:   core.fct_learner_statement
grain:   one row per day, source and entry that states where a learner learns
key:     [stated_date, source_code, entry_id]
inputs:
  - core.bridge_school__account
  - core.bridge_school__code
  - core.dim_class
  - core.dim_place
  - staging.stg_moet__learner
  - staging.stg_moet__learner_record
  - staging.stg_sms_a__learner
  - staging.stg_sms_b__learner
  - vault.learner_link
refresh:
  kind: by_day
  column: stated_date
  told_by:
    staging.stg_moet__learner: [report_date]
    staging.stg_moet__learner_record: [updated_date]
    staging.stg_sms_a__learner: [as_of_date]
    staging.stg_sms_b__learner: [as_of_date]
    vault.learner_link: {days: stated_dates, same: [statement_key, learner_key]}
fresh:   {within: P200D}
owner:   rosters
---*/
WITH listed AS (
  SELECT
    report.report_date AS stated_date,
    'moet' AS source_code,
    'moet' AS linked_source_code,
    array(report.institution_code, report.learner_code) AS entry,
    CAST(NULL AS STRING) AS record_id,
    CAST(NULL AS BIGINT) AS record_version,
    CAST(NULL AS INT) AS stated_school_year,
    report.institution_code AS school_code,
    '' AS sender_code,
    CAST(NULL AS STRING) AS local_number,
    report.learner_code,
    report.personal_number,
    report.full_name,
    report.birth_date,
    CASE report.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END AS sex_code,
    report.class_code,
    CAST(NULL AS STRING) AS class_name,
    report.grade_code,
    CASE
      WHEN report.status_code = 'Đang học' THEN 'studying'
      WHEN report.status_code LIKE 'Chuyển đến%' THEN 'came'
      WHEN report.status_code LIKE 'Chuyển đi%' THEN 'transferred_out'
      WHEN report.status_code LIKE 'Thôi học%' THEN 'dropped_out'
    END AS status_code,
    TRY_CAST(regexp_extract(report.status_code, 'kỳ ([12])', 1) AS INT) AS status_term,
    CAST(NULL AS DATE) AS status_date,
    CAST(NULL AS STRING) AS result_code,
    report.home_commune_code,
    coalesce(report.is_minority = 'x', false) AS is_minority,
    CASE report.policy_code
      WHEN 'HN' THEN 'poor' WHEN 'CN' THEN 'near_poor' WHEN 'CS' THEN 'other_support' ELSE 'none'
    END AS policy_code,
    coalesce(report.is_disabled = 'x', false) AS is_disabled
  FROM staging.stg_moet__learner AS report
  UNION ALL
  SELECT
    record.updated_date,
    'moet_record',
    'moet',
    array(record.record_id, CAST(record.version AS STRING)),
    record.record_id,
    record.version,
    CAST(substring(record.school_year, 6) AS INT),
    record.institution_code,
    '',
    CAST(NULL AS STRING),
    record.learner_code,
    record.personal_number,
    record.full_name,
    record.birth_date,
    CASE record.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END,
    record.class_code,
    CAST(NULL AS STRING),
    record.grade_code,
    CASE
      WHEN record.event_code = 'CANCEL' THEN 'cancelled'
      WHEN record.status_code = 'Đang học' THEN 'studying'
      WHEN record.status_code LIKE 'Chuyển đi%' THEN 'transferred_out'
      WHEN record.status_code LIKE 'Thôi học%' THEN 'dropped_out'
      WHEN record.status_code = 'Hoàn thành' THEN 'completed'
    END,
    CASE
      -- Who ended school in summer is in no class any more.
      WHEN record.status_code LIKE '% hè' THEN 3
      WHEN record.status_code = 'Hoàn thành' AND record.class_code IS NULL THEN 3
      ELSE TRY_CAST(regexp_extract(record.status_code, 'kỳ ([12])', 1) AS INT)
    END,
    CAST(NULL AS DATE),
    CASE record.result_code
      WHEN 'Lên lớp' THEN 'promoted'
      WHEN 'Lên lớp sau rèn luyện hè' THEN 'promoted_after_retest'
      WHEN 'Lưu ban' THEN 'repeated'
    END,
    CAST(NULL AS STRING),
    CAST(NULL AS BOOLEAN),
    CAST(NULL AS STRING),
    CAST(NULL AS BOOLEAN)
  FROM staging.stg_moet__learner_record AS record
  UNION ALL
  SELECT
    list.as_of_date,
    'sms_a',
    'sms_a',
    array(list.sender_code, list.local_number),
    CAST(NULL AS STRING),
    CAST(NULL AS BIGINT),
    CAST(NULL AS INT),
    CAST(NULL AS STRING),
    list.sender_code,
    list.local_number,
    list.learner_code,
    CAST(NULL AS STRING),
    list.full_name,
    list.birth_date,
    CASE list.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END,
    CAST(NULL AS STRING),
    list.class_name,
    CAST(NULL AS STRING),
    'studying',
    CAST(NULL AS INT),
    CAST(NULL AS DATE),
    CAST(NULL AS STRING),
    CAST(NULL AS STRING),
    coalesce(list.minority_mark = 'x', false),
    -- The list has one group for each learner: a disability hides what stands behind it.
    CASE list.policy_code
      WHEN 'HN' THEN 'poor' WHEN 'CN' THEN 'near_poor' WHEN 'CS' THEN 'other_support'
      WHEN 'KT' THEN CAST(NULL AS STRING) ELSE 'none'
    END,
    CASE WHEN list.policy_code = 'KT' THEN true WHEN list.policy_code IS NULL THEN false END
  FROM staging.stg_sms_a__learner AS list
  UNION ALL
  SELECT
    list.as_of_date,
    'sms_b',
    'sms_b',
    array(list.sender_code, list.local_number),
    CAST(NULL AS STRING),
    CAST(NULL AS BIGINT),
    CAST(NULL AS INT),
    CAST(NULL AS STRING),
    list.sender_code,
    list.local_number,
    list.learner_code,
    CAST(NULL AS STRING),
    concat(list.surname_and_middle_name, ' ', list.given_name),
    list.birth_date,
    CASE list.sex_code WHEN '1' THEN 'male' WHEN '0' THEN 'female' END,
    CAST(NULL AS STRING),
    list.class_name,
    CAST(NULL AS STRING),
    CASE list.status_code
      WHEN '1' THEN 'studying' WHEN '2' THEN 'came'
      WHEN '3' THEN 'transferred_out' WHEN '4' THEN 'dropped_out'
    END,
    CAST(NULL AS INT),
    list.status_date,
    CAST(NULL AS STRING),
    list.home_commune_code,
    CASE list.ethnicity_code WHEN 'KHAC' THEN true WHEN 'KINH' THEN false END,
    CASE list.policy_code
      WHEN '01' THEN 'poor' WHEN '02' THEN 'near_poor' WHEN '09' THEN 'other_support'
      WHEN '03' THEN CAST(NULL AS STRING) ELSE 'none'
    END,
    CASE WHEN list.policy_code = '03' THEN true WHEN list.policy_code IS NULL THEN false END
  FROM staging.stg_sms_b__learner AS list
),
stated AS (
  SELECT
    listed.*,
    coalesce(
      listed.stated_school_year,
      year(listed.stated_date)
        + CASE WHEN month(listed.stated_date) >= :school_year_first_month THEN 1 ELSE 0 END)
      AS school_year,
    md5(
      concat_ws(
        '\u001f',
        listed.linked_source_code,
        listed.sender_code,
        coalesce(listed.local_number, ''),
        coalesce(listed.learner_code, ''),
        coalesce(listed.personal_number, ''),
        coalesce(listed.full_name, ''),
        coalesce(CAST(listed.birth_date AS STRING), ''),
        coalesce(listed.sex_code, '')))
      AS statement_key
  FROM listed
),
class_of_code AS (
  SELECT class.school_year, class.class_code, min(class.class_key) AS class_key,
    min_by(class.school_key, class.class_key) AS school_key
  FROM core.dim_class AS class
  WHERE class.class_code IS NOT NULL
  GROUP BY class.school_year, class.class_code
),
class_of_name AS (
  SELECT class.school_key, class.school_year, class.class_name, min(class.class_key) AS class_key
  FROM core.dim_class AS class
  WHERE class.class_name IS NOT NULL
  GROUP BY class.school_key, class.school_year, class.class_name
)
SELECT
  stated.stated_date,
  stated.source_code,
  -- Numbers of learners are few enough to be tried out: only a key of ours hides them.
  pseudonym('learner_entry', stated.entry) AS entry_id,
  CASE
    WHEN stated.record_id IS NOT NULL THEN pseudonym('learner_record', array(stated.record_id))
  END AS record_key,
  coalesce(link.learner_key, '-1') AS learner_key,
  CAST(stated.school_year AS INT) AS school_year,
  coalesce(account.school_key, code.school_key, class_of_code.school_key, '-1') AS school_key,
  coalesce(class_of_code.class_key, class_of_name.class_key, '-1') AS class_key,
  stated.grade_code,
  stated.record_version,
  stated.status_code,
  stated.status_term,
  stated.status_date,
  stated.result_code,
  year(stated.birth_date) AS birth_year,
  stated.sex_code,
  coalesce(home.place_key, '-1') AS home_place_key,
  stated.is_minority,
  stated.policy_code,
  stated.is_disabled
FROM stated
LEFT JOIN vault.learner_link AS link
  ON link.statement_key = stated.statement_key
LEFT JOIN core.bridge_school__code AS code
  ON code.school_code = stated.school_code
  AND stated.stated_date >= code.valid_from
  AND stated.stated_date < code.valid_to
LEFT JOIN core.bridge_school__account AS account
  ON account.sender_code = stated.sender_code
LEFT JOIN class_of_code
  ON class_of_code.school_year = stated.school_year
  AND class_of_code.class_code = stated.class_code
LEFT JOIN class_of_name
  ON class_of_name.school_key = account.school_key
  AND class_of_name.school_year = stated.school_year
  AND class_of_name.class_name = stated.class_name
LEFT JOIN core.dim_place AS home
  ON home.level = 'commune'
  AND home.code = stated.home_commune_code
  AND stated.stated_date >= home.valid_from
  AND stated.stated_date < home.valid_to
