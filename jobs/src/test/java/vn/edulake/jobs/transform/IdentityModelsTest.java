package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who learners and staff are, from what is stated to whom it is about, on invented rows. */
class IdentityModelsTest {
  /** Long plans over few rows: compiling them costs more than their rows. */
  @BeforeAll
  static void interpret() {
    TestSession.get().conf().set("spark.sql.codegen.wholeStage", "false");
    TestSession.get().conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
  }

  @AfterAll
  static void compile() {
    TestSession.get().conf().unset("spark.sql.codegen.wholeStage");
    TestSession.get().conf().unset("spark.sql.codegen.factoryMode");
  }

  private static final String REPORT =
      "SELECT '870001' AS learner_code, '900000000001' AS personal_number, 'An' AS full_name,"
          + " DATE '2015-03-01' AS birth_date, * FROM VALUES %s"
          + " AS t(sex_code, home_commune_name, report_date)";

  private static final String RECORD =
      "SELECT '870001' AS learner_code, '900000000001' AS personal_number, 'An' AS full_name,"
          + " DATE '2015-03-01' AS birth_date, 'Nữ' AS sex_code, * FROM VALUES %s"
          + " AS t(record_id, version, event_code, updated_at)";

  private static final String SPOKEN_OF =
      "SELECT md5(concat_ws('\\u001f', 'moet', '', '', '870001', '900000000001', 'An',"
          + " '2015-03-01', '%s')) AS statement_key, 'moet' AS source_code, '' AS sender_code,"
          + " '%s' AS sex_code, array(%s) AS stated_dates";

  @Covers(
      table = "vault.learner_statement",
      of = {ORDINARY, DUPLICATE, LATE})
  @Test
  void whatReportsAndRecordsSayAlikeIsOneStatementWithItsDays() {
    model("vault.learner_statement")
        .given(
            "staging.stg_moet__learner",
            REPORT.formatted(
                "('Nữ', 'Xã B', DATE '2025-05-20'), ('Nữ', 'Xã A', DATE '2024-10-15'),"
                    + " ('Nữ', 'Xã B', DATE '2025-05-20')"))
        .given(
            "staging.stg_moet__learner_record",
            RECORD.formatted("('1', 1L, 'NEW', TIMESTAMP '2024-09-18 03:00:00')"))
        .returns(
            SPOKEN_OF.formatted(
                    "female", "female", "DATE '2024-09-18', DATE '2024-10-15', DATE '2025-05-20'")
                + ", 'Xã B' AS home_commune_name, DATE '2024-09-18' AS first_stated_date,"
                + " DATE '2025-05-20' AS last_stated_date");
  }

  @Covers(
      table = "vault.learner_statement",
      of = {NULL, BOUNDARY})
  @Test
  void theDayOfARecordIsTheProvincesAndAnUnknownSexIsNone() {
    model("vault.learner_statement")
        .given(
            "staging.stg_moet__learner",
            REPORT.formatted("(CAST(NULL AS STRING), NULL, DATE '2025-05-20'), ('Nữ', 'Xã', NULL)"))
        .given(
            "staging.stg_moet__learner_record",
            RECORD.formatted(
                "('1', 1L, 'NEW', TIMESTAMP '2024-09-18 16:59:59'),"
                    + " ('1', 2L, 'UPDATE', TIMESTAMP '2024-09-18 17:00:00')"))
        .returns(
            SPOKEN_OF.formatted("female", "female", "DATE '2024-09-18', DATE '2024-09-19'")
                + " UNION ALL "
                + SPOKEN_OF
                    .formatted("", "", "DATE '2025-05-20'")
                    .replace("'' AS sex_code", "CAST(NULL AS STRING) AS sex_code"));
  }

  @Test
  void aRecordThatWasTakenBackIsNoStatementWhicheverVersionCameLast() {
    model("vault.learner_statement")
        .given(
            "staging.stg_moet__learner_record",
            RECORD.formatted(
                "('1', 2L, 'CANCEL', TIMESTAMP '2024-09-20 03:00:00'),"
                    + " ('1', 1L, 'NEW', TIMESTAMP '2024-09-18 03:00:00'),"
                    + " ('2', 1L, 'CANCEL', TIMESTAMP '2024-10-01 03:00:00'),"
                    + " ('2', 2L, 'UPDATE', TIMESTAMP '2024-10-02 03:00:00')"))
        .returns(SPOKEN_OF.formatted("female", "female", "DATE '2024-10-01', DATE '2024-10-02'"));
  }

