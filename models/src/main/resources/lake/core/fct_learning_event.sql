/*---
table:   core.fct_learning_event
grain:   one row per source, day and event of learning
key:     [source_code, event_date, event_id]
inputs:
  - staging.stg_moodle__assignment
  - staging.stg_moodle__forum
  - staging.stg_moodle__forum_discussion
  - staging.stg_moodle__forum_post
  - staging.stg_moodle__quiz
  - staging.stg_moodle__quiz_attempt
  - staging.stg_moodle__submission
  - staging.stg_xapi__statement
refresh:
  kind: by_day
  column: event_date
  # Of a changed quiz, assignment or discussion the events may lie on any day.
  told_by:
    staging.stg_xapi__statement: [statement_at]
    staging.stg_moodle__quiz_attempt: [started_at, finished_at]
    staging.stg_moodle__submission: [started_at, modified_at]
    staging.stg_moodle__forum_post: [created_at]
fresh:   {within: P400D}
owner:   learning
---*/
WITH quiz_event AS (
  SELECT
    attempt.quiz_attempt_id,
    attempt.quiz_id,
    attempt.user_id,
    happening.verb_code,
    happening.event_at
  FROM staging.stg_moodle__quiz_attempt AS attempt
  LATERAL VIEW stack(
    2,
    'started', attempt.started_at,
    'completed', attempt.finished_at) happening AS verb_code, event_at
  WHERE NOT coalesce(attempt.is_preview, false)
),
submission_event AS (
  SELECT
    submission.submission_id,
    submission.assignment_id,
    submission.user_id,
    happening.verb_code,
    happening.event_at
  FROM staging.stg_moodle__submission AS submission
  LATERAL VIEW stack(
    2,
    'started', submission.started_at,
    -- A draft has a time of change too, and is not handed in.
    'submitted',
    CASE WHEN upper(submission.status_code) = 'SUBMITTED' THEN submission.modified_at END)
    happening AS verb_code, event_at
),
stated AS (
  SELECT
    'xapi' AS source_code,
    statement.statement_id AS event_id,
    statement.statement_at AS event_at,
    -- An account name is unique at its home page only.
    CASE
      WHEN statement.actor_name IS NOT NULL
        THEN concat(coalesce(statement.actor_home_page, ''), '|', statement.actor_name)
      ELSE statement.actor_email
    END AS person_id,
    regexp_extract(statement.verb_id, '([^/#]+)/?$', 1) AS verb_code,
    regexp_extract(statement.object_type, '([^/#]+)/?$', 1) AS object_type_code,
    statement.object_id,
    statement.course_id,
    statement.session_id,
    statement.position_second,
    statement.position_from_second,
    statement.position_to_second,
    coalesce(statement.result_length_second, statement.context_length_second) AS length_second,
    statement.progress_fraction,
    statement.played_segments
  FROM staging.stg_xapi__statement AS statement
  UNION ALL
  SELECT
    'moodle' AS source_code,
    concat('quiz_attempt/', quiz_event.quiz_attempt_id, '/', quiz_event.verb_code) AS event_id,
    quiz_event.event_at,
    quiz_event.user_id AS person_id,
    quiz_event.verb_code,
    'quiz' AS object_type_code,
    quiz_event.quiz_id AS object_id,
    quiz.course_id,
    NULL AS session_id,
    NULL AS position_second,
    NULL AS position_from_second,
    NULL AS position_to_second,
    NULL AS length_second,
    NULL AS progress_fraction,
    NULL AS played_segments
  FROM quiz_event
  LEFT JOIN staging.stg_moodle__quiz AS quiz
    ON quiz.quiz_id = quiz_event.quiz_id
  UNION ALL
  SELECT
    'moodle' AS source_code,
    concat('submission/', submission_event.submission_id, '/', submission_event.verb_code)
      AS event_id,
    submission_event.event_at,
    submission_event.user_id AS person_id,
    submission_event.verb_code,
    'assignment' AS object_type_code,
    submission_event.assignment_id AS object_id,
    assignment.course_id,
    NULL AS session_id,
    NULL AS position_second,
    NULL AS position_from_second,
    NULL AS position_to_second,
    NULL AS length_second,
    NULL AS progress_fraction,
    NULL AS played_segments
  FROM submission_event
  LEFT JOIN staging.stg_moodle__assignment AS assignment
    ON assignment.assignment_id = submission_event.assignment_id
  UNION ALL
  SELECT
    'moodle' AS source_code,
    concat('forum_post/', post.post_id) AS event_id,
    post.created_at AS event_at,
    post.user_id AS person_id,
    'posted' AS verb_code,
    'discussion' AS object_type_code,
    post.discussion_id AS object_id,
    coalesce(forum.course_id, discussion.course_id) AS course_id,
    NULL AS session_id,
    NULL AS position_second,
    NULL AS position_from_second,
    NULL AS position_to_second,
    NULL AS length_second,
    NULL AS progress_fraction,
    NULL AS played_segments
  FROM staging.stg_moodle__forum_post AS post
  LEFT JOIN staging.stg_moodle__forum_discussion AS discussion
    ON discussion.discussion_id = post.discussion_id
  LEFT JOIN staging.stg_moodle__forum AS forum
    ON forum.forum_id = discussion.forum_id
)
SELECT
  stated.source_code,
  CAST(stated.event_at AS DATE) AS event_date,
  stated.event_id,
  stated.event_at,
  pseudonym('source_person', array(stated.source_code, stated.person_id)) AS actor_key,
  stated.verb_code,
  stated.object_type_code,
  stated.object_id,
  stated.course_id,
  stated.session_id,
  CAST(stated.position_second AS DECIMAL(12, 3)) AS position_second,
  CAST(stated.position_from_second AS DECIMAL(12, 3)) AS position_from_second,
  CAST(stated.position_to_second AS DECIMAL(12, 3)) AS position_to_second,
  CAST(stated.length_second AS DECIMAL(12, 3)) AS length_second,
  CAST(stated.progress_fraction AS DECIMAL(9, 6)) AS progress_fraction,
  -- Seconds from and to, e.g. 0[.]12.5[,]30[.]41; what is playing still has no end.
  CAST(
    filter(
      transform(
        split(stated.played_segments, '\\[,\\]'),
        segment -> struct(
          try_cast(split_part(segment, '[.]', 1) AS DECIMAL(12, 3)) AS from_second,
          try_cast(nullif(split_part(segment, '[.]', 2), '') AS DECIMAL(12, 3)) AS to_second)),
      segment -> segment.from_second IS NOT NULL)
    AS ARRAY<STRUCT<from_second: DECIMAL(12, 3), to_second: DECIMAL(12, 3)>>) AS played_segments
FROM stated
-- What has no time in Moodle has not happened.
WHERE stated.event_at IS NOT NULL
