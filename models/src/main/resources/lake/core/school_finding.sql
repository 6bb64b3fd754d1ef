/*---
table:   core.school_finding
grain:   one row per report of the sector database, stated school code and finding
key:     [report_date, stated_code, finding_code]
inputs:  [core.fct_school_statement]
refresh: {kind: full}
fresh:   {within: P200D}
owner:   organisation
---*/
SELECT
  statement.report_date,
  statement.stated_code,
  finding.finding_code,
  statement.school_key,
  finding.stated,
  finding.kept
FROM core.fct_school_statement AS statement
LATERAL VIEW inline(
  array(
    named_struct(
      'finding_code',
      CASE
        WHEN statement.is_listed
          AND statement.school_key <> '-1'
          AND statement.stated_code <> statement.school_code
          THEN 'reused_code'
      END,
      'stated', statement.stated_code,
      'kept', statement.school_code),
    named_struct(
      'finding_code', CASE WHEN statement.school_key = '-1' THEN 'unknown_code' END,
      'stated', statement.stated_code,
      'kept', CAST(NULL AS STRING)),
    named_struct(
      'finding_code',
      CASE
        WHEN statement.is_listed AND statement.school_key <> '-1' AND NOT statement.is_chosen
          THEN 'second_row'
      END,
      'stated', statement.stated_code,
      'kept', statement.school_code),
    named_struct(
      'finding_code',
      CASE WHEN statement.is_listed AND statement.place_key = '-1' THEN 'unknown_commune' END,
      'stated', statement.stated_commune_code,
      'kept', CAST(NULL AS STRING)),
    named_struct(
      'finding_code',
      CASE
        WHEN statement.stated_managing_body_code <> statement.managing_body_code
          THEN 'wrong_managing_body'
      END,
      'stated', statement.stated_managing_body_code,
      'kept', statement.managing_body_code),
    named_struct(
      'finding_code',
      CASE WHEN statement.is_chosen AND NOT statement.is_listed THEN 'not_listed' END,
      'stated', CAST(NULL AS STRING),
      'kept', statement.school_code))) finding AS finding_code, stated, kept
WHERE finding.finding_code IS NOT NULL
