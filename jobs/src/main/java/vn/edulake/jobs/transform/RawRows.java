package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.Delivery;
import vn.edulake.models.contract.KeyText;
import vn.edulake.models.contract.SourceContract;

/**
 * A raw table as an input that may be read in part.
 *
 * <p>Its columns are texts; a text that gives no value of the column's type may belong to any part.
 * Rows that replace each other, as the versions of a key do, form a unit: it is read whole or not
 * at all, and when one of its rows changed, every part that one of them stands in did.
 */
final class RawRows {
  private static final int MOST_UNITS = 20_000;

  /** So many days before and after those of a part are known by their texts. */
  private static final int DAYS_KNOWN_BY_TEXT = 1_000;

  private static final int MOST_DAYS_KNOWN_BY_TEXT = 5_000;
  private static final int DAY_LENGTH = 10;
  private static final String NORMAL = "normal_";
  private static final String SAME = "unit_";

  private final SparkSession session;
  private final SourceContract contract;
  private final String view;
  private final Dataset<Row> rows;
  private final List<String> columns;
  private final StructType types;

  /**
   * A raw table for one model.
   *
   * @param rows all rows
   * @param columns by which the model's table is cut
   * @param types the columns of the model's table
   */
  RawRows(
      SparkSession session,
      TableSpec spec,
      SourceContract contract,
      Dataset<Row> rows,
      List<String> columns,
      StructType types) {
    this.session = session;
    this.contract = contract;
    this.view = spec.table().flat() + "__from__" + contract.rawTable().flat();
    this.rows = rows;
    this.columns = columns;
    this.types = types;
  }

  /** What the table says now. */
  Dataset<Row> delivered() {
    return delivered(rows);
  }

  private Dataset<Row> delivered(Dataset<Row> some) {
    return session.sql(DeliveredRows.sql(contract, OwnView.of(some, view)));
  }

  /** What the table says now of a part. */
  Dataset<Row> delivered(Part part) {
    Dataset<Row> inPart = inPart(rows, part);
    if (unitsLieInParts()) {
      // A snapshot's rows are read twice: once to rank the deliveries.
      boolean isReadTwice = contract.delivery().semantics() == Delivery.Semantics.SNAPSHOT;
      return delivered(isReadTwice && part.isFew() ? inPart.localCheckpoint() : inPart);
    }
    if (unit().isEmpty()) {
      return inPart(delivered(), part);
    }
    Column[] unit =
        unit().stream().map(column -> expr(same(column)).as(SAME + column)).toArray(Column[]::new);
    // So many are sent to where the rows are; a join would send all rows to where units meet.
    List<Row> few = inPart.select(unit).distinct().limit(MOST_UNITS + 1).collectAsList();
    if (few.size() <= MOST_UNITS) {
      Part units = new Part(List.of(unitColumns()), few);
      return inPart(delivered(units.of(session, withUnit()).drop(unitColumns())), part);
    }
    Dataset<Row> needed = inPart.select(unit).distinct().alias("needed");
    Dataset<Row> whole = withUnit().alias("whole");
    Column same = lit(true);
    for (String column : unit()) {
      same = same.and(expr("whole." + SAME + column + " <=> needed." + SAME + column));
    }
    return inPart(delivered(whole.join(needed, same, "left_semi").drop(unitColumns())), part);
  }

  /** What is equal for rows of one unit, whatever the writing of its column. */
  private String same(String column) {
    return KeyText.sql(contract, column);
  }

  private Dataset<Row> withUnit() {
    List<String> select = new ArrayList<>(List.of("*"));
    unit().forEach(column -> select.add(same(column) + " AS " + SAME + column));
    return rows.selectExpr(select.toArray(String[]::new));
  }

  private String[] unitColumns() {
    return unit().stream().map(column -> SAME + column).toArray(String[]::new);
  }

  /** Also the rows of which it is not known. */
  private Dataset<Row> inPart(Dataset<Row> some, Part part) {
    List<String> select = new ArrayList<>(List.of(some.columns()));
    List<String> unknown = new ArrayList<>();
    Map<String, String> normal = normal();
    normal.forEach(
        (column, expression) -> {
          select.add(expression + " AS " + NORMAL + column);
          unknown.add(NORMAL + column + " IS NULL");
        });
    Dataset<Row> widened = some.selectExpr(select.toArray(String[]::new));
    Part known =
        new Part(
            part.columns().stream().map(column -> NORMAL + column).toList(),
            part.keys().stream().filter(row -> !row.anyNull()).toList());
    String isUnknown = String.join(" OR ", unknown);
    Dataset<Row> wanted =
        known.keys().isEmpty()
            ? widened.where(isUnknown)
            : known.isFew()
                ? withoutOtherDays(part)
                    .map(widened::filter)
                    .orElse(widened)
                    .filter(
                        // Of a value that is not known it is not known whether it is one of these.
                        coalesce(
                            known.condition(widened.schema(), (text, type) -> lit(text).cast(type)),
                            lit(true)))
                : known.of(session, widened).union(widened.where(isUnknown));
    return wanted.drop(
        normal.keySet().stream().map(column -> NORMAL + column).toArray(String[]::new));
  }

