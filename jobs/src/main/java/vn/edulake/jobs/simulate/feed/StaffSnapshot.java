package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.Staff;
import vn.edulake.jobs.simulate.world.Subject;

/**
 * The staff file: everybody who works for an institution on 10 September, 10 January and 10 May,
 * and who left since the file before, with the reason.
 */
final class StaffSnapshot implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "staff_code", "Mã định danh",
          "personal_number", "Số định danh cá nhân",
          "full_name", "Họ và tên",
          "birth_date", "Ngày sinh",
          "sex_code", "Giới tính",
          "role_name", "Chức danh",
          "subject_name", "Môn dạy",
          "level_code", "Cấp học",
          "institution_code", "Mã trường",
          "contract_kind", "Loại hợp đồng",
          "qualification_name", "Trình độ",
          "hired_date", "Ngày vào ngành",
          "since_date", "Công tác tại trường từ",
          "left_date", "Ngày nghỉ",
          "leaving_reason", "Lý do nghỉ");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    int year = scene.year().year();
    LocalDate before = LocalDate.of(year - 1, 5, 10);
    for (LocalDate day :
        List.of(
            LocalDate.of(year - 1, 9, 10), LocalDate.of(year, 1, 10), LocalDate.of(year, 5, 10))) {
      LocalDate since = before;
      result.add(
          new Delivery(
              "staff.member",
              "staff",
              day,
              "staff/%s/nhansu_%s.xlsx".formatted(day, day),
              new Form.Workbook(List.of("DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN"), false, ""),
              () -> List.of(sheet(scene, since, day))));
      before = day;
    }
    return result;
  }

  private static Sheet sheet(Scene scene, LocalDate before, LocalDate day) {
    List<Row> rows = new ArrayList<>();
    for (Staff.Person person : scene.province().staff().people()) {
      boolean hasLeft = person.leaves().isAfter(before) && !person.leaves().isAfter(day);
      if (hasLeft || person.worksOn(day)) {
        rows.add(row(scene, person, hasLeft, day));
      }
    }
    return Sheet.of("NhanSu", COLUMNS, rows);
  }

  private static Row row(Scene scene, Staff.Person person, boolean hasLeft, LocalDate day) {
    Register register = scene.register();
    Institution institution = scene.province().institutions().get(person.institution());
    @Nullable Subject subject = person.subject();
    return new Row(
        "staff:" + person.index(),
        Arrays.asList(
            register.staffCode(person),
            register.personalNumber(person),
            register.name(person).full(),
            LocalDate.ofEpochDay(person.birthDay()),
            SectorCodes.sex(person.isWoman()),
            person.role().title(),
            subject == null ? null : subject.title(),
            person.level().code(),
            register.code(institution, day),
            person.isFixedTerm() ? "Xác định thời hạn" : "Không xác định thời hạn",
            person.qualification().title(),
            person.hired(),
            person.since(),
            hasLeft ? person.leaves() : null,
            hasLeft ? person.leaving().title() : null));
  }
}
