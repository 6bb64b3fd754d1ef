package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.List;

/** The days of which the sector database is told, three times a school year. */
final class SectorReports {
  private SectorReports() {}

  /**
   * A report.
   *
   * @param day of which it tells
   * @param sent when it was sent
   */
  record Report(LocalDate day, LocalDate sent) {}

  static List<Report> of(Scene scene) {
    int year = scene.year().year();
    LocalDate start = scene.province().profile().censusDay().withYear(year - 1);
    LocalDate middle = LocalDate.of(year, 1, 31);
    LocalDate end = LocalDate.of(year, 5, 20);
    return List.of(
        new Report(start, start.plusDays(5)),
        new Report(middle, middle.plusDays(5)),
        new Report(end, end.plusDays(10)));
  }
}
