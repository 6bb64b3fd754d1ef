package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolDays;

/**
 * Vendor B: the register of a week, a workbook for each school. One sheet has the learners and a
 * column for each weekday, in which the absent have a letter; another one the count of each class
 * and day, without which nobody could tell a class where all were there from one that said nothing.
 */
final class SmsBAttendance implements Feed {
  private static final int WEEKDAYS = 6;

  private static final List<Column> REGISTER =
      Column.list(
          "class_name", "Lớp",
          "local_number", "ID học sinh",
          "surname_and_middle_name", "Họ đệm",
          "given_name", "Tên",
          "status_code.2", "T2",
          "status_code.3", "T3",
          "status_code.4", "T4",
          "status_code.5", "T5",
          "status_code.6", "T6",
          "status_code.7", "T7");

  private static final List<Column> COUNTS =
      Column.list(
          "class_name", "Lớp",
          "attendance_date", "Ngày",
          "enrolled_count", "Sĩ số",
          "excused_count", "Có phép",
          "unexcused_count", "Không phép");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (Week week : Week.of(scene)) {
      for (Institution institution : scene.institutions(true)) {
        if (institution.teaches(Level.SPECIAL) || !isOpen(scene, institution, week)) {
          continue;
        }
        result.add(
            new Delivery(
                "sms_b.attendance",
                Scene.account(institution),
                week.last(),
                "sms_b/%s/%s_tuan_%s.xlsx"
                    .formatted(week.last(), Scene.account(institution), week.monday()),
                new Form.Workbook(List.of(), false, ""),
                () ->
                    List.of(register(scene, institution, week), counts(scene, institution, week))));
      }
    }
    return result;
  }

  private static boolean isOpen(Scene scene, Institution institution, Week week) {
    return week.dayIndexes()
        .anyMatch(
            index ->
                institution.levels().stream()
                    .anyMatch(level -> isOpen(scene, institution, level, index)));
  }

  private static boolean isOpen(Scene scene, Institution institution, Level level, int dayIndex) {
    return SchoolDays.teaches(level, scene.days().day(dayIndex))
        && !scene.absences().isClosed(institution.commune(), dayIndex);
  }

  private static Sheet register(Scene scene, Institution institution, Week week) {
    List<Row> rows = new ArrayList<>();
    for (SchoolClass one : scene.year().classes(institution)) {
      TreeSet<Integer> inWeek = new TreeSet<>();
      week.dayIndexes()
          .filter(index -> isOpen(scene, institution, one.level(), index))
          .forEach(index -> Arrays.stream(members(scene, one, index)).forEach(inWeek::add));
      int[] stints = inWeek.stream().mapToInt(Integer::intValue).toArray();
      for (ClassList.Member member : ClassList.of(scene, stints)) {
        List<@Nullable Object> cells =
            new ArrayList<>(
                List.of(
                    one.name(),
                    scene.register().localNumber(institution, member.learner()),
                    member.name().surname() + " " + member.name().middle(),
                    member.name().given()));
        @Nullable Object[] days = new @Nullable Object[WEEKDAYS];
        week.dayIndexes()
            .forEach(
                index -> {
                  AbsenceBook.Kind kind =
                      scene.absenceBook().find(institution, member.stint(), index);
                  LocalDate day = scene.days().day(index);
                  days[day.getDayOfWeek().getValue() - 1] = kind == null ? null : kind.code();
                });
        cells.addAll(Arrays.asList(days));
        rows.add(new Row("learner:" + member.learner(), cells));
      }
    }
    return Sheet.of("Điểm danh", REGISTER, rows);
  }

  private static int[] members(Scene scene, SchoolClass of, int dayIndex) {
    return scene.members(of, (int) scene.days().day(dayIndex).toEpochDay());
  }

  private static Sheet counts(Scene scene, Institution institution, Week week) {
    List<Row> rows = new ArrayList<>();
    AbsenceBook book = scene.absenceBook();
    for (SchoolClass one : scene.year().classes(institution)) {
      week.dayIndexes()
          .filter(index -> isOpen(scene, institution, one.level(), index))
          .forEach(
              index -> {
                int[] members = members(scene, one, index);
                int excused = 0;
                int unexcused = 0;
                for (int stint : members) {
                  AbsenceBook.Kind kind = book.find(institution, stint, index);
                  excused += kind == AbsenceBook.Kind.EXCUSED ? 1 : 0;
                  unexcused += kind == AbsenceBook.Kind.UNEXCUSED ? 1 : 0;
                }
                rows.add(
                    new Row(
                        "class:" + one.index(),
                        Arrays.asList(
                            one.name(),
                            scene.days().day(index),
                            members.length,
                            excused,
                            unexcused)));
              });
    }
    return Sheet.of("Sĩ số", COUNTS, rows);
  }
}
