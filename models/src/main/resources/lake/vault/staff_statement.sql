/*---
table:   vault.staff_statement
grain:   one row per statement about who a member of staff is
key:     [statement_key]
inputs:  [staging.stg_staff__member]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   identity
---*/
SELECT
  md5(concat_ws(
    '\u001f',
    'staff',
    coalesce(member.staff_code, ''),
    coalesce(member.personal_number, ''),
    coalesce(member.full_name, ''),
    coalesce(CAST(member.birth_date AS STRING), ''),
    coalesce(decoded.sex_code, ''))) AS statement_key,
  member.staff_code,
  member.personal_number,
  member.full_name,
  member.birth_date,
  decoded.sex_code,
  min(member.snapshot_date) AS first_stated_date,
  max(member.snapshot_date) AS last_stated_date,
  array_sort(collect_set(member.snapshot_date)) AS stated_dates
FROM staging.stg_staff__member AS member
LATERAL VIEW inline(array(struct(
  CASE member.sex_code WHEN 'Nam' THEN 'male' WHEN 'Nữ' THEN 'female' END AS sex_code))) decoded AS sex_code
WHERE member.snapshot_date IS NOT NULL
GROUP BY
  member.staff_code,
  member.personal_number,
  member.full_name,
  member.birth_date,
  decoded.sex_code
