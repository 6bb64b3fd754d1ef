/*---
table:   staging.stg_vn_admin__successor
grain:   one row per level, old code and new code
key:     [level, old_code, new_code]
inputs:  [raw.vn_admin__successor]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
---*/
SELECT
  link.level,
  link.old_code,
  nfc(link.old_name) AS old_name,
  link.old_province_code,
  link.new_code,
  nfc(link.new_name) AS new_name
FROM raw.vn_admin__successor AS link
