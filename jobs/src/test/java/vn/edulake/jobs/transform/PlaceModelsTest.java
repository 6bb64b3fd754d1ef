package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.Covers.Case.BOUNDARY;
import static vn.edulake.jobs.transform.Covers.Case.DUPLICATE;
import static vn.edulake.jobs.transform.Covers.Case.LATE;
import static vn.edulake.jobs.transform.Covers.Case.NULL;
import static vn.edulake.jobs.transform.Covers.Case.ORDINARY;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.text.Normalizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The models of places one by one, on invented units. */
class PlaceModelsTest {
  @BeforeAll
  static void interpret() {
    TestSession.interpret();
  }

  @AfterAll
  static void compile() {
    TestSession.compile();
  }

  private static final String UNITS =
      """
      SELECT * FROM VALUES
        ('old', 'province', '90', 'Tỉnh Đông', NULL, NULL, '90'),
        ('old', 'province', '91', 'Thành phố Tây', NULL, NULL, '91'),
        ('old', 'district', '900', 'Thị xã Bờ', NULL, '90', '90'),
        ('old', 'commune', '90001', 'Phường 1', NULL, '900', '90'),
        ('old', 'commune', '90002', 'THỊ TRẤN Núi', NULL, '900', '90'),
        ('new', 'province', '90', 'Tỉnh Tây', 'Tây', NULL, '90'),
        ('new', 'commune', '90001', 'Xã Núi', 'Núi', '90', '90'),
        ('new', 'commune', '90002', 'Đặc khu Bờ', 'Bờ', '90', '90')
      AS t(edition, level, code, full_name, short_name, parent_code, province_code)
      """;

  private static final String LINKS =
      """
      SELECT * FROM VALUES
        ('province', '90', '90', '90'), ('province', '91', '91', '90'),
        ('commune', '90001', '90', '90001'),
        ('commune', '90002', '90', '90001'), ('commune', '90002', '90', '90002'),
        ('commune', '90002', '90', '90003')
      AS t(level, old_code, old_province_code, new_code)
      """;

  private static ModelTest places(String links) {
    return model("core.dim_place")
        .given("staging.stg_vn_admin__unit", UNITS)
        .given("staging.stg_vn_admin__successor", links);
  }

  @Test
  void aUnitNameLosesItsTypeAndDecomposedTextItsMarks() {
    String name = Normalizer.normalize("Xã  Đồng  Tháp ", Normalizer.Form.NFD);
    model("staging.stg_vn_admin__unit")
        .given(
            "raw.vn_admin__unit",
            "SELECT 'old' AS edition, 'commune' AS level, '1' AS code, '"
                + name
                + "' AS full_name, CAST(NULL AS STRING) AS short_name, CAST(NULL AS STRING) AS name_en,"
                + " CAST(NULL AS STRING) AS unit_type, '2' AS parent_code, '3' AS province_code")
        .returns("SELECT 'Xã Đồng Tháp' AS full_name, CAST(NULL AS STRING) AS short_name");
  }

