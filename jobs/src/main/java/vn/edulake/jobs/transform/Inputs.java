package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.LiveRows;
import vn.edulake.warehouse.catalog.RowState;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Tables as a run sees them: at a snapshot, whatever happens beside it. */
final class Inputs {
  /** The days of more keys are not looked for: they are likely to be most that there are. */
  private static final int MOST_WITHIN = 5_000;

  /** More rows of a part are not held in memory. */
  private static final int MOST_HELD = 2_000;

  /**
   * So much of a table is read by one task. Iceberg would cut a small table into as many tasks as a
   * shuffle has parts, each of which opens the file anew: most reads want few rows of it.
   */
  private static final long TASK_BYTES = 64L << 20;

  private static final String ON = "_on_";

  private final SparkSession session;
  private final LakeCatalogs catalogs;
  private final Map<TableName, TableDefinition> definitions;
  private final Map<Between, Optional<ChangedRows>> changedRows = new ConcurrentHashMap<>();
  private final Map<Between, Part> ownChanges = new ConcurrentHashMap<>();
  private final Map<PartOf, Optional<Dataset<Row>>> parts = new ConcurrentHashMap<>();

  /** Two states of a table. */
  private record Between(TableName table, long from, long to) {}

  /** A part of a state of a table. */
  private record PartOf(TableName table, long snapshot, Part part) {}

  /** The rows of the few keys that changed, as they are now and as they were. */
  private record ChangedRows(Dataset<Row> now, Dataset<Row> before) {
    Map<Row, Integer> signed(Map<String, String> select) {
      String[] wanted = expressions(select);
      return LocalRows.signed(now.selectExpr(wanted), before.selectExpr(wanted));
    }
  }

  Inputs(SparkSession session, LakeCatalogs catalogs, Map<TableName, TableDefinition> definitions) {
    this.session = session;
    this.catalogs = catalogs;
    this.definitions = definitions;
  }

  /**
   * All rows of a table at a snapshot, with the columns that the table has now.
   *
   * @param snapshot 0 for a table that was never written and need not be there
   */
  Dataset<Row> at(TableName name, long snapshot) {
    if (snapshot == 0) {
      return session.createDataFrame(
          List.of(), SparkSchemaUtil.convert(definitions.get(name).schema()));
    }
    Table table = catalogs.load(name);
    StructType now = SparkSchemaUtil.convert(table.schema());
    Dataset<Row> rows =
        session
            .read()
            .option(SparkReadOptions.SNAPSHOT_ID, snapshot)
            .option(SparkReadOptions.SPLIT_SIZE, TASK_BYTES)
            .table(LakeCatalogs.sparkName(name));
    List<String> then = List.of(rows.columns());
    if (then.equals(List.of(now.fieldNames()))) {
      return rows;
    }
    List<String> select = new ArrayList<>();
    for (Types.NestedField field : table.schema().columns()) {
      select.add(
          then.contains(field.name())
              ? field.name()
              : "CAST(NULL AS "
                  + now.apply(field.name()).dataType().sql()
                  + ") AS "
                  + field.name());
    }
    return rows.selectExpr(select.toArray(String[]::new));
  }

  /** The rows that were appended after a snapshot, up to another one. */
  Dataset<Row> appended(TableName name, long after, long to) {
    return session
        .read()
        .option(SparkReadOptions.START_SNAPSHOT_ID, after)
        .option(SparkReadOptions.END_SNAPSHOT_ID, to)
        .option(SparkReadOptions.SPLIT_SIZE, TASK_BYTES)
        .table(LakeCatalogs.sparkName(name));
  }

  /**
   * The rows of a part of a table at a snapshot. Those of few keys are read once in a run, however
   * often a model names the table, and however many models read the same part.
   */
  Dataset<Row> of(Part part, TableName name, long snapshot) {
    Dataset<Row> rows = part.of(session, at(name, snapshot));
    return part.isFew()
        ? parts
            .computeIfAbsent(new PartOf(name, snapshot, part), unused -> held(rows, MOST_HELD))
            .orElse(rows)
        : rows;
  }

