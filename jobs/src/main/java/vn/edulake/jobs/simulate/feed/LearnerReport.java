package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Commune;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Learners;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Stints;

/**
 * The sector database: the learners of an institution at each reporting date, as a workbook that
 * the institution sends. Who left since the year began stands in it with the reason.
 */
final class LearnerReport implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "personal_number", "Số định danh cá nhân",
          "learner_code", "Mã học sinh",
          "full_name", "Họ và tên",
          "birth_date", "Ngày sinh",
          "sex_code", "Giới tính",
          "ethnicity_name", "Dân tộc",
          "is_minority", "Dân tộc thiểu số",
          "policy_code", "Diện chính sách",
          "is_disabled", "Khuyết tật",
          "class_code", "Mã lớp",
          "grade_code", "Khối",
          "status_code", "Trạng thái",
          "home_commune_code", "Mã xã nơi ở",
          "home_commune_name", "Xã/phường nơi ở");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (SectorReports.Report report : SectorReports.of(scene)) {
      for (Institution institution : scene.province().institutions()) {
        String code = scene.register().code(institution, report.day());
        result.add(
            new Delivery(
                "moet.learner",
                code,
                report.sent(),
                "moet/%s/hocsinh_%s_%s.xlsx".formatted(report.sent(), code, report.day()),
                new Form.Workbook(
                    List.of(
                        "DANH SÁCH HỌC SINH - " + institution.name(), "Thời điểm: " + report.day()),
                    false,
                    "dd/MM/yyyy"),
                () -> List.of(sheet(scene, institution, report.day()))));
      }
    }
    return result;
  }

  private static Sheet sheet(Scene scene, Institution institution, LocalDate day) {
    List<Row> rows = new ArrayList<>();
    Stints stints = scene.year().stints();
    int on = (int) day.toEpochDay();
    for (SchoolClass one : scene.year().classes(institution)) {
      for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
        if (stints.from(i) <= on) {
          rows.add(row(scene, one, i, day));
        }
      }
    }
    return Sheet.of("HocSinh", COLUMNS, rows);
  }

  private static Row row(Scene scene, SchoolClass of, int stint, LocalDate day) {
    Register register = scene.register();
    Learners learners = scene.province().learners();
    Stints stints = scene.year().stints();
    int learner = stints.learner(stint);
    int grade = stints.grade(stint);
    Commune.Successor home = register.home(learner, day);
    return new Row(
        "learner:" + learner,
        Arrays.asList(
            register.personalNumber(learner),
            register.sectorCode(learner, grade, day),
            register.name(learner).full(),
            register.birthDate(learner),
            SectorCodes.sex(learners.isGirl(learner)),
            SectorCodes.ethnicity(scene, learner),
            SectorCodes.mark(learners.is(learner, Learners.Trait.MINORITY)),
            SectorCodes.policy(learners, learner),
            SectorCodes.mark(learners.is(learner, Learners.Trait.DISABLED)),
            register.classCode(scene.year(), of),
            SectorCodes.grade(of.level(), grade),
            SectorCodes.status(scene.days(), stints, stint, (int) day.toEpochDay()),
            home.code(),
            home.name()));
  }
}
