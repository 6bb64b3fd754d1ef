/*---
table:   staging.stg_reference__exam_session
grain:   one row per exam year
key:     [exam_year]
inputs:  [raw.reference__exam_session]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
SELECT
  CAST(session.exam_year AS INT) AS exam_year,
  CAST(session.exam_date_from AS DATE) AS exam_date_from,
  CAST(session.exam_date_to AS DATE) AS exam_date_to,
  session.source
FROM raw.reference__exam_session AS session
