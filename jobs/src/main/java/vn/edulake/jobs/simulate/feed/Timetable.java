package vn.edulake.jobs.simulate.feed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Dice;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Purpose;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Staff;
import vn.edulake.jobs.simulate.world.Subject;

/**
 * The week of a school in a term: each class has the periods of its subjects, each of them taught
 * by one teacher, who stands in one class at a time as long as the school has teachers enough.
 */
final class Timetable {
  private static final int WEEKS = 35;
  private static final int MOST_DAYS = 6;
  private static final int MOST_PERIODS = 8;
  private static final int PLACES = MOST_DAYS * MOST_PERIODS;

  /** Periods of a week up to which a teacher is asked before others. */
  private static final int USUAL_LOAD = 26;

  /** How bad a second lesson of a subject on one day is, and a period after the usual ones. */
  private static final int SAME_DAY = 1000;

  private static final int LATE = 300;

  private static final Comparator<Slot> IN_ORDER =
      Comparator.comparingInt((Slot slot) -> slot.of().index())
          .thenComparingInt(Slot::weekday)
          .thenComparingInt(Slot::period);

  private static final Comparator<Teacher> LEAST_LOADED =
      Comparator.comparingInt((Teacher teacher) -> teacher.load)
          .thenComparingInt(teacher -> teacher.person.index());

  private final Term term;
  private final List<Teacher> teachers = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();

  /**
   * A lesson of every week.
   *
   * @param weekday 2 Monday to 7 Saturday, as Vietnamese count
   * @param teacher null where a school has none of the level
   */
  record Slot(
      SchoolClass of, int weekday, int period, Subject subject, Staff.@Nullable Person teacher) {}

  /** Somebody who teaches, and when. */
  private static final class Teacher {
    final Staff.Person person;
    final boolean[] isBusy = new boolean[PLACES];
    int load;

    Teacher(Staff.Person person) {
      this.person = person;
    }

    boolean teaches(Subject subject) {
      return person.subject() == subject;
    }
  }

  private Timetable(Term term, List<Staff.Person> staff) {
    this.term = term;
    for (Staff.Person person : staff) {
      if (person.role() == Staff.Role.TEACHER) {
        teachers.add(new Teacher(person));
      }
    }
  }

  /** Whether a level has lessons of subjects. */
  static boolean isTaught(Level level) {
    return level == Level.PRIMARY || level.hasMarks();
  }

  /**
   * The lessons of a school, by class, day and period.
   *
   * @param staff who works there at the start of the term
   */
  static List<Slot> of(Scene scene, Institution institution, Term term, List<Staff.Person> staff) {
    Timetable result = new Timetable(term, staff);
    for (SchoolClass one : scene.year().classes(institution)) {
      if (isTaught(one.level())) {
        Dice dice =
            scene
                .province()
                .dice(Purpose.TIMETABLE, one.index(), scene.year().year(), term.number());
        result.fill(one, dice);
      }
    }
    result.slots.sort(IN_ORDER);
    return result.slots;
  }

  /** How many periods of a week a subject has; what is over is taught in the first term. */
  static int periods(Subject subject, int term) {
    boolean hasMore = term == 1 && subject.periods() % WEEKS > 0;
    return subject.periods() / WEEKS + (hasMore ? 1 : 0);
  }

  private void fill(SchoolClass of, Dice dice) {
    int days = of.level() == Level.PRIMARY ? MOST_DAYS - 1 : MOST_DAYS;
    List<Subject> subjects = Subject.of(of.grade());
    int sum = subjects.stream().mapToInt(subject -> periods(subject, term.number())).sum();
    int usual = (sum + days - 1) / days;
    int[] order = IntStream.range(0, PLACES).toArray();
    dice.shuffle(order, 0, PLACES);
    boolean[] isTaken = new boolean[PLACES];
    Teacher ofClass = null;
    for (Subject subject : subjects) {
      int count = periods(subject, term.number());
      Teacher teacher = ofSubject(of, subject, count);
      if (teacher == null) {
        // A primary class has one teacher for all that nobody else teaches.
        teacher = ofClass == null ? leastLoaded(of) : ofClass;
        ofClass = of.level() == Level.PRIMARY ? teacher : null;
      }
      int[] perDay = new int[days];
      for (int i = 0; i < count; i++) {
        int place = place(isTaken, order, perDay, usual, teacher);
        isTaken[place] = true;
        perDay[place / MOST_PERIODS]++;
        if (teacher != null) {
          teacher.isBusy[place] = true;
          teacher.load++;
        }
        slots.add(
            new Slot(
                of,
                place / MOST_PERIODS + 2,
                place % MOST_PERIODS + 1,
                subject,
                teacher == null ? null : teacher.person));
      }
    }
  }

  /** Who teaches the subject and has the least to do; null where all have enough of it. */
  private @Nullable Teacher ofSubject(SchoolClass of, Subject subject, int count) {
    return first(of, teacher -> teacher.teaches(subject) && teacher.load + count <= USUAL_LOAD);
  }

  /** Somebody without a subject who has nothing to do yet; else whoever has the least to do. */
  private @Nullable Teacher leastLoaded(SchoolClass of) {
    Teacher idle = first(of, teacher -> teacher.person.subject() == null && teacher.load == 0);
    return idle == null ? first(of, anybody -> true) : idle;
  }

  private @Nullable Teacher first(SchoolClass of, Predicate<Teacher> fits) {
    return teachers.stream()
        .filter(teacher -> teacher.person.level() == of.level() && fits.test(teacher))
        .min(LEAST_LOADED)
        .orElse(null);
  }

  /** The best place of a week that the class, and if possible the teacher, has free. */
  private static int place(
      boolean[] isTaken, int[] order, int[] perDay, int usual, @Nullable Teacher teacher) {
    int best = -1;
    int least = Integer.MAX_VALUE;
    for (int place = 0; place < perDay.length * MOST_PERIODS; place++) {
      if (isTaken[place]) {
        continue;
      }
      int late = Math.max(0, place % MOST_PERIODS + 1 - usual);
      boolean isBusy = teacher != null && teacher.isBusy[place];
      int cost =
          order[place]
              + perDay[place / MOST_PERIODS] * SAME_DAY
              + late * LATE
              + (isBusy ? SAME_DAY * SAME_DAY : 0);
      if (cost < least) {
        least = cost;
        best = place;
      }
    }
    return best;
  }
}
