package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * The days of which one report of the sector database tells: those since the report before.
 *
 * @param name e.g. {@code 2025-26:middle}
 * @param last day of the report
 */
record ReportingPeriod(String name, LocalDate first, LocalDate last) {
  private static final TableName CALENDAR = TableName.parse("core.dim_reporting_period");
  private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})(?::([a-z]+))?");

  /**
   * The periods of a school year, or one of them.
   *
   * @param wanted e.g. {@code 2025-26} or {@code 2025-26:middle}
   * @throws UserError {@code USAGE} when the reporting calendar has none of that name
   */
  static List<ReportingPeriod> find(LakeCatalogs catalogs, String wanted) {
    List<ReportingPeriod> known = of(rows(catalogs));
    List<ReportingPeriod> found =
        FORM.matcher(wanted).matches()
            ? known.stream()
                .filter(one -> one.name.equals(wanted) || one.name.startsWith(wanted + ":"))
                .toList()
            : List.of();
    if (found.isEmpty()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Unknown reporting period: "
              + wanted
              + (known.isEmpty()
                  ? ". The lake has no reporting calendar yet; ./lake run makes it."
                  : ". Known: "
                      + known.stream()
                          .map(ReportingPeriod::name)
                          .collect(Collectors.joining(", "))));
    }
    return found;
  }

  /** A day on which a report is due. */
  record Report(int schoolYear, String code, LocalDate day) {}

  /** The periods that the reports end; the first report of all has the year before its day. */
  static List<ReportingPeriod> of(List<Report> reports) {
    List<Report> inOrder = reports.stream().sorted(Comparator.comparing(Report::day)).toList();
    List<ReportingPeriod> result = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      Report report = inOrder.get(i);
      result.add(
          new ReportingPeriod(
              String.format(
                  Locale.ROOT,
                  "%d-%02d:%s",
                  report.schoolYear() - 1,
                  report.schoolYear() % 100,
                  report.code()),
              i == 0 ? report.day().minusYears(1) : inOrder.get(i - 1).day().plusDays(1),
              report.day()));
    }
    return result;
  }

  private static List<Report> rows(LakeCatalogs catalogs) {
    List<Report> result = new ArrayList<>();
    if (!catalogs.exists(CALENDAR)) {
      return result;
    }
    try (CloseableIterable<Record> rows = IcebergGenerics.read(catalogs.load(CALENDAR)).build()) {
      rows.forEach(
          row ->
              result.add(
                  new Report(
                      (Integer) row.getField("school_year"),
                      row.getField("period_code").toString(),
                      (LocalDate) row.getField("report_date"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }
}
