package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.BundledPlaces.keep;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is stated of people, who they are, and what is known of them, on invented rows. */
@CannotHave(
    table = "vault.learner_review",
    of = BOUNDARY,
    because =
        "nothing is compared with a limit: which pairs are open is said by vault.learner_link")
@CannotHave(
    table = "vault.learner_review",
    of = LATE,
    because = "a pair has no day: it is open as long as vault.learner_link has it so")
class VaultModelsTest {
  @BeforeAll
  static void interpret() {
    TestSession.interpret();
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  private static List<String> lines(String query) {
    return TestSession.get().sql(query).collectAsList().stream()
        .map(row -> row.mkString("|"))
        .toList();
  }

  @Covers(
      table = "vault.learner_statement",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void theSameWordsOfASenderAreOneStatementWithAllItsDays() {
    model("vault.learner_statement")
        .given(
            "staging.stg_moet__learner",
            """
            SELECT '900' AS personal_number, 'An' AS full_name, DATE '2015-03-01' AS birth_date,
              'Nữ' AS sex_code, * FROM VALUES
              (DATE '2025-01-31', '87001', 'Hai'), (DATE '2024-10-15', '87001', 'Một'),
              (CAST(NULL AS DATE), '87002', 'Ba') AS t(report_date, learner_code, home_commune_name)
            """)
        // A record and a report of a learner are one statement; a day begins where the school is.
        .given(
            "staging.stg_moet__learner_record",
            """
            SELECT '900' AS personal_number, 'An' AS full_name, DATE '2015-03-01' AS birth_date,
              'Nữ' AS sex_code, * FROM VALUES
              ('r', 1, 'NEW', '87001', TIMESTAMP '2025-06-30 17:00:00'),
              ('r', 2, 'UPDATE', '87001', TIMESTAMP '2025-06-30 16:59:59'),
              -- Taken back by what comes last.
              ('x', 1, 'NEW', '87009', TIMESTAMP '2025-02-01 00:00:00'),
              ('x', 2, 'CANCEL', '87009', TIMESTAMP '2025-02-08 00:00:00')
              AS t(record_id, version, event_code, learner_code, updated_at)
            """)
        .given(
            "staging.stg_sms_a__learner",
            """
            SELECT 'A1' AS sender_code, 'HS1' AS local_number, 'TMP1' AS learner_code,
              'An' AS full_name, DATE '2015-03-01' AS birth_date, 'Nam' AS sex_code, * FROM VALUES
              (DATE '2024-09-09', '1'), (DATE '2025-01-20', CAST(NULL AS STRING)),
              (DATE '2024-10-01', '2') AS t(as_of_date, phone)
            """)
        .given(
            "staging.stg_sms_b__learner",
            "SELECT 'B1' AS sender_code, DATE '2025-01-21' AS as_of_date, 'HS1' AS local_number,"
                + " 'Lê' AS surname_and_middle_name, 'An' AS given_name, '0' AS sex_code")
        .given(
            "staging.stg_transcript__year_result",
            "SELECT 'A1' AS sender_code, 2025 AS school_year, 'HS1' AS local_number,"
                + " '87001' AS learner_code, 'An' AS full_name")
        .returns(
            """
            SELECT
              md5(concat_ws('\\u001f', source_code, sender_code, coalesce(local_number, ''),
                coalesce(learner_code, ''), coalesce(personal_number, ''), full_name,
                coalesce(CAST(birth_date AS STRING), ''), coalesce(sex_code, ''))) AS statement_key,
              *
            FROM VALUES
              ('moet', '', NULL, '87001', '900', 'An', DATE '2015-03-01', 'female', NULL, 'Hai',
                DATE '2024-10-15', DATE '2025-07-01',
                array(DATE '2024-10-15', DATE '2025-01-31', DATE '2025-06-30', DATE '2025-07-01')),
              ('sms_a', 'A1', 'HS1', 'TMP1', NULL, 'An', DATE '2015-03-01', 'male', '2', NULL,
                DATE '2024-09-09', DATE '2025-01-20',
                array(DATE '2024-09-09', DATE '2024-10-01', DATE '2025-01-20')),
              ('sms_b', 'B1', 'HS1', NULL, NULL, 'Lê An', NULL, 'female', NULL, NULL,
                DATE '2025-01-21', DATE '2025-01-21', array(DATE '2025-01-21')),
              ('transcript', 'A1', 'HS1', '87001', NULL, 'An', NULL, NULL, NULL, NULL,
                DATE '2025-07-31', DATE '2025-07-31', array(DATE '2025-07-31'))
              AS t(source_code, sender_code, local_number, learner_code, personal_number, full_name,
                birth_date, sex_code, phone, home_commune_name, first_stated_date, last_stated_date,
                stated_dates)
            """);
  }

  /** Statements: key, source, sender, number, code, personal number, name, birth, days. */
  private static String stated(String... rows) {
    return "SELECT *, element_at(stated_dates, 1) AS first_stated_date,"
        + " element_at(stated_dates, -1) AS last_stated_date FROM VALUES "
        + String.join(", ", rows)
        + " AS t(statement_key, source_code, sender_code, local_number, learner_code,"
        + " personal_number, full_name, birth_date, stated_dates)";
  }

  private static String list(String key, String number, String code, String name, String... days) {
    return "('%s', 'sms_a', 'A1', %s, %s, NULL, '%s', DATE '2015-03-01', array(DATE '%s'))"
        .formatted(key, number, code, name, String.join("', DATE '", days));
  }

  @Covers(
      table = "vault.learner_link",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void whoHasACodeAndNameInCommonIsOneAndAnEqualCodeAloneIsNot() {
    String report =
        "('report', 'moet', '', NULL, '8700000001', '087215000001', 'Nguyễn Văn An',"
            + " DATE '2015-03-01', array(DATE '2024-10-15'))";
    String listed =
        list("list", "'HS1'", "'8700000001'", "Nguyễn Văn An", "2024-11-09", "2025-01-20");
    String other =
        list("other", "'HS2'", "'8700000001'", "Trần Thị Hương Giang", "2025-01-20")
            .replace("2015-03-01", "2012-11-27");
    String nothing =
        "('nothing', 'transcript', 'A1', NULL, NULL, NULL, 'Lê', NULL, array(DATE '2025-07-31'))";
    // Of before all others, and delivered after them.
    String late = list("late", "'HS1'", "'8700000001'", "Nguyễn Văn An", "2024-09-09");
    keep(
        model("vault.learner_link")
            .given("vault.learner_statement", stated(report, listed, other, nothing)),
        "v_link");
    keep(
        model("vault.learner_link")
            .given("vault.learner_statement", stated(nothing, late, other, listed, report)),
        "v_link_late");

    assertThat(
            lines(
                "SELECT array_join(array_sort(collect_list(statement_key)), ',') FROM v_link"
                    + " GROUP BY learner_key ORDER BY 1"))
        .containsExactly("list,report", "nothing", "other");
    assertThat(lines("SELECT statement_key, method_code FROM v_link ORDER BY 1"))
        .contains("list|learner_code", "nothing|alone", "report|learner_code");
    assertThat(
            lines(
                "SELECT stated_dates = array(DATE '2024-11-09', DATE '2025-01-20') FROM v_link"
                    + " WHERE statement_key = 'list'"))
        .containsExactly("true");
    assertThat(
            lines(
                "SELECT array_join(array_sort(collect_list(statement_key)), ',') FROM v_link_late"
                    + " GROUP BY learner_key ORDER BY 1"))
        .containsExactly("late,list,report", "nothing", "other");
    assertThat(
            lines(
                "SELECT count(*) FROM v_link JOIN v_link_late USING (statement_key, learner_key)"))
        .containsExactly("4");
  }

  private static final String LINKS =
      "SELECT statement_key, split_part(statement_key, '-', 1) AS learner_key FROM VALUES %s"
          + " AS t(statement_key)";

  @Covers(
      table = "vault.learner",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aLearnerHasWhatMostListsSayAndLivesWhereTheLatestSays() {
    model("vault.learner")
        .given(
            "vault.learner_link",
            LINKS.formatted(
                "('ann-1'), ('ann-2'), ('bob-1'), ('kim-1'), ('kim-2'), ('eve-1'), ('eve-2')"))
        .given(
            "vault.learner_statement",
            "SELECT t.*, element_at(stated_dates, -1) AS last_stated_date FROM VALUES"
                + " ('ann-1', 'An', '87001', '900', 'Cha', '1', 'Một', array(DATE '2024-09-09', DATE '2025-01-20')),"
                + " ('ann-2', 'Ân', 'TMP1', NULL, 'Mẹ', '2', 'Hai', array(DATE '2025-05-20')),"
                + " ('bob-1', 'Bê', 'TMP2', NULL, NULL, NULL, NULL, array(DATE '2025-05-20')),"
                // As often: what was said last, and of one day the first in the alphabet.
                + " ('kim-1', 'Kim', '1', '901', NULL, NULL, NULL, array(DATE '2025-05-20')),"
                + " ('kim-2', 'Kym', '1', '902', NULL, NULL, NULL, array(DATE '2025-05-21')),"
                + " ('eve-1', 'E', NULL, NULL, NULL, NULL, NULL, array(DATE '2025-05-20')),"
                + " ('eve-2', 'Ê', NULL, NULL, NULL, NULL, NULL, array(DATE '2025-05-20')),"
                + " ('nobody', 'X', '9', '9', NULL, NULL, NULL, array(DATE '2025-05-20'))"
                + " AS t(statement_key, full_name, learner_code, personal_number, guardian_name, phone,"
                + " home_commune_name, stated_dates)")
        .returns(
            "SELECT * FROM VALUES"
                + " ('ann', 'An', array('Ân'), '87001', '900', 'Cha', '2', 'Hai'),"
                + " ('bob', 'Bê', array(), NULL, NULL, NULL, NULL, NULL),"
                + " ('kim', 'Kym', array('Kim'), '1', '902', NULL, NULL, NULL),"
                + " ('eve', 'E', array('Ê'), NULL, NULL, NULL, NULL, NULL)"
                + " AS t(learner_key, full_name, name_variants, learner_code, personal_number,"
                + " guardian_name, phone, home_commune_name)");
  }

  @Covers(
      table = "vault.learner_local_number",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aNumberOfTwoLearnersIsOfTheOneOfWhomItIsStatedMore() {
    model("vault.learner_local_number")
        .given(
            "vault.learner_link",
            LINKS.formatted(
                "('ann-1'), ('ann-2'), ('ann-3'), ('ann-4'), ('bob-1'), ('bob-2'), ('bob-3'), ('bob-4')"))
        .given(
            "vault.learner_statement",
            "SELECT t.*, element_at(stated_dates, -1) AS last_stated_date FROM VALUES"
                + " ('ann-1', 'A1', 'HS1', array(DATE '2024-09-09', DATE '2025-01-20')),"
                + " ('bob-1', 'A1', 'HS1', array(DATE '2025-05-20')),"
                // The number of another account, which is with the other vendor.
                + " ('bob-2', 'B1', 'HS1', array(DATE '2025-05-20')),"
                // As often: who had it last, and of one day the first key.
                + " ('ann-2', 'A1', 'HS2', array(DATE '2025-01-20')),"
                + " ('bob-3', 'A1', 'HS2', array(DATE '2025-01-21')),"
                + " ('ann-3', 'A1', 'HS3', array(DATE '2025-01-20')),"
                + " ('bob-4', 'A1', 'HS3', array(DATE '2025-01-20')),"
                // No number, and nobody.
                + " ('ann-4', 'A1', NULL, array(DATE '2025-01-20')),"
                + " ('late', 'A1', 'HS4', array(DATE '2025-01-20'))"
                + " AS t(statement_key, sender_code, local_number, stated_dates)")
        .returns(
            "SELECT * FROM VALUES ('sms_a', 'A1', 'HS1', 'ann'), ('sms_b', 'B1', 'HS1', 'bob'),"
                + " ('sms_a', 'A1', 'HS2', 'bob'), ('sms_a', 'A1', 'HS3', 'ann')"
                + " AS t(source_code, sender_code, local_number, learner_key)");
  }

  @Covers(
      table = "vault.learner_review",
      of = {ORDINARY, NULL, DUPLICATE})
  @Test
  void everyOpenPairIsShownAndHowItWasLeft() {
    model("vault.learner_review")
        .given(
            "vault.learner_link",
            """
            SELECT 'a' AS statement_key, array(
              named_struct('other_statement_key', 'b', 'score', 0.5, 'evidence', 'e', 'is_together', true),
              named_struct('other_statement_key', 'c', 'score', NULL, 'evidence', 'f', 'is_together', false))
              AS doubts
            UNION ALL SELECT 'b', array(
              named_struct('other_statement_key', 'c', 'score', NULL, 'evidence', 'f', 'is_together', false))
            UNION ALL SELECT 'c', NULL
            """)
        .returns(
            "SELECT statement_key, other_statement_key, CAST(score AS DECIMAL(9, 6)) AS score, evidence,"
                + " left_code FROM VALUES ('a', 'b', 0.5, 'e', 'together'), ('a', 'c', NULL, 'f', 'apart'),"
                + " ('b', 'c', NULL, 'f', 'apart')"
                + " AS t(statement_key, other_statement_key, score, evidence, left_code)");
  }

  @Covers(
      table = "vault.staff_statement",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void whatListsOfStaffSayAlikeIsOneStatementWithAllItsDays() {
    model("vault.staff_statement")
        .given(
            "staging.stg_staff__member",
            """
            SELECT * FROM VALUES
              (DATE '2025-09-10', 'G1', '900', 'An', DATE '1980-02-01', 'Nữ'),
              (DATE '2025-01-10', 'G1', '900', 'An', DATE '1980-02-01', 'Nữ'),
              -- Twice in one list, at two schools.
              (DATE '2025-09-10', 'G1', '900', 'An', DATE '1980-02-01', 'Nữ'),
              (DATE '2025-09-10', 'G1', '900', 'An', DATE '1980-02-02', 'Nữ'),
              (DATE '2025-09-10', 'G2', NULL, NULL, NULL, 'x'), (NULL, 'G3', NULL, 'An', NULL, NULL)
              AS t(snapshot_date, staff_code, personal_number, full_name, birth_date, sex_code)
            """)
        .returns(
            """
            SELECT
              md5(concat_ws('\\u001f', 'staff', staff_code, coalesce(personal_number, ''),
                coalesce(full_name, ''), coalesce(CAST(birth_date AS STRING), ''),
                coalesce(sex_code, ''))) AS statement_key,
              *
            FROM VALUES
              ('G1', '900', 'An', DATE '1980-02-01', 'female', DATE '2025-01-10',
                array(DATE '2025-01-10', DATE '2025-09-10')),
              ('G1', '900', 'An', DATE '1980-02-02', 'female', DATE '2025-09-10',
                array(DATE '2025-09-10')),
              ('G2', NULL, NULL, NULL, NULL, DATE '2025-09-10', array(DATE '2025-09-10'))
              AS t(staff_code, personal_number, full_name, birth_date, sex_code, first_stated_date,
                stated_dates)
            """);
  }

  private static String member(String key, String code, String number, String name, String day) {
    return "('%s', '%s', %s, '%s', DATE '1980-02-01', 'female', array(DATE '%s'))"
        .formatted(key, code, number, name, day);
  }

  private static void staffLinks(String view, String... rows) {
    keep(
        model("vault.staff_link")
            .given(
                "vault.staff_statement",
                "SELECT * FROM VALUES "
                    + String.join(", ", rows)
                    + " AS t(statement_key, staff_code, personal_number, full_name, birth_date,"
                    + " sex_code, stated_dates)"),
        view);
  }

  @Covers(
      table = "vault.staff_link",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aMemberOfStaffIsOneUnderTwoCodesWithOnePersonalNumber() {
    String first = member("first", "G1", "'087180000001'", "Nguyễn Thị An", "2025-01-10");
    String second = member("second", "G2", "'087180000001'", "Nguyễn Thị An", "2025-09-10");
    String without = member("without", "G1", "NULL", "Nguyễn Thị An", "2026-01-10");
    String other =
        member("other", "G1", "NULL", "Trần Văn Hương Giang", "2025-01-10")
            .replace("1980-02-01", "1991-12-24")
            .replace("female", "male");
    String late = member("late", "G2", "'087180000001'", "Nguyễn Thị An", "2024-09-10");
    staffLinks("v_staff", first, second, without, other);
    staffLinks("v_staff_late", without, late, other, second, first);

    assertThat(
            lines(
                "SELECT array_join(array_sort(collect_list(statement_key)), ',') FROM v_staff"
                    + " GROUP BY staff_key ORDER BY 1"))
        .containsExactly("first,second,without", "other");
    assertThat(
            lines(
                "SELECT array_join(array_sort(collect_list(statement_key)), ',') FROM v_staff_late"
                    + " GROUP BY staff_key ORDER BY 1"))
        .containsExactly("first,late,second,without", "other");
    assertThat(
            lines(
                "SELECT count(*) FROM v_staff JOIN v_staff_late USING (statement_key, staff_key)"))
        .containsExactly("4");
  }

  @Covers(
      table = "vault.staff",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aMemberOfStaffHasTheNameThatMostListsHave() {
    model("vault.staff")
        .given(
            "vault.staff_link",
            LINKS
                .formatted("('ann-1'), ('ann-2'), ('bob-1'), ('kim-1'), ('kim-2')")
                .replace("learner_key", "staff_key"))
        .given(
            "vault.staff_statement",
            "SELECT t.*, element_at(stated_dates, -1) AS last_stated_date FROM VALUES"
                + " ('ann-1', 'An', 'G1', '900', array(DATE '2024-09-10', DATE '2025-01-10')),"
                + " ('ann-2', 'Ân', 'G2', NULL, array(DATE '2025-05-10')),"
                + " ('bob-1', NULL, 'G3', NULL, array(DATE '2025-05-10')),"
                + " ('kim-1', 'Kim', 'G4', '901', array(DATE '2025-05-10')),"
                + " ('kim-2', 'Kym', 'G4', '902', array(DATE '2025-05-11')),"
                + " ('nobody', 'X', 'G9', '9', array(DATE '2025-05-10'))"
                + " AS t(statement_key, full_name, staff_code, personal_number, stated_dates)")
        .returns(
            "SELECT * FROM VALUES ('ann', 'An', array('Ân'), 'G1', '900'),"
                + " ('bob', NULL, array(), 'G3', NULL), ('kim', 'Kym', array('Kim'), 'G4', '902')"
                + " AS t(staff_key, full_name, name_variants, staff_code, personal_number)");
  }
}
