package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** In which rows two states of a table differ. */
final class RowDifference {
  private static final String ROW = "row_";
  private static final String NEW = "new_";
  private static final String LEFT = "left_";
  private static final String KEY = "key_";

  private final Dataset<Row> before;
  private final Dataset<Row> after;
  private final List<String> key;

  /**
   * Two states.
   *
   * @param after is read several times
   * @param key the columns that name a row
   */
  RowDifference(Dataset<Row> before, Dataset<Row> after, List<String> key) {
    this.before = before;
    this.after = after;
    this.key = key;
  }

  /**
   * The keys of rows that only one state has, as texts.
   *
   * @param gone of the earlier one
   * @param came of the later one
   */
  record Keys(List<Row> gone, List<Row> came) {
    Keys {
      gone = List.copyOf(gone);
      came = List.copyOf(came);
    }

    /** Each once. */
    List<Row> all() {
      Set<Row> result = new LinkedHashSet<>(gone);
      result.addAll(came);
      return List.copyOf(result);
    }
  }

  /**
   * The keys of all rows that only one state has.
   *
   * @return nothing when there are more than are worth knowing
   */
  Optional<Keys> keys(int most) {
    List<Row> rows = isHere() ? differentHere() : different().limit(most + 1).collectAsList();
    if (rows.size() > most) {
      return Optional.empty();
    }
    Set<Row> gone = new LinkedHashSet<>();
    Set<Row> came = new LinkedHashSet<>();
    for (Row row : rows) {
      (row.getLong(key.size()) < 0 ? gone : came).add(keyOf(row));
    }
    return Optional.of(new Keys(List.copyOf(gone), List.copyOf(came)));
  }

  /**
   * Few rows that only one state has.
   *
   * @param came those of the later one, held in memory
   */
  record Few(Keys keys, Dataset<Row> came) {}

  /**
   * As the other one, for many rows of which few differ: those of the later state are made once,
   * and compared where they are made.
   *
   * @return nothing when there are more than are worth knowing, or a row stands twice
   */
  Optional<Few> few(int most) {
    Optional<RowHashes> known = RowHashes.of(before.selectExpr(hash()));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    try (RowHashes.Seen seen =
        new RowHashes.Seen(known.get(), before.sparkSession().sparkContext())) {
      List<Row> rows =
          seen.others(after.withColumn(ROW, expr(hash())), ROW)
              .drop(ROW)
              .limit(most + 1)
              .collectAsList();
      int gone = known.get().size() - seen.places().cardinality();
      if (rows.size() > most || gone > most || !seen.isEachOnce()) {
        return Optional.empty();
      }
      Dataset<Row> came = before.sparkSession().createDataFrame(rows, after.schema());
      List<Row> cameKeys = keysOf(came);
      List<Row> goneKeys = goneKeys(known.get().without(seen.places()), cameKeys);
      return Optional.of(new Few(new Keys(goneKeys, cameKeys), came));
    }
  }

  /** The keys of stored rows; mostly these are of keys of which other rows came. */
  private List<Row> goneKeys(RowHashes gone, List<Row> came) {
    if (gone.size() == 0) {
      return List.of();
    }
    Dataset<Row> near =
        came.isEmpty() ? before : new Part(key, came).of(before.sparkSession(), before);
    List<Row> keys = keysOf(gone.among(near.withColumn(ROW, expr(hash())), ROW));
    return keys.size() == gone.size() || came.isEmpty()
        ? keys
        : keysOf(gone.among(before.withColumn(ROW, expr(hash())), ROW));
  }

  private List<Row> keysOf(Dataset<Row> rows) {
    return rows
        .selectExpr(
            key.stream().map(column -> "CAST(" + column + " AS STRING)").toArray(String[]::new))
        .collectAsList()
        .stream()
        .map(LocalRows::plain)
        .distinct()
        .toList();
  }

  /**
   * The keys of the rows that only the earlier state has.
   *
   * @return nothing when there are more than are worth knowing
   */
  Optional<List<Row>> gone(int most) {
    List<Row> rows =
        isHere()
            ? differentHere().stream().filter(row -> row.getLong(key.size()) < 0).toList()
            : different().where(LEFT + " < 0").limit(most + 1).collectAsList();
    if (rows.size() > most) {
      return Optional.empty();
    }
    Set<Row> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.add(keyOf(row)));
    return Optional.of(List.copyOf(keys));
  }

  /**
   * The rows that only the later state has.
   *
   * @return nothing when it has a row twice: then it cannot be told which one is new
   */
  Optional<Dataset<Row>> came() {
    long all = after.count();
    if (after.selectExpr(key.toArray(String[]::new)).distinct().count() < all) {
      return Optional.empty();
    }
    Dataset<Row> old = hashed(before, "");
    Dataset<Row> fresh = after.withColumn(NEW, expr(hash()));
    Column same = fresh.col(NEW).equalTo(old.col(ROW));
    for (String column : key) {
      same = same.and(fresh.col(column).eqNullSafe(old.col(KEY + column)));
    }
    return Optional.of(fresh.join(old, same, "left_anti").drop(NEW));
  }

  private Row keyOf(Row row) {
    Object[] values = new Object[key.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return RowFactory.create(values);
  }

  private String hash() {
    return RowText.hash(before.schema());
  }

  private Dataset<Row> hashed(Dataset<Row> rows, String sign) {
    List<String> select = new ArrayList<>();
    for (String column : key) {
      select.add(
          sign.isEmpty()
              ? column + " AS " + KEY + column
              : "CAST(" + column + " AS STRING) AS " + KEY + column);
    }
    select.add(hash() + " AS " + ROW);
    if (!sign.isEmpty()) {
      select.add(sign + " AS sign_");
    }
    return rows.selectExpr(select.toArray(String[]::new));
  }

  private boolean isHere() {
    return before.isLocal() && after.isLocal();
  }

  /** As {@link #different}, of rows that are held in memory: without a job of Spark's. */
  private List<Row> differentHere() {
    return LocalRows.signed(hashed(after, "1").drop("sign_"), hashed(before, "-1").drop("sign_"))
        .entrySet()
        .stream()
        .map(row -> LocalRows.with(keyOf(row.getKey()), (long) row.getValue()))
        .toList();
  }

  /** The keys as texts, and how many rows more the later state has of each that differs. */
  Dataset<Row> different() {
    List<Column> same = new ArrayList<>();
    key.forEach(column -> same.add(col(KEY + column)));
    List<Column> wanted = new ArrayList<>(same);
    wanted.add(col(LEFT));
    same.add(col(ROW));
    return together(hashed(after, "1"), hashed(before, "-1"))
        .groupBy(same.toArray(Column[]::new))
        .agg(sum("sign_").as(LEFT))
        .where(LEFT + " <> 0")
        .select(wanted.toArray(Column[]::new));
  }

  /**
   * All rows of both. {@code Dataset.union} also flattens the unions inside of the two; a plan that
   * is kept in memory is not found any more then, and computed again.
   */
  static Dataset<Row> together(Dataset<Row> one, Dataset<Row> other) {
    return one.sparkSession()
        .sql(
            "SELECT * FROM "
                + OwnView.of(one, "together")
                + " UNION ALL SELECT * FROM "
                + OwnView.of(other, "together"));
  }
}
