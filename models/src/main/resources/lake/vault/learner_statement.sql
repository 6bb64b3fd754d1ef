/*---
table:   vault.learner_statement
grain:   one row per statement about who a learner is
key:     [learner_code, statement_key]
inputs:
  - staging.stg_moet__learner
  - staging.stg_moet__learner_record
  - staging.stg_sms_a__learner
  - staging.stg_sms_b__learner
  - staging.stg_transcript__year_result
refresh: {kind: by_key, columns: [learner_code]}
fresh:   {within: P400D}
owner:   identity
---*/
WITH learner_record AS (
  -- A record that was taken back was entered in error, whatever its earlier versions say.
  SELECT
    record.*,
    max_by(record.event_code, record.version) OVER (PARTITION BY record.record_id) AS last_event_code
  FROM staging.stg_moet__learner_record AS record
),
said AS (
  SELECT
    'moet' AS source_code,
    '' AS sender_code,
    CAST(NULL AS STRING) AS local_number,
    report.learner_code,
    report.personal_number,
    report.full_name,
    report.birth_date,
    report.sex_code AS sex_text,
    CAST(NULL AS STRING) AS guardian_name,
    CAST(NULL AS STRING) AS phone,
    report.home_commune_name,
    report.institution_code,
    report.class_code AS class_name,
    report.report_date AS stated_date
  FROM staging.stg_moet__learner AS report
  UNION ALL
  SELECT
    'moet',
    '',
    NULL,
    record.learner_code,
    record.personal_number,
    record.full_name,
    record.birth_date,
    record.sex_code,
    NULL,
    NULL,
    NULL,
    record.institution_code,
    record.class_code,
    CAST(from_utc_timestamp(record.updated_at, 'Asia/Ho_Chi_Minh') AS DATE)
  FROM learner_record AS record
  WHERE record.last_event_code <> 'CANCEL'
  UNION ALL
  SELECT
    'sms_a',
    list.sender_code,
    list.local_number,
    list.learner_code,
    NULL,
    list.full_name,
    list.birth_date,
    list.sex_code,
    list.guardian_name,
    list.phone,
    list.home_commune_name,
    NULL,
    -- Each year has a class of this name.
    year(add_months(list.as_of_date, 5)) || ' ' || nfc(list.class_name),
    list.as_of_date
  FROM staging.stg_sms_a__learner AS list
  UNION ALL
  SELECT
    'sms_b',
    list.sender_code,
    list.local_number,
    list.learner_code,
    NULL,
    list.surname_and_middle_name || ' ' || list.given_name,
    list.birth_date,
    list.sex_code,
    list.guardian_name,
    list.phone,
    NULL,
    NULL,
    year(add_months(list.as_of_date, 5)) || ' ' || nfc(list.class_name),
    list.as_of_date
  FROM staging.stg_sms_b__learner AS list
  UNION ALL
  -- Of a transcript only the school year is known, which ends on 31 July.
  SELECT
    'transcript',
    result.sender_code,
    result.local_number,
    result.learner_code,
    NULL,
    result.full_name,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    result.school_year || ' ' || nfc(result.class_name),
    make_date(result.school_year, 7, 31)
  FROM staging.stg_transcript__year_result AS result
),
decoded AS (
  SELECT
    said.*,
    CASE said.sex_text
      WHEN 'Nam' THEN 'male'
      WHEN '1' THEN 'male'
      WHEN 'Nữ' THEN 'female'
      WHEN '0' THEN 'female'
    END AS sex_code
  FROM said
)
SELECT
  md5(concat_ws(
    '\u001f',
    source_code,
    sender_code,
    coalesce(local_number, ''),
    coalesce(learner_code, ''),
    coalesce(personal_number, ''),
    coalesce(full_name, ''),
    coalesce(CAST(birth_date AS STRING), ''),
    coalesce(sex_code, ''))) AS statement_key,
  source_code,
  sender_code,
  local_number,
  learner_code,
  personal_number,
  full_name,
  birth_date,
  sex_code,
  max(CASE WHEN guardian_name IS NOT NULL THEN struct(stated_date, guardian_name) END).guardian_name AS guardian_name,
  max(CASE WHEN phone IS NOT NULL THEN struct(stated_date, phone) END).phone AS phone,
  max(CASE WHEN home_commune_name IS NOT NULL THEN struct(stated_date, home_commune_name) END).home_commune_name
    AS home_commune_name,
  max(CASE WHEN institution_code IS NOT NULL THEN struct(stated_date, institution_code) END).institution_code
    AS institution_code,
  max(CASE WHEN class_name IS NOT NULL THEN struct(stated_date, class_name) END).class_name AS class_name,
  min(stated_date) AS first_stated_date,
  max(stated_date) AS last_stated_date,
  array_sort(collect_set(stated_date)) AS stated_dates
FROM decoded
WHERE stated_date IS NOT NULL
GROUP BY
  source_code,
  sender_code,
  local_number,
  learner_code,
  personal_number,
  full_name,
  birth_date,
  sex_code
