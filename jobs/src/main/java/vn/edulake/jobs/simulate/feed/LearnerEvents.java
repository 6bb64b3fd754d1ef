package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Purpose;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolDays;
import vn.edulake.jobs.simulate.world.SchoolYear;
import vn.edulake.jobs.simulate.world.Stints;

/**
 * What happened to learners in a school year that their records tell, each in one number: the day,
 * what happened, and the stint to which it did.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class LearnerEvents {
  private static final int KIND_AT = 36;
  private static final int DAY_AT = 40;

  /** Schools enter their classes in so many school days. */
  private static final int ENTRY_DAYS = 20;

  private final Scene scene;
  private final SchoolDays days;
  private long[] events = new long[1 << 12];
  private int count;

  /** What may happen; of two of a day the earlier one stands first. */
  enum Kind {
    /** Somebody of the year before does not come back; the stint is one of that year. */
    LEFT_IN_SUMMER,
    /** Somebody is in a class, at the start of the year or as a newcomer in it. */
    ENTRY,
    /** Somebody changed to another class of the province. */
    MOVE,
    /** Somebody left the province's schools. */
    EXIT,
    /** The year ended for somebody. */
    RESULT,
    /** Somebody new was entered a second time. */
    ERROR,
    /** That was seen. */
    CANCEL
  }

  LearnerEvents(Scene scene) {
    this.scene = scene;
    this.days = scene.days();
  }

  static LocalDate day(long event) {
    return LocalDate.ofEpochDay(event >>> DAY_AT);
  }

  static Kind kind(long event) {
    return Kind.values()[(int) (event >>> KIND_AT) & 0xf];
  }

  static int stint(long event) {
    return (int) event;
  }

  /** All events of the year, by day. */
  long[] all() {
    BitSet atStart = new BitSet();
    BitSet everywhere = new BitSet();
    SchoolYear year = scene.year();
    Stints stints = year.stints();
    int opening = (int) days.opening().toEpochDay();
    for (int i = 0; i < stints.count(); i++) {
      everywhere.set(stints.learner(i));
      if (stints.from(i) == opening) {
        atStart.set(stints.learner(i));
      }
    }
    leaveInSummer(everywhere);
    for (SchoolClass one : year.classes()) {
      LocalDate entered = entered(one.institution());
      for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
        int learner = stints.learner(i);
        LocalDate from = LocalDate.ofEpochDay(stints.from(i));
        if (stints.from(i) == opening) {
          enter(entered, i, learner);
        } else if (atStart.get(learner)) {
          add(from, Kind.MOVE, i);
        } else {
          enter(from, i, learner);
        }
        end(one, i, learner);
      }
    }
    long[] result = Arrays.copyOf(events, count);
    Arrays.sort(result);
    return result;
  }

  private LocalDate entered(int institution) {
    return days.day(
        scene.province().dice(Purpose.RECORD, institution, days.year(), -1).below(ENTRY_DAYS));
  }

  private void enter(LocalDate day, int stint, int learner) {
    add(day, Kind.ENTRY, stint);
    if (scene.province().learners().firstYear(learner) != days.year()) {
      return;
    }
    var dice = scene.province().dice(Purpose.RECORD, learner, days.year(), -2);
    if (dice.happens(scene.province().profile().parameter("record_error_rate"))) {
      add(day, Kind.ERROR, stint);
      add(day.plusDays(dice.between(3, 14)), Kind.CANCEL, stint);
    }
  }

  private void end(SchoolClass of, int stint, int learner) {
    Stints.Exit exit = scene.year().stints().exit(stint);
    if (exit == Stints.Exit.DROPOUT || exit == Stints.Exit.TRANSFER_OUT) {
      add(LocalDate.ofEpochDay(scene.year().stints().to(stint)), Kind.EXIT, stint);
    } else if (exit == Stints.Exit.YEAR_END) {
      SchoolYear.Outcome outcome = scene.year().outcome(learner);
      int later =
          scene.province().dice(Purpose.RECORD, of.institution(), days.year(), -3).below(10);
      if (outcome == SchoolYear.Outcome.RETESTED) {
        add(LocalDate.of(days.year(), 8, 5).plusDays(later), Kind.RESULT, stint);
      } else if (outcome != SchoolYear.Outcome.NONE) {
        add(days.end().plusDays(later), Kind.RESULT, stint);
      }
    }
  }

  private void leaveInSummer(BitSet present) {
    @Nullable SchoolYear before = scene.province().yearBefore();
    if (before == null) {
      return;
    }
    Stints stints = before.stints();
    for (SchoolClass one : before.classes()) {
      LocalDate entered = entered(one.institution());
      for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
        int learner = stints.learner(i);
        if (stints.exit(i) == Stints.Exit.YEAR_END
            && !present.get(learner)
            && !hasFinished(before, one.level(), stints.grade(i), learner)) {
          add(entered, Kind.LEFT_IN_SUMMER, i);
        }
      }
    }
  }

  /** Whether somebody passed the last grade there is. */
  static boolean hasFinished(SchoolYear year, Level level, int grade, int learner) {
    SchoolYear.Outcome outcome = year.outcome(learner);
    return (level == Level.UPPER_SECONDARY || level == Level.CONTINUING)
        && grade == level.lastGrade()
        && (outcome == SchoolYear.Outcome.PROMOTED || outcome == SchoolYear.Outcome.RETESTED);
  }

  private void add(LocalDate day, Kind kind, int stint) {
    if (count == events.length) {
      events = Arrays.copyOf(events, 2 * count);
    }
    events[count++] = day.toEpochDay() << DAY_AT | (long) kind.ordinal() << KIND_AT | stint;
  }
}
