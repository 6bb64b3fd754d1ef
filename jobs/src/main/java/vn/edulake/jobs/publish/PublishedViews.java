package vn.edulake.jobs.publish;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.Layer;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * The views that people query: one for each served table, of the same name, in the catalog {@code
 * edu}, without rows until the table is released.
 *
 * <p>A view reads its table as of the start of the query, so that all tables of a query are of one
 * release. It runs with the rights of whoever asks, never of its owner, so that no mask or filter
 * is gone round.
 */
public final class PublishedViews {
  private static final String AS_OF =
      " FOR TIMESTAMP AS OF (current_timestamp - INTERVAL '0.001' SECOND)";

  private final LakeCatalogs catalogs;
  private final Collection<TableDefinition> definitions;

  public PublishedViews(LakeCatalogs catalogs, Collection<TableDefinition> definitions) {
    this.catalogs = catalogs;
    this.definitions = List.copyOf(definitions);
  }

  /**
   * Makes, changes and drops views until they are as the released tables want them.
   *
   * @param trino a connection as {@link TrinoServer#PUBLISHER}
   * @return the views that were changed
   */
  public List<TableName> sync(Connection trino) {
    Map<TableName, View> wanted = new TreeMap<>();
    Set<TableName> stored = catalogs.tables();
    for (TableDefinition definition : definitions) {
      find(definition, stored).ifPresent(view -> wanted.put(definition.table(), view));
    }
    List<TableName> changed = new ArrayList<>();
    try (Statement statement = trino.createStatement()) {
      Map<TableName, String> present = marks(statement);
      for (Layer layer :
          wanted.keySet().stream()
              .map(TableName::layer)
              .collect(Collectors.toCollection(TreeSet::new))) {
        statement.execute(
            "CREATE SCHEMA IF NOT EXISTS " + TrinoServer.PUBLISHED + "." + layer.schema());
      }
      for (Map.Entry<TableName, View> view : wanted.entrySet()) {
        if (!view.getValue().mark().equals(present.get(view.getKey()))) {
          statement.execute(
              "CREATE OR REPLACE VIEW "
                  + TrinoServer.PUBLISHED
                  + "."
                  + view.getKey()
                  + " COMMENT "
                  + text(view.getValue().mark())
                  + " SECURITY INVOKER AS "
                  + view.getValue().select());
          changed.add(view.getKey());
        }
      }
      for (TableName gone : present.keySet()) {
        if (!wanted.containsKey(gone)) {
          statement.execute("DROP VIEW IF EXISTS " + TrinoServer.PUBLISHED + "." + gone);
          changed.add(gone);
        }
      }
    } catch (SQLException e) {
      throw new ExternalError(
          ErrorCode.TRINO_UNAVAILABLE,
          "Cannot bring the published views up to date: "
              + e.getMessage()
              + ". Tables and releases are as they should be; `lake up` tries again.",
          e);
    }
    return changed;
  }

  private static Map<TableName, String> marks(Statement statement) throws SQLException {
    Map<TableName, String> result = new TreeMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT schema_name, table_name, comment FROM system.metadata.table_comments"
                + " WHERE catalog_name = '"
                + TrinoServer.PUBLISHED
                + "'")) {
      while (rows.next()) {
        String comment = rows.getString(3);
        TableName.find(rows.getString(1) + "." + rows.getString(2))
            .ifPresent(name -> result.put(name, comment == null ? "" : comment));
      }
    }
    return result;
  }

  /**
   * A view as it is wanted.
   *
   * @param mark the table's comment and, to notice a change, the hash of text and types
   */
  private record View(String select, String mark) {}

  /**
   * The view of a table that people may see. It has the defined columns that are neither personal
   * nor sensitive and that the released snapshot knows: a column added since, or before a rollback,
   * is not in it. Of a table that was never released it has all columns and no row, so that a query
   * over sources not yet delivered answers.
   */
  private Optional<View> find(TableDefinition definition, Set<TableName> stored) {
    TableName name = definition.table();
    if (name.layer().zone() != Zone.SERVED) {
      return Optional.empty();
    }
    if (!stored.contains(name)) {
      return Optional.of(empty(definition));
    }
    Table table = catalogs.load(name);
    if (table.currentSnapshot() == null) {
      return Optional.of(empty(definition));
    }
    Schema released = SnapshotUtil.schemaFor(table, table.currentSnapshot().snapshotId());
    List<String> columns = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (TableDefinition.Column column : definition.columns()) {
      Types.NestedField field = released.findField(column.name());
      if (field != null && column.isShown()) {
        columns.add('"' + column.name() + '"');
        types.add(field.type().toString());
      }
    }
    // Operations data are appended row by row, not released: they are shown as they are.
    String asOf = name.layer() == Layer.OPS ? "" : AS_OF;
    String select =
        "SELECT " + String.join(", ", columns) + " FROM " + LakeCatalogs.sparkName(name) + asOf;
    // Trino keeps the types with the view and refuses to run it when a column has got a wider one.
    return Optional.of(new View(select, definition.comment() + " [" + hash(select + types) + "]"));
  }

  private static View empty(TableDefinition definition) {
    String columns =
        definition.columns().stream()
            .filter(TableDefinition.Column::isShown)
            .map(
                column ->
                    "CAST(NULL AS "
                        + TrinoType.of(column.field().type())
                        + ") AS \""
                        + column.name()
                        + '"')
            .collect(Collectors.joining(", "));
    String select = "SELECT " + columns + " WHERE false";
    return new View(select, definition.comment() + " [" + hash(select) + "]");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
