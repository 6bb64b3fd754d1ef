/*---
table:   core.fct_progression
grain:   one row per learner and school year
key:     [learner_key, school_year]
inputs:
  - core.bridge_school__account
  - core.dim_date
  - core.enrolment_finding
  - core.fct_enrolment
  - core.fct_learner_statement
  - core.reported_school_year
  - staging.stg_transcript__year_result
  - vault.learner_local_number
refresh:
  kind: by_key
  columns: [learner_key]
  told_by:
    staging.stg_transcript__year_result:
      on: [sender_code, local_number]
      within: {vault.learner_local_number: [learner_key]}
fresh:   {within: P400D}
owner:   rosters
---*/
WITH opening AS (
  SELECT calendar.school_year, min(calendar.calendar_date) AS opening_date
  FROM core.dim_date AS calendar
  WHERE calendar.school_term = 'term_1'
  GROUP BY calendar.school_year
),
learner_year AS (
  SELECT
    enrolment.learner_key,
    enrolment.school_year,
    min_by(enrolment.learner_version_key, enrolment.entry_date) AS learner_version_key,
    min_by(enrolment.learner_year_key, enrolment.entry_date) AS learner_year_key,
    min_by(enrolment.school_key, enrolment.entry_date) AS school_key,
    min_by(enrolment.school_version_key, enrolment.entry_date) AS school_version_key,
    min_by(enrolment.class_key, enrolment.entry_date) AS class_key,
    min_by(enrolment.place_key, enrolment.entry_date) AS place_key,
    min_by(enrolment.level_code, enrolment.entry_date) AS level_code,
    min_by(enrolment.grade_code, enrolment.entry_date) AS grade_code,
    min(enrolment.entry_date)
      <= coalesce(
        min(opening.opening_date),
        CAST(concat(enrolment.school_year - 1, '-', :usual_opening) AS DATE))
      AS is_at_start,
    bool_or(enrolment.exit_reason_code = 'transferred') AS is_transferred,
    max_by(enrolment.exit_reason_code, enrolment.entry_date) AS last_exit_code
  FROM core.fct_enrolment AS enrolment
  LEFT JOIN opening
    ON opening.school_year = enrolment.school_year
  GROUP BY enrolment.learner_key, enrolment.school_year
),
stated_result AS (
  SELECT
    number.learner_key,
    result.school_year,
    CASE result.outcome_code
      WHEN 'LL' THEN 'promoted' WHEN 'TL' THEN 'promoted_after_retest' WHEN 'OL' THEN 'repeated'
    END AS result_code,
    2 AS place
  FROM staging.stg_transcript__year_result AS result
  INNER JOIN core.bridge_school__account AS account
    ON account.sender_code = result.sender_code
  INNER JOIN vault.learner_local_number AS number
    ON number.source_code = CASE WHEN result.sender_code LIKE 'A%' THEN 'sms_a' ELSE 'sms_b' END
    AND number.sender_code = result.sender_code
    AND number.local_number = result.local_number
  UNION ALL
  SELECT
    statement.learner_key,
    statement.school_year,
    statement.result_code,
    1 AS place
  FROM core.fct_learner_statement AS statement
  LEFT ANTI JOIN core.enrolment_finding AS finding
    ON finding.learner_key = statement.learner_key
    AND finding.stated_date = statement.stated_date
    AND finding.source_code = statement.source_code
    AND finding.entry_id = statement.entry_id
  WHERE statement.result_code IS NOT NULL
),
-- The transcript is the school's own; a record is asked where there is none.
result AS (
  SELECT
    stated_result.learner_key,
    stated_result.school_year,
    max_by(stated_result.result_code, struct(stated_result.place, stated_result.result_code))
      AS result_code
  FROM stated_result
  WHERE stated_result.result_code IS NOT NULL
  GROUP BY stated_result.learner_key, stated_result.school_year
),
flagged AS (
  SELECT
    learner_year.*,
    coalesce(result.result_code, 'not_stated') AS result_code,
    learner_year.last_exit_code = 'transferred_out' AS is_transferred_out,
    learner_year.last_exit_code = 'dropped_out' AS is_dropped_out,
    coalesce(result.result_code = 'repeated', false) AS is_repeated,
    coalesce(result.result_code IN ('promoted', 'promoted_after_retest'), false)
      OR learner_year.last_exit_code = 'completed' AS is_promoted,
    learner_year.grade_code IN ('5', '9', '12') AS is_last_grade,
    later.learner_key IS NOT NULL AS is_in_next_year,
    later.grade_code AS next_grade_code,
    reported.school_year IS NOT NULL AS is_next_year_told
  FROM learner_year
  LEFT JOIN result
    ON result.learner_key = learner_year.learner_key
    AND result.school_year = learner_year.school_year
  LEFT JOIN learner_year AS later
    ON later.learner_key = learner_year.learner_key
    AND later.school_year = learner_year.school_year + 1
    AND later.is_at_start
  LEFT JOIN core.reported_school_year AS reported
    ON reported.school_year = learner_year.school_year + 1
)
SELECT
  flagged.learner_key,
  flagged.learner_version_key,
  flagged.learner_year_key,
  flagged.school_year,
  flagged.school_key,
  flagged.school_version_key,
  flagged.class_key,
  flagged.place_key,
  flagged.level_code,
  flagged.grade_code,
  flagged.is_at_start,
  flagged.result_code,
  flagged.is_transferred,
  flagged.is_transferred_out,
  flagged.is_dropped_out,
  flagged.is_repeated,
  flagged.is_promoted,
  (flagged.is_promoted AND flagged.is_last_grade) OR flagged.last_exit_code = 'completed'
    AS is_completed,
  CASE
    WHEN flagged.is_dropped_out THEN 'dropped_out'
    WHEN flagged.is_transferred_out THEN 'transferred_out'
    WHEN flagged.is_repeated THEN 'repeated'
    WHEN (flagged.is_promoted AND flagged.is_last_grade) OR flagged.last_exit_code = 'completed'
      THEN 'completed'
    WHEN flagged.is_promoted THEN 'promoted'
    ELSE 'not_stated'
  END AS gso_outcome_code,
  CASE
    WHEN NOT flagged.is_next_year_told THEN 'not_yet_known'
    WHEN flagged.is_in_next_year AND flagged.next_grade_code = flagged.grade_code THEN 'repeated'
    WHEN flagged.is_in_next_year THEN 'promoted'
    WHEN flagged.is_transferred_out THEN 'transferred'
    WHEN (flagged.is_promoted AND flagged.is_last_grade) OR flagged.last_exit_code = 'completed'
      THEN 'completed'
    ELSE 'dropped_out'
  END AS unesco_outcome_code
FROM flagged
