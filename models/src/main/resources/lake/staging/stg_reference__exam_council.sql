/*---
table:   staging.stg_reference__exam_council
grain:   one row per exam council and first exam year of its number
key:     [council_code, exam_year_from]
inputs:  [raw.reference__exam_council]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
SELECT
  council.council_code,
  CAST(council.exam_year_from AS INT) AS exam_year_from,
  CAST(council.exam_year_to AS INT) AS exam_year_to,
  nfc(council.name_vi) AS name_vi,
  council.name_en,
  council.province_code,
  council.confidence,
  council.source
FROM raw.reference__exam_council AS council