  /** The rows, read once; nothing when they are more than are worth holding. */
  Optional<Dataset<Row>> held(Dataset<Row> rows, int most) {
    List<Row> some = rows.limit(most + 1).collectAsList();
    return some.size() > most
        ? Optional.empty()
        : Optional.of(session.createDataFrame(some, rows.schema()));
  }

  /** The state of the rows of a snapshot: maintenance makes snapshots, but no states. */
  long rowState(TableName name, long snapshot) {
    if (snapshot == 0) {
      return 0;
    }
    Table table = catalogs.load(name);
    return RowState.of(table, table.snapshot(snapshot));
  }

  /** Whether a table has all these columns. */
  boolean has(TableName name, List<String> columns) {
    Schema schema = definitions.get(name).schema();
    return columns.stream().allMatch(column -> schema.findField(column) != null);
  }

  /** Whether no row of a table may be without these columns. */
  boolean areRequired(TableName name, List<String> columns) {
    return definitions.get(name).required().containsAll(columns);
  }

  /** Whether a table has a column that is a date. */
  boolean hasDate(TableName name, String column) {
    Types.NestedField field = definitions.get(name).schema().findField(column);
    return field != null && field.type().equals(Types.DateType.get());
  }

  /**
   * The different values of some expressions in the rows that came or went between two snapshots.
   * Rows that were only written anew, as when a part of their file changed, did neither.
   *
   * @param select expressions, each with a name; one of them may make several rows of one
   * @param most how many are worth knowing
   * @return nothing when there are more, or when the earlier snapshot is not kept any more
   */
  Optional<List<Row>> changed(
      TableName name, long from, long to, Map<String, String> select, int most) {
    Table table = catalogs.load(name);
    if (from != 0 && table.snapshot(from) == null) {
      return Optional.empty();
    }
    Optional<ChangedRows> few = changedRows(name, from, to);
    if (few.isPresent()) {
      String[] wanted = expressions(select);
      Set<Row> rows = new LinkedHashSet<>();
      for (Dataset<Row> state : List.of(few.get().now(), few.get().before())) {
        state.selectExpr(wanted).collectAsList().forEach(row -> rows.add(LocalRows.plain(row)));
      }
      return rows.size() > most ? Optional.empty() : Optional.of(List.copyOf(rows));
    }
    Map<String, FileScanTask> before = files(table, from);
    Map<String, FileScanTask> after = files(table, to);
    Map<String, FileScanTask> came = new HashMap<>(after);
    came.keySet().removeAll(before.keySet());
    Map<String, FileScanTask> went = new HashMap<>(before);
    went.keySet().removeAll(after.keySet());
    List<Row> result;
    if (came.isEmpty() && went.isEmpty()) {
      result = List.of();
    } else if (came.isEmpty()) {
      result = read(table, name, went, rows -> distinct(rows, select, most));
    } else if (went.isEmpty()) {
      result = read(table, name, came, rows -> distinct(rows, select, most));
    } else {
      Map<String, FileScanTask> all = new HashMap<>(came);
      all.putAll(went);
      // Files differ, so something changed: where there is one value only, it is this one.
      List<Row> only = read(table, name, all, rows -> only(rows, select));
      result =
          !only.isEmpty()
              ? only
              : read(
                  table,
                  name,
                  came,
                  newRows ->
                      read(
                          table, name, went, oldRows -> different(newRows, oldRows, select, most)));
    }
    return result.size() > most ? Optional.empty() : Optional.of(result);
  }

  /**
   * The different values of some expressions in the rows of a part.
   *
   * @param select expressions, each with a name
   */
  List<Row> distinct(Part part, TableName name, long snapshot, Map<String, String> select) {
    return part.of(session, at(name, snapshot))
        .selectExpr(expressions(select))
        .distinct()
        .collectAsList();
  }

  /**
   * The different values of some columns, as texts, in the rows of a table that tell keys of a
   * part.
   *
   * @param told by column of the part an expression over the rows, as a text
   * @param most how many are worth knowing
   */
  Optional<List<Row>> ofKeys(
      TableName name,
      long snapshot,
      Map<String, String> told,
      Part part,
      List<String> columns,
      int most) {
    List<Row> rows = telling(name, snapshot, told, part, columns).limit(most + 1).collectAsList();
    return rows.size() > most ? Optional.empty() : Optional.of(rows);
  }

