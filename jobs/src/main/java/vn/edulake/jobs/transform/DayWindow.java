package vn.edulake.jobs.transform;

import java.sql.Date;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableSpec;

/**
 * The days that a SELECT is asked for: {@code :window_start} and {@code :window_end}.
 *
 * @param start the first day
 * @param end the day behind the last one
 */
record DayWindow(LocalDate start, LocalDate end) {
  private static final DayWindow NONE = new DayWindow(LocalDate.EPOCH, LocalDate.EPOCH);

  /** Whether the model asks for it. */
  static boolean isUsed(TableSpec spec) {
    return spec.refresh() instanceof Refresh.ByDay
        && spec.rule() instanceof TableSpec.Select select
        && (select.sql().contains(":window_start") || select.sql().contains(":window_end"));
  }

  /** All days for which there may be a row: those of the inputs, and those that read them. */
  static DayWindow whole(Refresh.ByDay refresh, Collection<Dataset<Row>> inputs) {
    DayWindow result = NONE;
    for (Dataset<Row> input : inputs) {
      if (!List.of(input.columns()).contains(refresh.column())) {
        continue;
      }
      String day = "TRY_CAST(" + refresh.column() + " AS DATE)";
      Row bounds = input.selectExpr("min(" + day + ")", "max(" + day + ")").first();
      if (!bounds.anyNull()) {
        result =
            result.with(
                day(bounds.get(0)), day(bounds.get(1)).plusDays(refresh.lookback()).plusDays(1));
      }
    }
    return result;
  }

  private static LocalDate day(Object value) {
    return value instanceof Date date ? date.toLocalDate() : (LocalDate) value;
  }

  private DayWindow with(LocalDate first, LocalDate behind) {
    return equals(NONE)
        ? new DayWindow(first, behind)
        : new DayWindow(first.isBefore(start) ? first : start, behind.isAfter(end) ? behind : end);
  }

  /** The days from the first to the last of a part that lie in the window. */
  DayWindow of(Part part) {
    if (part.days().isEmpty()) {
      return NONE;
    }
    LocalDate first = part.days().first();
    LocalDate behind = part.days().last().plusDays(1);
    LocalDate from = first.isAfter(start) ? first : start;
    LocalDate to = behind.isBefore(end) ? behind : end;
    return to.isBefore(from) ? NONE : new DayWindow(from, to);
  }

  /** The values by name. */
  Map<String, Object> parameters() {
    return new TreeMap<>(Map.of("window_start", start, "window_end", end));
  }
}
