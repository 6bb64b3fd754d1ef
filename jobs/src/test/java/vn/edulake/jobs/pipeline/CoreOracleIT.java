package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;

/**
 * Questions about a small province, asked of the raw files by DuckDB in words of their own, and of
 * core and marts. The answers are equal to the last digit: rates are compared as whole numbers of a
 * fixed part, cut off alike on both sides.
 */
class CoreOracleIT {
  private static final List<String> RAW =
      List.of(
          "gradebook__mark",
          "moet__class",
          "moet__learner",
          "moet__learner_record",
          "population__birth",
          "population__resident",
          "sms_a__attendance",
          "sms_a__learner",
          "sms_b__attendance",
          "sms_b__learner",
          "sms_b__roll_call",
          "staff__member",
          "transcript__year_result");

  /** What the questions share: whose account is whose, who began a year, how terms ended. */
  private static final List<String> VIEWS =
      List.of(
          """
          CREATE TABLE listed AS
          SELECT CAST(report_date AS DATE) AS day,
            CAST(left(report_date, 4) AS INT)
              + CASE WHEN substring(report_date, 6, 2) >= '08' THEN 1 ELSE 0 END AS year,
            institution_code, class_code, grade_code, personal_number, learner_code, sex_code,
            status_code,
            status_code = 'Đang học' OR status_code LIKE 'Chuyển đến%' AS is_there
          FROM moet__learner
          """,
          """
          CREATE TABLE account AS
          SELECT sender_code, year, arg_max(institution_code, shared) AS institution_code
          FROM (
            SELECT sms.sender_code, listed.year, listed.institution_code, count(*) AS shared
            FROM (
              SELECT sender_code, learner_code FROM sms_a__learner
              UNION SELECT sender_code, learner_code FROM sms_b__learner
            ) AS sms
            INNER JOIN listed ON listed.learner_code = sms.learner_code
            GROUP BY ALL
          )
          GROUP BY ALL
          """,
          """
          CREATE TABLE roll AS
          SELECT sender_code, CAST(attendance_date AS DATE) AS day,
            CAST(enrolled_count AS INT) AS known,
            CAST(enrolled_count AS INT) - CAST(absent_count AS INT) AS present
          FROM sms_a__attendance WHERE status_code = 'SS'
          UNION ALL
          SELECT sender_code, DATE '1899-12-30' + CAST(attendance_date AS INT),
            CAST(enrolled_count AS INT),
            CAST(enrolled_count AS INT) - CAST(excused_count AS INT) - CAST(unexcused_count AS INT)
          FROM sms_b__roll_call
          """,
          """
          CREATE TABLE absent AS
          SELECT sender_code, CAST(attendance_date AS DATE) AS day, status_code
          FROM sms_a__attendance WHERE local_number IS NOT NULL
          UNION ALL
          SELECT sender_code, CAST(week_start_date AS DATE) + (CAST(weekday AS INT) - 2),
            status_code
          FROM sms_b__attendance
          """,
          // Marks are tenths; a quotient is rounded half up in whole numbers.
          """
          CREATE TABLE written AS
          SELECT book.sender_code, CAST(school_year AS INT) AS year, CAST(term AS INT) AS term,
            local_number, book.class_name, subject_name, comment_code,
            list_transform(
              list_filter(
                [regular_mark_1, regular_mark_2, regular_mark_3, regular_mark_4],
                lambda mark: mark IS NOT NULL),
              lambda mark: CAST(10 * CAST(replace(mark, ',', '.') AS DECIMAL(4, 1)) AS INT))
              AS regular,
            CAST(10 * CAST(replace(middle_mark, ',', '.') AS DECIMAL(4, 1)) AS INT) AS middle,
            CAST(10 * CAST(replace(last_mark, ',', '.') AS DECIMAL(4, 1)) AS INT) AS last
          FROM gradebook__mark AS book
          """,
          """
          CREATE TABLE averaged AS
          WITH term AS (
            SELECT sender_code, year, term, local_number, class_name, subject_name, comment_code,
              CAST(floor(
                (2 * (list_sum(regular) + 2 * middle + 3 * last) + len(regular) + 5)
                  / (2 * (len(regular) + 5))) AS INT) AS tenths
            FROM written
          )
          SELECT sender_code, year, 'term_' || term AS term, local_number, class_name,
            subject_name, comment_code, tenths
          FROM term
          UNION ALL
          SELECT second.sender_code, second.year, 'year', second.local_number, second.class_name,
            second.subject_name, second.comment_code,
            CAST(floor((2 * (first.tenths + 2 * second.tenths) + 3) / 6) AS INT)
          FROM term AS second
          LEFT JOIN term AS first
            ON first.sender_code = second.sender_code AND first.year = second.year
            AND first.local_number = second.local_number
            AND first.subject_name = second.subject_name AND first.term = 1
          WHERE second.term = 2
          """,
          // Who is on the first list of a year and did not come after its opening.
          """
          CREATE TABLE begun AS
          SELECT year, personal_number, any_value(grade_code) AS grade_code
          FROM listed
          WHERE month(day) = 10
          GROUP BY year, personal_number
          HAVING NOT bool_and(status_code LIKE 'Chuyển đến%')
          """,
          // The last that is recorded of a year; who left in summer is recorded in the next one.
          """
          CREATE TABLE ended AS
          SELECT personal_number, year, arg_max(status_code, version) AS status_code
          FROM (
            SELECT personal_number, CAST(version AS INT) AS version, status_code,
              CAST(right(school_year, 4) AS INT)
                - CASE WHEN status_code LIKE '% hè' OR class_code IS NULL THEN 1 ELSE 0 END
                AS year
            FROM moet__learner_record
            WHERE learner_code NOT LIKE 'TMP%'
          )
          GROUP BY personal_number, year
          """,
          """
          CREATE TABLE result AS
          SELECT DISTINCT person.personal_number, CAST(result.school_year AS INT) AS year,
            CAST(result.grade AS INT) AS grade, result.outcome_code
          FROM transcript__year_result AS result
          INNER JOIN (SELECT DISTINCT learner_code, personal_number FROM listed) AS person
            ON person.learner_code = result.learner_code
          """);

