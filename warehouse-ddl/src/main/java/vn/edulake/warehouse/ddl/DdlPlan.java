package vn.edulake.warehouse.ddl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * The steps that bring stored tables to their definitions. What is planned is what is applied.
 *
 * @param steps in the order in which they are applied
 */
public record DdlPlan(List<DdlStep> steps) {
  /**
   * Properties of every table; version 2 is the newest that Trino writes. Rows are sorted by
   * partition before they are written: one open file for each partition, as is Iceberg's default in
   * Spark, needs the memory of all of them (a year of school days: more than 2 GiB). Rows that go
   * are told in a small file beside theirs: copying the others costs more than a day changes.
   * Maintenance writes such files anew. Many of a table's files are small, and a scan would give a
   * task to every few of them.
   */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          TableProperties.FORMAT_VERSION,
          "2",
          TableProperties.SPLIT_OPEN_FILE_COST,
          String.valueOf(64 << 10),
          TableProperties.PARQUET_COMPRESSION,
          "zstd",
          TableProperties.WRITE_DISTRIBUTION_MODE,
          "hash",
          TableProperties.DELETE_DISTRIBUTION_MODE,
          "none",
          TableProperties.DELETE_MODE,
          "merge-on-read",
          "write.spark.fanout.enabled",
          "false");

  /**
   * Properties of tables in which few rows are looked up by their keys. A reader leaves out the row
   * groups whose filter has none of them; the smaller the groups, the less is left.
   */
  private static final Map<String, String> OF_LOOKUPS =
      Map.of(
          TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
          String.valueOf(512 << 10),
          TableProperties.PARQUET_BLOOM_FILTER_MAX_BYTES,
          String.valueOf(8 << 10));

  private static final String BLOOM = TableProperties.PARQUET_BLOOM_FILTER_COLUMN_ENABLED_PREFIX;

  public DdlPlan {
    steps = List.copyOf(steps);
  }

  /**
   * Compares.
   *
   * @throws UserError {@code DDL_DESTRUCTIVE} when a wanted table would lose data, for all such
   *     tables at once
   */
  public static DdlPlan of(Collection<TableDefinition> wanted, LakeCatalogs catalogs) {
    List<DdlStep> steps = new ArrayList<>();
    List<String> losses = new ArrayList<>();
    Set<TableName> stored = catalogs.tables();
    for (TableDefinition definition : wanted) {
      if (stored.contains(definition.table())) {
        compare(definition, catalogs.load(definition.table()), steps, losses);
      } else {
        steps.add(new DdlStep.Create(definition));
      }
    }
    if (!losses.isEmpty()) {
      throw new UserError(
          ErrorCode.DDL_DESTRUCTIVE,
          "Cannot apply the DDL: " + String.join("; ", losses) + ". No table was changed.");
    }
    return new DdlPlan(steps);
  }

  /**
   * Compares the tables that are stored already, and adds none.
   *
   * @throws UserError {@code DDL_DESTRUCTIVE} as {@link #of}
   */
  public static DdlPlan ofStored(Collection<TableDefinition> wanted, LakeCatalogs catalogs) {
    Set<TableName> stored = catalogs.tables();
    return of(
        wanted.stream().filter(definition -> stored.contains(definition.table())).toList(),
        catalogs);
  }

  /** These steps and then the others. */
  public DdlPlan then(DdlPlan others) {
    List<DdlStep> all = new ArrayList<>(steps);
    all.addAll(others.steps());
    return new DdlPlan(all);
  }

  private static void compare(
      TableDefinition wanted, Table stored, List<DdlStep> steps, List<String> losses) {
    TableName table = wanted.table();
    List<TableDefinition.Column> added = new ArrayList<>();
    List<TableDefinition.Column> commented = new ArrayList<>();
    for (TableDefinition.Column column : wanted.columns()) {
      Types.NestedField present = stored.schema().findField(column.name());
      if (present == null) {
        added.add(column);
        continue;
      }
      Type type = column.field().type();
      if (!sameType(present.type(), type)) {
        if (type.isPrimitiveType()
            && TypeUtil.isPromotionAllowed(present.type(), type.asPrimitiveType())) {
          steps.add(new DdlStep.WidenType(table, column, present.type().toString()));
        } else {
          losses.add(
              table + "." + column.name() + " cannot go from " + present.type() + " to " + type);
        }
      }
      if (!Objects.equals(present.doc(), column.field().doc())) {
        commented.add(column);
      }
    }
    List<String> names = wanted.columns().stream().map(TableDefinition.Column::name).toList();
    for (Types.NestedField present : stored.schema().columns()) {
      if (!names.contains(present.name())) {
        losses.add(table + "." + present.name() + " is stored and no longer wanted");
      }
    }
    if (!added.isEmpty()) {
      steps.add(new DdlStep.AddColumns(table, added));
    }
    if (!commented.isEmpty()) {
      steps.add(new DdlStep.Comment(table, commented));
    }
    List<String> order = new ArrayList<>();
    stored.schema().columns().forEach(field -> order.add(field.name()));
    added.forEach(column -> order.add(column.name()));
    if (!order.equals(names) && order.containsAll(names) && names.containsAll(order)) {
      steps.add(new DdlStep.Reorder(table, names));
    }
    if (!partitionWords(stored.spec()).equals(partitionWords(wanted.partitioning()))) {
      steps.add(new DdlStep.Repartition(table, wanted));
    }
    if (!lookups(stored).equals(new TreeSet<>(wanted.lookups()))) {
      steps.add(new DdlStep.LookUp(table, wanted.lookups()));
    }
  }

  private static Set<String> lookups(Table stored) {
    Set<String> result = new TreeSet<>();
    stored.properties().keySet().stream()
        .filter(name -> name.startsWith(BLOOM))
        .forEach(name -> result.add(name.substring(BLOOM.length())));
    return result;
  }

  private static Map<String, String> properties(List<String> lookups) {
    Map<String, String> result = new TreeMap<>();
    if (!lookups.isEmpty()) {
      result.putAll(OF_LOOKUPS);
      lookups.forEach(column -> result.put(BLOOM + column, "true"));
    }
    return result;
  }

  private static boolean sameType(Type a, Type b) {
    // Ids inside nested types differ between a parsed and a stored schema; their words do not.
    return a.toString().replaceAll("\\d+: ", "").equals(b.toString().replaceAll("\\d+: ", ""));
  }

  private static List<String> partitionWords(PartitionSpec spec) {
    return spec.fields().stream()
        .filter(field -> !field.transform().isVoid())
        .map(field -> spec.schema().findColumnName(field.sourceId()) + " by " + field.transform())
        .toList();
  }

  /** Applies every step. */
  public void apply(LakeCatalogs catalogs) {
    for (DdlStep step : steps) {
      apply(step, catalogs);
    }
  }

  private static void apply(DdlStep step, LakeCatalogs catalogs) {
    TableName name = step.table();
    if (step instanceof DdlStep.Create create) {
      catalogs.ensureSchema(name);
      catalogs
          .catalog(name.layer().zone())
          .buildTable(LakeCatalogs.identifier(name), create.wanted().schema())
          .withPartitionSpec(create.wanted().partitioning())
          .withProperties(PROPERTIES)
          .withProperties(properties(create.wanted().lookups()))
          .withProperty("comment", create.wanted().comment())
          .create();
      return;
    }
    Table table = catalogs.load(name);
    if (step instanceof DdlStep.Repartition repartition) {
      UpdatePartitionSpec update = table.updateSpec();
      table.spec().fields().stream()
          .filter(field -> !field.transform().isVoid())
          .forEach(field -> update.removeField(field.name()));
      PartitionSpec wanted = repartition.wanted().partitioning();
      for (PartitionField field : wanted.fields()) {
        String column = wanted.schema().findColumnName(field.sourceId());
        if (field.transform().isIdentity()) {
          update.addField(Expressions.ref(column));
        } else {
          update.addField(Expressions.transform(column, field.transform()));
        }
      }
      update.commit();
      return;
    }
    if (step instanceof DdlStep.LookUp lookUp) {
      UpdateProperties update = table.updateProperties();
      Map<String, String> wanted = properties(lookUp.columns());
      Set<String> unwanted = new TreeSet<>(properties(List.copyOf(lookups(table))).keySet());
      unwanted.removeAll(wanted.keySet());
      unwanted.forEach(update::remove);
      wanted.forEach(update::set);
      update.commit();
      return;
    }
    UpdateSchema update = table.updateSchema();
    if (step instanceof DdlStep.AddColumns add) {
      add.columns()
          .forEach(
              column ->
                  update.addColumn(column.name(), column.field().type(), column.field().doc()));
    } else if (step instanceof DdlStep.WidenType widen) {
      update.updateColumn(widen.column().name(), widen.column().field().type().asPrimitiveType());
    } else if (step instanceof DdlStep.Comment comment) {
      comment
          .columns()
          .forEach(column -> update.updateColumnDoc(column.name(), column.field().doc()));
    } else if (step instanceof DdlStep.Reorder reorder) {
      for (int i = reorder.columns().size() - 1; i >= 0; i--) {
        update.moveFirst(reorder.columns().get(i));
      }
    }
    update.commit();
  }

  /** One line per step. */
  public String words() {
    if (steps.isEmpty()) {
      return "No change: every table is as its DDL says.";
    }
    StringBuilder result = new StringBuilder();
    for (DdlStep step : steps) {
      result.append(String.format(Locale.ROOT, "%-40s %s%n", step.table(), step.words()));
    }
    return result.toString().stripTrailing();
  }
}
