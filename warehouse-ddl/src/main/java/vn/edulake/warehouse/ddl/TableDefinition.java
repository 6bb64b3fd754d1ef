package vn.edulake.warehouse.ddl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import vn.edulake.models.Layer;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.Refresh;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.DerivedStaging;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.contract.Staging;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * What one table is now.
 *
 * <p>NOT NULL is kept here and proved by the audit of every release; the stored columns are all
 * optional, so that a broken row reaches the audit and gets its reason.
 *
 * @param columns in order
 * @param partitioning over the schema of {@link #schema()}
 * @param comment what one row is
 * @param lookups the columns by whose values few rows are looked up: files say in small steps which
 *     values are not there
 */
public record TableDefinition(
    TableName table,
    List<Column> columns,
    PartitionSpec partitioning,
    String comment,
    List<String> lookups) {

  public TableDefinition {
    columns = List.copyOf(columns);
    lookups = List.copyOf(lookups);
  }

  /** Without lookups. */
  public TableDefinition(
      TableName table, List<Column> columns, PartitionSpec partitioning, String comment) {
    this(table, columns, partitioning, comment, List.of());
  }

  /**
   * One column.
   *
   * @param field name, type and the whole comment as stored
   * @param isRequired whether the audit refuses nulls
   * @param privacy the class its comment begins with
   */
  public record Column(Types.NestedField field, boolean isRequired, PrivacyClass privacy) {
    public String name() {
      return field.name();
    }

    /** Whether everybody who may see the table may see the column. */
    public boolean isShown() {
      return privacy == PrivacyClass.PUBLIC || privacy == PrivacyClass.INTERNAL;
    }
  }

  /**
   * Reads all definitions of the class path: those of the DDL files, and those of the staging
   * tables that follow from contracts.
   */
  public static Map<TableName, TableDefinition> load() {
    Map<TableName, TableDefinition> result = new LinkedHashMap<>();
    for (Layer layer : Layer.values()) {
      ResourceFolder.read("ddl/" + layer.schema(), ".sql")
          .forEach(
              (file, text) -> {
                TableDefinition definition =
                    CreateTableSql.parse(layer.schema() + "/" + file, text);
                if (!file.equals(definition.table().name() + ".sql")
                    || definition.table().layer() != layer) {
                  throw new UserError(
                      ErrorCode.MODEL_INVALID,
                      "Cannot use DDL "
                          + layer.schema()
                          + "/"
                          + file
                          + ": it describes "
                          + definition.table()
                          + ", whose file is another");
                }
                result.put(definition.table(), definition);
              });
    }
    for (SourceContract contract : SourceContracts.load().all()) {
      staging(contract)
          .ifPresent(
              definition -> {
                if (result.put(definition.table(), definition) != null) {
                  throw new UserError(
                      ErrorCode.MODEL_INVALID,
                      "Cannot use two definitions of "
                          + definition.table()
                          + ": delete its DDL file, or the key staging in the contract of "
                          + contract.rawTable());
                }
              });
    }
    return result;
  }

  /**
   * Reads one definition.
   *
   * @param file its name, for messages
   * @param sql one CREATE TABLE statement
   */
  public static TableDefinition parse(String file, String sql) {
    return CreateTableSql.parse(file, sql);
  }

  /**
   * The staging table that follows from a contract: its columns with their types; nothing when
   * somebody defines it.
   */
  public static Optional<TableDefinition> staging(SourceContract contract) {
    return contract.staging().map(staging -> staging(contract, staging));
  }

  private static TableDefinition staging(SourceContract contract, Staging staging) {
    List<Column> columns = new ArrayList<>();
    for (ContractColumn column : contract.columns()) {
      columns.add(
          new Column(
              Types.NestedField.optional(
                  columns.size() + 1, column.name(), type(column), comment(column)),
              contract.rowKey().contains(column.name()),
              column.privacy()));
    }
    PartitionSpec.Builder parts =
        PartitionSpec.builderFor(new Schema(columns.stream().map(Column::field).toList()));
    if (staging.refresh() instanceof Refresh.ByKey byKey) {
      byKey.columns().forEach(parts::identity);
    } else if (staging.refresh() instanceof Refresh.ByDay byDay) {
      parts.month(byDay.column());
    }
    String grain = DerivedStaging.grain(contract);
    return new TableDefinition(
        contract.stagingTable(),
        columns,
        parts.build(),
        "O" + grain.substring(1),
        staging.lookups());
  }

  private static String comment(ContractColumn column) {
    return column.privacy().name().toLowerCase(Locale.ROOT) + ": " + column.words();
  }

  private static Type type(ContractColumn column) {
    return switch (column.type()) {
      case TEXT, CODE -> Types.StringType.get();
      case INTEGER -> Types.LongType.get();
      case DECIMAL -> Types.DecimalType.of(ContractColumn.DIGITS, column.decimals());
      case BOOLEAN -> Types.BooleanType.get();
      case DATE -> Types.DateType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
    };
  }

  /** The raw table of a contract: its columns as text, then where each row came from. */
  public static TableDefinition raw(SourceContract contract) {
    List<Column> columns = new ArrayList<>();
    for (RawColumn raw : contract.rawColumns()) {
      PrivacyClass privacy =
          contract.columns().stream()
              .filter(column -> column.name().equals(raw.name()))
              .findFirst()
              .map(ContractColumn::privacy)
              .orElse(
                  raw.name().equals(RawColumn.EXTRA)
                      ? PrivacyClass.PERSONAL
                      : PrivacyClass.INTERNAL);
      columns.add(
          new Column(
              Types.NestedField.optional(
                  columns.size() + 1,
                  raw.name(),
                  type(raw.type()),
                  privacy.name().toLowerCase(Locale.ROOT) + ": " + raw.comment()),
              false,
              privacy));
    }
    return new TableDefinition(
        contract.rawTable(),
        columns,
        PartitionSpec.unpartitioned(),
        "One row per delivered line of " + contract.title().getOrDefault("en", contract.entity()));
  }

  private static Type type(RawColumn.Type type) {
    return switch (type) {
      case STRING -> Types.StringType.get();
      case BIGINT -> Types.LongType.get();
      case BINARY -> Types.BinaryType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
    };
  }

  /** The stored schema. */
  public Schema schema() {
    return new Schema(columns.stream().map(Column::field).toList());
  }

  /** The columns in which the audit refuses nulls. */
  public List<String> required() {
    List<String> result = new ArrayList<>();
    for (Column column : columns) {
      if (column.isRequired()) {
        result.add(column.name());
      }
    }
    return result;
  }

  /** Columns that cut the table into parts by their plain value. */
  public List<String> identityPartitions() {
    return partitioning.fields().stream()
        .filter(field -> field.transform().isIdentity())
        .map(field -> schema().findColumnName(field.sourceId()))
        .toList();
  }
}
