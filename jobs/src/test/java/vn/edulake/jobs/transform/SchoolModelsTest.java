package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.BundledPlaces.keep;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Schools through reports, reform and mistakes, on invented rows and places. */
@CannotHave(
    table = "core.school_finding",
    of = LATE,
    because = "each statement is judged by itself: when it comes and what else came is no matter")
class SchoolModelsTest {
  private static final SparkSession SESSION = TestSession.get();

  private static final String MAY = "2025-05-20";
  private static final String OCTOBER = "2025-10-15";
  private static final String JANUARY = "2026-01-31";

  @BeforeAll
  static void interpret() {
    TestSession.interpret();
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  /** Province 87 with district 870 and communes 11111 and 22222; 82 with 11111 and 33333 since. */
  @BeforeAll
  static void places() {
    SESSION
        .sql(
            """
            SELECT * FROM VALUES
              ('old87', 'province', '87', '-2', 'old87', '87', DATE '1900-01-01', DATE '2025-07-01', 'province'),
              ('old870', 'district', '870', 'old87', 'old87', '87', DATE '1900-01-01', DATE '2025-07-01', 'rural_district'),
              ('old1', 'commune', '11111', 'old870', 'old87', '87', DATE '1900-01-01', DATE '2025-07-01', 'commune'),
              ('old2', 'commune', '22222', 'old870', 'old87', '87', DATE '1900-01-01', DATE '2025-07-01', 'township'),
              ('new82', 'province', '82', '-2', 'new82', '82', DATE '2025-07-01', DATE '9999-12-31', 'province'),
              ('new1', 'commune', '11111', 'new82', 'new82', '82', DATE '2025-07-01', DATE '9999-12-31', 'ward'),
              ('new3', 'commune', '33333', 'new82', 'new82', '82', DATE '2025-07-01', DATE '9999-12-31', 'commune')
            AS t(place_key, level, code, administrative_parent_key, province_place_key, province_code,
              valid_from, valid_to, unit_type)
            """)
        .createOrReplaceTempView("s_place");
    // Commune 11111 went to 33333; 22222 was split between 33333 and the new 11111.
    SESSION
        .sql(
            """
            SELECT * FROM VALUES
              ('old1', 'new3', 'commune', 1.0, 'whole'),
              ('old2', 'new3', 'commune', 0.5, 'equal_share'),
              ('old2', 'new1', 'commune', 0.5, 'equal_share')
            AS t(predecessor_place_key, successor_place_key, level, weight, method)
            """)
        .createOrReplaceTempView("s_link");
    SESSION
        .sql(
            """
            SELECT * FROM VALUES
              ('old1', 'then', 'old1', 1.0), ('old1', 'today', 'new3', 1.0), ('old1', '2025-06-30', 'old1', 1.0),
              ('old2', 'then', 'old2', 1.0), ('old2', 'today', 'new3', 0.5), ('old2', 'today', 'new1', 0.5),
              ('old2', '2025-06-30', 'old2', 1.0),
              ('new1', 'then', 'new1', 1.0), ('new1', 'today', 'new1', 1.0), ('new1', '2025-06-30', 'old2', 1.0),
              ('new3', 'then', 'new3', 1.0), ('new3', 'today', 'new3', 1.0),
              ('new3', '2025-06-30', 'old1', 0.7), ('new3', '2025-06-30', 'old2', 0.3)
            AS t(place_key, boundary_mode, target_place_key, weight)
            """)
        .createOrReplaceTempView("s_boundary");
  }

  /** What the sector database states. */
  private static final class Reports {
    private final List<String> institutions = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();
    private final List<String> learners = new ArrayList<>();

    /** A row of the list of institutions. */
    Reports listed(
        String day, String code, String name, String kind, String commune, String managingBody) {
      institutions.add(
          "(DATE '%s', '%s', '%s', '%s', '%s', '%s', '%s')"
              .formatted(day, code, name, kind, levels(kind), commune, managingBody));
      return this;
    }

    private static String levels(String kind) {
      return switch (kind) {
        case "TH" -> "02";
        case "TH-THCS" -> "02,03";
        case "THPT" -> "04";
        default -> "03";
      };
    }

    /** A class and learners under a code. */
    Reports taught(String day, String code, String kind, String... learnerCodes) {
      for (String level : levels(kind).split(",")) {
        classes.add("(DATE '%s', '%s', '%s24%s01', '%s')".formatted(day, code, code, level, level));
      }
      for (String learner : learnerCodes) {
        learners.add("(DATE '%s', '%s', '%s', 'Đang học')".formatted(day, code, learner));
      }
      return this;
    }

    /** Both. */
    Reports school(
        String day,
        String code,
        String name,
        String kind,
        String commune,
        String managingBody,
        String... learnerCodes) {
      return listed(day, code, name, kind, commune, managingBody)
          .taught(day, code, kind, learnerCodes);
    }

    private static String values(List<String> rows, String columns) {
      String width = "NULL" + ", NULL".repeat(columns.split(",").length - 1);
      return rows.isEmpty()
          ? "SELECT * FROM VALUES (" + width + ") AS t(" + columns + ") WHERE false"
          : "SELECT * FROM VALUES " + String.join(", ", rows) + " AS t(" + columns + ")";
    }

    /** Builds the models of schools: views {@code s_code}, {@code s_school} and so on. */
    void build() {
      buildCodes();
      buildStates();
    }

    /**
     * Builds what tells which school a code is: views {@code s_report}, {@code s_flow}, {@code
     * s_code}.
     */
    void buildCodes() {
      keep(
          model("core.fct_school_report")
              .given(
                  "staging.stg_moet__institution",
                  values(
                      institutions,
                      "report_date, institution_code, institution_name, kind_code, level_codes,"
                          + " commune_code, managing_body_code"))
              .given(
                  "staging.stg_moet__class",
                  values(classes, "report_date, institution_code, class_code, level_code"))
              .given(
                  "staging.stg_moet__learner",
                  values(learners, "report_date, institution_code, learner_code, status_code")),
          "s_report");
      keep(
          model("core.fct_learner_flow")
              .given(
                  "staging.stg_moet__learner",
                  values(learners, "report_date, institution_code, learner_code, status_code")),
          "s_flow");
      keep(
          model("core.bridge_school__code")
              .given("core.fct_school_report", "TABLE s_report")
              .given("core.fct_learner_flow", "TABLE s_flow")
              .given("core.dim_place", "TABLE s_place")
              .given("core.bridge_place__successor", "TABLE s_link"),
          "s_code");
    }

    private static void buildStates() {
      keep(
          model("core.fct_school_statement")
              .given("core.fct_school_report", "TABLE s_report")
              .given("core.bridge_school__code", "TABLE s_code")
              .given("core.dim_place", "TABLE s_place")
              .given("core.bridge_place__successor", "TABLE s_link"),
          "s_statement");
      keep(
          model("core.dim_school")
              .given("core.fct_school_statement", "TABLE s_statement")
              .given("core.bridge_school__code", "TABLE s_code")
              .given("core.dim_place", "TABLE s_place")
              .given("core.bridge_place__successor", "TABLE s_link"),
          "s_school");
    }
  }

  private static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  private static final String SCHOOLS =
      "SELECT valid_from, valid_to, school_code, name_vi, managing_body_code, place_key, is_open"
          + " FROM s_school WHERE school_key NOT IN ('-1', '-2', '-3') ORDER BY name_vi, school_key, valid_from";

  private static final String FINDINGS =
      "SELECT report_date, stated_code, finding_code, stated, kept FROM s_finding"
          + " ORDER BY report_date, stated_code, finding_code";

  private static List<String> findings() {
    keep(
        model("core.school_finding").given("core.fct_school_statement", "TABLE s_statement"),
        "s_finding");
    return lines(FINDINGS);
  }

  @Covers(
      table = "core.bridge_school__code",
      of = {ORDINARY, BOUNDARY})
  @Covers(table = "core.fct_school_statement", of = ORDINARY)
  @Covers(
      table = "core.dim_school",
      of = {ORDINARY, BOUNDARY})
  @Test
  void theReformChangesCodeAndManagingBodyAndNotTheKey() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a", "b")
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a", "b")
        .build();

    assertThat(lines(SCHOOLS))
        .containsExactly(
            "1900-01-01|2025-07-01|8711111001|Trường THCS Một|PGDDT-870|old1|true",
            "2025-07-01|9999-12-31|8233333001|Trường THCS Một|UBND-33333|new3|true");
    assertThat(
            lines(
                "SELECT managing_body_kind_code, managing_place_key, area_code FROM s_school"
                    + " WHERE school_key NOT IN ('-1', '-2', '-3') AND valid_from <= DATE '2025-06-30'"
                    + " AND valid_to > DATE '2025-06-30'"))
        .containsExactly("district_office|old870|rural");
    assertThat(
            lines(
                "SELECT managing_body_kind_code, managing_place_key FROM s_school"
                    + " WHERE school_key NOT IN ('-1', '-2', '-3') AND valid_from <= DATE '2025-07-01'"
                    + " AND valid_to > DATE '2025-07-01'"))
        .containsExactly("commune_committee|new3");
    // The key is that of the first code in its list of places.
    assertThat(
            lines(
                "SELECT DISTINCT school_key = lake_key('school', array('8711111001', '1900-01-01'))"
                    + " FROM s_code"))
        .containsExactly("true");
    assertThat(lines("SELECT school_code, valid_from, valid_to FROM s_code ORDER BY valid_from"))
        .containsExactly("8711111001|1900-01-01|2025-07-01", "8233333001|2025-07-01|9999-12-31");
    assertThat(findings()).isEmpty();
  }

