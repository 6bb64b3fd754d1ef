package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.SchoolClass;

/** The sector database: all classes of the province at each reporting date, as a workbook. */
final class ClassReport implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "institution_code", "Mã trường",
          "class_code", "Mã lớp",
          "class_name", "Tên lớp",
          "level_code", "Cấp học",
          "grade_code", "Khối",
          "last_grade_code", "Khối ghép cao nhất",
          "site_number", "Điểm trường",
          "is_two_session", "Học 2 buổi/ngày",
          "is_multigrade", "Lớp ghép",
          "learner_count", "Số học sinh");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (SectorReports.Report report : SectorReports.of(scene)) {
      result.add(
          new Delivery(
              "moet.class",
              "moet",
              report.sent(),
              "moet/%s/lop_%s.xlsx".formatted(report.sent(), report.day()),
              new Form.Workbook(
                  List.of("DANH SÁCH LỚP", "Thời điểm: " + report.day()), false, "dd/MM/yyyy"),
              () -> List.of(sheet(scene, report.day()))));
    }
    return result;
  }

  private static Sheet sheet(Scene scene, LocalDate day) {
    List<Row> rows = new ArrayList<>();
    for (Institution institution : scene.province().institutions()) {
      String code = scene.register().code(institution, day);
      for (SchoolClass one : scene.year().classes(institution)) {
        rows.add(
            new Row(
                "class:" + one.index(),
                Arrays.asList(
                    code,
                    scene.register().classCode(scene.year(), one),
                    one.name(),
                    one.level().code(),
                    SectorCodes.grade(one.level(), one.grade()),
                    one.isMultigrade() ? SectorCodes.grade(one.level(), one.lastGrade()) : null,
                    one.site(),
                    SectorCodes.mark(one.isTwoSession()),
                    SectorCodes.mark(one.isMultigrade()),
                    scene.year().size(one, (int) day.toEpochDay()))));
      }
    }
    return Sheet.of("Lop", COLUMNS, rows);
  }
}
