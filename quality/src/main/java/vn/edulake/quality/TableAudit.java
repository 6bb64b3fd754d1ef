package vn.edulake.quality;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.key.KeyKind;
import vn.edulake.quality.Verdict.Severity;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * The checks that follow from what a table says of itself: its key is unique, its required columns
 * hold no null, its keys exist in their dimensions, its newest delivery is not too old.
 */
public final class TableAudit {
  private static final int EXAMPLES = 3;

  /** Rows whose keys are compared in memory. */
  private static final int FEW = 10_000;

  private TableAudit() {}

  /**
   * Key and not-null checks in one pass; more passes only where something failed.
   *
   * @param most so many rows there are at most: few are counted here, since planning an aggregation
   *     costs more than they do
   */
  public static List<Verdict> rows(
      TableSpec spec, TableDefinition definition, Dataset<Row> rows, long most) {
    return rows(spec, definition, List.of(), List.of(), Wanted.NONE, new Rows(rows, rows), most)
        .verdicts();
  }

  /**
   * The rows that are checked.
   *
   * @param keyed all that have a key of one that was written: two of them must not have the same
   * @param written those of them that were written: what is asked of a row by itself is asked of
   *     them
   */
  public record Rows(Dataset<Row> keyed, Dataset<Row> written) {}

  /**
   * What the pass over the rows found.
   *
   * @param unknown of a fact, for each column that refers to a dimension
   */
  public record Found(
      List<Verdict> verdicts, List<UnknownMembers> unknown, List<Measured> measured) {}

  /**
   * Which figures are measured in the pass over the rows.
   *
   * @param figures of columns
   * @param day the column by whose days they are told apart; all rows as one when empty
   */
  public record Wanted(List<Figure> figures, Optional<String> day) {
    /** Nothing is measured. */
    public static final Wanted NONE = new Wanted(List.of(), Optional.empty());

    public Wanted {
      figures = List.copyOf(figures);
    }

    private List<String> aggregates() {
      return figures.stream().map(Figure::aggregate).toList();
    }

    private Dataset<Row> of(Dataset<Row> rows, List<String> aggregates) {
      if (day.isEmpty()) {
        return rows.selectExpr(aggregates.toArray(String[]::new));
      }
      List<org.apache.spark.sql.Column> columns = aggregates.stream().map(functions::expr).toList();
      return rows.groupBy(rows.col(day.get()))
          .agg(
              columns.get(0),
              columns.subList(1, columns.size()).toArray(org.apache.spark.sql.Column[]::new));
    }

    /** The figures that stand in a row from a place on, behind the day. */
    private Measured measured(Row row, int at) {
      Map<Figure, Double> values = new LinkedHashMap<>();
      for (int i = 0; i < figures.size(); i++) {
        if (!row.isNullAt(at + i)) {
          values.put(figures.get(i), row.getDouble(at + i));
        }
      }
      return new Measured(day.map(column -> date(row, 0)), values);
    }

    /** Whether a row is one of a day; a row without one fails another check. */
    private boolean isOfDay(Row row, int at) {
      return day.isEmpty() || !row.isNullAt(at);
    }

    private static LocalDate date(Row row, int at) {
      return LocalDate.parse(row.get(at).toString());
    }
  }

  /** Figures alone: one aggregation that keeps a row for each day. */
  public static List<Measured> measure(Wanted wanted, Dataset<Row> rows) {
    if (wanted.figures().isEmpty()) {
      return List.of();
    }
    return wanted.of(rows, wanted.aggregates()).collectAsList().stream()
        .filter(row -> wanted.isOfDay(row, 0))
        .map(row -> wanted.measured(row, wanted.day().isPresent() ? 1 : 0))
        .toList();
  }

