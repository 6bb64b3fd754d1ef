package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.Layer;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Builds one table on the branch of the run. */
final class TableBuild {
  private static final int MOST_KEYS = 1000;

  private final SparkSession session;
  private final LakeCatalogs catalogs;
  private final SourceContracts contracts;
  private final Map<TableName, TableDefinition> definitions;
  private final Policies policies;
  private final Inputs inputs;
  private final String branch;

  TableBuild(
      SparkSession session,
      LakeCatalogs catalogs,
      SourceContracts contracts,
      Map<TableName, TableDefinition> definitions,
      Policies policies,
      String branch) {
    this.session = session;
    this.catalogs = catalogs;
    this.contracts = contracts;
    this.definitions = definitions;
    this.policies = policies;
    this.inputs = new Inputs(session, catalogs, definitions);
    this.branch = branch;
  }

  /**
   * What was built.
   *
   * @param snapshot the head of the branch
   * @param rows in the whole table
   * @param written rows written now
   * @param keys the changed keys, when only these were built
   */
  record Built(long snapshot, long rows, long written, Optional<List<Row>> keys) {}

  /** Builds the table from its inputs at the given snapshots. */
  Built build(RunPlan.Planned planned, Map<TableName, Long> snapshots) {
    TableSpec spec = planned.spec();
    Optional<List<Row>> keys =
        planned.mayBuildByKey()
            ? changedKeys(spec, planned.before().orElseThrow(), snapshots)
            : Optional.empty();
    Map<TableName, Dataset<Row>> bound = new TreeMap<>();
    for (TableName input : spec.inputs()) {
      bound.put(input, input(spec, input, snapshots.get(input), keys));
    }
    Dataset<Row> rows = new BoundModel(session, spec, policies, bound).rows();
    write(planned, snapshots, stored(spec, rows), keys);
    Table table = catalogs.load(spec.table());
    Snapshot head = table.snapshot(branch);
    return new Built(
        head.snapshotId(),
        count(head, SnapshotSummary.TOTAL_RECORDS_PROP),
        count(head, SnapshotSummary.ADDED_RECORDS_PROP),
        keys);
  }

  private static long count(Snapshot snapshot, String property) {
    return Long.parseLong(snapshot.summary().getOrDefault(property, "0"));
  }

  /** The keys to build, or nothing when all rows have to be. */
  private Optional<List<Row>> changedKeys(
      TableSpec spec, Map<TableName, Long> before, Map<TableName, Long> now) {
    List<String> columns = ((Refresh.ByKey) spec.refresh()).columns();
    Optional<Dataset<Row>> all = Optional.empty();
    for (TableName input : spec.inputs()) {
      long from = before.getOrDefault(input, 0L);
      long to = now.get(input);
      if (from == to) {
        continue;
      }
      if (!inputs.has(input, columns)) {
        return Optional.empty();
      }
      Optional<Dataset<Row>> changed = inputs.changedKeys(input, from, to, columns);
      if (changed.isEmpty()) {
        return Optional.empty();
      }
      all = Optional.of(all.map(rows -> rows.union(changed.get())).orElse(changed.get()));
    }
    List<Row> keys =
        all.map(rows -> rows.distinct().limit(MOST_KEYS + 1).collectAsList()).orElse(List.of());
    return keys.size() > MOST_KEYS ? Optional.empty() : Optional.of(keys);
  }

  private Dataset<Row> input(
      TableSpec spec, TableName input, long snapshot, Optional<List<Row>> keys) {
    Dataset<Row> rows = inputs.at(input, snapshot);
    if (keys.isPresent() && inputs.has(input, ((Refresh.ByKey) spec.refresh()).columns())) {
      rows = restrict(rows, ((Refresh.ByKey) spec.refresh()).columns(), keys.get());
    }
    if (input.layer() == Layer.RAW) {
      SourceContract contract =
          contracts
              .find(input)
              .orElseThrow(
                  () ->
                      new UserError(
                          ErrorCode.MODEL_INVALID,
                          "Cannot build " + spec.table() + ": no contract describes " + input));
      String view = spec.table().flat() + "__from__" + input.flat();
      rows.createOrReplaceTempView(view);
      rows = session.sql(DeliveredRows.sql(contract, view));
    }
    return rows;
  }