  @Covers(
      table = "core.dim_place",
      of = {ORDINARY, BOUNDARY})
  @Test
  void aPlaceIsAUnitOfOnePeriod() {
    places("SELECT 'province' AS level, '90' AS old_code, '90' AS new_code")
        .returns(
            """
            SELECT level, code, name, unit_type, administrative_parent_key, province_place_key,
              valid_from, valid_to, is_listed
            FROM (
              SELECT level, code, name, unit_type,
                CASE WHEN level = 'province' THEN '-2'
                  ELSE lake_key('place', array(parent_level, parent_code, since)) END
                  AS administrative_parent_key,
                lake_key('place', array('province', province_code, since)) AS province_place_key,
                CAST(since AS DATE) AS valid_from, CAST(until AS DATE) AS valid_to, true AS is_listed
              FROM VALUES
                ('province', '90', 'Đông', 'province', '', '', '90', '1900-01-01', '2025-07-01'),
                ('province', '91', 'Tây', 'municipality', '', '', '91', '1900-01-01', '2025-07-01'),
                ('district', '900', 'Bờ', 'town', 'province', '90', '90', '1900-01-01', '2025-07-01'),
                ('commune', '90001', '1', 'ward', 'district', '900', '90', '1900-01-01', '2025-07-01'),
                ('commune', '90002', 'Núi', 'township', 'district', '900', '90', '1900-01-01', '2025-07-01'),
                ('province', '90', 'Tây', 'province', '', '', '90', '2025-07-01', '9999-12-31'),
                ('commune', '90001', 'Núi', 'commune', 'province', '90', '90', '2025-07-01', '9999-12-31'),
                ('commune', '90002', 'Bờ', 'special_zone', 'province', '90', '90', '2025-07-01', '9999-12-31')
              AS t(level, code, name, unit_type, parent_level, parent_code, province_code, since, until))
            UNION ALL
            SELECT 'none', key, name, 'none', '-2', key, DATE '1900-01-01', DATE '9999-12-31', false
            FROM VALUES ('-1', 'unresolved'), ('-2', 'not applicable'), ('-3', 'not yet arrived')
              AS t(key, name)
            """);
  }

  @Covers(
      table = "core.dim_place",
      of = {NULL, DUPLICATE, LATE})
  @Test
  void aCommuneThatOnlyTheMappingKnowsIsAPlaceUntilTheListArrivesWithIt() {
    String unlisted =
        """
        SELECT 'commune' AS level, '90009' AS old_code, 'Xã Lẻ' AS old_name,
          '90' AS old_province_code, '90001' AS new_code
        UNION ALL SELECT 'commune', '90009', 'Xã Lẻ', '90', '90002'
        """;
    assertThat(
            places(unlisted)
                .rows()
                .where("code = '90009'")
                .selectExpr("name", "unit_type", "is_listed", "administrative_parent_key")
                .collectAsList())
        .hasToString("[[Lẻ,commune,false,-1]]");
    assertThat(
            places(unlisted.replace("90009", "90001"))
                .rows()
                .where("NOT is_listed AND level <> 'none'")
                .collectAsList())
        .isEmpty();
  }

  private static ModelTest successors(String links) {
    TestSession.get()
        .createDataFrame(places(links).rows().collectAsList(), places(links).rows().schema())
        .createOrReplaceTempView("p_place");
    return model("core.bridge_place__successor")
        .given("core.dim_place", "TABLE p_place")
        .given("staging.stg_vn_admin__successor", links);
  }

  private static String expected(String rows) {
    return """
        SELECT lake_key('place', array(level, old_code, '1900-01-01')) AS predecessor_place_key,
          CASE WHEN new_code = '-1' THEN '-1'
            ELSE lake_key('place', array(level, new_code, '2025-07-01')) END AS successor_place_key,
          link_type, CAST(weight AS DECIMAL(12, 10)) AS weight, method, successor_count, CAST(reason AS STRING) AS reason
        FROM VALUES
        """
        + rows
        + " AS t(level, old_code, new_code, link_type, weight, method, successor_count, reason)";
  }

  @Covers(
      table = "core.bridge_place__successor",
      of = {ORDINARY, BOUNDARY, LATE})
  @Covers(table = "core.bridge_place__successor", of = DUPLICATE)
  @Test
  void aSplitIsWeightedEquallyAndAMissingTargetKeepsItsShareUnresolved() {
    String split =
        expected(
            """
            ('province', '90', '90', 'full', 1, 'whole', 1L, NULL),
            ('province', '91', '90', 'full', 1, 'whole', 1L, NULL),
            ('commune', '90001', '90001', 'full', 1, 'whole', 1L, NULL),
            ('commune', '90002', '90001', 'partial', 0.3333333333, 'equal_share', 3L, NULL),
            ('commune', '90002', '90002', 'partial', 0.3333333333, 'equal_share', 3L, NULL),
            ('commune', '90002', '-1', NULL, 0.3333333334, 'unresolved', 3L,
              'the successor 90003 is not in the list in force')
            """);
    successors(LINKS).returns(split);
    // A link that the mapping names twice is one.
    successors("SELECT * FROM (" + LINKS + ") UNION ALL SELECT * FROM (" + LINKS + ")")
        .returns(split);
  }

