package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Layer;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.key.KeyKind;

/** Tells of which days of a table slices are enough, and which rows of its inputs make them. */
final class DaySlices {
  private static final String SLICE = "_slice_";

  private final Inputs inputs;
  private final Refresh.ByDay refresh;
  private final Refresh.Slice slice;
  private final Map<TableName, Long> now;

  private DaySlices(
      Inputs inputs, Refresh.ByDay refresh, Refresh.Slice slice, Map<TableName, Long> now) {
    this.inputs = inputs;
    this.refresh = refresh;
    this.slice = slice;
    this.now = now;
  }

  /**
   * The slices of a table, when it has some.
   *
   * @param now the snapshots of the inputs to build from
   */
  static Optional<DaySlices> of(Inputs inputs, Refresh refresh, Map<TableName, Long> now) {
    return refresh instanceof Refresh.ByDay byDay
        ? byDay.slice().map(slice -> new DaySlices(inputs, byDay, slice, now))
        : Optional.empty();
  }

  /**
   * Days of which only slices are built, beside those that are built whole.
   *
   * @param slices days and values of the slice's column
   * @param stored other days of which rows are stored
   * @param fresh days of which none are
   */
  record Cut(Part slices, Optional<Part> stored, Optional<Part> fresh) {
    /** The parts that have rows stored. */
    List<Part> compared() {
      return Stream.concat(Stream.of(slices), stored.stream()).toList();
    }
  }

  /** By name the columns of an input that tell its slices, as texts; none when it does not. */
  Map<String, String> select(TableName input) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String column : columns(input)) {
      result.put(SLICE + column, text(column));
    }
    return result;
  }

  private List<String> columns(TableName input) {
    Refresh.Lookup lookup = slice.lookups().get(input);
    if (lookup != null) {
      return lookup.on();
    }
    List<String> own = List.of(slice.column());
    return input.layer() != Layer.RAW && inputs.has(input, own) ? own : List.of();
  }

  private static String text(String expression) {
    return "CAST(" + expression + " AS STRING)";
  }

  /**
   * The days and slices to which rows of an input belong; null for the slice where that is not
   * known.
   *
   * @param told days and, behind them, what stands in the columns of {@link #select}
   */
  List<Row> of(TableName input, List<Row> told) {
    if (columns(input).isEmpty() || told.isEmpty()) {
      return told;
    }
    Refresh.Lookup lookup = slice.lookups().get(input);
    if (lookup == null) {
      return told.stream().map(row -> pair(row, row.getString(1))).toList();
    }
    Map<Row, Set<String>> known = lookedUp(lookup, told);
    List<Row> result = new ArrayList<>();
    for (Row row : told) {
      Set<String> slices = known.getOrDefault(behindFirst(row), Set.of());
      slices.forEach(value -> result.add(pair(row, value)));
      if (slices.isEmpty()) {
        result.add(pair(row, null));
      }
    }
    return result;
  }

  /** Rows of a member, of which it is not known whose they are, may come of any input row. */
  private static Row pair(Row told, @Nullable String value) {
    boolean isMember = KeyKind.MISSING.equals(value) || KeyKind.PENDING.equals(value);
    return RowFactory.create(told.get(0), isMember ? null : value);
  }

  /** The slices that other tables have for what an input says in the columns of a lookup. */
  private Map<Row, Set<String>> lookedUp(Refresh.Lookup lookup, List<Row> told) {
    Part part =
        new Part(lookup.on(), told.stream().map(DaySlices::behindFirst).distinct().toList());
    Map<Row, Set<String>> result = new HashMap<>();
    lookup
        .within()
        .forEach(
            (table, values) -> {
              Map<String, String> wanted = new LinkedHashMap<>();
              wanted.put("_value", text(values.get(0)));
              lookup.on().forEach(column -> wanted.put(SLICE + column, text(column)));
              inputs
                  .distinct(part, table, now.get(table), wanted)
                  .forEach(
                      row ->
                          result
                              .computeIfAbsent(behindFirst(row), unused -> new TreeSet<>())
                              .add(row.isNullAt(0) ? KeyKind.MISSING : row.getString(0)));
            });
    return result;
  }

  private static Row behindFirst(Row row) {
    Object[] values = new Object[row.size() - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i + 1);
    }
    return RowFactory.create(values);
  }

  /**
   * What of some days is enough.
   *
   * @param told days and slices; a null, or none, for all slices
   * @param snapshot of the table that readers see
   * @return nothing when all days are built whole
   */
  Optional<Cut> cut(TableName table, Set<Row> told, long snapshot) {
    Optional<Set<LocalDate>> had = inputs.days(table, snapshot, refresh.column());
    if (had.isEmpty() || told.stream().anyMatch(row -> row.isNullAt(0))) {
      return Optional.empty();
    }
    Map<String, List<Row>> byDay = new TreeMap<>();
    told.forEach(
        row -> byDay.computeIfAbsent(row.getString(0), unused -> new ArrayList<>()).add(row));
    List<Row> slices = new ArrayList<>();
    Set<LocalDate> stored = new TreeSet<>();
    Set<LocalDate> fresh = new TreeSet<>();
    byDay.forEach(
        (text, rows) -> {
          LocalDate day = LocalDate.parse(text);
          if (!had.get().contains(day)) {
            fresh.add(day);
          } else if (rows.stream().anyMatch(row -> row.size() == 1 || row.isNullAt(1))) {
            stored.add(day);
          } else {
            slices.addAll(rows);
          }
        });
    Part part = new Part(List.of(refresh.column(), slice.column()), slices);
    return slices.isEmpty() || !part.isFew()
        ? Optional.empty()
        : Optional.of(new Cut(part, days(stored), days(fresh)));
  }

  private Optional<Part> days(Set<LocalDate> days) {
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(Part.ofDays(refresh.column(), days, false));
  }

  /** The parts of an input that make slices, beside their days. */
  List<Part> parts(TableName input, Part slices) {
    Part values = slices.of(slice.column());
    Refresh.Lookup lookup = slice.lookups().get(input);
    if (lookup == null) {
      return columns(input).isEmpty() ? List.of() : List.of(values);
    }
    Set<Row> rows = new LinkedHashSet<>();
    lookup
        .within()
        .forEach(
            (table, expressions) ->
                rows.addAll(
                    inputs.ofKeys(
                        table,
                        now.get(table),
                        Map.of(slice.column(), text(expressions.get(0))),
                        values,
                        lookup.on())));
    return List.of(new Part(lookup.on(), List.copyOf(rows)));
  }
}