  /** As the other one, however many they are. */
  List<Row> ofKeys(
      TableName name, long snapshot, Map<String, String> told, Part part, List<String> columns) {
    return telling(name, snapshot, told, part, columns).collectAsList();
  }

  private Dataset<Row> telling(
      TableName name, long snapshot, Map<String, String> told, Part part, List<String> columns) {
    Map<String, String> select = new LinkedHashMap<>(told);
    columns.forEach(column -> select.put(ON + column, "CAST(" + column + " AS STRING)"));
    return part.of(session, at(name, snapshot).selectExpr(expressions(select)))
        .select(columns.stream().map(column -> col(ON + column)).toArray(Column[]::new))
        .distinct();
  }

  /**
   * Whether rows differ in some columns between two snapshots. Rows that came are a difference;
   * rows that were replaced are one when they say something else there.
   */
  boolean isChanged(TableName name, long from, long to, Set<String> columns) {
    Table table = catalogs.load(name);
    if (from == 0 || table.snapshot(from) == null) {
      return true;
    }
    List<String> read =
        table.schema().columns().stream()
            .map(Types.NestedField::name)
            .filter(columns::contains)
            .toList();
    String what = RowText.hash(SparkSchemaUtil.convert(table.schema()), read);
    Optional<ChangedRows> few = changedRows(name, from, to);
    if (few.isPresent()) {
      return !few.get().signed(Map.of("_what", what)).isEmpty();
    }
    Map<String, FileScanTask> came = new HashMap<>(files(table, to));
    Map<String, FileScanTask> went = new HashMap<>(files(table, from));
    Set<String> both = new HashSet<>(came.keySet());
    both.retainAll(went.keySet());
    came.keySet().removeAll(both);
    went.keySet().removeAll(both);
    long more = LiveRows.of(came.values());
    long less = LiveRows.of(went.values());
    if (more != less) {
      return true;
    }
    return more > 0
        && !read(
                table,
                name,
                came,
                added ->
                    read(
                        table,
                        name,
                        went,
                        removed ->
                            signed(added, removed, Map.of("_what", what)).limit(1).collectAsList()))
            .isEmpty();
  }

  /**
   * The days, as texts, on which rows that hold for a period say other things at one snapshot than
   * at the other; and behind each day what stands in some other columns.
   *
   * @param slice these columns: by name an expression
   * @param bounds no day outside of them is told
   * @param within the rows of the tables that the span names
   */
  Optional<List<Row>> changedDays(
      TableName name,
      long from,
      long to,
      Refresh.Span span,
      Map<String, String> slice,
      DayBounds bounds,
      Map<TableName, Dataset<Row>> within,
      int most) {
    Map<String, String> select = new LinkedHashMap<>();
    span.on().forEach(column -> select.put(ON + column, "CAST(" + column + " AS STRING)"));
    select.putAll(slice);
    select.putAll(DayBounds.select(span.days()));
    select.put("_what", RowText.hash(at(name, to).schema(), span.same()));
    Optional<List<Row>> rows = changes(name, from, to, select, most);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    int on = span.on().size();
    Map<Row, BitSet> possible =
        on == 0 ? Map.of() : daysOf(span, keys(rows.get(), on), bounds, within);
    int cut = slice.size();
    Map<Integer, Map<Said, Integer>> byDay = new TreeMap<>();
    for (Row row : rows.get()) {
      int sign = row.getInt(row.size() - 1);
      Said said = new Said(values(row, on, cut), row.getLong(row.size() - 2));
      BitSet days = bounds.days(row, on + cut, span.days().size());
      if (on > 0) {
        days.and(possible.getOrDefault(key(row, on), new BitSet()));
      }
      days.stream()
          .forEach(
              day ->
                  byDay
                      .computeIfAbsent(day, ignored -> new HashMap<>())
                      .merge(said, sign, Integer::sum));
    }
    Set<Row> result = new LinkedHashSet<>();
    byDay.forEach(
        (day, all) ->
            all.forEach(
                (said, left) -> {
                  if (left != 0) {
                    result.add(said.on(bounds.first().plusDays(day)));
                  }
                }));
    return Optional.of(List.copyOf(result));
  }

