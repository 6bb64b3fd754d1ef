package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * The days that a table has, from the first to the last. Sets of them count from the first one.
 *
 * @param last the last day, itself included
 */
record DayBounds(LocalDate first, LocalDate last) {

  /** The columns that say days: two ends, an array, or nothing when they are all meant. */
  static Map<String, String> select(List<String> expressions) {
    Map<String, String> result = new LinkedHashMap<>();
    if (expressions.size() == 2) {
      result.put("_from", "CAST(" + expressions.get(0) + " AS DATE)");
      result.put("_to", "CAST(" + expressions.get(1) + " AS DATE)");
    } else if (expressions.size() == 1) {
      result.put("_days", expressions.get(0));
    }
    return result;
  }

  /** Those of both, and what lies between. */
  DayBounds with(DayBounds other) {
    return new DayBounds(
        first.isBefore(other.first) ? first : other.first,
        last.isAfter(other.last) ? last : other.last);
  }

  /** Every day. */
  BitSet all() {
    BitSet result = new BitSet();
    result.set(0, size());
    return result;
  }

  /**
   * The days that a row says.
   *
   * @param at where the columns of {@link #select} stand in it
   * @param columns how many there are
   */
  BitSet days(Row row, int at, int columns) {
    BitSet result = new BitSet();
    if (columns == 0) {
      result.set(0, size());
    } else if (columns == 1) {
      if (!row.isNullAt(at)) {
        row.getList(at).stream()
            .filter(day -> day != null)
            .mapToInt(this::place)
            .filter(day -> day >= 0 && day < size())
            .forEach(result::set);
      }
    } else if (!row.isNullAt(at) && !row.isNullAt(at + 1)) {
      int from = Math.max(0, place(row.get(at)));
      int to = Math.min(size(), place(row.get(at + 1)));
      if (from < to) {
        result.set(from, to);
      }
    }
    return result;
  }

  private int size() {
    return Math.toIntExact(ChronoUnit.DAYS.between(first, last)) + 1;
  }

  private int place(Object day) {
    LocalDate date = day instanceof java.sql.Date old ? old.toLocalDate() : (LocalDate) day;
    return Math.toIntExact(ChronoUnit.DAYS.between(first, date));
  }
}