  @Test
  void aCodeThatTheMappingWritesWronglyIsCorrected() {
    successors(
            LINKS.replace(
                "('commune', '90002', '90', '90003')", "('commune', '90001', '90', '90003')"))
        .given(
            "staging.stg_reference__place_recode",
            "SELECT 'commune' AS level, '90003' AS code_from, '90002' AS code_to")
        .returns(
            expected(
                """
                ('province', '90', '90', 'full', 1, 'whole', 1L, NULL),
                ('province', '91', '90', 'full', 1, 'whole', 1L, NULL),
                ('commune', '90001', '90001', 'partial', 0.5, 'equal_share', 2L, NULL),
                ('commune', '90001', '90002', 'partial', 0.5, 'equal_share', 2L, NULL),
                ('commune', '90002', '90001', 'partial', 0.5, 'equal_share', 2L, NULL),
                ('commune', '90002', '90002', 'partial', 0.5, 'equal_share', 2L, NULL)
                """));
  }

  @Covers(table = "core.bridge_place__successor", of = NULL)
  @Test
  void aPlaceWithoutAnyLinkIsUnresolvedWithItsReason() {
    successors(
            """
            SELECT * FROM VALUES ('province', '90', '90', '90'), ('province', '91', '91', '90'),
              ('commune', '90001', '90', '90001')
            AS t(level, old_code, old_province_code, new_code)
            """)
        .returns(
            expected(
                """
                ('province', '90', '90', 'full', 1, 'whole', 1L, NULL),
                ('province', '91', '90', 'full', 1, 'whole', 1L, NULL),
                ('commune', '90001', '90001', 'full', 1, 'whole', 1L, NULL),
                ('commune', '90002', '-1', NULL, 1, 'unresolved', 1L, 'the mapping names no successor')
                """));
  }

  private static final String CHANGES =
      """
      SELECT 'province' AS level, DATE '2008-08-01' AS changed_on, old_code, old_full_name, new_code,
        population
      FROM VALUES ('90', 'Tỉnh Đông cũ', '90', 60), ('90', 'Tỉnh Đông cũ', '91', 20),
        ('92', 'Tỉnh Bắc', '91', NULL)
      AS t(old_code, old_full_name, new_code, population)
      """;

  @Test
  void aChangedProvinceIsAnotherPlaceBeforeAndItsUnitsLieInTheLaterOne() {
    places("SELECT 'province' AS level, '90' AS old_code, '90' AS new_code")
        .given("staging.stg_reference__place_change", CHANGES)
        .rows()
        .createOrReplaceTempView("p_changed");
    assertThat(
            TestSession.get()
                .sql(
                    """
                    SELECT place.code, place.name, place.valid_from, place.valid_to,
                      province.valid_from
                    FROM p_changed AS place
                    JOIN p_changed AS province ON province.place_key = place.province_place_key
                    WHERE place.valid_to <= '2025-07-01' AND place.level <> 'commune'
                    ORDER BY place.code, place.valid_from
                    """)
                .collectAsList())
        .hasToString(
            "[[90,Đông cũ,1900-01-01,2008-08-01,1900-01-01],"
                + " [90,Đông,2008-08-01,2025-07-01,2008-08-01],"
                + " [900,Bờ,1900-01-01,2025-07-01,2008-08-01],"
                + " [91,Tây,2008-08-01,2025-07-01,2008-08-01],"
                + " [92,Bắc,1900-01-01,2008-08-01,1900-01-01]]");
  }

