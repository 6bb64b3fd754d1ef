package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Tables as a run sees them: at a snapshot, whatever happens beside it. */
final class Inputs {
  private final SparkSession session;
  private final LakeCatalogs catalogs;
  private final Map<TableName, TableDefinition> definitions;

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
        session.sql("SELECT * FROM " + LakeCatalogs.sparkName(name) + " VERSION AS OF " + snapshot);
    List<String> then = List.of(rows.columns());
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

  /** Whether a table has all these columns. */
  boolean has(TableName name, List<String> columns) {
    Schema schema = definitions.get(name).schema();
    return columns.stream().allMatch(column -> schema.findField(column) != null);
  }

  /**
   * The keys, as text, in rows that came or went between two snapshots; nothing when the way from
   * one to the other is not known any more.
   */
  Optional<Dataset<Row>> changedKeys(TableName name, long from, long to, List<String> columns) {
    String[] keys =
        columns.stream()
            .map(column -> "CAST(" + column + " AS STRING) AS " + column)
            .toArray(String[]::new);
    if (from == 0) {
      return Optional.of(at(name, to).selectExpr(keys).distinct());
    }
    Table table = catalogs.load(name);
    List<String> files = new ArrayList<>();
    Snapshot snapshot = table.snapshot(to);
    while (snapshot != null && snapshot.snapshotId() != from) {
      SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
      changes.addedDataFiles().forEach(file -> files.add(file.location()));
      changes.removedDataFiles().forEach(file -> files.add(file.location()));
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    if (snapshot == null
        || !files.stream().allMatch(file -> table.io().newInputFile(file).exists())) {
      return Optional.empty();
    }
    if (files.isEmpty()) {
      return Optional.of(at(name, to).selectExpr(keys).limit(0));
    }
    return Optional.of(
        session.read().parquet(files.toArray(String[]::new)).selectExpr(keys).distinct());
  }
}