  private static final String STATED =
      """
      SELECT statement_key, if(number = '', 'moet', 'sms_a') AS source_code,
        if(number = '', '', 'A1') AS sender_code, nullif(number, '') AS local_number, learner_code,
        full_name, birth_date, 'female' AS sex_code, array(day) AS stated_dates,
        day AS first_stated_date, day AS last_stated_date
      FROM VALUES %s
        AS t(statement_key, number, learner_code, full_name, birth_date, day)
      """;

  private static String key(char letter) {
    return String.valueOf(letter).repeat(32);
  }

  private static String stated(char letter, String number, String code, String born, String day) {
    return "('%s', '%s', %s, 'Lê Thị An', %s, DATE '%s')"
        .formatted(key(letter), number, code, born, day);
  }

  @Covers(
      table = "vault.learner_link",
      of = {ORDINARY, NULL, LATE})
  @Test
  void statementsOfOneCodeAreOfOneLearnerNamedByWhatWasStatedFirst() {
    List<Row> rows =
        model("vault.learner_link")
            .given(
                "vault.learner_statement",
                STATED.formatted(
                    stated('c', "HS1", "'TMP01'", "DATE '2015-03-01'", "2024-09-05")
                        + ", "
                        + stated('a', "", "'870001'", "DATE '2015-03-01'", "2025-01-15")
                        + ", "
                        + stated('b', "HS1", "'870001'", "DATE '2015-03-01'", "2025-02-05")
                        + ", "
                        + stated('d', "HS9", "NULL", "NULL", "2025-02-05")))
            .rows()
            .selectExpr(
                "statement_key",
                "learner_key = pseudonym('learner', array('local_number', 'A1\\u001fHS1'))",
                "method_code",
                "doubts IS NULL",
                "size(stated_dates)")
            .sort("statement_key")
            .collectAsList();
    assertThat(rows)
        .extracting(Row::mkString)
        .containsExactly(
            key('a') + "truelearner_codetrue1",
            key('b') + "truelearner_codetrue1",
            key('c') + "truelocal_numbertrue1",
            key('d') + "falsealonetrue1");
  }

  @Covers(
      table = "vault.learner_link",
      of = {BOUNDARY, DUPLICATE})
  @Test
  void aDecisionCountsFromWhenItIsDeliveredAndTheLastOneStands() {
    String statements =
        STATED.formatted(
            stated('a', "", "'870001'", "DATE '2015-03-01'", "2025-01-15")
                + ", "
                + stated('b', "", "'870002'", "DATE '2015-03-01'", "2025-01-15"));
    String decisions =
        "SELECT * FROM VALUES ('00000001', 'same', '%s %s', CAST(NULL AS STRING))%s"
            + " AS t(decision_id, kind_code, statement_keys, other_statement_keys)";
    assertThat(learners(statements, decisions.formatted(key('a'), key('b'), ""))).isEqualTo(1);
    assertThat(
            learners(
                statements,
                decisions.formatted(
                    key('a'),
                    key('b'),
                    ", ('00000002', 'different', '" + key('a') + "', '" + key('b') + "')")))
        .isEqualTo(2);
    assertThat(learners(statements, decisions.formatted(key('a'), key('b'), "") + " WHERE false"))
        .isEqualTo(2);
  }

  private static long learners(String statements, String decisions) {
    return model("vault.learner_link")
        .given("vault.learner_statement", statements)
        .given("staging.stg_identity__decision", decisions)
        .rows()
        .select("learner_key")
        .distinct()
        .count();
  }

  private static final String LINK = "SELECT * FROM VALUES %s AS t(statement_key, learner_key)";

