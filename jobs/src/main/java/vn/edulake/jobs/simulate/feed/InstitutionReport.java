package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Staff;

/** The sector database: institutions with their totals, at each reporting date, as a workbook. */
final class InstitutionReport implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "institution_code", "Mã trường",
          "institution_name", "Tên trường",
          "kind_code", "Loại hình",
          "level_codes", "Cấp học",
          "commune_code", "Mã xã/phường",
          "commune_name", "Xã/phường",
          "managing_body_code", "Đơn vị quản lý",
          "site_count", "Số điểm trường",
          "class_count", "Số lớp",
          "learner_count", "Số học sinh",
          "girl_count", "Số học sinh nữ",
          "staff_count", "Số CBGVNV",
          "teacher_count", "Số giáo viên");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (SectorReports.Report report : SectorReports.of(scene)) {
      result.add(
          new Delivery(
              "moet.institution",
              "moet",
              report.sent(),
              "moet/%s/truong_%s.xlsx".formatted(report.sent(), report.day()),
              new Form.Workbook(
                  List.of("DANH SÁCH TRƯỜNG", "Thời điểm: " + report.day()), false, "dd/MM/yyyy"),
              () -> List.of(sheet(scene, report.day()))));
    }
    return result;
  }

  private static Sheet sheet(Scene scene, LocalDate day) {
    List<Row> rows = new ArrayList<>();
    List<List<Staff.Person>> staff = scene.province().staff().at(day);
    int on = (int) day.toEpochDay();
    for (Institution institution : scene.province().institutions()) {
      int learners = 0;
      int girls = 0;
      List<SchoolClass> classes = scene.year().classes(institution);
      for (SchoolClass one : classes) {
        for (int stint : scene.members(one, on)) {
          learners++;
          int learner = scene.year().stints().learner(stint);
          girls += scene.province().learners().isGirl(learner) ? 1 : 0;
        }
      }
      List<Staff.Person> people = staff.get(institution.index());
      rows.add(
          new Row(
              "institution:" + institution.index(),
              java.util.Arrays.asList(
                  scene.register().code(institution, day),
                  institution.name(),
                  institution.kind().code(),
                  String.join(",", institution.levels().stream().map(Level::code).toList()),
                  scene.register().communeCode(institution, day),
                  scene.register().communeName(institution, day),
                  scene.register().managingBody(institution, day),
                  institution.siteCount() + 1,
                  classes.size(),
                  learners,
                  girls,
                  people.size(),
                  (int) people.stream().filter(p -> p.role() == Staff.Role.TEACHER).count())));
    }
    return Sheet.of("Truong", COLUMNS, rows);
  }
}
