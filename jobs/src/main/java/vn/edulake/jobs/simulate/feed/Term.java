package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.List;
import vn.edulake.jobs.simulate.world.SchoolDays;

/**
 * A term of a school year, of two.
 *
 * @param number 1 or 2
 * @param name as names of files have it: {@code 2024-2025_hk1}
 * @param firstDay its first school day
 * @param lastDay its last school day
 * @param marksSent when gradebooks are sent
 */
record Term(int number, String name, LocalDate firstDay, LocalDate lastDay, LocalDate marksSent) {
  private static final int DAYS_TO_CLOSE = 4;

  static List<Term> of(Scene scene) {
    SchoolDays days = scene.days();
    int second = days.index(days.secondTerm());
    LocalDate end = days.day(days.count() - 1);
    return List.of(
        new Term(
            1,
            days.name() + "_hk1",
            days.day(0),
            days.day(second - 1),
            days.day(second + DAYS_TO_CLOSE)),
        new Term(2, days.name() + "_hk2", days.day(second), end, end.plusDays(DAYS_TO_CLOSE)));
  }
}
