package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Dice;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Purpose;
import vn.edulake.jobs.simulate.world.Staff;

/**
 * The lessons that were held in a week, a file for each school, after its timetable. Where schools
 * are closed by storm or flood, a part of the classes is taught live online.
 */
final class TimetableLesson implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "class_name", "Lớp",
          "lesson_date", "Ngày",
          "period", "Tiết",
          "subject_name", "Môn học",
          "teacher_code", "Mã giáo viên",
          "mode_code", "Hình thức");

  private static final String IN_CLASS = "in_class";
  private static final String LIVE_ONLINE = "live_online";
  private static final String SELF_STUDY = "self_study";

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    List<Term> terms = Term.of(scene);
    List<List<List<Staff.Person>>> staff =
        terms.stream().map(term -> scene.province().staff().at(term.firstDay())).toList();
    for (Week week : Week.of(scene)) {
      for (Institution institution : scene.province().institutions()) {
        if (institution.levels().stream().anyMatch(Timetable::isTaught)) {
          result.add(
              new Delivery(
                  "timetable.lesson",
                  Scene.account(institution),
                  week.last(),
                  "timetable/%s/%s_tuan_%s_sodaubai.csv"
                      .formatted(week.last(), Scene.account(institution), week.monday()),
                  Form.Csv.PLAIN,
                  () -> {
                    List<Row> rows = new ArrayList<>();
                    for (int i = 0; i < terms.size(); i++) {
                      List<Staff.Person> people = staff.get(i).get(institution.index());
                      add(scene, institution, week, terms.get(i), people, rows);
                    }
                    return List.of(Sheet.of("", COLUMNS, rows));
                  }));
        }
      }
    }
    return result;
  }

  /** Adds the lessons on those days of a week that are in a term. */
  private static void add(
      Scene scene,
      Institution institution,
      Week week,
      Term term,
      List<Staff.Person> staff,
      List<Row> rows) {
    int[] days =
        week.dayIndexes()
            .filter(
                index ->
                    !scene.days().day(index).isBefore(term.firstDay())
                        && !scene.days().day(index).isAfter(term.lastDay()))
            .toArray();
    if (days.length == 0) {
      return;
    }
    List<Timetable.Slot> slots = Timetable.of(scene, institution, term, staff);
    for (int index : days) {
      LocalDate day = scene.days().day(index);
      int weekday = day.getDayOfWeek().getValue() + 1;
      boolean isClosed = scene.absences().isClosed(institution.commune(), index);
      for (Timetable.Slot slot : slots) {
        String mode = slot.weekday() == weekday ? mode(scene, slot, index, isClosed) : null;
        if (mode != null) {
          Staff.Person teacher = teacher(slot, slots, staff, day);
          rows.add(
              new Row(
                  "class:" + slot.of().index(),
                  Arrays.asList(
                      slot.of().name(),
                      day,
                      slot.period(),
                      slot.subject().title(),
                      teacher == null ? null : scene.register().staffCode(teacher),
                      mode)));
        }
      }
    }
  }

  /** How a lesson was held; null when it was not. */
  private static @Nullable String mode(
      Scene scene, Timetable.Slot slot, int dayIndex, boolean isClosed) {
    Profile profile = scene.province().profile();
    int about = slot.of().index();
    int year = scene.year().year();
    // What concerns a whole day has no period.
    Dice ofDay = scene.province().dice(Purpose.LESSON, about, year, 100L * dayIndex);
    if (isClosed && !ofDay.happens(profile.parameter("closure_live_online"))) {
      return null;
    }
    Dice dice = scene.province().dice(Purpose.LESSON, about, year, 100L * dayIndex + slot.period());
    if (dice.happens(profile.parameter("lesson_cancelled"))) {
      return null;
    }
    if (dice.happens(profile.parameter("lesson_self_study"))) {
      return SELF_STUDY;
    }
    return isClosed || dice.happens(profile.parameter("lesson_live_online"))
        ? LIVE_ONLINE
        : IN_CLASS;
  }

  /** Who teaches; when the teacher has left, a colleague of the level who has no class then. */
  private static Staff.@Nullable Person teacher(
      Timetable.Slot slot, List<Timetable.Slot> slots, List<Staff.Person> staff, LocalDate day) {
    Staff.Person usual = slot.teacher();
    if (usual == null || usual.worksOn(day)) {
      return usual;
    }
    return staff.stream()
        .filter(
            person ->
                person.role() == Staff.Role.TEACHER
                    && person.level() == usual.level()
                    && person.worksOn(day)
                    && slots.stream()
                        .noneMatch(
                            other ->
                                other.teacher() == person
                                    && other.weekday() == slot.weekday()
                                    && other.period() == slot.period()))
        .findFirst()
        .orElse(null);
  }
}
