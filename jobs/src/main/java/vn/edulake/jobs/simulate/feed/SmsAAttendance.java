package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolDays;

/**
 * Vendor A: the roll call of a school day, a file for each school. Each class has one row for
 * itself, with how many should be there and how many are absent, or that there was no school for
 * storm or flood; then one for each who is absent.
 */
final class SmsAAttendance implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "class_name", "Lớp",
          "local_number", "Mã HS",
          "status_code", "Trạng thái",
          "enrolled_count", "Sĩ số",
          "absent_count", "Vắng");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (int index = 0; index < scene.days().count(); index++) {
      int dayIndex = index;
      LocalDate day = scene.days().day(index);
      for (Institution institution : scene.institutions(false)) {
        boolean isOff =
            institution.levels().stream().noneMatch(l -> SchoolDays.teaches(l, day))
                || institution.teaches(Level.SPECIAL);
        if (!isOff) {
          result.add(
              new Delivery(
                  "sms_a.attendance",
                  Scene.account(institution),
                  day,
                  "sms_a/%s/%s_diemdanh_%s.csv".formatted(day, Scene.account(institution), day),
                  Form.Csv.PLAIN,
                  () -> List.of(sheet(scene, institution, dayIndex))));
        }
      }
    }
    return result;
  }

  private static Sheet sheet(Scene scene, Institution institution, int dayIndex) {
    LocalDate day = scene.days().day(dayIndex);
    Register register = scene.register();
    AbsenceBook book = scene.absenceBook();
    List<Row> rows = new ArrayList<>();
    for (SchoolClass one : scene.year().classes(institution)) {
      if (!SchoolDays.teaches(one.level(), day)) {
        continue;
      }
      int[] members = scene.members(one, (int) day.toEpochDay());
      if (scene.absences().isClosed(institution.commune(), dayIndex)) {
        rows.add(
            new Row(
                "class:" + one.index(), Arrays.asList(one.name(), null, "NB", members.length, 0)));
        continue;
      }
      int[] absent =
          Arrays.stream(members)
              .filter(stint -> book.find(institution, stint, dayIndex) != null)
              .toArray();
      rows.add(
          new Row(
              "class:" + one.index(),
              Arrays.asList(one.name(), null, "SS", members.length, absent.length)));
      for (ClassList.Member member : ClassList.of(scene, absent)) {
        AbsenceBook.Kind kind = book.find(institution, member.stint(), dayIndex);
        rows.add(
            new Row(
                "learner:" + member.learner(),
                Arrays.asList(
                    one.name(),
                    register.localNumber(institution, member.learner()),
                    kind == null ? null : kind.code(),
                    null,
                    null)));
      }
    }
    return Sheet.of("", COLUMNS, rows);
  }
}
