/*---
table:   staging.stg_reference__exam_subject
grain:   one row per subject or composite of the exam
key:     [subject_code]
inputs:  [raw.reference__exam_subject]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
SELECT
  subject.subject_code,
  nfc(subject.name_vi) AS name_vi,
  subject.name_en,
  subject.group_code,
  CAST(subject.is_composite AS BOOLEAN) AS is_composite
FROM raw.reference__exam_subject AS subject
