/*---
table:   core.dim_subject
grain:   one row per subject
key:     [subject_key]
inputs:  [staging.stg_reference__exam_subject, staging.stg_reference__school_subject]
refresh: {kind: full}
fresh:   {within: P400D}
owner:   organisation
---*/
SELECT
  lake_key('subject', array(subject.subject_code)) AS subject_key,
  subject.subject_code,
  subject.name_vi,
  subject.name_en,
  subject.group_code,
  subject.is_comment_only
FROM staging.stg_reference__school_subject AS subject
UNION ALL
-- What only the exam has: languages by name. A composite is the mean of three subjects, not a subject.
SELECT
  lake_key('subject', array(exam.subject_code)) AS subject_key,
  exam.subject_code,
  exam.name_vi,
  exam.name_en,
  exam.group_code,
  false AS is_comment_only
FROM staging.stg_reference__exam_subject AS exam
LEFT ANTI JOIN staging.stg_reference__school_subject AS subject
  ON subject.subject_code = exam.subject_code
WHERE NOT exam.is_composite
UNION ALL
SELECT
  member.subject_key,
  member.subject_key AS subject_code,
  member.name AS name_vi,
  member.name AS name_en,
  'none' AS group_code,
  false AS is_comment_only
FROM VALUES ('-1', 'missing'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
  AS member(subject_key, name)
