package vn.edulake.quality;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.quality.Verdict.Severity;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * The checks that follow from what a table says of itself: its key is unique, its required columns
 * hold no null, its keys exist in their dimensions, its newest delivery is not too old.
 */
public final class TableAudit {
  private static final int EXAMPLES = 3;

  private TableAudit() {}

  /** Key and not-null checks in one pass; more passes only where something failed. */
  public static List<Verdict> rows(TableSpec spec, TableDefinition definition, Dataset<Row> rows) {
    List<String> required = definition.required();
    List<String> aggregates = new ArrayList<>();
    aggregates.add("count(1)");
    aggregates.add("count(DISTINCT struct(" + String.join(", ", spec.key()) + "))");
    for (String column : required) {
      aggregates.add("count_if(" + column + " IS NULL)");
    }
    Row counted =
        rows.selectExpr(
                aggregates.stream()
                    .map(aggregate -> "coalesce(" + aggregate + ", 0)")
                    .toArray(String[]::new))
            .first();
    List<Verdict> result = new ArrayList<>();
    long doubled = counted.getLong(0) - counted.getLong(1);
    result.add(
        new Verdict(
            spec.table(),
            "key_unique",
            Severity.ERROR,
            doubled == 0,
            doubled,
            doubled == 0 ? counted.getLong(0) + " keys, all different" : doubledKeys(spec, rows)));
    for (int i = 0; i < required.size(); i++) {
      long nulls = counted.getLong(i + 2);
      result.add(
          new Verdict(
              spec.table(),
              "not_null." + required.get(i),
              Severity.ERROR,
              nulls == 0,
              nulls,
              nulls == 0
                  ? "no null"
                  : ErrorCode.NULL_NOT_ALLOWED
                      + " "
                      + nulls
                      + " rows have no "
                      + required.get(i)
                      + examples(spec, rows.where(required.get(i) + " IS NULL"))));
    }
    return result;
  }

  private static String doubledKeys(TableSpec spec, Dataset<Row> rows) {
    Dataset<Row> doubled =
        rows.groupBy(spec.key().stream().map(rows::col).toArray(org.apache.spark.sql.Column[]::new))
            .count()
            .where("count > 1");
    return ErrorCode.KEY_NOT_UNIQUE
        + " "
        + doubled.count()
        + " keys occur more than once"
        + examples(spec, doubled);
  }

  private static String examples(TableSpec spec, Dataset<Row> rows) {
    // Keys are pseudonyms and codes; no other column is shown.
    List<String> found =
        rows.selectExpr(spec.key().toArray(String[]::new)).limit(EXAMPLES).collectAsList().stream()
            .map(
                row -> {
                  List<String> parts = new ArrayList<>();
                  for (int i = 0; i < spec.key().size(); i++) {
                    parts.add(spec.key().get(i) + "=" + row.get(i));
                  }
                  return "(" + String.join(", ", parts) + ")";
                })
            .collect(Collectors.toList());
    return ", e.g. " + String.join(", ", found);
  }

  /** Whether every key of a referring column exists in its dimension. */
  public static Verdict reference(
      References.Reference reference, Dataset<Row> referring, Dataset<Row> dimension) {
    Dataset<Row> known = dimension.selectExpr(reference.key() + " AS known_key");
    Dataset<Row> lost =
        referring
            .selectExpr(reference.column() + " AS wanted_key")
            .where("wanted_key IS NOT NULL")
            .groupBy("wanted_key")
            .count()
            .join(
                known,
                org.apache
                    .spark
                    .sql
                    .functions
                    .col("wanted_key")
                    .equalTo(org.apache.spark.sql.functions.col("known_key")),
                "left_anti");
    List<Row> found = lost.limit(EXAMPLES).collectAsList();
    long keys = found.size() < EXAMPLES ? found.size() : lost.count();
    return new Verdict(
        reference.table(),
        "reference." + reference.column(),
        Severity.ERROR,
        keys == 0,
        keys,
        keys == 0
            ? "every key is in " + reference.dimension()
            : ErrorCode.REFERENCE_BROKEN
                + " "
                + keys
                + " keys are not in "
                + reference.dimension()
                + ", e.g. "
                + found.stream().map(row -> row.getString(0)).toList());
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
