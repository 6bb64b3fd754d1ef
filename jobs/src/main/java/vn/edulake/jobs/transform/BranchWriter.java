package vn.edulake.jobs.transform;

import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.RowState;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Writes rows of tables on the branch of a run. */
final class BranchWriter {
  private final SparkSession session;
  private final LakeCatalogs catalogs;
  private final Map<TableName, TableDefinition> definitions;
  private final String branch;
  private final Consumer<String> step;

  /**
   * A writer.
   *
   * @param step is told {@code run.part-deleted} where a part goes before it is written anew
   */
  BranchWriter(
      SparkSession session,
      LakeCatalogs catalogs,
      Map<TableName, TableDefinition> definitions,
      String branch,
      Consumer<String> step) {
    this.session = session;
    this.catalogs = catalogs;
    this.definitions = definitions;
    this.branch = branch;
    this.step = step;
  }

  /** Makes the branch, at what readers see. */
  void branchOff(TableName name) {
    Table table = catalogs.load(name);
    if (table.currentSnapshot() == null) {
      table.manageSnapshots().createBranch(branch).commit();
    } else {
      table.manageSnapshots().createBranch(branch, table.currentSnapshot().snapshotId()).commit();
    }
  }

  /** Nothing of the table changed; what it is made from did. */
  void noteOnly(TableName name, Map<String, String> properties) {
    Table table = catalogs.load(name);
    AppendFiles nothing = table.newAppend().toBranch(branch);
    properties.forEach(nothing::set);
    RowState.sameAs(table, table.snapshot(branch)).forEach(nothing::set);
    nothing.commit();
  }

  /** Writes all rows of a table, or of a part of it, in the place of those before. */
  void all(TableSpec spec, Optional<Part> part, Dataset<Row> rows, Map<String, String> properties) {
    if (part.isPresent()) {
      part(spec, part.get(), rows, properties);
    } else {
      overwrite(spec, rows, lit(true), properties);
    }
  }

  private void part(TableSpec spec, Part part, Dataset<Row> rows, Map<String, String> properties) {
    StructType types = types(spec.table());
    boolean isFilter = part.isFew() && part.columns().stream().allMatch(c -> isLiteral(types, c));
    if (isFilter && isCutInFiles(spec.table(), part.columns())) {
      overwrite(
          spec, rows, part.condition(types, (text, type) -> lit(value(text, type))), properties);
      return;
    }
    delete(spec, part);
    append(spec, rows, properties);
  }

  /**
   * Takes keys out of the branch. Files hold other keys too: Spark copies those rows, or writes
   * beside the file which ones went, as the table's definition has it. The branch shows this and
   * what is appended behind it, or neither; what the table is made from stands in the second.
   */
  void delete(TableSpec spec, Part part) {
    if (part.keys().isEmpty()) {
      return;
    }
    StructType types = types(spec.table());
    List<String> where = new ArrayList<>();
    if (part.isFew() && part.columns().stream().allMatch(c -> isLiteral(types, c))) {
      where.add(literalSql(part, types));
    } else {
      part.outlines().stream()
          .filter(outline -> isLiteral(types, outline.columns().get(0)))
          .forEach(outline -> where.add(literalSql(outline, types)));
      where.add(part.existsSql(session, types, spec.table().flat() + "__part"));
    }
    session.sql(
        "DELETE FROM "
            + LakeCatalogs.sparkName(spec.table())
            + ".branch_"
            + branch
            + " AS stored WHERE "
            + String.join(" AND ", where));
    step.accept("run.part-deleted");
  }

  private static String literalSql(Part part, StructType types) {
    return part.condition(types, (text, type) -> lit(value(text, type))).expr().sql();
  }

  /** Writes rows beside those that are there. */
  void append(TableSpec spec, Dataset<Row> rows, Map<String, String> properties) {
    try {
      writer(spec, rows, properties).append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether every file of the table holds one key, so that parts are whole files. */
  boolean isCutInFiles(TableName name, List<String> columns) {
    Table table = catalogs.load(name);
    return table.specs().size() == 1
        && columns.stream()
            .allMatch(
                column ->
                    table
                        .spec()
                        .getFieldsBySourceId(table.schema().findField(column).fieldId())
                        .stream()
                        .anyMatch(BranchWriter::tellsValues));
  }

  private static boolean tellsValues(PartitionField field) {
    return field.transform().isIdentity() || field.transform().toString().equals("day");
  }

  /** Whether the model gave keys that are not in the part, as far as the files tell. */
  boolean hasRowsOutside(TableSpec spec, Part part) {
    Table table = catalogs.load(spec.table());
    List<PartitionField> fields = new ArrayList<>();
    for (String column : part.columns()) {
      table.spec().getFieldsBySourceId(table.schema().findField(column).fieldId()).stream()
          .filter(field -> field.transform().isIdentity())
          .findFirst()
          .ifPresent(fields::add);
    }
    if (fields.size() < part.columns().size()) {
      return false;
    }
    Set<List<String>> keys = new HashSet<>();
    for (Row row : part.keys()) {
      List<String> key = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        key.add(String.valueOf(row.get(i)));
      }
      keys.add(key);
    }
    SnapshotChanges changes =
        SnapshotChanges.builderFor(table).snapshot(table.snapshot(branch)).build();
    for (DataFile file : changes.addedDataFiles()) {
      List<String> key = new ArrayList<>();
      for (PartitionField field : fields) {
        int position = table.spec().fields().indexOf(field);
        Object value = file.partition().get(position, Object.class);
        key.add(
            value instanceof Integer days
                    && table.schema().findType(field.sourceId()).typeId() == Type.TypeID.DATE
                ? LocalDate.ofEpochDay(days).toString()
                : String.valueOf(value));
      }
      if (!keys.contains(key)) {
        return true;
      }
    }
    return false;
  }

  private DataFrameWriterV2<Row> writer(
      TableSpec spec, Dataset<Row> rows, Map<String, String> properties) {
    DataFrameWriterV2<Row> writer =
        rows.writeTo(LakeCatalogs.sparkName(spec.table()) + ".branch_" + branch);
    for (Map.Entry<String, String> entry : properties.entrySet()) {
      writer = writer.option("snapshot-property." + entry.getKey(), entry.getValue());
    }
    return writer;
  }

  private void overwrite(
      TableSpec spec, Dataset<Row> rows, Column condition, Map<String, String> properties) {
    try {
      writer(spec, rows, properties).overwrite(condition);
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
  }

  private StructType types(TableName name) {
    return SparkSchemaUtil.convert(definitions.get(name).schema());
  }

  private static boolean isLiteral(StructType types, String column) {
    return Set.of("integer", "long", "date", "string")
        .contains(types.apply(column).dataType().typeName());
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
}
