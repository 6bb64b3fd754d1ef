/*---
table:   staging.stg_reference__exam_subject_label
grain:   one row per label that a posted result uses for a subject
key:     [label]
inputs:  [raw.reference__exam_subject_label]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
SELECT
  nfc(label.label) AS label,
  label.subject_code
FROM raw.reference__exam_subject_label AS label