  private static CoreLake lake;
  private static Connection duck;

  @BeforeAll
  static void load() throws IOException, SQLException {
    lake = CoreLake.ofTwoYears();
    duck = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duck.createStatement()) {
      for (String table : RAW) {
        statement.execute(
            "CREATE VIEW %s AS SELECT * FROM read_parquet([%s])".formatted(table, files(table)));
      }
      for (String view : VIEWS) {
        statement.execute(view);
      }
    }
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  @Test
  void learnersByLevelAndReportDate() throws SQLException {
    assertSame(
        """
        SELECT listed.day, class.level_code, count(*)
        FROM listed
        INNER JOIN moet__class AS class
          ON class.class_code = listed.class_code AND CAST(class.report_date AS DATE) = listed.day
        WHERE listed.is_there
        GROUP BY ALL
        """,
        """
        SELECT as_of_date, level_code, sum(learner_count)
        FROM lake.marts.enrolment_by_school_grade
        WHERE boundary_mode = 'then' AND month(as_of_date) <> 9
        GROUP BY as_of_date, level_code
        """,
        24);
  }

  @Test
  void learnersBySchoolAndGradeOnADate() throws SQLException {
    assertSame(
        """
        SELECT institution_code, grade_code, count(*)
        FROM listed
        WHERE is_there AND day = DATE '2025-01-31'
        GROUP BY ALL
        """,
        """
        SELECT school_code, grade_code, sum(learner_count)
        FROM lake.marts.enrolment_by_school_grade
        WHERE boundary_mode = '2025-06-30' AND as_of_date = DATE '2025-01-31'
        GROUP BY school_code, grade_code
        """,
        16);
  }

  @Test
  void theShareOfGirlsBySchool() throws SQLException {
    assertSame(
        """
        SELECT day, institution_code, count(*) FILTER (WHERE sex_code = 'Nữ'), count(*),
          count(*) FILTER (WHERE sex_code = 'Nữ') * 1000000 // count(*)
        FROM listed
        WHERE is_there
        GROUP BY ALL
        """,
        """
        SELECT as_of_date, school_code, sum(girl_count), sum(learner_count),
          sum(girl_count) * 1000000 div sum(learner_count)
        FROM lake.marts.enrolment_by_school_grade
        WHERE boundary_mode = 'then' AND month(as_of_date) <> 9
        GROUP BY as_of_date, school_code
        """,
        24);
  }

  @Test
  void learnersPerClassByGrade() throws SQLException {
    assertSame(
        """
        SELECT day, institution_code, grade_code, count(DISTINCT class_code),
          count(*) * 10000 // count(DISTINCT class_code)
        FROM listed
        WHERE is_there
        GROUP BY ALL
        """,
        """
        SELECT as_of_date, school_code, grade_code, class_count,
          learner_count * 10000 div class_count
        FROM lake.marts.enrolment_by_school_grade
        WHERE boundary_mode = 'then' AND month(as_of_date) <> 9
        """,
        96);
  }