  /**
   * Leaves out most rows of other days than the part's by their texts alone. To see that a text is
   * a day costs more than all else that is done with most rows.
   *
   * @return nothing where a part is not told by days
   */
  private Optional<Column> withoutOtherDays(Part part) {
    return columns.stream()
        .filter(column -> types.apply(column).dataType().equals(DataTypes.DateType))
        .findFirst()
        .flatMap(
            column -> {
              TreeSet<LocalDate> days = part.of(column).days();
              LocalDate first = days.first().minusDays(DAYS_KNOWN_BY_TEXT);
              LocalDate last = days.last().plusDays(DAYS_KNOWN_BY_TEXT);
              if (ChronoUnit.DAYS.between(first, last) > MOST_DAYS_KNOWN_BY_TEXT) {
                return Optional.empty();
              }
              Object[] others =
                  first
                      .datesUntil(last)
                      .filter(day -> !days.contains(day))
                      .map(LocalDate::toString)
                      // Of another length it is no day of four figures of a year.
                      .filter(text -> text.length() == DAY_LENGTH)
                      .toArray();
              return Optional.of(coalesce(not(col(column).isin(others)), lit(true)));
            });
  }

  /**
   * The parts that changed.
   *
   * @return nothing when there are too many, or when they cannot be told
   */
  Optional<List<Row>> changed(Inputs inputs, long from, long to, int most) {
    if (unitsLieInParts()) {
      return known(inputs.changed(contract.rawTable(), from, to, texts(), most));
    }
    if (unit().isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> unit = new LinkedHashMap<>();
    unit().forEach(column -> unit.put(SAME + column, same(column)));
    Optional<List<Row>> units = inputs.changed(contract.rawTable(), from, to, unit, most);
    if (units.isEmpty()) {
      return Optional.empty();
    }
    List<String> select = new ArrayList<>();
    texts().forEach((column, text) -> select.add(text + " AS " + column));
    List<Row> keys =
        new Part(List.copyOf(unit.keySet()), units.get())
            .of(session, withUnit())
            .selectExpr(select.toArray(String[]::new))
            .distinct()
            .limit(most + 1)
            .collectAsList();
    return keys.size() > most ? Optional.empty() : known(Optional.of(keys));
  }

  private static Optional<List<Row>> known(Optional<List<Row>> keys) {
    return keys.filter(rows -> rows.stream().noneMatch(Row::anyNull));
  }

  private Map<String, String> texts() {
    Map<String, String> result = new LinkedHashMap<>();
    normal().forEach((column, value) -> result.put(column, "CAST(" + value + " AS STRING)"));
    return result;
  }

  /** Each column's text as the value that the model's table will have. */
  private Map<String, String> normal() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String column : columns) {
      result.put(column, normal(column, types.apply(column).dataType()));
    }
    return result;
  }

  private static String normal(String column, DataType type) {
    if (type.equals(DataTypes.StringType)) {
      return "nullif(nfc(" + column + "), '')";
    }
    if (type.equals(DataTypes.DateType)) {
      // A cast alone would take a year for its first day.
      return "CASE WHEN trim("
          + column
          + ") RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN TRY_CAST(trim("
          + column
          + ") AS DATE) END";
    }
    return "TRY_CAST(trim(" + column + ") AS " + type.sql() + ")";
  }

  private boolean unitsLieInParts() {
    return switch (contract.delivery().semantics()) {
      case APPEND -> contract.key().isEmpty() || unit().containsAll(columns);
      case SNAPSHOT, DELTA -> !unit().isEmpty() && unit().containsAll(columns);
    };
  }

  /** The columns whose rows replace each other; none when any row may replace any other. */
  private List<String> unit() {
    if (contract.delivery().complete().isPresent()) {
      return List.of();
    }
    Set<String> result =
        new LinkedHashSet<>(
            switch (contract.delivery().semantics()) {
              case SNAPSHOT -> contract.delivery().scope();
              case DELTA, APPEND -> contract.rowKey();
            });
    return List.copyOf(result);
  }
}
