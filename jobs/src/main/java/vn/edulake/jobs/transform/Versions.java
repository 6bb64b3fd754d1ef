package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * Makes periods of dated observations: a row for each time in which a key's state stayed the same.
 *
 * <p>A function of the observations alone; in which order they arrived does not matter. Two
 * different states of one key at one time give two rows with one {@code valid_from}, which the
 * audit refuses: the model has to say which of them counts.
 */
final class Versions {
  private final SparkSession session;
  private final TableSpec spec;
  private final Refresh.Scd2 refresh;

  Versions(SparkSession session, TableSpec spec, Refresh.Scd2 refresh) {
    this.session = session;
    this.spec = spec;
    this.refresh = refresh;
  }

  /** The rows of the table, in the order of the SELECT's columns. */
  Dataset<Row> of(Dataset<Row> observed) {
    List<String> given = List.of(observed.columns());
    List<String> needed = new ArrayList<>(refresh.key());
    needed.add(refresh.from());
    if (!given.containsAll(needed)) {
      throw new UserError(
          ErrorCode.MODEL_INVALID,
          "Cannot build "
              + spec.table()
              + ": its SELECT gives "
              + given
              + ", and scd2 needs "
              + needed);
    }
    boolean hasDeletions = given.contains(Refresh.Scd2.IS_DELETED);
    List<String> attributes = new ArrayList<>(given);
    attributes.removeAll(needed);
    attributes.remove(Refresh.Scd2.IS_DELETED);
    String state = RowText.sql(observed.schema(), attributes);
    if (hasDeletions) {
      state = "IF(coalesce(" + Refresh.Scd2.IS_DELETED + ", false), 'deleted', " + state + ")";
    }
    String key = String.join(", ", refresh.key());
    String view = OwnView.of(observed, spec.table().flat() + "__observed");
    return session.sql(
        "WITH observed AS (SELECT *, "
            + state
            + " AS _state FROM "
            + view
            + "), compared AS (SELECT *, lag(_state) OVER (PARTITION BY "
            + key
            + " ORDER BY "
            + refresh.from()
            + ", _state) AS _state_before FROM observed), began AS (SELECT *, lead("
            + refresh.from()
            + ") OVER (PARTITION BY "
            + key
            + " ORDER BY "
            + refresh.from()
            + ", _state) AS _until FROM compared WHERE _state_before IS NULL OR _state_before <> _state)"
            + " SELECT "
            + String.join(", ", columns(observed, given))
            + " FROM began"
            + (hasDeletions ? " WHERE NOT coalesce(" + Refresh.Scd2.IS_DELETED + ", false)" : ""));
  }

  private List<String> columns(Dataset<Row> observed, List<String> given) {
    DataType type = observed.schema().apply(refresh.from()).dataType();
    String open =
        type.equals(DataTypes.DateType) ? "DATE '9999-12-31'" : "TIMESTAMP '9999-12-31 00:00:00'";
    int lastOfKey = refresh.key().stream().mapToInt(given::indexOf).max().orElseThrow();
    List<String> result = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String column = given.get(i);
      if (column.equals(refresh.from())) {
        result.add(column + " AS " + Refresh.Scd2.VALID_FROM);
        result.add("coalesce(_until, " + open + ") AS " + Refresh.Scd2.VALID_TO);
      } else if (!column.equals(Refresh.Scd2.IS_DELETED)) {
        result.add(column);
      }
      if (i == lastOfKey) {
        refresh.versionKey().ifPresent(name -> result.add(versionKey() + " AS " + name));
      }
    }
    return result;
  }

  /** The durable key and the day or time since when the row holds. */
  private String versionKey() {
    List<String> parts = new ArrayList<>();
    refresh.key().forEach(column -> parts.add("CAST(" + column + " AS STRING)"));
    parts.add("CAST(" + refresh.from() + " AS STRING)");
    return "array_join(array(" + String.join(", ", parts) + "), '@', '')";
  }
}