  @Test
  void attendanceBySchoolAndMonth() throws SQLException {
    assertSame(
        """
        SELECT date_trunc('month', roll.day)::DATE, account.institution_code, sum(roll.present),
          sum(roll.known), CAST(sum(roll.present) * 1000000 // sum(roll.known) AS BIGINT)
        FROM roll
        INNER JOIN account ON account.sender_code = roll.sender_code
          AND account.year = year(roll.day) + CASE WHEN month(roll.day) >= 8 THEN 1 ELSE 0 END
        GROUP BY ALL
        """,
        """
        SELECT month_date, school_code, sum(present_day_count), sum(known_day_count),
          sum(present_day_count) * 1000000 div sum(known_day_count)
        FROM lake.marts.attendance_by_school_month
        WHERE boundary_mode = 'then'
        GROUP BY month_date, school_code
        """,
        72);
  }

  @Test
  void absencesWithAndWithoutExcuseByMonth() throws SQLException {
    assertSame(
        """
        SELECT date_trunc('month', absent.day)::DATE, account.institution_code,
          count(*) FILTER (WHERE status_code = 'P'), count(*) FILTER (WHERE status_code = 'K')
        FROM absent
        INNER JOIN account ON account.sender_code = absent.sender_code
          AND account.year = year(absent.day) + CASE WHEN month(absent.day) >= 8 THEN 1 ELSE 0 END
        GROUP BY ALL
        """,
        """
        SELECT month_date, school_code, sum(absent_excused_day_count),
          sum(absent_unexcused_day_count)
        FROM lake.marts.attendance_by_school_month
        WHERE boundary_mode = 'then'
        GROUP BY month_date, school_code
        """,
        72);
  }

  @Test
  void averageMarksBySchoolGradeSubjectAndTerm() throws SQLException {
    assertSame(
        """
        SELECT averaged.year, averaged.term, account.institution_code, class.grade_code,
          averaged.subject_name, count(tenths), sum(tenths),
          CAST(floor((2000 * sum(tenths) + count(tenths)) / (2 * count(tenths))) AS BIGINT)
        FROM averaged
        INNER JOIN account
          ON account.sender_code = averaged.sender_code AND account.year = averaged.year
        INNER JOIN moet__class AS class
          ON class.institution_code = account.institution_code
          AND class.class_name = averaged.class_name
          AND class.report_date = concat(averaged.year, '-05-20')
        WHERE averaged.tenths IS NOT NULL
        GROUP BY ALL
        """,
        """
        SELECT result.school_year, result.term_code, result.school_code, result.grade_code,
          subject.name_vi, result.mark_count, CAST(10 * result.mark_sum AS BIGINT),
          CAST(10000 * result.mean_mark AS BIGINT)
        FROM lake.marts.result_by_school_subject_term AS result
        INNER JOIN lake.core.dim_subject AS subject ON subject.subject_code = result.subject_code
        WHERE result.boundary_mode = 'then' AND result.mark_count > 0
        """,
        300);
  }

  @Test
  void theShareOfMarksBelowFiveBySubject() throws SQLException {
    assertSame(
        """
        SELECT year, term, subject_name, count(*) FILTER (WHERE tenths < 50),
          count(*) FILTER (WHERE tenths < 50) * 1000000 // count(*)
        FROM averaged
        WHERE tenths IS NOT NULL
        GROUP BY ALL
        """,
        """
        SELECT result.school_year, result.term_code, subject.name_vi, sum(result.low_count),
          sum(result.low_count) * 1000000 div sum(result.mark_count)
        FROM lake.marts.result_by_school_subject_term AS result
        INNER JOIN lake.core.dim_subject AS subject ON subject.subject_code = result.subject_code
        WHERE result.boundary_mode = 'then' AND result.mark_count > 0
        GROUP BY result.school_year, result.term_code, subject.name_vi
        """,
        60);
  }

