/*---
table:   core.dim_subject
grain:   one row per subject
key:     [subject_key]
inputs:  [staging.stg_reference__exam_subject]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   exams
---*/
SELECT
  lake_key('subject', array(subject.subject_code)) AS subject_key,
  subject.subject_code,
  subject.name_vi,
  subject.name_en,
  subject.group_code
FROM staging.stg_reference__exam_subject AS subject
-- A composite is the mean of three subjects, not a subject.
WHERE NOT subject.is_composite
UNION ALL
SELECT
  member.subject_key,
  member.subject_key AS subject_code,
  member.name AS name_vi,
  member.name AS name_en,
  'none' AS group_code
FROM VALUES ('-1', 'missing'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
  AS member(subject_key, name)
