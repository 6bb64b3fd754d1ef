package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Enrolment;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;

/**
 * The sector database: learners of each institution by grade, sex and age on the census day of a
 * school year, as CSV. The first year comes with the years of its history.
 */
final class YearlyEnrolment implements Feed {
  private static final int SENT_AFTER = 20;

  private static final List<Column> COLUMNS =
      Column.list(
          "school_year", "Năm học",
          "institution_code", "Mã trường",
          "institution_name", "Tên trường",
          "level_code", "Cấp học",
          "grade_code", "Khối",
          "sex_code", "Giới tính",
          "age", "Tuổi",
          "learner_count", "Số học sinh");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    int last = scene.year().year();
    for (int year = last - scene.history(); year <= last; year++) {
      int of = year;
      LocalDate census = scene.province().profile().censusDay().withYear(year - 1);
      LocalDate sent = census.plusDays(SENT_AFTER);
      result.add(
          new Delivery(
              "moet.yearly_enrolment",
              "moet",
              sent,
              "moet/%s/quymo_%s.csv".formatted(sent, name(year)),
              Form.Csv.PLAIN,
              () -> List.of(sheet(scene, of, census))));
    }
    return result;
  }

  private static String name(int year) {
    return (year - 1) + "-" + year;
  }

  private static Sheet sheet(Scene scene, int year, LocalDate census) {
    List<Row> rows = new ArrayList<>();
    for (Enrolment.Cell cell : scene.province().enrolment(year).cells()) {
      Institution institution = scene.province().institutions().get(cell.institution());
      Level level = level(institution, cell.grade());
      rows.add(
          new Row(
              "institution:" + cell.institution(),
              Arrays.asList(
                  name(year),
                  scene.register().code(institution, census),
                  institution.name(),
                  level.code(),
                  SectorCodes.grade(level, cell.grade()),
                  SectorCodes.sex(cell.isGirl()),
                  cell.age(),
                  cell.learners())));
    }
    return Sheet.of("", COLUMNS, rows);
  }

  private static Level level(Institution institution, int grade) {
    return institution.levels().stream()
        .filter(level -> level.firstGrade() <= grade && grade <= level.lastGrade())
        .findFirst()
        .orElseThrow();
  }
}
