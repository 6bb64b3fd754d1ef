package vn.edulake.jobs.transform;

import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import org.junit.jupiter.api.Test;

/** {@code core.unresolved_code}: what is told and names nothing known. */
class UnresolvedCodeTest {
  private static final String TABLE = "core.unresolved_code";

  @Test
  @Covers(
      table = TABLE,
      of = {ORDINARY, BOUNDARY, DUPLICATE})
  void aSchoolCodeIsKnownOnlyInThePeriodInWhichItHolds() {
    model(TABLE)
        .given(
            "core.bridge_school__code",
            """
            SELECT * FROM VALUES ('87001', DATE '1900-01-01', DATE '2025-07-01'),
              ('82001', DATE '2025-07-01', DATE '9999-12-31')
              AS t(school_code, valid_from, valid_to)
            """)
        .given(
            "staging.stg_moet__institution",
            """
            SELECT * FROM VALUES ('87001', DATE '2025-06-30'), ('87001', DATE '2025-07-01'),
              ('82001', DATE '2025-07-01'), ('82009', DATE '2025-10-15'),
              ('82009', DATE '2025-10-15'), ('82009', DATE '2026-01-31')
              AS t(institution_code, report_date)
            """)
        .returns(
            """
            SELECT 'moet' AS source_code, 'institution' AS entity_code, 'school' AS kind_code, *
            FROM VALUES
              ('82009', 3L, 1L, DATE '2025-10-15', DATE '2026-01-31'),
              ('87001', 1L, 1L, DATE '2025-07-01', DATE '2025-07-01')
              AS t(code, row_count, code_count, first_date, last_date)
            """);
  }

  @Test
  @Covers(table = TABLE, of = NULL)
  void whatIsNotToldIsNotUnresolved() {
    model(TABLE)
        .given(
            "staging.stg_moet__learner",
            """
            SELECT '87001' AS institution_code, DATE '2024-10-15' AS report_date,
              CAST(NULL AS STRING) AS home_commune_code
            """)
        .given(
            "core.bridge_school__code",
            "SELECT '87001' AS school_code, DATE '1900-01-01' AS valid_from,"
                + " DATE '9999-12-31' AS valid_to")
        .returns("SELECT CAST(NULL AS STRING) AS code WHERE false");
  }

  /** Of people the account is told and how many they are, never a number. */
  @Test
  @Covers(table = TABLE, of = LATE)
  void numbersInRollCallsBeforeAnyListHasThemAreCountedByAccount() {
    model(TABLE)
        .given("core.bridge_school__account", "SELECT 'A0001' AS sender_code")
        .given(
            "vault.learner_local_number",
            "SELECT 'sms_a' AS source_code, 'A0001' AS sender_code, 'HS000001' AS local_number")
        .given(
            "staging.stg_sms_a__attendance",
            """
            SELECT 'A0001' AS sender_code, * FROM VALUES
              (DATE '2024-09-09', 'HS000001'), (DATE '2024-09-09', 'HS000002'),
              (DATE '2024-09-10', 'HS000002'), (DATE '2024-09-10', 'HS000003'),
              (DATE '2024-09-10', NULL)
              AS t(attendance_date, local_number)
            """)
        .returns(
            """
            SELECT 'sms_a' AS source_code, 'attendance' AS entity_code, 'learner' AS kind_code,
              'A0001' AS code, 3L AS row_count, 2L AS code_count, DATE '2024-09-09' AS first_date,
              DATE '2024-09-10' AS last_date
            """);
  }

  /** Codes of schools and numbers of people are counted side by side. */
  @Test
  void numbersAreCountedBesideAnAccountThatNobodyKnows() {
    model(TABLE)
        .given("core.bridge_school__account", "SELECT 'A0001' AS sender_code")
        .given(
            "staging.stg_sms_a__attendance",
            """
            SELECT DATE '2024-09-09' AS attendance_date, * FROM VALUES
              ('A0001', 'HS000002'), ('A0001', 'HS000003'), ('A0001', 'HS000004'),
              ('A0009', CAST(NULL AS STRING))
              AS t(sender_code, local_number)
            """)
        .returns(
            """
            SELECT * FROM VALUES ('learner', 'A0001', 3L, 3L), ('account', 'A0009', 1L, 1L)
              AS t(kind_code, code, row_count, code_count)
            """);
  }

  @Test
  void aSubjectWordHoldsForItsSourceAndYears() {
    model(TABLE)
        .given("core.bridge_school__account", "SELECT 'A0001' AS sender_code")
        .given(
            "core.bridge_subject__label",
            "SELECT 'gradebook' AS source_code, 'Toán' AS label, 2025 AS school_year_from,"
                + " 2026 AS school_year_to")
        .given(
            "staging.stg_gradebook__mark",
            """
            SELECT 'A0001' AS sender_code, CAST(NULL AS STRING) AS local_number, * FROM VALUES
              (2025, 'Toán'), (2026, 'Toán'), (2025, 'Âm nhạc')
              AS t(school_year, subject_name)
            """)
        .returns(
            "SELECT * FROM VALUES ('subject', 'Toán', 1L), ('subject', 'Âm nhạc', 1L)"
                + " AS t(kind_code, code, row_count)");
  }
}
