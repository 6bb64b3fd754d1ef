package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import vn.edulake.models.Layer;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;

/** Tells which part of a table is out of date: what changed in its inputs since it was built. */
final class ChangedPart {
  /** More keys are not held in memory. */
  private static final int MOST_KEYS = 200_000;

  /** For so few keys it is not worth counting how many there are. */
  private static final int FEW_KEYS = 1_000;

  private final Inputs inputs;
  private final RawInputs raw;

  /** The raw input of a model at a snapshot. */
  @FunctionalInterface
  interface RawInputs {
    RawRows at(TableSpec spec, TableName input, long snapshot);
  }

  ChangedPart(Inputs inputs, RawInputs raw) {
    this.inputs = inputs;
    this.raw = raw;
  }

  /**
   * What to build.
   *
   * @param part the keys or days
   * @param sliced what of the days is enough, when that is not all of them
   */
  record Found(Part part, Optional<DaySlices.Cut> sliced) {}

  /**
   * The part to build, or nothing when all rows have to be.
   *
   * @param now the snapshots of the inputs to build from
   * @param changedInputs the inputs that say something else than before
   * @param snapshot of the table that readers see; 0 when they see none
   */
  Optional<Found> find(
      RunPlan.Planned planned,
      Map<TableName, Long> now,
      Set<TableName> changedInputs,
      long snapshot) {
    TableSpec spec = planned.spec();
    Map<TableName, Long> before = planned.before().orElseThrow();
    Optional<DaySlices> slices = DaySlices.of(inputs, spec.refresh(), now);
    Set<Row> keys = new LinkedHashSet<>();
    for (TableName input : changedInputs) {
      long from = before.getOrDefault(input, 0L);
      Map<String, String> slice = slices.map(some -> some.select(input)).orElse(Map.of());
      Optional<List<Row>> changed =
          spec.refresh().spanOf(input).isPresent()
              ? changedDays(spec, input, now, from, snapshot, slice)
              : changed(spec, input, now, from, slice);
      if (changed.isEmpty()) {
        return Optional.empty();
      }
      List<Row> told = changed.get();
      keys.addAll(slices.map(some -> some.of(input, told)).orElse(told));
      if (keys.size() > MOST_KEYS) {
        return Optional.empty();
      }
    }
    Part part =
        new Part(
            spec.refresh().columns(), keys.stream().map(row -> key(row, spec)).distinct().toList());
    if (spec.refresh() instanceof Refresh.ByDay byDay) {
      part = withReaders(byDay, part, planned.days());
    }
    return isMost(part, inputs.at(spec.table(), snapshot))
        ? Optional.empty()
        : Optional.of(
            new Found(
                part,
                slices
                    .filter(some -> planned.days().isEmpty())
                    .flatMap(some -> some.cut(spec.table(), keys, snapshot))));
  }

  /** What of a row is the key: behind a day may stand a slice. */
  private static Row key(Row row, TableSpec spec) {
    return row.size() == spec.refresh().columns().size() ? row : RowFactory.create(row.get(0));
  }

  /**
   * The keys that changed, and behind each what stands in the columns of its slice.
   *
   * @param slice columns of the input as texts; none where slices are not known
   */
  private Optional<List<Row>> changed(
      TableSpec spec,
      TableName input,
      Map<TableName, Long> now,
      long from,
      Map<String, String> slice) {
    long to = now.get(input);
    List<String> columns = spec.refresh().columns();
    if (spec.refresh() instanceof Refresh.ByKey byKey && byKey.lookupOf(input).isPresent()) {
      return possible(spec, lookedUp(byKey, input, now, from));
    }
    Map<String, String> told = new LinkedHashMap<>(spec.refresh().toldBy(input));
    if (!told.isEmpty()) {
      told.putAll(slice);
      return possible(spec, inputs.changed(input, from, to, told, MOST_KEYS));
    }
    if (!inputs.has(input, columns)) {
      return Optional.empty();
    }
    if (input.layer() == Layer.RAW) {
      return raw.at(spec, input, to).changed(inputs, from, to, MOST_KEYS);
    }
    if (spec.refresh() instanceof Refresh.ByDay byDay && !inputs.hasDate(input, byDay.column())) {
      return Optional.empty();
    }
    Map<String, String> wanted = texts(columns);
    wanted.putAll(slice);
    return possible(spec, inputs.changed(input, from, to, wanted, MOST_KEYS));
  }

  /** What gives no key of a column that every row has makes no row. */
  private Optional<List<Row>> possible(TableSpec spec, Optional<List<Row>> keys) {
    return inputs.areRequired(spec.table(), spec.refresh().columns())
        ? keys.map(rows -> rows.stream().filter(row -> hasKey(row, spec)).toList())
        : keys;
  }

  private static boolean hasKey(Row row, TableSpec spec) {
    return IntStream.range(0, spec.refresh().columns().size()).noneMatch(row::isNullAt);
  }

