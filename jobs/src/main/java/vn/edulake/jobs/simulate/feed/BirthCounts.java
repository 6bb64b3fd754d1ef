package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Births;
import vn.edulake.jobs.simulate.world.Commune;
import vn.edulake.jobs.simulate.world.Province;

/**
 * The population office: children born in a calendar year by commune and sex, communes as they were
 * at its end. The first school year comes with the years of its history.
 */
final class BirthCounts implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "birth_year", "Năm sinh",
          "commune_code", "Mã xã",
          "commune_name", "Tên xã",
          "sex_code", "Giới tính",
          "birth_count", "Số trẻ sinh");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    int last = scene.year().year() - 1;
    for (int year = last - scene.history(); year <= last; year++) {
      int of = year;
      LocalDate sent = LocalDate.of(year + 1, 1, 10);
      result.add(
          new Delivery(
              "population.birth",
              "population",
              sent,
              "population/%s/khaisinh_%d.csv".formatted(sent, year),
              Form.Csv.PLAIN,
              () -> List.of(sheet(scene.province(), of))));
    }
    return result;
  }

  private static Sheet sheet(Province province, int year) {
    LocalDate end = LocalDate.of(year, 12, 31);
    Births births = province.births();
    int[] born = births.of(year);
    CommuneCounts boys = new CommuneCounts(end);
    CommuneCounts girls = new CommuneCounts(end);
    for (Commune commune : province.communes()) {
      int all = born[commune.index()];
      int male = births.boys(commune.index(), year, all);
      boys.add(commune, male);
      girls.add(commune, all - male);
    }
    List<Row> rows = new ArrayList<>();
    add(rows, boys, year, false);
    add(rows, girls, year, true);
    return Sheet.of("", COLUMNS, rows);
  }

  private static void add(List<Row> rows, CommuneCounts counts, int year, boolean isGirl) {
    for (CommuneCounts.Count one : counts.all()) {
      rows.add(
          new Row(
              "commune:" + one.code(),
              Arrays.asList(year, one.code(), one.name(), SectorCodes.sex(isGirl), one.count())));
    }
  }
}
