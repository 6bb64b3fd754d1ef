/*---
table:   core.fct_staff_statement
grain:   one row per list of staff, member of staff and entry about them
key:     [snapshot_date, staff_key, entry_number]
inputs:
  - core.bridge_school__code
  - core.bridge_subject__label
  - staging.stg_staff__member
  - vault.staff_link
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
-- A word that no list has stays null: the audit refuses it rather than guess.
WITH stated AS (
  SELECT
    member.*,
    md5(concat_ws(
      '\u001f',
      'staff',
      coalesce(member.staff_code, ''),
      coalesce(member.personal_number, ''),
      coalesce(member.full_name, ''),
      coalesce(CAST(member.birth_date AS STRING), ''),
      coalesce(CASE member.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END, '')))
      AS statement_key
  FROM staging.stg_staff__member AS member
)
SELECT
  stated.snapshot_date,
  coalesce(link.staff_key, '-1') AS staff_key,
  row_number() OVER (
    PARTITION BY stated.snapshot_date, coalesce(link.staff_key, '-1') ORDER BY stated.staff_code)
    AS entry_number,
  coalesce(code.school_key, '-1') AS school_key,
  year(stated.birth_date) AS birth_year,
  CASE stated.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END AS sex_code,
  CASE stated.role_name
    WHEN 'Hiệu trưởng' THEN 'principal'
    WHEN 'Phó hiệu trưởng' THEN 'deputy'
    WHEN 'Giáo viên' THEN 'teacher'
    WHEN 'Kế toán' THEN 'accountant'
    WHEN 'Văn thư' THEN 'clerk'
    WHEN 'Thư viện' THEN 'librarian'
    WHEN 'Y tế' THEN 'health'
    WHEN 'Bảo vệ' THEN 'guard'
    WHEN 'Cấp dưỡng' THEN 'cook'
  END AS role_code,
  CASE WHEN stated.subject_name IS NULL THEN '-2' ELSE label.subject_key END AS subject_key,
  stated.level_code,
  CASE stated.contract_kind
    WHEN 'Không xác định thời hạn' THEN 'open_ended'
    WHEN 'Xác định thời hạn' THEN 'fixed_term'
  END AS contract_code,
  CASE
    WHEN stated.qualification_name IS NULL THEN 'unknown'
    WHEN stated.qualification_name = 'Cao đẳng' THEN 'college'
    WHEN stated.qualification_name = 'Đại học' THEN 'bachelor'
    WHEN stated.qualification_name = 'Thạc sĩ' THEN 'master'
  END AS qualification_code,
  stated.hired_date,
  stated.since_date,
  stated.left_date,
  CASE stated.leaving_reason
    WHEN 'Nghỉ hưu' THEN 'retired'
    WHEN 'Thôi việc' THEN 'quit'
  END AS leaving_reason_code
FROM stated
LEFT JOIN vault.staff_link AS link
  ON link.statement_key = stated.statement_key
LEFT JOIN core.bridge_school__code AS code
  ON code.school_code = stated.institution_code
  AND code.valid_from <= stated.snapshot_date
  AND code.valid_to > stated.snapshot_date
LEFT JOIN core.bridge_subject__label AS label
  ON label.source_code = 'staff'
  AND label.label = nfc(stated.subject_name)
  AND label.school_year_from <= year(add_months(stated.snapshot_date, 5))
  AND label.school_year_to > year(add_months(stated.snapshot_date, 5))
