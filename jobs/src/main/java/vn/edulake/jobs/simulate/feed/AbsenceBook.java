package vn.edulake.jobs.simulate.feed;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Absences;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolYear;
import vn.edulake.jobs.simulate.world.Stints;

/**
 * Who is absent from which class on which day. The absences of an institution are made when they
 * are first asked for, and kept in four bytes each: some 25 MB for a million learners.
 */
final class AbsenceBook {
  private static final int STINT_SHIFT = 9;
  private static final int EXCUSED = 1;

  private final SchoolYear year;
  private final Absences absences;
  private final AtomicReferenceArray<int[]> ofInstitutions;

  /** How somebody is absent. */
  enum Kind {
    EXCUSED("P"),
    UNEXCUSED("K");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** The letter that registers have for it. */
    String code() {
      return code;
    }
  }

  AbsenceBook(SchoolYear year, Absences absences, int institutionCount) {
    this.year = year;
    this.absences = absences;
    this.ofInstitutions = new AtomicReferenceArray<>(institutionCount);
  }

  /** How somebody is absent on a school day; null for who is there. */
  @Nullable Kind find(Institution institution, int stint, int dayIndex) {
    int[] all = of(institution);
    int entry = entry(institution, stint, dayIndex);
    int at = Arrays.binarySearch(all, entry);
    if (at >= 0) {
      return Kind.UNEXCUSED;
    }
    return -at - 1 < all.length && all[-at - 1] == (entry | EXCUSED) ? Kind.EXCUSED : null;
  }

  /** On how many days of a stint somebody was absent. */
  int count(Institution institution, int stint, Kind kind) {
    int[] all = of(institution);
    int count = 0;
    int at = Arrays.binarySearch(all, entry(institution, stint, 0));
    int end = entry(institution, stint + 1, 0);
    for (int i = at < 0 ? -at - 1 : at; i < all.length && all[i] < end; i++) {
      count += ((all[i] & EXCUSED) != 0) == (kind == Kind.EXCUSED) ? 1 : 0;
    }
    return count;
  }

  private int entry(Institution institution, int stint, int dayIndex) {
    return (stint - firstStint(institution)) << STINT_SHIFT | dayIndex << 1;
  }

  private int firstStint(Institution institution) {
    List<SchoolClass> classes = year.classes(institution);
    return classes.isEmpty() ? 0 : year.stints().start(classes.get(0).index());
  }

  private int[] of(Institution institution) {
    int[] known = ofInstitutions.get(institution.index());
    if (known != null) {
      return known;
    }
    // Two threads may make the same at the same time.
    IntStream.Builder made = IntStream.builder();
    Stints stints = year.stints();
    for (SchoolClass one : year.classes(institution)) {
      for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
        for (Absences.Day off : absences.of(stints.learner(i), one.level(), institution.index())) {
          if (stints.holds(i, (int) year.days().day(off.dayIndex()).toEpochDay())) {
            made.add(entry(institution, i, off.dayIndex()) | (off.isExcused() ? EXCUSED : 0));
          }
        }
      }
    }
    int[] result = made.build().toArray();
    ofInstitutions.set(institution.index(), result);
    return result;
  }
}
