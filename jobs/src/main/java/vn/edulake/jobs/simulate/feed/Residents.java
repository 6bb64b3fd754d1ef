package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Births;
import vn.edulake.jobs.simulate.world.Commune;
import vn.edulake.jobs.simulate.world.Province;

/**
 * The population office: residents from 0 to 20 years by commune, age and sex on 31 December, on
 * which the age in years is the one that school statistics use. Communes are those of that day.
 */
final class Residents implements Feed {
  private static final int OLDEST = 20;

  private static final List<Column> COLUMNS =
      Column.list(
          "commune_code", "Mã xã",
          "commune_name", "Tên xã",
          "age", "Tuổi",
          "sex_code", "Giới tính",
          "resident_count", "Số người");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    LocalDate day = LocalDate.of(scene.year().year() - 1, 12, 31);
    LocalDate sent = day.plusDays(10);
    return List.of(
        new Delivery(
            "population.resident",
            "population",
            sent,
            "population/%s/dancu_%s.csv".formatted(sent, day),
            Form.Csv.PLAIN,
            () -> List.of(sheet(scene.province(), day))));
  }

  private static Sheet sheet(Province province, LocalDate day) {
    Births births = province.births();
    double share = 1 + province.profile().parameter("population_other_province");
    List<Row> rows = new ArrayList<>();
    for (int age = 0; age <= OLDEST; age++) {
      int birthYear = day.getYear() - age;
      int[] living = births.population(birthYear, age);
      CommuneCounts boys = new CommuneCounts(day);
      CommuneCounts girls = new CommuneCounts(day);
      for (Commune commune : province.communes()) {
        int all = (int) Math.round(living[commune.index()] * share);
        int male = births.boys(commune.index(), birthYear, all);
        boys.add(commune, male);
        girls.add(commune, all - male);
      }
      add(rows, boys, age, false);
      add(rows, girls, age, true);
    }
    return Sheet.of("", COLUMNS, rows);
  }

  private static void add(List<Row> rows, CommuneCounts counts, int age, boolean isGirl) {
    for (CommuneCounts.Count one : counts.all()) {
      rows.add(
          new Row(
              "commune:" + one.code(),
              Arrays.asList(one.code(), one.name(), age, SectorCodes.sex(isGirl), one.count())));
    }
  }
}
