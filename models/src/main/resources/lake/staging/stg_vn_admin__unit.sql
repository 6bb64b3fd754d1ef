/*---
table:   staging.stg_vn_admin__unit
grain:   one row per edition, level and code of an administrative unit
key:     [edition, level, code]
inputs:  [raw.vn_admin__unit]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
---*/
SELECT
  unit.edition,
  unit.level,
  unit.code,
  nfc(unit.full_name) AS full_name,
  nfc(unit.short_name) AS short_name,
  nfc(unit.name_en) AS name_en,
  nfc(unit.unit_type) AS unit_type,
  unit.parent_code,
  unit.province_code
FROM raw.vn_admin__unit AS unit
