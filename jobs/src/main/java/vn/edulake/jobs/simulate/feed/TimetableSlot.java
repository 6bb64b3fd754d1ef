package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Staff;

/** The timetable of each school at the start of each term: what is taught when, and by whom. */
final class TimetableSlot implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "class_name", "Lớp",
          "weekday", "Thứ",
          "period", "Tiết",
          "subject_name", "Môn học",
          "teacher_code", "Mã giáo viên");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (Term term : Term.of(scene)) {
      LocalDate day = term.firstDay();
      List<List<Staff.Person>> staff = scene.province().staff().at(day);
      for (Institution institution : scene.province().institutions()) {
        if (institution.levels().stream().anyMatch(Timetable::isTaught)) {
          result.add(
              new Delivery(
                  "timetable.slot",
                  Scene.account(institution),
                  day,
                  "timetable/%s/%s_%s_tkb.csv"
                      .formatted(day, Scene.account(institution), term.name()),
                  Form.Csv.PLAIN,
                  () -> List.of(sheet(scene, institution, term, staff.get(institution.index())))));
        }
      }
    }
    return result;
  }

  private static Sheet sheet(
      Scene scene, Institution institution, Term term, List<Staff.Person> staff) {
    List<Row> rows = new ArrayList<>();
    for (Timetable.Slot slot : Timetable.of(scene, institution, term, staff)) {
      Staff.Person teacher = slot.teacher();
      rows.add(
          new Row(
              "class:" + slot.of().index(),
              Arrays.asList(
                  slot.of().name(),
                  slot.weekday(),
                  slot.period(),
                  slot.subject().title(),
                  teacher == null ? null : scene.register().staffCode(teacher))));
    }
    return Sheet.of("", COLUMNS, rows);
  }
}
