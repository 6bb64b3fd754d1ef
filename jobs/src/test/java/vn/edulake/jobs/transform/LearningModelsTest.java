package vn.edulake.jobs.transform;

import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import org.junit.jupiter.api.Test;

/** Learning events and assessment results, on invented rows. */
class LearningModelsTest {
  private static final String STATEMENT =
      "SELECT 's1' AS statement_id, TIMESTAMP '2021-11-28 23:59:54.100198' AS statement_at,"
          + " 'http://mooc.example' AS actor_home_page, 'ann' AS actor_name,"
          + " 'https://w3id.org/xapi/video/verbs/paused' AS verb_id, 'uuid://film' AS object_id,"
          + " 'https://w3id.org/xapi/video/activity-type/video' AS object_type";

  private static ModelTest events() {
    return model("core.fct_learning_event");
  }

  private static ModelTest statement(String more) {
    return events().given("staging.stg_xapi__statement", STATEMENT + more);
  }

  @Covers(table = "core.fct_learning_event", of = ORDINARY)
  @Test
  void aStatementSaysWhoDidWhatToWhatAndWhen() {
    statement(", 'course-v1:A' AS course_id, 'sitting' AS session_id")
        .returns(
            """
            SELECT 'xapi' AS source_code, DATE '2021-11-28' AS event_date, 's1' AS event_id,
              TIMESTAMP '2021-11-28 23:59:54.100198' AS event_at,
              pseudonym('source_person', array('xapi', 'http://mooc.example|ann')) AS actor_key,
              'paused' AS verb_code, 'video' AS object_type_code, 'uuid://film' AS object_id,
              'course-v1:A' AS course_id, 'sitting' AS session_id
            """);
  }

  @Covers(table = "core.fct_learning_event", of = NULL)
  @Test
  void anActorWithoutAccountIsKnownByMailAndOneWithoutBothIsMissing() {
    events()
        .given(
            "staging.stg_xapi__statement",
            """
            SELECT * FROM VALUES
              ('s1', TIMESTAMP '2021-11-28 10:00:00', 'mailto:a@example.org'),
              ('s2', TIMESTAMP '2021-11-28 10:00:00', NULL)
              AS t(statement_id, statement_at, actor_email)
            """)
        .returns(
            """
            SELECT 's1' AS event_id,
              pseudonym('source_person', array('xapi', 'mailto:a@example.org')) AS actor_key
            UNION ALL SELECT 's2', '-1'
            """);
  }

  @Covers(
      table = "core.fct_learning_event",
      of = {BOUNDARY, LATE})
  @Test
  void theDayIsThatOfUniversalTimeWhateverOrderStatementsComeIn() {
    events()
        .given(
            "staging.stg_xapi__statement",
            """
            SELECT * FROM VALUES
              ('late', TIMESTAMP '2021-11-29 00:00:00'),
              ('early', TIMESTAMP '2021-11-28 23:59:59.999999')
              AS t(statement_id, statement_at)
            """)
        .returns(
            """
            SELECT 'late' AS event_id, DATE '2021-11-29' AS event_date
            UNION ALL SELECT 'early', DATE '2021-11-28'
            """);
  }

  private static void segments(String text, String segments) {
    statement(", " + text + " AS played_segments")
        .returns(
            "SELECT CAST("
                + segments
                + " AS ARRAY<STRUCT<from_second: DECIMAL(12, 3), to_second: DECIMAL(12, 3)>>)"
                + " AS played_segments");
  }

  @Test
  void playedSegmentsAreReadAndTheOneThatStillPlaysHasNoEnd() {
    segments("'0[.]54.887'", "array(struct(0, 54.887))");
    segments(
        "'0[.]54.887[,]54.982[.]145.239[,]136.51'",
        "array(struct(0, 54.887), struct(54.982, 145.239), struct(136.51, NULL))");
    segments("CAST(NULL AS STRING)", "NULL");
    segments("'x[.]1[,]2[.]3'", "array(struct(2, 3))");
  }

  @Test
  void positionsLengthAndProgressAreNumbers() {
    statement(
            ", 12.5 AS position_second, 145.239 AS position_from_second,"
                + " 136.51 AS position_to_second, 525 AS context_length_second,"
                + " 0.276 AS progress_fraction")
        .returns(
            """
            SELECT CAST(12.5 AS DECIMAL(12, 3)) AS position_second,
              CAST(145.239 AS DECIMAL(12, 3)) AS position_from_second,
              CAST(136.51 AS DECIMAL(12, 3)) AS position_to_second,
              CAST(525 AS DECIMAL(12, 3)) AS length_second,
              CAST(0.276 AS DECIMAL(9, 6)) AS progress_fraction
            """);
  }