  @Covers(
      table = "vault.learner_local_number",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aNumberOfASchoolIsOfWhomItWasStatedMoreAndOfTwoOfTheLater() {
    model("vault.learner_local_number")
        .given(
            "vault.learner_link",
            LINK.formatted(
                "('a', 'ann'), ('b', 'ben'), ('b2', 'ben'), ('c', 'cid'), ('d', 'dan'),"
                    + " ('e', 'eva')"))
        .given(
            "vault.learner_statement",
            """
            SELECT t.*, stated_dates[0] AS last_stated_date FROM VALUES
              ('a', 'A1', 'HS1', array(DATE '2025-02-05')),
              ('b', 'A1', 'HS1', array(DATE '2024-09-05')),
              ('b2', 'A1', 'HS1', array(DATE '2024-10-05')),
              ('c', 'B1', 'HS2', array(DATE '2024-09-05')),
              ('d', 'B1', 'HS2', array(DATE '2025-02-05')),
              ('e', '', NULL, array(DATE '2025-02-05'))
              AS t(statement_key, sender_code, local_number, stated_dates)
            """)
        .returns(
            """
            SELECT * FROM VALUES ('sms_a', 'A1', 'HS1', 'ben'), ('sms_b', 'B1', 'HS2', 'dan')
              AS t(source_code, sender_code, local_number, learner_key)
            """);
  }

  @Covers(
      table = "vault.learner",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aLearnerHasTheNameOfMostDaysTheLastCommuneAndNoTemporaryCode() {
    model("vault.learner")
        .given("vault.learner_link", LINK.formatted("('a', 'ann'), ('b', 'ann'), ('c', 'cid')"))
        .given(
            "vault.learner_statement",
            """
            SELECT t.*, element_at(stated_dates, -1) AS last_stated_date FROM VALUES
              ('a', 'An', '870001', 'Xã A', array(DATE '2024-09-05', DATE '2024-10-05')),
              ('b', 'Ân', 'TMP1', 'Xã B', array(DATE '2025-09-05')),
              ('c', 'Chi', 'TMP2', NULL, array(DATE '2025-09-05'))
              AS t(statement_key, full_name, learner_code, home_commune_name, stated_dates)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('ann', 'An', array('Ân'), '870001', 'Xã B'), ('cid', 'Chi', array(), NULL, NULL)
              AS t(learner_key, full_name, name_variants, learner_code, home_commune_name)
            """);
  }

  @Covers(
      table = "vault.learner_difference",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aStatementDiffersFromWhatMostDaysSay() {
    model("vault.learner_difference")
        .given(
            "vault.learner_link",
            LINK.formatted("('a', 'ann'), ('b', 'ann'), ('c', 'ann'), ('d', 'ann'), ('e', 'eve')"))
        .given(
            "vault.learner_statement",
            """
            SELECT t.*, '900000000001' AS personal_number FROM VALUES
              ('a', 'Lê Hòa', DATE '2015-03-01', 'female', '870001', array(DATE '2024-09-05', DATE '2024-10-05')),
              ('b', 'Lê Hoà', DATE '2015-01-03', 'female', 'TMP1', array(DATE '2025-09-05')),
              ('c', 'Hòa Lê', NULL, 'male', '870002', array(DATE '2024-09-05')),
              ('d', 'Lê Hoa Mai', NULL, NULL, '870001', array(DATE '2026-01-05')),
              ('e', 'Eve', DATE '2015-01-03', 'female', '870009', array(DATE '2024-09-05'))
              AS t(statement_key, full_name, birth_date, sex_code, learner_code, stated_dates)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('b', 'full_name', 'ann', 'Lê Hoà', 'Lê Hòa', 'tone'),
              ('c', 'full_name', 'ann', 'Hòa Lê', 'Lê Hòa', 'order'),
              ('d', 'full_name', 'ann', 'Lê Hoa Mai', 'Lê Hòa', 'value'),
              ('b', 'birth_date', 'ann', '2015-01-03', '2015-03-01', 'value'),
              ('c', 'sex_code', 'ann', 'male', 'female', 'value'),
              ('c', 'learner_code', 'ann', '870002', '870001', 'value')
              AS t(statement_key, attribute_code, learner_key, stated, believed, difference_code)
            """);
  }

  @Covers(
      table = "vault.learner_review",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void eachDoubtIsAPairUntilNobodyHasIt() {
    model("vault.learner_review")
        .given(
            "vault.learner_link",
            """
            SELECT statement_key,
              transform(
                from_json(pairs, 'ARRAY<STRUCT<k: STRING, p: DECIMAL(9, 6), t: BOOLEAN>>'),
                pair -> named_struct(
                  'other_statement_key', pair.k, 'score', pair.p, 'evidence', 'x', 'is_together', pair.t))
                AS doubts
            FROM VALUES
              ('a', '[{"k": "b", "p": 0.5, "t": false}, {"k": "c", "t": true}]'),
              ('b', '[{"k": "c", "p": 0.5, "t": false}]'), ('c', NULL), ('d', '[]')
              AS t(statement_key, pairs)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('a', 'b', CAST(0.5 AS DECIMAL(9, 6)), 'x', 'apart'),
              ('b', 'c', CAST(0.5 AS DECIMAL(9, 6)), 'x', 'apart'),
              ('a', 'c', CAST(NULL AS DECIMAL(9, 6)), 'x', 'together')
              AS t(statement_key, other_statement_key, score, evidence, left_code)
            """);
  }

  @Covers(
      table = "vault.staff_statement",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void whatListsOfStaffSayAlikeIsOneStatementWithItsDays() {
    model("vault.staff_statement")
        .given(
            "staging.stg_staff__member",
            """
            SELECT * FROM VALUES
              ('GV1', '900', 'An', DATE '1980-01-01', 'Nữ', DATE '2025-01-10'),
              ('GV1', '900', 'An', DATE '1980-01-01', 'Nữ', DATE '2024-09-10'),
              ('GV1', '900', 'An', DATE '1980-01-01', 'Nữ', DATE '2024-09-10'),
              ('GV1', '900', 'An', DATE '1980-01-01', NULL, DATE '2025-05-10'),
              ('GV2', '901', 'Ba', DATE '1980-01-01', 'Nam', NULL)
              AS t(staff_code, personal_number, full_name, birth_date, sex_code, snapshot_date)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('GV1', 'female', DATE '2024-09-10', DATE '2025-01-10', array(DATE '2024-09-10', DATE '2025-01-10')),
              ('GV1', NULL, DATE '2025-05-10', DATE '2025-05-10', array(DATE '2025-05-10'))
              AS t(staff_code, sex_code, first_stated_date, last_stated_date, stated_dates)
            """);
  }

  @Covers(
      table = "vault.staff_link",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void staffAreToldApartByCodeAndNumberAndNamedByTheFirst() {
    model("vault.staff_link")
        .given(
            "vault.staff_statement",
            """
            SELECT statement_key, staff_code, personal_number, full_name, birth_date,
              'female' AS sex_code, array(day) AS stated_dates
            FROM VALUES
              ('a', 'GV1', '900', 'Lê Thị An', DATE '1980-01-01', DATE '2025-01-10'),
              ('b', 'GV1', '900', 'Lê Thị Ân', DATE '1980-01-01', DATE '2024-09-10'),
              ('c', 'GV7', '900', 'Lê Thị An', DATE '1980-01-01', DATE '2025-05-10'),
              ('d', 'GV2', '901', 'Lê Thị An', DATE '1980-01-01', DATE '2024-09-10'),
              ('e', NULL, '902', 'Võ Văn Bảy', NULL, DATE '2025-05-10')
              AS t(statement_key, staff_code, personal_number, full_name, birth_date, day)
            """)
        .returns(
            """
            SELECT statement_key, pseudonym('staff', array('personal_number', id)) AS staff_key FROM VALUES
              ('a', '900'), ('b', '900'), ('c', '900'), ('d', '901'), ('e', '902') AS t(statement_key, id)
            """);
  }

  @Covers(
      table = "vault.staff",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aMemberOfStaffHasTheNameOfMostDaysAndOfTwoTheLater() {
    model("vault.staff")
        .given(
            "vault.staff_link",
            "SELECT * FROM VALUES ('a', 'x'), ('b', 'x'), ('c', 'y') AS t(statement_key, staff_key)")
        .given(
            "vault.staff_statement",
            """
            SELECT t.*, element_at(stated_dates, -1) AS last_stated_date FROM VALUES
              ('a', 'GV1', '900', 'An', array(DATE '2024-09-10')),
              ('b', 'GV1', NULL, 'Ân', array(DATE '2025-09-10')),
              ('c', NULL, NULL, 'Ba', array(DATE '2025-09-10'))
              AS t(statement_key, staff_code, personal_number, full_name, stated_dates)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('x', 'Ân', array('An'), 'GV1', '900'), ('y', 'Ba', array(), NULL, NULL)
              AS t(staff_key, full_name, name_variants, staff_code, personal_number)
            """);
  }
}
