/*---
table:   core.fct_assessment_result
grain:   one row per source, assessment, learner and attempt
key:     [source_code, assessment_id, actor_key, attempt_number]
inputs:
  - staging.stg_moodle__assignment
  - staging.stg_moodle__assignment_grade
  - staging.stg_moodle__quiz
  - staging.stg_moodle__quiz_attempt
  - staging.stg_moodle__submission
  - staging.stg_oneroster__line_item
  - staging.stg_oneroster__result
  - staging.stg_oulad__assessment
  - staging.stg_oulad__result
# Open University results have no day, so what is built alone is a source.
refresh:
  kind: by_key
  columns: [source_code]
  told_by:
    staging.stg_moodle__assignment: ["'moodle'"]
    staging.stg_moodle__assignment_grade: ["'moodle'"]
    staging.stg_moodle__quiz: ["'moodle'"]
    staging.stg_moodle__quiz_attempt: ["'moodle'"]
    staging.stg_moodle__submission: ["'moodle'"]
    staging.stg_oneroster__line_item: ["concat('oneroster/', sender_code)"]
    staging.stg_oneroster__result: ["concat('oneroster/', sender_code)"]
    staging.stg_oulad__assessment: ["'oulad'"]
    staging.stg_oulad__result: ["'oulad'"]
fresh:   {within: P400D}
owner:   learning
---*/
WITH stated AS (
  SELECT
    'oulad' AS source_code,
    result.assessment_id,
    result.student_id AS person_id,
    1 AS attempt_number,
    concat(assessment.module_code, '/', assessment.presentation_code) AS course_id,
    lower(assessment.assessment_type) AS assessment_type_code,
    result.score,
    -- All of its assessments are marked from 0 to 100.
    100 AS highest_score,
    NULL AS submitted_at,
    NULL AS graded_at,
    result.submitted_day,
    result.is_banked
  FROM staging.stg_oulad__result AS result
  LEFT JOIN staging.stg_oulad__assessment AS assessment
    ON assessment.assessment_id = result.assessment_id
  UNION ALL
  SELECT
    'moodle' AS source_code,
    concat('quiz/', attempt.quiz_id) AS assessment_id,
    attempt.user_id AS person_id,
    attempt.attempt_number,
    quiz.course_id,
    'quiz' AS assessment_type_code,
    attempt.question_grade_sum AS score,
    quiz.question_grade_sum AS highest_score,
    attempt.finished_at AS submitted_at,
    attempt.finished_at AS graded_at,
    NULL AS submitted_day,
    false AS is_banked
  FROM staging.stg_moodle__quiz_attempt AS attempt
  LEFT JOIN staging.stg_moodle__quiz AS quiz
    ON quiz.quiz_id = attempt.quiz_id
  WHERE NOT coalesce(attempt.is_preview, false)
  UNION ALL
  SELECT
    'moodle' AS source_code,
    concat('assignment/', grade.assignment_id) AS assessment_id,
    grade.user_id AS person_id,
    grade.attempt_number,
    assignment.course_id,
    'assignment' AS assessment_type_code,
    grade.grade AS score,
    assignment.highest_grade AS highest_score,
    submission.modified_at AS submitted_at,
    grade.modified_at AS graded_at,
    NULL AS submitted_day,
    false AS is_banked
  FROM staging.stg_moodle__assignment_grade AS grade
  LEFT JOIN staging.stg_moodle__assignment AS assignment
    ON assignment.assignment_id = grade.assignment_id
  LEFT JOIN staging.stg_moodle__submission AS submission
    ON submission.assignment_id = grade.assignment_id
    AND submission.user_id = grade.user_id
    AND submission.attempt_number = grade.attempt_number
  UNION ALL
  SELECT
    concat('oneroster/', result.sender_code) AS source_code,
    result.line_item_id AS assessment_id,
    result.student_user_id AS person_id,
    -- OneRoster has no attempts: of several results of one learner the earlier ones count first.
    row_number() OVER (
      PARTITION BY result.sender_code, result.line_item_id, result.student_user_id
      ORDER BY result.score_date, result.result_id) AS attempt_number,
    line_item.class_id AS course_id,
    'line_item' AS assessment_type_code,
    result.score,
    line_item.highest_result AS highest_score,
    NULL AS submitted_at,
    CAST(result.score_date AS TIMESTAMP) AS graded_at,
    NULL AS submitted_day,
    false AS is_banked
  FROM staging.stg_oneroster__result AS result
  LEFT JOIN staging.stg_oneroster__line_item AS line_item
    ON line_item.sender_code = result.sender_code
    AND line_item.line_item_id = result.line_item_id
)
SELECT
  stated.source_code,
  stated.assessment_id,
  pseudonym('source_person', array(stated.source_code, stated.person_id)) AS actor_key,
  CAST(stated.attempt_number AS INT) AS attempt_number,
  stated.course_id,
  stated.assessment_type_code,
  CAST(stated.score AS DECIMAL(12, 5)) AS score,
  CAST(stated.highest_score AS DECIMAL(12, 5)) AS highest_score,
  CAST(stated.score / nullif(stated.highest_score, 0) AS DECIMAL(9, 6)) AS score_fraction,
  CAST(stated.submitted_at AS TIMESTAMP) AS submitted_at,
  CAST(stated.graded_at AS TIMESTAMP) AS graded_at,
  CAST(stated.submitted_day AS INT) AS submitted_day,
  stated.is_banked
FROM stated