  @Test
  void levelsOfLearningByGrade() throws SQLException {
    // One subject alone may cost a level: what the others give is asked for each one left out.
    assertSame(
        """
        WITH learner AS (
          SELECT sender_code, year, local_number, any_value(class_name) AS class_name,
            list(tenths) FILTER (WHERE tenths IS NOT NULL) AS marks,
            count(*) FILTER (WHERE comment_code = 'CĐ') AS failed
          FROM averaged
          WHERE term = 'year'
          GROUP BY ALL
          HAVING bool_and(tenths IS NOT NULL OR comment_code IS NOT NULL)
        ),
        tried AS (
          SELECT learner.*, place,
            list_transform(marks, lambda mark, i: CASE WHEN i = place THEN 100 ELSE mark END)
              AS tried
          FROM learner, range(0, 20) AS place(place)
          WHERE place <= len(marks)
        ),
        counted AS (
          SELECT tried.*, list_min(tried) AS lowest,
            len(list_filter(tried, lambda mark: mark >= 80)) AS good,
            len(list_filter(tried, lambda mark: mark >= 65)) AS fair,
            len(list_filter(tried, lambda mark: mark >= 50)) AS passed
          FROM tried
        ),
        level AS (
          SELECT sender_code, year, local_number, class_name, place,
            CASE WHEN failed = 0 AND lowest >= 65 AND good >= 6 THEN 1
              WHEN failed = 0 AND lowest >= 50 AND fair >= 6 THEN 2
              WHEN failed <= 1 AND lowest >= 35 AND passed >= 6 THEN 3 ELSE 4 END AS level
          FROM counted
        ),
        best AS (
          SELECT sender_code, year, local_number, any_value(class_name) AS class_name,
            max(level) FILTER (WHERE place = 0) AS plain, min(level) AS best
          FROM level
          GROUP BY ALL
        )
        SELECT best.year, class.grade_code,
          CASE WHEN plain >= 3 AND best = 1 THEN 2 WHEN plain = 4 AND best = 2 THEN 3 ELSE plain END
            AS level,
          count(*)
        FROM best
        INNER JOIN account ON account.sender_code = best.sender_code AND account.year = best.year
        INNER JOIN moet__class AS class
          ON class.institution_code = account.institution_code
          AND class.class_name = best.class_name
          AND class.report_date = concat(best.year, '-05-20')
        GROUP BY ALL
        """,
        """
        SELECT school_year, grade_code,
          CASE computed_level_code WHEN 'good' THEN 1 WHEN 'fair' THEN 2 WHEN 'passed' THEN 3
            WHEN 'not_passed' THEN 4 END AS level,
          count(*)
        FROM lake.core.fct_learning_rating
        WHERE term_code = 'year' AND computed_level_code IS NOT NULL
        GROUP BY school_year, grade_code, computed_level_code
        """,
        30);
    assertSame(
        """
        SELECT school_year, grade, learning_rating, count(*)
        FROM transcript__year_result
        GROUP BY ALL
        """,
        """
        SELECT school_year, grade_code,
          CASE WHEN CAST(grade_code AS INT) >= 6 THEN
            CASE stated_level_code WHEN 'good' THEN 'Tốt' WHEN 'fair' THEN 'Khá'
              WHEN 'passed' THEN 'Đạt' WHEN 'not_passed' THEN 'Chưa đạt' END
          ELSE
            CASE stated_level_code WHEN 'excellent' THEN 'Hoàn thành xuất sắc'
              WHEN 'good' THEN 'Hoàn thành tốt' WHEN 'completed' THEN 'Hoàn thành'
              WHEN 'not_completed' THEN 'Chưa hoàn thành' END
          END AS level,
          count(*)
        FROM lake.core.fct_learning_rating
        WHERE term_code = 'year' AND stated_level_code IS NOT NULL
        GROUP BY school_year, grade_code, stated_level_code
        """,
        60);
  }

  @Test
  void repeatersByGrade() throws SQLException {
    assertSame(
        """
        SELECT begun.year, begun.grade_code, count(*),
          count(*) FILTER (WHERE result.outcome_code = 'OL')
        FROM begun
        LEFT JOIN result
          ON result.personal_number = begun.personal_number AND result.year = begun.year
        GROUP BY ALL
        """,
        """
        SELECT school_year, grade_code, sum(at_start_count), sum(gso_repeated_count)
        FROM lake.marts.progression_by_school_year
        WHERE boundary_mode = 'then'
        GROUP BY school_year, grade_code
        HAVING sum(at_start_count) > 0
        """,
        32);
  }

  @Test
  void whoDroppedOutInTheYearAsTheStatisticalOfficeCounts() throws SQLException {
    assertSame(
        """
        SELECT begun.year, begun.grade_code,
          count(*) FILTER (WHERE ended.status_code LIKE 'Thôi học%')
        FROM begun
        LEFT JOIN ended
          ON ended.personal_number = begun.personal_number AND ended.year = begun.year
        GROUP BY ALL
        """,
        """
        SELECT school_year, grade_code, sum(gso_dropped_out_count)
        FROM lake.marts.progression_by_school_year
        WHERE boundary_mode = 'then'
        GROUP BY school_year, grade_code
        HAVING sum(at_start_count) > 0
        """,
        32);
  }

