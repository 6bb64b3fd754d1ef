/*---
table:   staging.stg_vn_admin__predecessor
grain:   one row per level, old code and new code
key:     [level, old_code, new_code]
inputs:  [raw.vn_admin__predecessor]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
why:     the mapping states its links twice; only this direction says full or partial
---*/
SELECT
  link.level,
  link.new_code,
  link.new_province_code,
  link.old_code,
  nfc(link.old_name) AS old_name,
  link.link_type
FROM raw.vn_admin__predecessor AS link