  @Test
  void aQuizAttemptIsAStartAndAnEndAndWhatHasNoTimeHasNotHappened() {
    events()
        .given(
            "staging.stg_moodle__quiz_attempt",
            """
            SELECT * FROM VALUES
              ('a', 'q', 'ann', TIMESTAMP '2022-01-13 17:06:00', TIMESTAMP '2022-01-13 17:14:00', false),
              ('b', 'q', 'bob', TIMESTAMP '2022-01-14 08:00:00', NULL, false),
              ('c', 'q', 'eve', TIMESTAMP '2022-01-14 08:00:00', NULL, true)
              AS t(quiz_attempt_id, quiz_id, user_id, started_at, finished_at, is_preview)
            """)
        .given("staging.stg_moodle__quiz", "SELECT 'q' AS quiz_id, 'c1' AS course_id")
        .returns(
            """
            SELECT 'moodle' AS source_code, 'quiz_attempt/a/started' AS event_id,
              pseudonym('source_person', array('moodle', 'ann')) AS actor_key,
              'started' AS verb_code, 'quiz' AS object_type_code, 'q' AS object_id,
              'c1' AS course_id
            UNION ALL
            SELECT 'moodle', 'quiz_attempt/a/completed',
              pseudonym('source_person', array('moodle', 'ann')), 'completed', 'quiz', 'q', 'c1'
            UNION ALL
            SELECT 'moodle', 'quiz_attempt/b/started',
              pseudonym('source_person', array('moodle', 'bob')), 'started', 'quiz', 'q', 'c1'
            """);
  }

  @Test
  void aDraftIsNotHandedIn() {
    events()
        .given(
            "staging.stg_moodle__submission",
            """
            SELECT * FROM VALUES
              ('a', 'x', 'ann', 'SUBMITTED', NULL, TIMESTAMP '2022-01-27 20:17:00'),
              ('b', 'x', 'bob', 'draft', TIMESTAMP '2022-01-26 01:00:00', TIMESTAMP '2022-01-27 20:17:00')
              AS t(submission_id, assignment_id, user_id, status_code, started_at, modified_at)
            """)
        .returns(
            """
            SELECT 'submission/a/submitted' AS event_id, CAST(NULL AS STRING) AS course_id
            UNION ALL SELECT 'submission/b/started', NULL
            """);
  }

  @Test
  void aPostIsAnEventOfItsDiscussion() {
    events()
        .given(
            "staging.stg_moodle__forum_post",
            "SELECT 'p' AS post_id, 'd' AS discussion_id, 'ann' AS user_id,"
                + " TIMESTAMP '2022-01-23 19:06:00' AS created_at")
        .given(
            "staging.stg_moodle__forum_discussion", "SELECT 'd' AS discussion_id, 'f' AS forum_id")
        .given("staging.stg_moodle__forum", "SELECT 'f' AS forum_id, 'c1' AS course_id")
        .returns(
            "SELECT 'forum_post/p' AS event_id, 'posted' AS verb_code,"
                + " 'discussion' AS object_type_code, 'd' AS object_id, 'c1' AS course_id");
  }

  private static ModelTest results() {
    return model("core.fct_assessment_result");
  }

  @Covers(
      table = "core.fct_assessment_result",
      of = {ORDINARY, NULL})
  @Test
  void aResultOfTheOpenUniversityHasADayOfItsCourse() {
    results()
        .given(
            "staging.stg_oulad__result",
            """
            SELECT * FROM VALUES
              ('1752', '11391', 18, false, 78.00),
              ('1752', '28400', -10, true, NULL)
              AS t(assessment_id, student_id, submitted_day, is_banked, score)
            """)
        .given(
            "staging.stg_oulad__assessment",
            "SELECT '1752' AS assessment_id, 'AAA' AS module_code, '2013J' AS presentation_code,"
                + " 'TMA' AS assessment_type")
        .returns(
            """
            SELECT 'oulad' AS source_code, '1752' AS assessment_id,
              pseudonym('source_person', array('oulad', '11391')) AS actor_key,
              1 AS attempt_number, 'AAA/2013J' AS course_id, 'tma' AS assessment_type_code,
              CAST(78 AS DECIMAL(12, 5)) AS score, CAST(0.78 AS DECIMAL(9, 6)) AS score_fraction,
              CAST(NULL AS TIMESTAMP) AS submitted_at, 18 AS submitted_day, false AS is_banked
            UNION ALL
            SELECT 'oulad', '1752', pseudonym('source_person', array('oulad', '28400')), 1,
              'AAA/2013J', 'tma', NULL, NULL, NULL, -10, true
            """);
  }