  /** The keys that other tables have for the rows of an input that changed. */
  private Optional<List<Row>> lookedUp(
      Refresh.ByKey byKey, TableName input, Map<TableName, Long> now, long from) {
    Refresh.Lookup lookup = byKey.lookupOf(input).orElseThrow();
    Optional<List<Row>> changed =
        inputs.changed(input, from, now.get(input), texts(lookup.on()), MOST_KEYS);
    if (changed.isEmpty() || changed.get().isEmpty()) {
      return changed;
    }
    Part part = new Part(lookup.on(), changed.get());
    Set<Row> result = new LinkedHashSet<>();
    for (Map.Entry<TableName, List<String>> table : lookup.within().entrySet()) {
      result.addAll(
          inputs.distinct(
              part, table.getKey(), now.get(table.getKey()), byKey.texts(table.getValue())));
    }
    return Optional.of(List.copyOf(result));
  }

  /**
   * The rows of an input that have to do with a part, when other tables tell its keys: what a row
   * changes are the keys that they have for it, so no other row matters.
   *
   * @return nothing when they do not, or when the part or what belongs to it is large
   */
  Optional<Part> related(
      Refresh.ByKey byKey, TableName input, Map<TableName, Long> now, Part part) {
    Optional<Refresh.Lookup> lookup = byKey.lookupOf(input);
    if (lookup.isEmpty() || !part.isFew()) {
      return Optional.empty();
    }
    Set<Row> result = new LinkedHashSet<>();
    for (Map.Entry<TableName, List<String>> table : lookup.get().within().entrySet()) {
      Optional<List<Row>> rows =
          inputs.ofKeys(
              table.getKey(),
              now.get(table.getKey()),
              byKey.texts(table.getValue()),
              part,
              lookup.get().on(),
              FEW_KEYS);
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      result.addAll(rows.get());
    }
    return Optional.of(new Part(lookup.get().on(), List.copyOf(result)));
  }

  private static Map<String, String> texts(List<String> columns) {
    Map<String, String> result = new LinkedHashMap<>();
    columns.forEach(column -> result.put(column, "CAST(" + column + " AS STRING)"));
    return result;
  }

  /**
   * The parts that an input of a table by day is cut to: its days, and what of it belongs to
   * slices.
   */
  List<Part> cuts(Refresh.ByDay byDay, TableName input, Map<TableName, Long> now, Part part) {
    List<Part> result = new ArrayList<>();
    if (inputs.hasDate(input, byDay.column())) {
      result.add(part.of(byDay.column()));
    }
    if (part.columns().size() > 1) {
      DaySlices.of(inputs, byDay, now)
          .ifPresent(slices -> result.addAll(slices.parts(input, part)));
    }
    return result;
  }

  /** The days on which an input says other things than before, as far as the table has them. */
  private Optional<List<Row>> changedDays(
      TableSpec spec,
      TableName input,
      Map<TableName, Long> now,
      long from,
      long snapshot,
      Map<String, String> slice) {
    Optional<DayBounds> bounds =
        inputs.bounds(spec.table(), snapshot, spec.refresh().columns().get(0));
    if (bounds.isEmpty()) {
      return Optional.empty();
    }
    Refresh.Span span = spec.refresh().spanOf(input).orElseThrow();
    Map<TableName, Dataset<Row>> within = new TreeMap<>();
    Set<TableName> tables = new TreeSet<>(span.within().keySet());
    span.via().values().forEach(via -> tables.add(via.table()));
    for (TableName table : tables) {
      within.put(table, inputs.at(table, table.equals(spec.table()) ? snapshot : now.get(table)));
    }
    return inputs.changedDays(
        input, from, now.get(input), span, slice, bounds.get(), within, MOST_KEYS);
  }

  /** The changed days, those after them that look back at them, and those that are wanted. */
  private static Part withReaders(Refresh.ByDay byDay, Part changed, Optional<DayRange> wanted) {
    TreeSet<LocalDate> days = new TreeSet<>();
    for (LocalDate day : changed.days()) {
      for (int i = 0; i <= byDay.lookback(); i++) {
        days.add(day.plusDays(i));
      }
    }
    wanted.ifPresent(range -> days.addAll(range.days()));
    return Part.ofDays(byDay.column(), days, changed.hasMissing());
  }

  /** What the rows of a part may read: its days and those on which they look back. */
  static Part read(Refresh refresh, Part built) {
    if (!(refresh instanceof Refresh.ByDay byDay) || byDay.lookback() == 0) {
      return built;
    }
    TreeSet<LocalDate> days = new TreeSet<>();
    for (LocalDate day : built.days()) {
      for (int i = 0; i <= byDay.lookback(); i++) {
        days.add(day.minusDays(i));
      }
    }
    return Part.ofDays(byDay.column(), days, built.hasMissing());
  }

  private static boolean isMost(Part part, Dataset<Row> published) {
    if (part.keys().size() <= FEW_KEYS) {
      return false;
    }
    long all = published.selectExpr(part.columns().toArray(String[]::new)).distinct().count();
    return part.keys().size() > all / 2;
  }
}