  @Covers(table = "core.bridge_school__code", of = NULL)
  @Covers(table = "core.fct_school_statement", of = DUPLICATE)
  @Covers(table = "core.dim_school", of = DUPLICATE)
  @Test
  void aCodeThatNoClassBearsOutIsNotBelieved() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a", "b")
        .school(MAY, "8711111002", "Trường TH Hai", "TH", "11111", "PGDDT-870", "c", "d")
        .listed(OCTOBER, "8711111002", "Trường THCS Một", "THCS", "33333", "UBND-33333")
        .taught(OCTOBER, "8233333001", "THCS", "a", "b")
        .school(OCTOBER, "8233333002", "Trường TH Hai", "TH", "33333", "UBND-33333", "c", "d")
        .build();

    assertThat(lines(SCHOOLS))
        .containsExactly(
            "1900-01-01|2025-07-01|8711111002|Trường TH Hai|PGDDT-870|old1|true",
            "2025-07-01|9999-12-31|8233333002|Trường TH Hai|UBND-33333|new3|true",
            "1900-01-01|2025-07-01|8711111001|Trường THCS Một|PGDDT-870|old1|true",
            "2025-07-01|9999-12-31|8233333001|Trường THCS Một|UBND-33333|new3|true");
    assertThat(findings())
        .containsExactly("2025-10-15|8711111002|reused_code|8711111002|8233333001");
    // Two codes of one day are about the first school: the row of the list is the one that counts.
    assertThat(
            lines(
                "SELECT stated_code, is_chosen FROM s_statement WHERE report_date = '2025-10-15'"
                    + " AND school_code = '8233333001' ORDER BY stated_code"))
        .containsExactly("8233333001|false", "8711111002|true");
  }

  @Test
  void anOldCodeMayBeAnotherSchoolsSinceTheReform() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a", "b")
        .school(MAY, "8722222001", "Trường THCS Hai", "THCS", "22222", "PGDDT-870", "c", "d")
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a", "b")
        .school(OCTOBER, "8711111001", "Trường THCS Hai", "THCS", "11111", "UBND-11111", "c", "d")
        .build();

    assertThat(
            lines(
                "SELECT code.school_code, code.valid_from, code.valid_to, school.name_vi FROM s_code AS code"
                    + " INNER JOIN s_school AS school ON school.school_key = code.school_key"
                    + " AND school.valid_from = code.valid_from ORDER BY 1, 2"))
        .containsExactly(
            "8233333001|2025-07-01|9999-12-31|Trường THCS Một",
            "8711111001|1900-01-01|2025-07-01|Trường THCS Một",
            "8711111001|2025-07-01|9999-12-31|Trường THCS Hai",
            "8722222001|1900-01-01|2025-07-01|Trường THCS Hai");
    assertThat(findings()).isEmpty();
  }

  @Covers(table = "core.bridge_school__code", of = DUPLICATE)
  @Test
  void namesakesOfTwoCommunesStayTwoSchools() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a", "b")
        .school(MAY, "8722222001", "Trường THCS Một", "THCS", "22222", "PGDDT-870", "c", "d")
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a", "b")
        .school(OCTOBER, "8233333002", "Trường THCS Một", "THCS", "33333", "UBND-33333", "c", "d")
        .buildCodes();

    // Both may have become either: learners tell.
    assertThat(
            lines(
                "SELECT concat_ws(',', array_sort(collect_set(school_code))) AS codes FROM s_code"
                    + " GROUP BY school_key ORDER BY codes"))
        .containsExactly("8233333001,8711111001", "8233333002,8722222001");
  }

  @Test
  void aSchoolThatTheListLeavesOutIsKnownByItsClassesAndLearners() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a", "b", "c")
        .school(MAY, "8722222001", "Trường TH Hai", "TH", "22222", "PGDDT-870", "x")
        .taught(OCTOBER, "8233333001", "THCS", "a", "b")
        .school(OCTOBER, "8233333002", "Trường TH Hai", "TH", "33333", "UBND-33333", "x")
        .build();

    assertThat(lines(SCHOOLS))
        .contains(
            "1900-01-01|2025-07-01|8711111001|Trường THCS Một|PGDDT-870|old1|true",
            "2025-07-01|9999-12-31|8233333001|Trường THCS Một|UBND-33333|new3|true");
    assertThat(findings()).containsExactly("2025-10-15|8233333001|not_listed|null|8233333001");
  }

  @Covers(table = "core.fct_school_statement", of = NULL)
  @Covers(table = "core.dim_school", of = NULL)
  @Test
  void aSchoolOfWhichOnlyClassesAreKnownHasWhatTheyTell() {
    new Reports()
        .taught(MAY, "8711111009", "TH-THCS", "a")
        .listed(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870")
        .build();

    assertThat(
            lines(
                "SELECT school_code, name_vi, kind_code, level_codes, place_key, managing_body_kind_code"
                    + " FROM s_school WHERE school_key NOT IN ('-1', '-2', '-3')"))
        .containsExactly("8711111009|8711111009|TH-THCS|02,03|-1|unknown");
    // What the list has and no class of the same report knows is no school, but does not disappear.
    assertThat(findings())
        .containsExactly(
            "2025-05-20|8711111001|unknown_code|8711111001|null",
            "2025-05-20|8711111009|not_listed|null|8711111009");
  }

  @Test
  void aThinListEndsNoSchoolThatClassesKnow() {
    new Reports()
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a")
        .school(OCTOBER, "8233333002", "Trường TH Hai", "TH", "33333", "UBND-33333", "b")
        .school(JANUARY, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a")
        .taught(JANUARY, "8233333002", "TH", "b")
        .build();

    assertThat(lines(SCHOOLS))
        .containsExactly(
            "1900-01-01|9999-12-31|8233333002|Trường TH Hai|UBND-33333|new3|true",
            "1900-01-01|9999-12-31|8233333001|Trường THCS Một|UBND-33333|new3|true");
  }

  @Covers(table = "core.bridge_school__lineage", of = ORDINARY)
  @Test
  void aSchoolThatNoListKnowsAnyMoreEndedAndItsLearnersTellWhoTookOver() {
    new Reports()
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a", "b")
        .school(
            OCTOBER, "8233333002", "Trường THCS Hai", "THCS", "33333", "UBND-33333", "c", "d", "e")
        .school(OCTOBER, "8211111001", "Trường THCS Ba", "THCS", "11111", "UBND-11111", "f")
        .school(
            JANUARY,
            "8233333001",
            "Trường THCS Một",
            "THCS",
            "33333",
            "UBND-33333",
            "a",
            "b",
            "c",
            "d")
        .school(JANUARY, "8211111001", "Trường THCS Ba", "THCS", "11111", "UBND-11111", "e", "f")
        .build();

    assertThat(lines(SCHOOLS))
        .contains(
            "1900-01-01|2026-01-31|8233333002|Trường THCS Hai|UBND-33333|new3|true",
            "2026-01-31|9999-12-31|8233333002|Trường THCS Hai|UBND-33333|new3|false");
    model("core.bridge_school__lineage")
        .given("core.dim_school", "TABLE s_school")
        .given("core.bridge_school__code", "TABLE s_code")
        .given("core.fct_learner_flow", "TABLE s_flow")
        .returns(
            "SELECT DATE '2026-01-31' AS ended_date, 2L AS learner_count, 3L AS moved_learner_count,"
                + " lake_key('school', array('8233333002', '2025-07-01')) AS predecessor_school_key,"
                + " lake_key('school', array('8233333001', '2025-07-01')) AS successor_school_key");
  }

  @Test
  void aCodeMayChangeAtAnyReport() {
    new Reports()
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a", "b")
        .school(JANUARY, "8233333009", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a", "b")
        .buildCodes();

    assertThat(lines("SELECT school_code, valid_from, valid_to FROM s_code ORDER BY 2"))
        .containsExactly("8233333001|2025-07-01|2026-01-31", "8233333009|2026-01-31|9999-12-31");
    assertThat(lines("SELECT count(DISTINCT school_key) FROM s_code")).containsExactly("1");
  }

  @Covers(table = "core.school_finding", of = ORDINARY)
  @Test
  void aManagingBodyThatMayNotManageTheSchoolIsNotBelieved() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-999", "a")
        .school(MAY, "8711111002", "Trường THPT Hai", "THPT", "11111", "PGDDT-870", "b")
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-11111", "a")
        .school(OCTOBER, "8233333002", "Trường THPT Hai", "THPT", "33333", "SGDDT-82", "b")
        .build();

    assertThat(findings())
        .containsExactly(
            "2025-05-20|8711111001|wrong_managing_body|PGDDT-999|PGDDT-870",
            "2025-05-20|8711111002|wrong_managing_body|PGDDT-870|SGDDT-87",
            "2025-10-15|8233333001|wrong_managing_body|UBND-11111|UBND-33333");
    assertThat(lines(SCHOOLS))
        .contains("1900-01-01|2025-07-01|8711111002|Trường THPT Hai|SGDDT-87|old1|true");
  }

  @Covers(table = "core.fct_school_statement", of = BOUNDARY)
  @Covers(table = "core.school_finding", of = BOUNDARY)
  @Test
  void aBasicSchoolOfTheDepartmentIsBelievedWhenMostReportsSaySo() {
    new Reports()
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "SGDDT-82", "a")
        .school(JANUARY, "8233333001", "Trường THCS Một", "THCS", "33333", "SGDDT-82", "a")
        .school(OCTOBER, "8233333002", "Trường THCS Hai", "THCS", "33333", "SGDDT-82", "b")
        .school(JANUARY, "8233333002", "Trường THCS Hai", "THCS", "33333", "UBND-33333", "b")
        .build();

    assertThat(findings())
        .containsExactly("2025-10-15|8233333002|wrong_managing_body|SGDDT-82|UBND-33333");
    assertThat(lines(SCHOOLS))
        .contains("1900-01-01|9999-12-31|8233333001|Trường THCS Một|SGDDT-82|new3|true");
  }

  @Test
  void aListWithoutAnyClassOrLearnerReportIsBelieved() {
    new Reports()
        .listed(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870")
        .build();

    assertThat(lines(SCHOOLS))
        .containsExactly("1900-01-01|9999-12-31|8711111001|Trường THCS Một|PGDDT-870|old1|true");
  }

  @Covers(
      table = "core.bridge_school__boundary",
      of = {ORDINARY, BOUNDARY, DUPLICATE, LATE})
  @Test
  void aSchoolStandsOnceInEachBoundaryMode() {
    new Reports()
        .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a")
        .school(MAY, "8722222001", "Trường TH Hai", "TH", "22222", "PGDDT-870", "b")
        .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a")
        .school(OCTOBER, "8233333003", "Trường TH Ba", "TH", "33333", "UBND-33333", "c")
        .build();
    keep(
        model("core.bridge_school__boundary")
            .given("core.dim_school", "TABLE s_school")
            .given("core.dim_place", "TABLE s_place")
            .given("core.bridge_place__boundary", "TABLE s_boundary"),
        "s_school_boundary");

    assertThat(
            lines(
                "SELECT school.name_vi, school.valid_from, boundary.boundary_mode, boundary.target_place_key,"
                    + " boundary.is_allocated FROM s_school_boundary AS boundary INNER JOIN s_school AS school"
                    + " ON school.school_version_key = boundary.school_version_key"
                    + " WHERE school.school_key NOT IN ('-1', '-2', '-3') ORDER BY 1, 2, 3"))
        .containsExactly(
            "Trường TH Ba|1900-01-01|2025-06-30|old1|true",
            "Trường TH Ba|1900-01-01|then|new3|false",
            "Trường TH Ba|1900-01-01|today|new3|false",
            // Ended with the reform, as far as reports tell: where its commune went is a share.
            "Trường TH Hai|1900-01-01|2025-06-30|old2|false",
            "Trường TH Hai|1900-01-01|then|old2|false",
            "Trường TH Hai|1900-01-01|today|new3|true",
            "Trường TH Hai|2025-10-15|2025-06-30|old2|false",
            "Trường TH Hai|2025-10-15|then|old2|false",
            "Trường TH Hai|2025-10-15|today|new3|true",
            "Trường THCS Một|1900-01-01|2025-06-30|old1|false",
            "Trường THCS Một|1900-01-01|then|old1|false",
            "Trường THCS Một|1900-01-01|today|new3|false",
            "Trường THCS Một|2025-07-01|2025-06-30|old1|false",
            "Trường THCS Một|2025-07-01|then|new3|false",
            "Trường THCS Một|2025-07-01|today|new3|false");
  }

  @Covers(table = "core.bridge_school__level", of = ORDINARY)
  @Test
  void aSchoolOfTwoLevelsIsOneInstitutionAndOneOfEachLevel() {
    new Reports()
        .school(MAY, "8711111001", "Trường Một", "TH-THCS", "11111", "PGDDT-870", "a")
        .school(OCTOBER, "8233333001", "Trường Một", "TH-THCS", "33333", "UBND-33333", "a")
        .build();

    model("core.bridge_school__level")
        .given("core.dim_school", "TABLE s_school")
        .returns(
            "SELECT level_code, DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to"
                + " FROM VALUES ('02'), ('03') AS t(level_code)");
  }

  @Covers(table = "core.bridge_school__code", of = LATE)
  @Covers(table = "core.fct_school_statement", of = LATE)
  @Covers(table = "core.dim_school", of = LATE)
  @Covers(table = "core.fct_learner_flow", of = LATE)
  @Covers(table = "core.fct_school_report", of = LATE)
  @Test
  void theOrderOfRowsDecidesNothing() {
    Reports one =
        new Reports()
            .school(MAY, "8711111001", "Trường THCS Một", "THCS", "11111", "PGDDT-870", "a", "b")
            .school(MAY, "8722222001", "Trường THCS Một", "THCS", "22222", "PGDDT-870", "c")
            .school(OCTOBER, "8233333001", "Trường THCS Một", "THCS", "33333", "UBND-33333", "a")
            .school(OCTOBER, "8233333002", "Trường THCS Một", "THCS", "33333", "UBND-1", "b", "c");
    one.build();
    List<String> schools = everything();
    java.util.Collections.reverse(one.institutions);
    java.util.Collections.reverse(one.classes);
    java.util.Collections.reverse(one.learners);

    one.build();

    assertThat(everything()).isEqualTo(schools);
  }

  private static List<String> everything() {
    List<String> result = new ArrayList<>();
    for (String view : List.of("s_report", "s_flow", "s_code", "s_statement", "s_school")) {
      result.addAll(lines("SELECT * FROM " + view + " ORDER BY ALL"));
    }
    return result;
  }

  @Covers(
      table = "core.fct_school_report",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE})
  @Test
  void threeListsOfADayAreOneRowForEachCodeThatAnyOfThemHas() {
    model("core.fct_school_report")
        .given(
            "staging.stg_moet__institution",
            "SELECT *, 'Trường' AS institution_name, 2 AS site_count FROM VALUES"
                + " (DATE '2025-06-30', 'a', 'TH'), (DATE '2025-07-01', 'a', 'THCS'),"
                + " (DATE '2025-07-01', 'b', NULL) AS t(report_date, institution_code, kind_code)")
        .given(
            "staging.stg_moet__class",
            "SELECT * FROM VALUES (DATE '2025-07-01', 'a', '03'), (DATE '2025-07-01', 'a', '02'),"
                + " (DATE '2025-07-01', 'a', '03'), (DATE '2025-07-01', 'c', NULL)"
                + " AS t(report_date, institution_code, level_code)")
        .given(
            "staging.stg_moet__learner",
            "SELECT * FROM VALUES (DATE '2025-07-01', 'a'), (DATE '2025-07-01', 'd')"
                + " AS t(report_date, institution_code)")
        .returns(
            """
            SELECT * FROM VALUES
              (DATE '2025-06-30', 'a', true, 'Trường', 'TH', 2L, NULL, 0L, 0L),
              (DATE '2025-07-01', 'a', true, 'Trường', 'THCS', 2L, '02,03', 3L, 1L),
              (DATE '2025-07-01', 'b', true, 'Trường', NULL, 2L, NULL, 0L, 0L),
              (DATE '2025-07-01', 'c', false, NULL, NULL, NULL, '', 1L, 0L),
              (DATE '2025-07-01', 'd', false, NULL, NULL, NULL, NULL, 0L, 1L)
              AS t(report_date, school_code, is_listed, name_vi, kind_code, site_count,
                taught_level_codes, class_count, learner_count)
            """);
  }

  @Covers(
      table = "core.fct_learner_flow",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE})
  @Test
  void learnersFlowFromTheReportInWhichTheyStoodLastAndWhoLeftFlowsNowhere() {
    model("core.fct_learner_flow")
        .given(
            "staging.stg_moet__learner",
            """
            SELECT * FROM VALUES
              ('a', DATE '2025-01-31', 'x', 'Đang học'), ('a', DATE '2025-05-20', 'y', 'Đang học'),
              ('b', DATE '2025-01-31', 'x', 'Đang học'), ('b', DATE '2025-05-20', 'y', 'Chuyển đến kỳ 2'),
              -- Not in the report between, and in no report before.
              ('c', DATE '2024-10-15', 'x', 'Đang học'), ('c', DATE '2025-05-20', 'x', 'Đang học'),
              ('d', DATE '2025-05-20', 'x', 'Đang học'), (NULL, DATE '2025-05-20', 'x', NULL),
              -- Left one school for the other, which both tell; and stands twice on one day.
              ('e', DATE '2025-01-31', 'x', 'Đang học'), ('e', DATE '2025-05-20', 'x', 'Chuyển đi kỳ 2'),
              ('f', DATE '2025-05-20', 'x', 'Đang học'), ('f', DATE '2025-05-20', 'y', 'Đang học')
              AS t(learner_code, report_date, institution_code, status_code)
            """)
        .returns(
            """
            SELECT DATE '2025-05-20' AS report_date, t.* FROM VALUES
              ('y', DATE '2025-01-31', 'x', 2L), ('x', DATE '2024-10-15', 'x', 1L)
              AS t(school_code, before_date, before_code, learner_count)
            """);
  }

  @Covers(
      table = "core.school_finding",
      of = {ORDINARY, NULL, DUPLICATE})
  @Test
  void whatIsWrongWithAStatementIsSaidOfEachOfItsFaults() {
    model("core.school_finding")
        .given(
            "core.fct_school_statement",
            """
            SELECT DATE '2025-10-15' AS report_date, t.* FROM VALUES
              ('good', 's', 'good', true, true, 'p', 'c', 'm', 'm'),
              ('twice', 's', 'good', true, false, 'p', 'c', 'm', 'm'),
              ('known', '-1', 'known', true, false, 'p', 'c', 'm', 'm'),
              ('place', 't', 'place', true, true, '-1', 'c', NULL, NULL),
              ('body', 'u', 'body', true, true, 'p', 'c', 'm', 'n'),
              ('list', 'v', 'list', false, true, '-1', NULL, NULL, 'n')
              AS t(stated_code, school_key, school_code, is_listed, is_chosen, place_key,
                stated_commune_code, stated_managing_body_code, managing_body_code)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('twice', 'reused_code', 's', 'twice', 'good'),
              ('twice', 'second_row', 's', 'twice', 'good'),
              ('known', 'unknown_code', '-1', 'known', NULL),
              ('place', 'unknown_commune', 't', 'c', NULL),
              ('body', 'wrong_managing_body', 'u', 'm', 'n'),
              ('list', 'not_listed', 'v', NULL, 'list')
              AS t(stated_code, finding_code, school_key, stated, kept)
            """);
  }

  @Covers(
      table = "core.bridge_school__lineage",
      of = {NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void whoTookOverIsWhomMostLearnersCameToSinceTheEnd() {
    model("core.bridge_school__lineage")
        .given(
            "core.dim_school",
            """
            SELECT * FROM VALUES
              ('a', DATE '1900-01-01', true), ('a', DATE '2026-01-31', false),
              ('nobody', DATE '2026-01-31', false), ('-1', DATE '1900-01-01', false),
              ('b', DATE '1900-01-01', true), ('c', DATE '1900-01-01', true)
              AS t(school_key, valid_from, is_open)
            """)
        .given(
            "core.bridge_school__code",
            "SELECT code AS school_code, code AS school_key, DATE '1900-01-01' AS valid_from,"
                + " DATE '9999-12-31' AS valid_to FROM VALUES ('a'), ('b'), ('c'), ('nobody')"
                + " AS t(code)")
        .given(
            "core.fct_learner_flow",
            """
            SELECT * FROM VALUES
              -- Before the end, to itself, to a code that is not known.
              (DATE '2026-01-30', 'b', DATE '2025-10-15', 'a', 50L),
              (DATE '2025-10-15', 'a', DATE '2025-05-20', 'a', 90L),
              (DATE '2026-01-31', 'z', DATE '2025-10-15', 'a', 90L),
              -- On the day of the end, and of two reports: as many as went to c.
              (DATE '2026-01-31', 'b', DATE '2025-10-15', 'a', 2L),
              (DATE '2026-05-20', 'b', DATE '2025-10-15', 'a', 1L),
              (DATE '2026-01-31', 'c', DATE '2025-10-15', 'a', 3L)
              AS t(report_date, school_code, before_date, before_code, learner_count)
            """)
        .returns(
            "SELECT 'a' AS predecessor_school_key, 'b' AS successor_school_key,"
                + " DATE '2026-01-31' AS ended_date, 3L AS learner_count, 6L AS moved_learner_count");
  }

  @Covers(
      table = "core.bridge_school__level",
      of = {NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void periodsOfALevelThatTouchAreOneAndAGapPartsThem() {
    model("core.bridge_school__level")
        .given(
            "core.dim_school",
            """
            SELECT * FROM VALUES
              ('a', '02,03', DATE '2025-07-01', DATE '2026-01-31', true),
              ('a', '02', DATE '1900-01-01', DATE '2025-07-01', true),
              ('a', '03', DATE '2026-01-31', DATE '9999-12-31', true),
              ('gap', '02', DATE '2025-07-02', DATE '9999-12-31', true),
              ('gap', '02', DATE '1900-01-01', DATE '2025-07-01', true),
              ('ended', '04', DATE '1900-01-01', DATE '2025-07-01', true),
              ('ended', '04', DATE '2025-07-01', DATE '9999-12-31', false),
              ('-1', '', DATE '1900-01-01', DATE '9999-12-31', false)
              AS t(school_key, level_codes, valid_from, valid_to, is_open)
            """)
        .returns(
            """
            SELECT * FROM VALUES
              ('a', '02', DATE '1900-01-01', DATE '2026-01-31'),
              ('a', '03', DATE '2025-07-01', DATE '9999-12-31'),
              ('gap', '02', DATE '1900-01-01', DATE '2025-07-01'),
              ('gap', '02', DATE '2025-07-02', DATE '9999-12-31'),
              ('ended', '04', DATE '1900-01-01', DATE '2025-07-01')
              AS t(school_key, level_code, valid_from, valid_to)
            """);
  }

  @Covers(table = "core.bridge_school__boundary", of = NULL)
  @Test
  void aSchoolOfAnUnknownPlaceStaysUnknownInEachMode() {
    model("core.bridge_school__boundary")
        .given(
            "core.dim_school",
            "SELECT key AS school_key, concat(key, '@1900-01-01') AS school_version_key,"
                + " place AS place_key, DATE '1900-01-01' AS valid_from,"
                + " DATE '9999-12-31' AS valid_to"
                + " FROM VALUES ('a', '-1'), ('b', 'lost') AS t(key, place)")
        .given("core.dim_place", "TABLE s_place")
        .given("core.bridge_place__boundary", "TABLE s_boundary")
        .returns(
            "SELECT * FROM VALUES ('a', 'then', '-1'), ('a', 'today', '-1'), ('a', '2025-06-30', '-1'),"
                + " ('b', 'then', 'lost'), ('b', 'today', '-1'), ('b', '2025-06-30', '-1')"
                + " AS t(school_key, boundary_mode, target_place_key)");
  }
}
