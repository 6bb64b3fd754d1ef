package vn.edulake.warehouse.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.analysis.UnresolvedIdentifier;
import org.apache.spark.sql.catalyst.plans.logical.CreateTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedTableSpec;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.SparkSqlParser;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** Reads CREATE TABLE statements with Spark's own parser; no session is started. */
final class CreateTableSql {
  /** The table property that names the columns by whose values few rows are looked up. */
  private static final String LOOKUPS = "lookups";

  private CreateTableSql() {}

  static TableDefinition parse(String file, String sql) {
    LogicalPlan plan;
    try {
      plan = new SparkSqlParser().parsePlan(sql);
    } catch (Exception e) {
      // Scala declares no checked exceptions: a ParseException cannot be named here.
      throw invalid(file, String.valueOf(e.getMessage()).strip());
    }
    if (!(plan instanceof CreateTable create)
        || !(create.name() instanceof UnresolvedIdentifier name)
        || !(create.tableSpec() instanceof UnresolvedTableSpec table)) {
      throw invalid(file, "it is one CREATE TABLE statement");
    }
    TableName tableName =
        TableName.parse(String.join(".", JavaConverters.seqAsJavaList(name.nameParts())));
    StructType struct = create.tableSchema();
    Schema converted = SparkSchemaUtil.convert(nullable(struct));
    List<TableDefinition.Column> columns = new ArrayList<>();
    for (StructField field : struct.fields()) {
      Types.NestedField stored = converted.findField(field.name());
      String comment = field.getComment().getOrElse(() -> "");
      columns.add(
          new TableDefinition.Column(
              Types.NestedField.from(stored).withDoc(comment).build(),
              !field.nullable(),
              privacy(file, field.name(), comment)));
    }
    Schema schema = new Schema(columns.stream().map(TableDefinition.Column::field).toList());
    PartitionSpec spec =
        Spark3Util.toPartitionSpec(
            schema, JavaConverters.seqAsJavaList(create.partitioning()).toArray(Transform[]::new));
    if (table.comment().isEmpty()) {
      throw invalid(file, "the table has a COMMENT that says what one row is");
    }
    return new TableDefinition(
        tableName, columns, spec, table.comment().get(), lookups(file, table, schema));
  }

  private static List<String> lookups(String file, UnresolvedTableSpec table, Schema schema) {
    List<String> result = new ArrayList<>();
    Map<String, String> properties = new TreeMap<>(JavaConverters.mapAsJavaMap(table.properties()));
    String found = properties.remove(LOOKUPS);
    if (!properties.isEmpty()) {
      throw invalid(
          file, "it has the property " + properties.keySet() + " (known: " + LOOKUPS + ")");
    }
    for (String name : found == null ? List.<String>of() : List.of(found.split(", *"))) {
      if (schema.findField(name) == null) {
        throw invalid(file, name + " of " + LOOKUPS + " is no column");
      }
      result.add(name);
    }
    return result;
  }

  private static StructType nullable(StructType struct) {
    StructType result = new StructType();
    for (StructField field : struct.fields()) {
      result = result.add(field.name(), field.dataType(), true);
    }
    return result;
  }

  private static PrivacyClass privacy(String file, String column, String comment) {
    for (PrivacyClass privacy : PrivacyClass.values()) {
      if (comment.startsWith(privacy.name().toLowerCase(Locale.ROOT) + ": ")) {
        return privacy;
      }
    }
    throw invalid(
        file,
        "the comment of column "
            + column
            + " begins with its privacy class (public:, internal:, personal: or sensitive:)");
  }

  private static UserError invalid(String file, String why) {
    return new UserError(ErrorCode.MODEL_INVALID, "Cannot use DDL " + file + ": " + why);
  }
}
