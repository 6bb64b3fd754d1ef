package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real map of the country, before and after the reform, through the models themselves. */
class BundledPlacesTest {
  private static final SparkSession SESSION = TestSession.get();

  @BeforeAll
  static void build() {
    BundledPlaces.build();
  }

  private static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString(" ")).toList();
  }

  @Test
  void everyUnitOfBothEditionsIsAPlace() {
    assertThat(
            lines(
                """
                SELECT year(valid_to) < 9999 AS ended, level, count(*) FROM b_place
                WHERE level <> 'none' GROUP BY ALL ORDER BY ALL
                """))
        .containsExactly(
            "false commune 3321",
            "false province 34",
            "true commune 10047",
            "true district 696",
            "true province 70");
    assertThat(lines("SELECT count(DISTINCT place_key) - count(*) FROM b_place"))
        .containsExactly("0");
  }

  @Test
  void whatTheDdlRequiresIsThere() {
    for (String table :
        List.of(
            "core.dim_place b_place",
            "core.bridge_place__successor b_link",
            "core.bridge_place__boundary b_boundary")) {
      String[] pair = table.split(" ");
      String missing =
          ModelTest.required(pair[0]).stream()
              .map(column -> "count_if(" + column + " IS NULL)")
              .collect(Collectors.joining(" + "));
      assertThat(lines("SELECT " + missing + " FROM " + pair[1])).as(table).containsExactly("0");
    }
  }

  @Test
  void parentsAndProvincesAreValidPlacesOfTheSamePeriod() {
    assertThat(
            lines(
                """
                SELECT place.level, place.code FROM b_place AS place
                LEFT JOIN b_place AS parent
                  ON parent.place_key = place.administrative_parent_key
                LEFT JOIN b_place AS province
                  ON province.place_key = place.province_place_key
                WHERE place.level <> 'none' AND (
                  parent.place_key IS NULL OR province.level <> 'province'
                  OR province.place_key IS NULL OR province.valid_to <> place.valid_to
                  OR province.valid_from < place.valid_from)
                """))
        .isEmpty();
  }

  @Test
  void communesThatOnlyTheMappingKnowsSaySo() {
    assertThat(
            lines(
                """
                SELECT array_join(sort_array(collect_list(code)), ' ') FROM b_place
                WHERE NOT is_listed AND level = 'commune'
                """))
        .containsExactly("07693 07732 07744 16387 16411 18448 20176 20674 25102 25174 25177 25186");
  }

  @Test
  void code82IsTwoPlacesWithDisjointValidity() {
    assertThat(
            lines(
                """
                SELECT name, valid_from, valid_to FROM b_place
                WHERE level = 'province' AND code = '82' ORDER BY valid_from
                """))
        .containsExactly("Tiền Giang 1900-01-01 2025-07-01", "Đồng Tháp 2025-07-01 9999-12-31");
  }

  @Test
  void everyEndedCommuneAndProvinceResolvesWithWeightsThatSumToOne() {
    assertThat(
            lines(
                """
                SELECT place.place_key, place.level, place.code, sum(link.weight) FROM b_place AS place
                LEFT JOIN b_link AS link ON link.predecessor_place_key = place.place_key
                WHERE place.level IN ('commune', 'province') AND place.valid_to < DATE '9999-12-31'
                GROUP BY ALL HAVING NOT sum(link.weight) <=> CAST(1 AS DECIMAL(12, 10))
                """))
        .isEmpty();
    assertThat(lines("SELECT level, count(*) FROM b_link GROUP BY ALL ORDER BY ALL"))
        .containsExactly("commune 10599", "district 5", "province 75");
    assertThat(
            lines(
                "SELECT count(DISTINCT predecessor_place_key) FROM b_link WHERE method = 'equal_share'"))
        .containsExactly("463");
  }

  @Test
  void theOneLinkThatLeavesItsProvinceIsUnresolvedWithItsReason() {
    assertThat(
            lines(
                """
                SELECT place.code, place.name, link.successor_place_key, link.weight, link.reason
                FROM b_link AS link
                JOIN b_place AS place ON place.place_key = link.predecessor_place_key
                WHERE link.method = 'unresolved'
                """))
        .containsExactly(
            "30622 Tân Phú -1 1.0000000000 the successor 30259 lies in province 82,"
                + " but its province 89 did not go there");
  }

  @Test
  void fullAndPartialFollowTheMapping() {
    assertThat(
            lines(
                """
                SELECT method, link_type, count(*) FROM b_link GROUP BY ALL ORDER BY ALL
                """))
        .containsExactly(
            "equal_share partial 1018",
            "population_share partial 4",
            "unresolved null 1",
            "whole full 9656");
  }

  @Test
  void provincesOfBefore2004And2008AreWithTheirSuccessors() {
    assertThat(
            lines(
                """
                SELECT before.code, before.full_name, before.valid_to, after.code, after.name,
                  link.weight, link.method
                FROM b_link AS link
                JOIN b_place AS before ON before.place_key = link.predecessor_place_key
                JOIN b_place AS after ON after.place_key = link.successor_place_key
                WHERE before.valid_to < DATE '2025-07-01' ORDER BY before.valid_to, before.code, after.code
                """))
        .containsExactly(
            "12 Tỉnh Lai Châu 2004-01-01 11 Điện Biên 0.5000000000 equal_share",
            "12 Tỉnh Lai Châu 2004-01-01 12 Lai Châu 0.5000000000 equal_share",
            "66 Tỉnh Đắk Lắk 2004-01-01 66 Đắk Lắk 0.5000000000 equal_share",
            "66 Tỉnh Đắk Lắk 2004-01-01 67 Đắk Nông 0.5000000000 equal_share",
            "92 Tỉnh Cần Thơ 2004-01-01 92 Cần Thơ 0.5000000000 equal_share",
            "92 Tỉnh Cần Thơ 2004-01-01 93 Hậu Giang 0.5000000000 equal_share",
            "01 Thành phố Hà Nội 2008-08-01 01 Hà Nội 1.0000000000 whole",
            "17 Tỉnh Hoà Bình 2008-08-01 01 Hà Nội 0.0232057745 population_share",
            "17 Tỉnh Hoà Bình 2008-08-01 17 Hoà Bình 0.9767942255 population_share",
            "26 Tỉnh Vĩnh Phúc 2008-08-01 01 Hà Nội 0.1594881186 population_share",
            "26 Tỉnh Vĩnh Phúc 2008-08-01 26 Vĩnh Phúc 0.8405118814 population_share",
            "28 Tỉnh Hà Tây 2008-08-01 01 Hà Nội 1.0000000000 whole");
  }

  @Test
  void islandDistrictsBecomeSpecialZones() {
    assertThat(
            lines(
                """
                SELECT before.code, after.unit_type, after.name FROM b_link AS link
                JOIN b_place AS before ON before.place_key = link.predecessor_place_key
                JOIN b_place AS after ON after.place_key = link.successor_place_key
                WHERE link.level = 'district' ORDER BY before.code
                """))
        .containsExactly(
            "318 special_zone Bạch Long Vĩ",
            "471 special_zone Cồn Cỏ",
            "498 special_zone Hoàng Sa",
            "536 special_zone Lý Sơn",
            "755 special_zone Côn Đảo");
  }

  @Test
  void sharesOfEveryPlaceSumToOneInEveryMode() {
    assertThat(
            lines(
                """
                SELECT place_key, boundary_mode, sum(weight) FROM b_boundary
                GROUP BY ALL HAVING sum(weight) <> 1
                """))
        .isEmpty();
    assertThat(
            lines(
                """
                SELECT place.place_key, count(DISTINCT boundary.boundary_mode) FROM b_place AS place
                LEFT JOIN b_boundary AS boundary ON boundary.place_key = place.place_key
                WHERE place.level <> 'district' GROUP BY ALL
                HAVING count(DISTINCT boundary.boundary_mode) <> 3
                """))
        .isEmpty();
  }

  @Test
  void provincesOf2017AreWholeOnTodaysBoundaries() {
    assertThat(
            lines(
                """
                SELECT target.name, boundary.method, array_join(sort_array(collect_list(place.name)), ',')
                FROM b_boundary AS boundary
                JOIN b_place AS place ON place.place_key = boundary.place_key
                JOIN b_place AS target ON target.place_key = boundary.target_place_key
                WHERE boundary.boundary_mode = 'today' AND place.level = 'province'
                  AND target.code IN ('82', '86', '40') AND place.valid_from = DATE '1900-01-01'
                GROUP BY ALL ORDER BY target.name
                """))
        .containsExactly(
            "Nghệ An whole Nghệ An",
            "Vĩnh Long whole Bến Tre,Trà Vinh,Vĩnh Long",
            "Đồng Tháp whole Tiền Giang,Đồng Tháp");
  }
}
