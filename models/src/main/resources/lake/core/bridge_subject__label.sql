/*---
table:   core.bridge_subject__label
grain:   one row per source, label and first school year in which the label holds
key:     [source_code, label, school_year_from]
inputs:  [core.dim_subject, staging.stg_reference__subject_label]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   organisation
---*/
SELECT
  label.source_code,
  nfc(label.label) AS label,
  CAST(label.school_year_from AS INT) AS school_year_from,
  CAST(label.school_year_to AS INT) AS school_year_to,
  -- A label of a subject that the list does not have stays null: the audit refuses it.
  subject.subject_key
FROM staging.stg_reference__subject_label AS label
LEFT JOIN core.dim_subject AS subject
  ON subject.subject_code = label.subject_code
