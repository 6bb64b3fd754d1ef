package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.edulake.jobs.simulate.world.Absences;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Marks;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolDays;
import vn.edulake.jobs.simulate.world.SchoolYear;
import vn.edulake.jobs.simulate.world.Stints;

/** One school year of a province as feeds see it. All of it may be read by many threads. */
public final class Scene {
  private final Province province;
  private final SchoolYear year;
  private final Register register;
  private final Marks marks;
  private final Absences absences;
  private final AbsenceBook absenceBook;
  private final int history;

  /**
   * A scene.
   *
   * @param history how many years before the first one are told in yearly figures; 0 in later years
   */
  public Scene(Province province, int history) {
    this.province = province;
    this.year = province.year();
    this.register = new Register(province);
    this.marks = new Marks(province, year);
    this.absences = new Absences(province, year);
    this.absenceBook = new AbsenceBook(year, absences, province.institutions().size());
    this.history = history;
  }

  public Province province() {
    return province;
  }

  public SchoolYear year() {
    return year;
  }

  public SchoolDays days() {
    return year.days();
  }

  public Register register() {
    return register;
  }

  public Marks marks() {
    return marks;
  }

  public Absences absences() {
    return absences;
  }

  AbsenceBook absenceBook() {
    return absenceBook;
  }

  public int history() {
    return history;
  }

  /** The software of an institution: every third one uses that of vendor B, the others A's. */
  public static boolean usesVendorB(Institution institution) {
    return institution.index() % 3 == 2;
  }

  /** The name of an institution's account with its vendor; no reform changes it. */
  public static String account(Institution institution) {
    return (usesVendorB(institution) ? "B" : "A") + String.format("%04d", institution.index());
  }

  /** Institutions with software of one of the two vendors. */
  public List<Institution> institutions(boolean ofVendorB) {
    return province.institutions().stream().filter(i -> usesVendorB(i) == ofVendorB).toList();
  }

  /** The stints of a class that hold on a day, in days since 1 January 1970. */
  public int[] members(SchoolClass of, int day) {
    Stints stints = year.stints();
    int[] result = new int[stints.start(of.index() + 1) - stints.start(of.index())];
    int count = 0;
    for (int i = stints.start(of.index()); i < stints.start(of.index() + 1); i++) {
      if (stints.holds(i, day)) {
        result[count++] = i;
      }
    }
    return Arrays.copyOf(result, count);
  }

  /** The third school day of each term, on which lists of learners are sent. */
  public List<LocalDate> termStarts() {
    int second = days().index(days().secondTerm());
    return List.of(days().day(2), days().day(second + 2));
  }

  /** The last day of each week in which there is school. */
  public List<LocalDate> weekEnds() {
    List<LocalDate> result = new ArrayList<>();
    List<LocalDate> all = days().days();
    for (int i = 0; i < all.size(); i++) {
      LocalDate next = i + 1 < all.size() ? all.get(i + 1) : null;
      if (next == null
          || next.getDayOfWeek().getValue() <= all.get(i).getDayOfWeek().getValue()
          || next.toEpochDay() - all.get(i).toEpochDay() > 6) {
        result.add(all.get(i));
      }
    }
    return result;
  }
}