  /**
   * As the other one, and counts in the same pass the unknown members of a fact and the rows that
   * fail a check of its suite, and measures figures.
   *
   * @param suite checks of the table; those of all its rows are left to {@link #table}
   */
  public static Found rows(
      TableSpec spec,
      TableDefinition definition,
      Collection<TableSpec> models,
      List<SuiteCheck> suite,
      Wanted wanted,
      Rows rows,
      long most) {
    List<String> required = definition.required();
    List<SuiteCheck> asked = suite.stream().filter(check -> check.condition().isPresent()).toList();
    List<String> members = UnknownMembers.columns(definition, models);
    // What is counted of each row beside its key.
    List<String> conditions = new ArrayList<>();
    required.forEach(column -> conditions.add(column + " IS NULL"));
    members.forEach(column -> conditions.add(column + " <=> '" + KeyKind.MISSING + "'"));
    members.forEach(column -> conditions.add(column + " <=> '" + KeyKind.PENDING + "'"));
    asked.forEach(
        check -> conditions.add("coalesce(" + check.condition().orElseThrow() + ", false)"));
    Counts counts =
        most <= FEW
            ? countHere(spec, conditions, wanted, rows.keyed())
            : countBySpark(spec, conditions, wanted, rows);
    List<UnknownMembers> unknown = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      int at = required.size() + i;
      unknown.add(
          new UnknownMembers(
              members.get(i),
              counts.written(),
              counts.those().get(at),
              counts.those().get(at + members.size())));
    }
    List<Verdict> verdicts = new ArrayList<>(verdicts(spec, definition, counts, rows.keyed()));
    int first = required.size() + 2 * members.size();
    for (int i = 0; i < asked.size(); i++) {
      SuiteCheck check = asked.get(i);
      long failed = counts.those().get(first + i);
      verdicts.add(
          failed == 0
              ? passed(check)
              : failed(
                  check,
                  failed,
                  keys(spec, definition, rows.written().where(check.condition().orElseThrow()))));
    }
    return new Found(verdicts, unknown, counts.measured());
  }

  /**
   * The checks of a suite that only all rows of the table can tell.
   *
   * @param sharing by a column, or none, the rows among which a check has to look: all, or those
   *     that share a value of it with rows which were written or went
   */
  public static List<Verdict> table(
      TableSpec spec,
      TableDefinition definition,
      List<SuiteCheck> suite,
      Function<Optional<String>, Dataset<Row>> sharing) {
    List<Verdict> result = new ArrayList<>();
    for (SuiteCheck check : suite) {
      if (check.condition().isPresent()) {
        continue;
      }
      String view = spec.table().flat() + "__audited";
      Dataset<Row> rows = sharing.apply(check.by());
      rows.createOrReplaceTempView(view);
      Dataset<Row> failing = rows.sparkSession().sql(check.query(view));
      List<Row> found = failing.limit(Verdict.MOST_KEYS).collectAsList();
      result.add(
          found.isEmpty()
              ? passed(check)
              : failed(
                  check,
                  found.size() < Verdict.MOST_KEYS ? found.size() : failing.count(),
                  told(spec, definition, failing.schema().fieldNames(), found)));
    }
    return result;
  }

  private static Verdict passed(SuiteCheck check) {
    return new Verdict(
        check.table(), check.code(), check.severity(), true, 0, "no " + check.finds().en());
  }

  private static Verdict failed(SuiteCheck check, long count, List<String> keys) {
    String examples =
        keys.stream().limit(EXAMPLES).collect(Collectors.joining("), (", ", e.g. (", ")"));
    return new Verdict(
        check.table(),
        check.code(),
        check.severity(),
        false,
        count,
        count + " rows: " + check.finds().en() + examples,
        keys);
  }

  /** Of rows that failed: what of their key a query gives, but for what is personal. */
  private static List<String> told(
      TableSpec spec, TableDefinition definition, String[] columns, List<Row> rows) {
    Set<String> given = Set.of(columns);
    List<String> key =
        definition.columns().stream()
            .map(TableDefinition.Column::name)
            .filter(given::contains)
            .filter(name -> spec.key().contains(name) || columns.length < spec.key().size() + 3)
            .toList();
    Set<String> shown = shown(definition);
    return rows.stream()
        .map(
            row ->
                key.stream()
                    .map(
                        name ->
                            name + "=" + (shown.contains(name) ? row.getAs(name) : "(personal)"))
                    .collect(Collectors.joining(", ")))
        .sorted()
        .toList();
  }

  private static Set<String> shown(TableDefinition definition) {
    return definition.columns().stream()
        .filter(TableDefinition.Column::isShown)
        .map(TableDefinition.Column::name)
        .collect(Collectors.toSet());
  }

  private static List<Verdict> verdicts(
      TableSpec spec, TableDefinition definition, Counts counts, Dataset<Row> rows) {
    List<String> required = definition.required();
    List<Verdict> result = new ArrayList<>();
    long doubled = counts.rows() - counts.keys();
    if (doubled == 0) {
      result.add(passed(spec.table(), "key_unique", counts.rows() + " keys, all different"));
    } else {
      Dataset<Row> keys = doubledKeys(spec, rows);
      result.add(
          failed(
              spec.table(),
              "key_unique",
              doubled,
              ErrorCode.KEY_NOT_UNIQUE + " " + keys.count() + " keys occur more than once",
              keys(spec, definition, keys)));
    }
    for (int i = 0; i < required.size(); i++) {
      String column = required.get(i);
      long nulls = counts.those().get(i);
      String check = "not_null." + column;
      result.add(
          nulls == 0
              ? passed(spec.table(), check, "no null")
              : failed(
                  spec.table(),
                  check,
                  nulls,
                  ErrorCode.NULL_NOT_ALLOWED + " " + nulls + " rows have no " + column,
                  keys(spec, definition, rows.where(column + " IS NULL"))));
    }
    return result;
  }

  private static Verdict passed(TableName table, String check, String message) {
    return new Verdict(table, check, Severity.ERROR, true, 0, message);
  }

  private static Verdict failed(
      TableName table, String check, long count, String message, List<String> keys) {
    String examples =
        keys.stream().limit(EXAMPLES).collect(Collectors.joining("), (", ", e.g. (", ")"));
    return new Verdict(table, check, Severity.ERROR, false, count, message + examples, keys);
  }

  /**
   * What the checks need to know.
   *
   * @param keys different ones among the rows
   * @param written of the rows those that were asked
   * @param those rows by condition
   */
  private record Counts(
      long rows, long keys, long written, List<Long> those, List<Measured> measured) {}

  /**
   * Counts hashes of keys: as many hashes as rows are as many keys, and cost a fraction. Only where
   * there are fewer the keys themselves are counted. Not in one statement with the rest: Spark
   * carries all aggregates with every row through a count of distinct values.
   */
  private static Counts countBySpark(
      TableSpec spec, List<String> conditions, Wanted wanted, Rows rows) {
    String key = String.join(", ", spec.key());
    List<String> aggregates = new ArrayList<>();
    aggregates.add("count(1)");
    conditions.forEach(condition -> aggregates.add("count_if(" + condition + ")"));
    List<String> all = new ArrayList<>(aggregates);
    all.addAll(wanted.aggregates());
    int first = wanted.day().isPresent() ? 1 : 0;
    long[] sums = new long[aggregates.size()];
    List<Measured> measured = new ArrayList<>();
    for (Row row : wanted.of(rows.written(), all).collectAsList()) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += row.isNullAt(first + i) ? 0 : row.getLong(first + i);
      }
      if (!wanted.figures().isEmpty() && wanted.isOfDay(row, 0)) {
        measured.add(wanted.measured(row, first + sums.length));
      }
    }
    DistinctHashes.Count hashes =
        DistinctHashes.count(rows.keyed().selectExpr("xxhash64(" + key + ")"));
    long keys = hashes.different();
    if (keys < hashes.all()) {
      keys = rows.keyed().selectExpr("count(DISTINCT struct(" + key + "))").first().getLong(0);
    }
    List<Long> those = Arrays.stream(sums).skip(1).limit(conditions.size()).boxed().toList();
    return new Counts(hashes.all(), keys, sums[0], those, List.copyOf(measured));
  }

  private static Counts countHere(
      TableSpec spec, List<String> conditions, Wanted wanted, Dataset<Row> rows) {
    List<String> columns = new ArrayList<>(spec.key());
    columns.addAll(conditions);
    wanted.figures().forEach(figure -> columns.add(figure.value()));
    wanted.day().ifPresent(columns::add);
    int keyWidth = spec.key().size();
    int figuresAt = keyWidth + conditions.size();
    int dayAt = figuresAt + wanted.figures().size();
    long count = 0;
    Set<List<@Nullable Object>> keys = new HashSet<>();
    long[] those = new long[conditions.size()];
    Map<Optional<LocalDate>, List<SummaryStatistics>> figures = new LinkedHashMap<>();
    if (wanted.day().isEmpty() && !wanted.figures().isEmpty()) {
      figures.put(Optional.empty(), statistics(wanted));
    }
    for (Row row : rows.selectExpr(columns.toArray(String[]::new)).collectAsList()) {
      count++;
      List<@Nullable Object> key = new ArrayList<>();
      for (int i = 0; i < keyWidth; i++) {
        key.add(row.get(i));
      }
      keys.add(key);
      for (int i = 0; i < those.length; i++) {
        those[i] += row.getBoolean(keyWidth + i) ? 1 : 0;
      }
      if (wanted.figures().isEmpty() || !wanted.isOfDay(row, dayAt)) {
        continue;
      }
      Optional<LocalDate> day = wanted.day().map(column -> Wanted.date(row, dayAt));
      List<SummaryStatistics> own = figures.computeIfAbsent(day, one -> statistics(wanted));
      for (int i = 0; i < own.size(); i++) {
        if (!row.isNullAt(figuresAt + i)) {
          own.get(i).addValue(row.getDouble(figuresAt + i));
        }
      }
    }
    List<Measured> measured = new ArrayList<>();
    figures.forEach((day, own) -> measured.add(new Measured(day, told(wanted, own))));
    return new Counts(
        count, keys.size(), count, Arrays.stream(those).boxed().toList(), List.copyOf(measured));
  }

  private static List<SummaryStatistics> statistics(Wanted wanted) {
    return wanted.figures().stream().map(figure -> new SummaryStatistics()).toList();
  }

  private static Map<Figure, Double> told(Wanted wanted, List<SummaryStatistics> statistics) {
    Map<Figure, Double> result = new LinkedHashMap<>();
    for (int i = 0; i < statistics.size(); i++) {
      SummaryStatistics own = statistics.get(i);
      Figure figure = wanted.figures().get(i);
      boolean isDeviation = figure.kind() == Figure.Kind.STANDARD_DEVIATION;
      if (figure.kind() == Figure.Kind.ROW_COUNT) {
        result.put(figure, (double) own.getN());
      } else if (own.getN() > (isDeviation ? 1 : 0)) {
        result.put(figure, isDeviation ? own.getStandardDeviation() : own.getMean());
      }
    }
    return result;
  }

  private static Dataset<Row> doubledKeys(TableSpec spec, Dataset<Row> rows) {
    return rows.groupBy(
            spec.key().stream().map(rows::col).toArray(org.apache.spark.sql.Column[]::new))
        .count()
        .where("count > 1");
  }

  /** What of the rows may be told: their keys, but for what is personal in them. */
  private static List<String> keys(TableSpec spec, TableDefinition definition, Dataset<Row> rows) {
    Set<String> shown = shown(definition);
    return rows
        .selectExpr(spec.key().toArray(String[]::new))
        .limit(Verdict.MOST_KEYS)
        .collectAsList()
        .stream()
        .map(
            row -> {
              List<String> parts = new ArrayList<>();
              for (int i = 0; i < spec.key().size(); i++) {
                String column = spec.key().get(i);
                parts.add(column + "=" + (shown.contains(column) ? row.get(i) : "(personal)"));
              }
              return String.join(", ", parts);
            })
        .sorted()
        .toList();
  }

  private static List<List<String>> lostBySpark(
      List<References.Reference> references,
      Dataset<Row> referring,
      Map<TableName, Dataset<Row>> dimensions) {
    List<References.Reference> broken = KnownHashes.broken(references, referring, dimensions);
    if (broken.isEmpty()) {
      return references.stream().map(reference -> List.<String>of()).toList();
    }
    List<List<String>> lost = lostKeys(broken, referring, dimensions);
    return references.stream()
        .map(
            reference ->
                broken.contains(reference)
                    ? lost.get(broken.indexOf(reference))
                    : List.<String>of())
        .toList();
  }

  private static List<List<String>> lostKeys(
      List<References.Reference> references,
      Dataset<Row> referring,
      Map<TableName, Dataset<Row>> dimensions) {
    Dataset<Row> joined =
        referring
            .selectExpr(
                references.stream().map(References.Reference::column).toArray(String[]::new))
            .distinct();
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      References.Reference reference = references.get(i);
      String known = "known_" + i;
      Dataset<Row> keys =
          dimensions
              .get(reference.dimension())
              .selectExpr(reference.key() + " AS " + known)
              .distinct();
      joined =
          joined.join(keys, joined.col(reference.column()).equalTo(keys.col(known)), "left_outer");
      counts.add(
          "collect_set(IF(" + known + " IS NULL, " + reference.column() + ", NULL)) AS lost_" + i);
    }
    Row lost = joined.selectExpr(counts.toArray(String[]::new)).first();
    List<List<String>> result = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      result.add(lost.getList(i));
    }
    return result;
  }

  /** Few keys are looked for by their values, all those of a dimension at once. */
  private static List<List<String>> lostHere(
      List<References.Reference> references,
      Dataset<Row> referring,
      Map<TableName, Dataset<Row>> dimensions) {
    String[] columns = references.stream().map(References.Reference::column).toArray(String[]::new);
    List<Set<String>> lost = new ArrayList<>();
    Map<TableName, Map<String, Set<String>>> wanted = new LinkedHashMap<>();
    List<Row> rows = referring.selectExpr(columns).collectAsList();
    for (int i = 0; i < columns.length; i++) {
      Set<String> keys = new TreeSet<>();
      for (Row row : rows) {
        if (!row.isNullAt(i)) {
          keys.add(row.getString(i));
        }
      }
      lost.add(keys);
      if (!keys.isEmpty()) {
        wanted
            .computeIfAbsent(references.get(i).dimension(), unused -> new LinkedHashMap<>())
            .computeIfAbsent(references.get(i).key(), unused -> new TreeSet<>())
            .addAll(keys);
      }
    }
    wanted.forEach(
        (dimension, keys) -> {
          Map<String, Set<String>> known = known(dimensions.get(dimension), keys);
          for (int i = 0; i < columns.length; i++) {
            if (references.get(i).dimension().equals(dimension)) {
              lost.get(i).removeAll(known.getOrDefault(references.get(i).key(), Set.of()));
            }
          }
        });
    return lost.stream().map(List::copyOf).toList();
  }

  /** By column which of some values stand in a row. */
  private static Map<String, Set<String>> known(
      Dataset<Row> dimension, Map<String, Set<String>> wanted) {
    List<String> columns = List.copyOf(wanted.keySet());
    org.apache.spark.sql.Column any = functions.lit(false);
    for (String column : columns) {
      any = any.or(dimension.col(column).isin(wanted.get(column).toArray()));
    }
    Map<String, Set<String>> result = new HashMap<>();
    for (Row row :
        dimension.where(any).selectExpr(columns.toArray(String[]::new)).collectAsList()) {
      for (int i = 0; i < columns.size(); i++) {
        if (!row.isNullAt(i)) {
          result.computeIfAbsent(columns.get(i), unused -> new HashSet<>()).add(row.getString(i));
        }
      }
    }
    return result;
  }

  /**
   * Whether every key of the referring columns of one table exists in its dimension, in one pass.
   *
   * @param references of one table
   * @param dimensions the rows of every dimension that is referred to
   * @param most so many referring rows there are at most: keys of few are looked up from here
   */
  public static List<Verdict> references(
      List<References.Reference> references,
      Dataset<Row> referring,
      Map<TableName, Dataset<Row>> dimensions,
      long most) {
    List<List<String>> lost =
        most <= FEW
            ? lostHere(references, referring, dimensions)
            : lostBySpark(references, referring, dimensions);
    List<Verdict> result = new ArrayList<>();
    for (int i = 0; i < references.size(); i++) {
      References.Reference reference = references.get(i);
      List<String> keys = lost.get(i);
      String check = "reference." + reference.column();
      result.add(
          keys.isEmpty()
              ? passed(reference.table(), check, "every key is in " + reference.dimension())
              : failed(
                  reference.table(),
                  check,
                  keys.size(),
                  ErrorCode.REFERENCE_BROKEN
                      + " "
                      + keys.size()
                      + " keys are not in "
                      + reference.dimension(),
                  keys.stream()
                      .sorted()
                      .limit(Verdict.MOST_KEYS)
                      .map(key -> reference.column() + "=" + key)
                      .toList()));
    }
    return result;
  }

  /**
   * Whether the newest delivery behind a table is young enough.
   *
   * @param delivered when it was received; empty when there was none
   */
  public static Verdict freshness(
      TableName table, Duration within, Optional<Instant> delivered, Instant now) {
    boolean fresh = delivered.isPresent() && !delivered.get().plus(within).isBefore(now);
    return new Verdict(
        table,
        "freshness",
        Severity.WARNING,
        fresh,
        fresh ? 0 : 1,
        delivered
            .map(at -> "newest delivery " + at + " (at most " + within + " old is wanted)")
            .orElse("nothing was delivered yet"));
  }
}
