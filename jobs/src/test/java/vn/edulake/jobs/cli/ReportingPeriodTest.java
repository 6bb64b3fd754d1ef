package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportingPeriodTest {
  @Test
  void aPeriodGoesFromTheDayAfterOneReportToTheDayOfTheNext() {
    assertThat(
            ReportingPeriod.of(
                List.of(
                    report(2026, "start", "2025-10-15"),
                    report(2025, "end", "2025-05-20"),
                    report(2026, "middle", "2026-01-31"))))
        .containsExactly(
            new ReportingPeriod("2024-25:end", day("2024-05-20"), day("2025-05-20")),
            new ReportingPeriod("2025-26:start", day("2025-05-21"), day("2025-10-15")),
            new ReportingPeriod("2025-26:middle", day("2025-10-16"), day("2026-01-31")));
  }

  private static ReportingPeriod.Report report(int year, String code, String day) {
    return new ReportingPeriod.Report(year, code, day(day));
  }

  private static LocalDate day(String text) {
    return LocalDate.parse(text);
  }
}