  private Dataset<Row> restrict(Dataset<Row> rows, List<String> columns, List<Row> keys) {
    StructType type = new StructType();
    for (String column : columns) {
      type = type.add("changed_" + column, "string");
    }
    Dataset<Row> changed = broadcast(session.createDataFrame(keys, type));
    Column condition = lit(true);
    for (String column : columns) {
      condition =
          condition.and(
              rows.col(column).cast("string").eqNullSafe(changed.col("changed_" + column)));
    }
    return rows.join(changed, condition, "left_semi");
  }

  /** The rows with names and types as stored. */
  private Dataset<Row> stored(TableSpec spec, Dataset<Row> rows) {
    List<String> wanted =
        definitions.get(spec.table()).columns().stream().map(TableDefinition.Column::name).toList();
    if (!List.of(rows.columns()).equals(wanted)) {
      throw new UserError(
          ErrorCode.MODEL_INVALID,
          "Cannot build "
              + spec.table()
              + ": the model gives the columns "
              + List.of(rows.columns())
              + ", its DDL has "
              + wanted);
    }
    return rows;
  }

  private void write(
      RunPlan.Planned planned,
      Map<TableName, Long> snapshots,
      Dataset<Row> rows,
      Optional<List<Row>> keys) {
    TableName name = planned.spec().table();
    Table table = catalogs.load(name);
    if (table.currentSnapshot() == null) {
      table.manageSnapshots().createBranch(branch).commit();
    } else {
      table.manageSnapshots().createBranch(branch, table.currentSnapshot().snapshotId()).commit();
    }
    DataFrameWriterV2<Row> writer =
        rows.writeTo(LakeCatalogs.sparkName(name) + ".branch_" + branch);
    Provenance provenance = new Provenance(planned.fingerprint(), snapshots);
    for (Map.Entry<String, String> entry : provenance.summary().entrySet()) {
      writer = writer.option("snapshot-property." + entry.getKey(), entry.getValue());
    }
    try {
      writer.overwrite(keys.map(changed -> condition(planned.spec(), changed)).orElse(lit(true)));
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  private Column condition(TableSpec spec, List<Row> keys) {
    List<String> columns = ((Refresh.ByKey) spec.refresh()).columns();
    StructType stored = SparkSchemaUtil.convert(definitions.get(spec.table()).schema());
    Column any = lit(false);
    for (Row key : keys) {
      Column all = lit(true);
      for (int i = 0; i < columns.size(); i++) {
        DataType type = stored.apply(columns.get(i)).dataType();
        all =
            all.and(
                key.isNullAt(i)
                    ? col(columns.get(i)).isNull()
                    : col(columns.get(i)).equalTo(lit(value(key.getString(i), type))));
      }
      any = any.or(all);
    }
    return any;
  }

  /** A key's text as a value of the stored type; Iceberg wants literals in a filter, not casts. */
  private static Object value(String text, DataType type) {
    return switch (type.typeName()) {
      case "integer" -> Integer.valueOf(text);
      case "long" -> Long.valueOf(text);
      case "date" -> java.sql.Date.valueOf(text);
      case "string" -> text;
      default ->
          throw new UserError(
              ErrorCode.MODEL_INVALID,
              "Cannot build by a key of type "
                  + type.sql()
                  + " (known: integer, long, date, string)");
    };
  }

  /** The rows that were built: the changed keys, or all. */
  Dataset<Row> builtRows(TableSpec spec, Built built) {
    Dataset<Row> all = inputs.at(spec.table(), built.snapshot());
    return built
        .keys()
        .map(keys -> restrict(all, ((Refresh.ByKey) spec.refresh()).columns(), keys))
        .orElse(all);
  }

  Dataset<Row> at(TableName name, long snapshot) {
    return inputs.at(name, snapshot);
  }

  /** Which of the columns a table's rows are cut by decide what is written: proved by a test. */
  static List<String> unpartedColumns(TableSpec spec, TableDefinition definition) {
    List<String> result = new ArrayList<>();
    if (spec.refresh() instanceof Refresh.ByKey byKey) {
      for (String column : definition.identityPartitions()) {
        if (!byKey.columns().contains(column)) {
          result.add(column);
        }
      }
      for (String column : byKey.columns()) {
        if (!definition.identityPartitions().contains(column)) {
          result.add(column);
        }
      }
    }
    return result;
  }
}