  @Test
  void whoIsNotThereInTheNextYearAsUnescoCounts() throws SQLException {
    assertSame(
        """
        SELECT begun.grade_code,
          count(*) FILTER (
            WHERE next.personal_number IS NULL
              AND coalesce(ended.status_code, '') NOT LIKE 'Chuyển đi%'
              AND coalesce(ended.status_code, '') <> 'Hoàn thành'
              AND NOT coalesce(
                result.outcome_code IN ('LL', 'TL') AND begun.grade_code IN ('5', '9', '12'),
                false)),
          count(*) FILTER (WHERE next.grade_code = begun.grade_code),
          count(*) FILTER (WHERE next.grade_code <> begun.grade_code)
        FROM begun
        LEFT JOIN begun AS next
          ON next.personal_number = begun.personal_number AND next.year = begun.year + 1
        LEFT JOIN ended
          ON ended.personal_number = begun.personal_number AND ended.year = begun.year
        LEFT JOIN result
          ON result.personal_number = begun.personal_number AND result.year = begun.year
        WHERE begun.year = 2025
        GROUP BY ALL
        """,
        """
        SELECT grade_code, sum(unesco_dropped_out_count), sum(unesco_repeated_count),
          sum(unesco_promoted_count)
        FROM lake.marts.progression_by_school_year
        WHERE boundary_mode = 'then' AND school_year = 2025
        GROUP BY grade_code
        HAVING sum(at_start_count) > 0
        """,
        16);
  }

  @Test
  void teachersBySchoolLevelAndSubject() throws SQLException {
    assertSame(
        """
        SELECT snapshot_date, institution_code, level_code,
          -- The staff list has a short name for one subject.
          CASE subject_name WHEN 'Hoạt động trải nghiệm'
            THEN 'Hoạt động trải nghiệm, hướng nghiệp' ELSE coalesce(subject_name, '-') END,
          count(*)
        FROM staff__member
        WHERE role_name = 'Giáo viên' AND left_date IS NULL
        GROUP BY ALL
        """,
        """
        SELECT staff.as_of_date, staff.school_code, staff.level_code,
          CASE WHEN subject.subject_key = '-2' THEN '-' ELSE subject.name_vi END,
          sum(staff.teacher_count)
        FROM lake.marts.staff_by_school_subject AS staff
        INNER JOIN lake.core.dim_subject AS subject ON subject.subject_code = staff.subject_code
        WHERE staff.boundary_mode = 'then' AND staff.teacher_count > 0
        GROUP BY staff.as_of_date, staff.school_code, staff.level_code, subject.subject_key,
          subject.name_vi
        """,
        50);
  }

  @Test
  void residentsAndBirthsByCommune() throws SQLException {
    assertSame(
        """
        SELECT as_of_date, commune_code, sum(CAST(resident_count AS BIGINT))
        FROM population__resident GROUP BY ALL
        UNION ALL
        SELECT birth_year, commune_code, sum(CAST(birth_count AS BIGINT))
        FROM population__birth GROUP BY ALL
        """,
        """
        SELECT CAST(as_of_date AS STRING), commune_code, sum(resident_count)
        FROM lake.core.fct_population GROUP BY as_of_date, commune_code
        UNION ALL
        SELECT CAST(birth_year AS STRING), commune_code, sum(birth_count)
        FROM lake.core.fct_birth GROUP BY birth_year, commune_code
        """,
        4);
  }

  private static void assertSame(String raw, String served, int leastRows) throws SQLException {
    List<String> wanted = raw(raw);
    assertThat(wanted).hasSizeGreaterThanOrEqualTo(leastRows);
    assertThat(lake.ask(served)).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static List<String> raw(String query) throws SQLException {
    List<String> result = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          cells.add(String.valueOf(rows.getString(i)));
        }
        result.add(String.join("|", cells));
      }
    }
    return result;
  }

  /** The data files of a raw table, as DuckDB wants their paths. */
  private static String files(String table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks =
        lake.lake.catalogs.load(new TableName(Layer.RAW, table)).newScan().planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(task -> "'" + task.file().location().replaceFirst("^file:", "") + "'")
          .collect(Collectors.joining(", "));
    }
  }
}