  @Test
  void aChangeWithCountedPeopleIsSharedByThem() {
    places(LINKS)
        .given("staging.stg_reference__place_change", CHANGES)
        .rows()
        .cache()
        .createOrReplaceTempView("p_place_before");
    assertThat(
            model("core.bridge_place__successor")
                .given("core.dim_place", "TABLE p_place_before")
                .given("staging.stg_vn_admin__successor", LINKS)
                .given("staging.stg_reference__place_change", CHANGES)
                .rows()
                .where("changed_on = DATE '2008-08-01'")
                .selectExpr("weight", "method", "link_type", "successor_count")
                .sort("weight")
                .collectAsList())
        .hasToString(
            "[[0.2500000000,population_share,partial,2], [0.7500000000,population_share,partial,2],"
                + " [1.0000000000,whole,full,1]]");
  }

  @Covers(
      table = "core.bridge_place__boundary",
      of = {ORDINARY, NULL, BOUNDARY, DUPLICATE, LATE})
  @Test
  void twoWaysToOnePlaceAreOneAndAWayThatEndsIsUnresolved() {
    model("core.bridge_place__boundary")
        .given(
            "core.dim_place",
            """
            SELECT *, 'commune' AS level FROM VALUES
              ('a', DATE '1900-01-01', DATE '2004-01-01'), ('b', DATE '2004-01-01', DATE '2025-07-01'),
              ('c', DATE '2004-01-01', DATE '2025-07-01'), ('n', DATE '2025-07-01', DATE '9999-12-31'),
              -- Nobody says where it went, and where this one comes from.
              ('lost', DATE '1900-01-01', DATE '2025-07-01'),
              ('late', DATE '2025-07-01', DATE '9999-12-31'),
              ('-1', DATE '1900-01-01', DATE '9999-12-31') AS t(place_key, valid_from, valid_to)
            UNION ALL SELECT 'd', DATE '1900-01-01', DATE '2025-07-01', 'district'
            """)
        .given(
            "core.bridge_place__successor",
            """
            SELECT * FROM VALUES ('a', 'b', 0.5, 'equal_share'), ('a', 'c', 0.5, 'equal_share'),
              ('b', 'n', 1, 'whole'), ('c', 'n', 1, 'whole')
              AS t(predecessor_place_key, successor_place_key, weight, method)
            """)
        .returns(
            """
            SELECT place_key, boundary_mode, target_place_key,
              CAST(weight AS DECIMAL(12, 10)) AS weight, is_allocated, method
            FROM VALUES
              ('a', 'then', 'a', 1, false, 'same'), ('a', 'today', 'n', 1, true, 'equal_share'),
              ('a', '2025-06-30', 'b', 0.5, true, 'equal_share'),
              ('a', '2025-06-30', 'c', 0.5, true, 'equal_share'),
              ('b', 'then', 'b', 1, false, 'same'), ('b', 'today', 'n', 1, false, 'whole'),
              ('b', '2025-06-30', 'b', 1, false, 'same'),
              ('c', 'then', 'c', 1, false, 'same'), ('c', 'today', 'n', 1, false, 'whole'),
              ('c', '2025-06-30', 'c', 1, false, 'same'),
              ('n', 'then', 'n', 1, false, 'same'), ('n', 'today', 'n', 1, false, 'same'),
              ('n', '2025-06-30', 'b', 0.5, true, 'equal_share'),
              ('n', '2025-06-30', 'c', 0.5, true, 'equal_share'),
              ('lost', 'then', 'lost', 1, false, 'same'),
              ('lost', 'today', '-1', 1, false, 'unresolved'),
              ('lost', '2025-06-30', 'lost', 1, false, 'same'),
              ('late', 'then', 'late', 1, false, 'same'), ('late', 'today', 'late', 1, false, 'same'),
              ('late', '2025-06-30', '-1', 1, false, 'unresolved'),
              ('-1', 'then', '-1', 1, false, 'unresolved'), ('-1', 'today', '-1', 1, false, 'unresolved'),
              ('-1', '2025-06-30', '-1', 1, false, 'unresolved')
              AS t(place_key, boundary_mode, target_place_key, weight, is_allocated, method)
            """);
  }
}