  /**
   * What a row says.
   *
   * @param slice whereof
   */
  private record Said(List<@Nullable Object> slice, long what) {
    Row on(LocalDate day) {
      List<@Nullable Object> values = new ArrayList<>(List.of(day.toString()));
      values.addAll(slice);
      return RowFactory.create(values.toArray());
    }
  }

  /**
   * The days of which a table may have rows.
   *
   * @return nothing when a file does not tell
   */
  Optional<Set<LocalDate>> days(TableName name, long snapshot, String column) {
    return daysOfFiles(name, snapshot, column)
        .map(
            files ->
                files.stream()
                    .flatMap(file -> file.first().datesUntil(file.last().plusDays(1)))
                    .collect(Collectors.toSet()));
  }

  /**
   * The first and the last day of a table, as its files tell them: rows that went are not looked
   * for, so there may be nothing on the outermost days.
   *
   * @return nothing when there is no day, or a file does not tell
   */
  Optional<DayBounds> bounds(TableName name, long snapshot, String column) {
    return daysOfFiles(name, snapshot, column)
        .flatMap(files -> files.stream().reduce(DayBounds::with));
  }

  /** The first and last day of each file; nothing when one does not tell. */
  private Optional<List<DayBounds>> daysOfFiles(TableName name, long snapshot, String column) {
    Table table = catalogs.load(name);
    int field = table.schema().findField(column).fieldId();
    List<DayBounds> result = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).includeColumnStats(List.of(column)).planFiles()) {
      for (FileScanTask task : tasks) {
        ByteBuffer lower = bound(task.file().lowerBounds(), field);
        ByteBuffer upper = bound(task.file().upperBounds(), field);
        if (lower == null || upper == null) {
          Map<Integer, Long> nulls = task.file().nullValueCounts();
          if (nulls == null || nulls.getOrDefault(field, 0L) < task.file().recordCount()) {
            return Optional.empty();
          }
          continue;
        }
        Integer least = Conversions.fromByteBuffer(Types.DateType.get(), lower);
        Integer most = Conversions.fromByteBuffer(Types.DateType.get(), upper);
        result.add(new DayBounds(LocalDate.ofEpochDay(least), LocalDate.ofEpochDay(most)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(result);
  }

  private static @Nullable ByteBuffer bound(@Nullable Map<Integer, ByteBuffer> bounds, int field) {
    return bounds == null ? null : bounds.get(field);
  }

  private static Row key(Row row, int size) {
    return RowFactory.create(values(row, 0, size).toArray());
  }

  private static List<@Nullable Object> values(Row row, int at, int size) {
    List<@Nullable Object> result = new ArrayList<>();
    for (int i = at; i < at + size; i++) {
      result.add(row.get(i));
    }
    return result;
  }

  private static List<Row> keys(List<Row> rows, int size) {
    return rows.stream().map(row -> key(row, size)).distinct().toList();
  }

  /** By key the days for which one of the tables has a row of it; all days for many keys. */
  private Map<Row, BitSet> daysOf(
      Refresh.Span span, List<Row> keys, DayBounds bounds, Map<TableName, Dataset<Row>> within) {
    Map<Row, BitSet> result = new HashMap<>();
    if (keys.size() > MOST_WITHIN) {
      BitSet all = bounds.all();
      keys.forEach(key -> result.put(key, all));
      return result;
    }
    Part part = new Part(span.on(), keys);
    span.within()
        .forEach(
            (table, expressions) -> {
              Refresh.Via via = span.via().get(table);
              if (via == null) {
                daysOf(part, within.get(table), expressions, bounds)
                    .forEach((key, days) -> add(result, key, days));
              } else {
                Map<Row, List<Row>> own = owners(part, within.get(via.table()), via);
                daysOf(
                        new Part(via.on(), List.copyOf(own.keySet())),
                        within.get(table),
                        expressions,
                        bounds)
                    .forEach((row, days) -> own.get(row).forEach(key -> add(result, key, days)));
              }
            });
    return result;
  }

  private static void add(Map<Row, BitSet> result, Row key, BitSet days) {
    result.computeIfAbsent(key, unused -> new BitSet()).or(days);
  }

  /** By key of a part the days that rows with it say. */
  private Map<Row, BitSet> daysOf(
      Part part, Dataset<Row> rows, List<String> expressions, DayBounds bounds) {
    Map<Row, BitSet> result = new HashMap<>();
    if (part.keys().isEmpty()) {
      return result;
    }
    List<String> wanted = texts(part.columns());
    DayBounds.select(expressions)
        .forEach((alias, expression) -> wanted.add(expression + " AS " + alias));
    int size = part.columns().size();
    part.of(session, rows)
        .selectExpr(wanted.toArray(String[]::new))
        .distinct()
        .collectAsList()
        .forEach(row -> add(result, key(row, size), bounds.days(row, size, expressions.size())));
    return result;
  }

  /** By what a table says in the columns of {@code via} the keys of the part that say it. */
  private Map<Row, List<Row>> owners(Part part, Dataset<Row> rows, Refresh.Via via) {
    List<String> wanted = texts(part.columns());
    via.on().forEach(column -> wanted.add("CAST(" + column + " AS STRING) AS via_" + column));
    int size = part.columns().size();
    Map<Row, List<Row>> result = new HashMap<>();
    for (Row row :
        part.of(session, rows)
            .selectExpr(wanted.toArray(String[]::new))
            .distinct()
            .collectAsList()) {
      Object[] own = new Object[via.on().size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = row.get(size + i);
      }
      result
          .computeIfAbsent(RowFactory.create(own), unused -> new ArrayList<>())
          .add(key(row, size));
    }
    return result;
  }

  private static List<String> texts(List<String> columns) {
    List<String> result = new ArrayList<>();
    columns.forEach(column -> result.add("CAST(" + column + " AS STRING) AS " + ON + column));
    return result;
  }

  /** The rows that came (1) and went (-1), of those that did not do both; the sign stands last. */
  private Optional<List<Row>> changes(
      TableName name, long from, long to, Map<String, String> select, int most) {
    Table table = catalogs.load(name);
    if (from != 0 && table.snapshot(from) == null) {
      return Optional.empty();
    }
    int limit = (int) Math.min(Integer.MAX_VALUE, most + 1L);
    Optional<ChangedRows> few = changedRows(name, from, to);
    if (few.isPresent()) {
      List<Row> rows =
          few.get().signed(select).entrySet().stream()
              .map(row -> LocalRows.with(row.getKey(), row.getValue()))
              .toList();
      return rows.size() > most ? Optional.empty() : Optional.of(rows);
    }
    Map<String, FileScanTask> came = new HashMap<>(files(table, to));
    Map<String, FileScanTask> went = new HashMap<>(files(table, from));
    Set<String> both = new HashSet<>(came.keySet());
    both.retainAll(went.keySet());
    came.keySet().removeAll(both);
    went.keySet().removeAll(both);
    List<Row> rows =
        read(
            table,
            name,
            came,
            added ->
                read(
                    table,
                    name,
                    went,
                    removed -> signed(added, removed, select).limit(limit).collectAsList()));
    return rows.size() > most ? Optional.empty() : Optional.of(rows);
  }

  /** What a table tells of the few keys that changed: read once, however many tables ask. */
  private Optional<ChangedRows> changedRows(TableName name, long from, long to) {
    return changedRows.computeIfAbsent(
        new Between(name, from, to),
        states ->
            Optional.ofNullable(ownChanges.get(states))
                .<UnaryOperator<Dataset<Row>>>map(part -> rows -> part.of(session, rows))
                .or(() -> ChangedKeys.between(catalogs.load(name), from, to).map(keys -> keys::of))
                .map(
                    keys ->
                        new ChangedRows(
                            all(keys.apply(at(name, to))), all(keys.apply(at(name, from))))));
  }

  private Dataset<Row> all(Dataset<Row> rows) {
    return session.createDataFrame(rows.collectAsList(), rows.schema());
  }

  /**
   * Notes the keys that the run itself changed: their rows are looked up, while the hashes of which
   * a snapshot tells have to be computed for all rows.
   *
   * @param from the state of the rows before
   * @param to the snapshot that the run wrote
   */
  void changedHere(TableName name, long from, long to, Part keys) {
    if (keys.isFew()) {
      ownChanges.put(new Between(name, from, to), keys);
    }
  }

  private static Dataset<Row> signed(
      Dataset<Row> added, Dataset<Row> removed, Map<String, String> select) {
    Map<String, String> signed = new LinkedHashMap<>(select);
    signed.put("_sign", "1");
    Dataset<Row> came = added.selectExpr(expressions(signed));
    signed.put("_sign", "-1");
    Dataset<Row> went = removed.selectExpr(expressions(signed));
    Column[] columns = select.keySet().stream().map(name -> col(name)).toArray(Column[]::new);
    return came.union(went)
        .groupBy(columns)
        .agg(sum("_sign").cast("int").as("_left"))
        .where("_left <> 0");
  }

  /** The files of a snapshot, each with what is said beside it of rows that went. */
  private static Map<String, FileScanTask> files(Table table, long snapshot) {
    Map<String, FileScanTask> result = new HashMap<>();
    if (snapshot == 0) {
      return result;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      tasks.forEach(task -> result.put(LiveRows.name(task), task));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  /** What is done with the rows of files. */
  private interface Reading {
    List<Row> of(Dataset<Row> rows);
  }

  private List<Row> read(
      Table table, TableName name, Map<String, FileScanTask> files, Reading reading) {
    if (files.isEmpty()) {
      return reading.of(
          session.createDataFrame(List.of(), SparkSchemaUtil.convert(table.schema())));
    }
    ScanTaskSetManager tasks = ScanTaskSetManager.get();
    String set = UUID.randomUUID().toString();
    tasks.stageTasks(table, set, new ArrayList<>(files.values()));
    try {
      return reading.of(
          session
              .read()
              .option(SparkReadOptions.SCAN_TASK_SET_ID, set)
              .table(LakeCatalogs.sparkName(name)));
    } finally {
      tasks.removeTasks(table, set);
    }
  }

  private static List<Row> distinct(Dataset<Row> rows, Map<String, String> select, int most) {
    return rows.selectExpr(expressions(select))
        .distinct()
        .limit((int) Math.min(Integer.MAX_VALUE, most + 1L))
        .collectAsList();
  }

  /** The values of some expressions when they are the same in all rows, and none is null. */
  private static List<Row> only(Dataset<Row> rows, Map<String, String> select) {
    List<Column> bounds = new ArrayList<>();
    select
        .keySet()
        .forEach(
            name -> {
              bounds.add(min(name));
              bounds.add(when(count(name).equalTo(count(lit(1))), max(name)));
            });
    Row found =
        rows.selectExpr(expressions(select))
            .agg(bounds.get(0), bounds.subList(1, bounds.size()).toArray(Column[]::new))
            .first();
    Object[] values = new Object[select.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = found.get(2 * i);
      if (values[i] == null || !values[i].equals(found.get(2 * i + 1))) {
        return List.of();
      }
    }
    return List.of(RowFactory.create(values));
  }

  /** Equal rows on both sides take each other out. */
  private static List<Row> different(
      Dataset<Row> newRows, Dataset<Row> oldRows, Map<String, String> select, int most) {
    Map<String, String> signed = new LinkedHashMap<>(select);
    signed.put("_row", RowText.hash(newRows.schema()));
    signed.put("_sign", "1");
    Dataset<Row> added = newRows.selectExpr(expressions(signed));
    signed.put("_sign", "-1");
    Dataset<Row> removed = oldRows.selectExpr(expressions(signed));
    List<Column> same = new ArrayList<>();
    select.keySet().forEach(name -> same.add(col(name)));
    Column[] wanted = same.toArray(Column[]::new);
    same.add(col("_row"));
    return added
        .union(removed)
        .groupBy(same.toArray(Column[]::new))
        .agg(sum("_sign").as("_left"))
        .where("_left <> 0")
        .select(wanted)
        .distinct()
        .limit((int) Math.min(Integer.MAX_VALUE, most + 1L))
        .collectAsList();
  }

  private static String[] expressions(Map<String, String> select) {
    List<String> result = new ArrayList<>();
    select.forEach((name, expression) -> result.add(expression + " AS " + name));
    return result.toArray(String[]::new);
  }
}
