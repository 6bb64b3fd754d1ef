/*---
table:   staging.stg_reference__place_recode
grain:   one row per level and code that the mapping writes wrongly
key:     [level, code_from]
inputs:  [raw.reference__place_recode]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   places
---*/
SELECT
  recode.level,
  recode.code_from,
  recode.code_to,
  CAST(recode.changed_on AS DATE) AS changed_on,
  recode.source
FROM raw.reference__place_recode AS recode