  @Covers(table = "core.fct_assessment_result", of = BOUNDARY)
  @Test
  void anAssignmentsGradeIsThatOfItsAttempt() {
    results()
        .given(
            "staging.stg_moodle__assignment_grade",
            "SELECT 'x' AS assignment_id, 'ann' AS user_id, 2 AS attempt_number, 75 AS grade,"
                + " TIMESTAMP '2022-01-30 19:27:00' AS modified_at")
        .given(
            "staging.stg_moodle__assignment",
            "SELECT 'x' AS assignment_id, 'c1' AS course_id, 0 AS highest_grade")
        .given(
            "staging.stg_moodle__submission",
            """
            SELECT * FROM VALUES
              ('x', 'ann', 1, TIMESTAMP '2022-01-26 00:00:00'),
              ('x', 'ann', 2, TIMESTAMP '2022-01-27 00:00:00')
              AS t(assignment_id, user_id, attempt_number, modified_at)
            """)
        .returns(
            """
            SELECT 'assignment/x' AS assessment_id, 2 AS attempt_number,
              TIMESTAMP '2022-01-27 00:00:00' AS submitted_at,
              TIMESTAMP '2022-01-30 19:27:00' AS graded_at,
              -- Nothing is a part of nothing.
              CAST(NULL AS DECIMAL(9, 6)) AS score_fraction
            """);
  }

  @Covers(
      table = "core.fct_assessment_result",
      of = {DUPLICATE, LATE})
  @Test
  void learnersOfTwoSendersAreTwoAndResultsOfOneLineItemAreAttempts() {
    results()
        .given(
            "staging.stg_oneroster__result",
            """
            SELECT * FROM VALUES
              ('north', 'r2', 'l', 'u', 9, DATE '2024-09-10'),
              ('north', 'r1', 'l', 'u', 5, DATE '2024-09-09'),
              ('south', 'r1', 'l', 'u', 7, DATE '2024-09-09')
              AS t(sender_code, result_id, line_item_id, student_user_id, score, score_date)
            """)
        .given(
            "staging.stg_oneroster__line_item",
            "SELECT 'north' AS sender_code, 'l' AS line_item_id, 'class' AS class_id,"
                + " 10 AS highest_result")
        .returns(
            """
            SELECT 'oneroster/north' AS source_code,
              pseudonym('source_person', array('oneroster/north', 'u')) AS actor_key,
              1 AS attempt_number, 'class' AS course_id, CAST(0.5 AS DECIMAL(9, 6)) AS score_fraction
            UNION ALL
            SELECT 'oneroster/north', pseudonym('source_person', array('oneroster/north', 'u')), 2,
              'class', 0.9
            UNION ALL
            SELECT 'oneroster/south', pseudonym('source_person', array('oneroster/south', 'u')), 1,
              NULL, NULL
            """);
  }

  @Covers(table = "core.fct_learning_event", of = DUPLICATE)
  @Test
  void whatHappensTwiceAtOneTimeIsTwoEventsOfOneLearner() {
    events()
        .given(
            "staging.stg_moodle__forum_post",
            """
            SELECT 'd' AS discussion_id, 'ann' AS user_id,
              TIMESTAMP '2022-01-23 19:06:00' AS created_at, * FROM VALUES ('p'), ('q') AS t(post_id)
            """)
        .given(
            "staging.stg_xapi__statement",
            "SELECT 'forum_post/p' AS statement_id, 'ann' AS actor_name,"
                + " TIMESTAMP '2022-01-23 19:06:00' AS statement_at")
        .returns(
            """
            SELECT 'moodle' AS source_code, 'forum_post/p' AS event_id,
              pseudonym('source_person', array('moodle', 'ann')) AS actor_key
            UNION ALL
            SELECT 'moodle', 'forum_post/q', pseudonym('source_person', array('moodle', 'ann'))
            UNION ALL
            SELECT 'xapi', 'forum_post/p', pseudonym('source_person', array('xapi', '|ann'))
            """);
  }
}
