package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of some keys: what of a table is built, or read.
 *
 * @param columns that tell the keys apart
 * @param keys the values as texts, none twice; a null is a value too
 */
record Part(List<String> columns, List<Row> keys) {
  /** So many keys are written out in a filter; for more a join is the cheaper one. */
  private static final int MOST_LITERALS = 200;

  private static final String CHANGED = "changed_";

  Part {
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /** The days, and the one that is none when it is wanted. */
  static Part ofDays(String column, Collection<LocalDate> days, boolean withMissing) {
    List<Row> keys = new ArrayList<>();
    days.forEach(day -> keys.add(RowFactory.create(day.toString())));
    if (withMissing) {
      keys.add(RowFactory.create((Object) null));
    }
    return new Part(List.of(column), keys);
  }

  /** What a part says of one of its columns. */
  Part of(String column) {
    int place = columns.indexOf(column);
    return new Part(
        List.of(column),
        keys.stream().map(key -> RowFactory.create(key.get(place))).distinct().toList());
  }

  /** The days of a part that is cut by day. */
  TreeSet<LocalDate> days() {
    TreeSet<LocalDate> result = new TreeSet<>();
    for (Row key : keys) {
      if (!key.isNullAt(0)) {
        result.add(LocalDate.parse(key.getString(0)));
      }
    }
    return result;
  }

  boolean hasMissing() {
    return keys.stream().anyMatch(key -> key.isNullAt(0));
  }

  boolean isFew() {
    return keys.size() <= MOST_LITERALS;
  }

  /** How many there are, for people. */
  String words(String one) {
    if (keys.isEmpty()) {
      return "nothing";
    }
    return keys.size() + " " + one + (keys.size() == 1 ? "" : "s");
  }

  /** The rows of the part. */
  Dataset<Row> of(SparkSession session, Dataset<Row> rows) {
    if (isFew()) {
      // A cast of a literal is folded, so storage can leave out files.
      return rows.filter(condition(rows.schema(), (text, type) -> lit(text).cast(type)));
    }
    Dataset<Row> near = rows;
    for (Part outline : outlines()) {
      near = outline.of(session, near);
    }
    Dataset<Row> keyRows = table(session, rows.schema());
    Column same = lit(true);
    for (String column : columns) {
      same = same.and(near.col(column).eqNullSafe(keyRows.col(CHANGED + column)));
    }
    return near.join(keyRows, same, "left_semi");
  }

  /**
   * By each column of which few values occur, the part that has these: all rows of this part lie in
   * it, and storage can leave out files by it, which it cannot by a join.
   */
  List<Part> outlines() {
    List<Part> result = new ArrayList<>();
    for (String column : columns) {
      Part values = of(column);
      if (values.isFew()) {
        result.add(values);
      }
    }
    return result;
  }

  /** The rows outside of a part of few keys, none of which is null. */
  Dataset<Row> others(Dataset<Row> rows) {
    Column inside = condition(rows.schema(), (text, type) -> lit(text).cast(type));
    return rows.filter(functions.not(functions.coalesce(inside, lit(false))));
  }

  /** The keys as rows, in the types of the given columns. */
  private Dataset<Row> table(SparkSession session, StructType types) {
    StructType texts = new StructType();
    List<String> cast = new ArrayList<>();
    for (String column : columns) {
      texts = texts.add(CHANGED + column, "string");
      cast.add(
          "TRY_CAST("
              + CHANGED
              + column
              + " AS "
              + types.apply(column).dataType().sql()
              + ") AS "
              + CHANGED
              + column);
    }
    return session.createDataFrame(keys, texts).selectExpr(cast.toArray(String[]::new));
  }

  /**
   * Whether a row belongs to the part, for few keys.
   *
   * @param literal makes a value of a key's text and the type of its column
   */
  Column condition(StructType types, BiFunction<String, DataType, Column> literal) {
    if (columns.size() == 1) {
      return oneColumn(types, literal);
    }
    // A row that has another value is told by one look at each column, not by one for each key.
    Column near = lit(true);
    for (String column : columns) {
      near = near.and(of(column).oneColumn(types, literal));
    }
    Column any = lit(false);
    for (Row key : keys) {
      Column all = lit(true);
      for (int i = 0; i < columns.size(); i++) {
        Column column = col(columns.get(i));
        DataType type = types.apply(columns.get(i)).dataType();
        all =
            all.and(
                key.isNullAt(i)
                    ? column.isNull()
                    : column.equalTo(literal.apply(key.getString(i), type)));
      }
      any = any.or(all);
    }
    return near.and(any);
  }

  private Column oneColumn(StructType types, BiFunction<String, DataType, Column> literal) {
    return isKey(
        col(columns.get(0)), text -> literal.apply(text, types.apply(columns.get(0)).dataType()));
  }

  /** The rows of few days, by an expression that tells the day of a row. */
  Dataset<Row> ofDays(Dataset<Row> rows, String day) {
    return rows.filter(isKey(expr(day), text -> lit(text).cast(DataTypes.DateType)));
  }

  private Column isKey(Column column, Function<String, Column> literal) {
    Object[] values =
        keys.stream()
            .filter(key -> !key.isNullAt(0))
            .map(key -> literal.apply(key.getString(0)))
            .toArray();
    Column known = values.length == 0 ? lit(false) : column.isin(values);
    return hasMissing() ? known.or(column.isNull()) : known;
  }

  /** The WHERE of a DELETE that takes the part out of a table known as {@code stored}. */
  String existsSql(SparkSession session, StructType types, String prefix) {
    String view = OwnView.of(table(session, types), prefix);
    List<String> same = new ArrayList<>();
    for (String column : columns) {
      same.add("stored." + column + " <=> part." + CHANGED + column);
    }
    return "EXISTS (SELECT 1 FROM " + view + " AS part WHERE " + String.join(" AND ", same) + ")";
  }
}
