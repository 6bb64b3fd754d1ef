package vn.edulake.warehouse.catalog;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import vn.edulake.models.Layer;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;

/** The catalogs of both zones, opened. */
public final class LakeCatalogs implements AutoCloseable {
  private final Map<Zone, Catalog> catalogs = new HashMap<>();
  private final Map<Zone, Map<String, String>> properties = new HashMap<>();

  /** Opens both catalogs; the first opening makes the catalog's own tables in the database. */
  public LakeCatalogs(LakeConfig config, DatabaseAddress database) {
    for (Zone zone : Zone.values()) {
      Map<String, String> zoneProperties = properties(config, database, zone);
      properties.put(zone, zoneProperties);
      catalogs.put(
          zone,
          CatalogUtil.buildIcebergCatalog(name(zone), zoneProperties, LocalFiles.configuration()));
    }
  }

  private static Map<String, String> properties(
      LakeConfig config, DatabaseAddress database, Zone zone) {
    Map<String, String> result = new HashMap<>();
    result.put(CatalogProperties.WAREHOUSE_LOCATION, location(config.warehouse(), zone).toString());
    result.put(CatalogProperties.CACHE_ENABLED, "false");
    result.put(CatalogUtil.ICEBERG_CATALOG_TYPE, CatalogUtil.ICEBERG_CATALOG_TYPE_JDBC);
    result.put(CatalogProperties.URI, database.url());
    result.put("jdbc.user", database.user());
    result.put("jdbc.password", database.password());
    result.put("jdbc.schema-version", "V1");
    result.putAll(config.free("catalog.properties"));
    return result;
  }

  /** The root of a zone's files. */
  public static URI location(URI warehouse, Zone zone) {
    return URI.create(warehouse + "/" + name(zone));
  }

  /**
   * The catalog's name in Spark, in Trino and in the database: {@code lake} or {@code personal}.
   */
  public static String name(Zone zone) {
    return switch (zone) {
      case SERVED -> "lake";
      case PERSONAL -> zone.name().toLowerCase(Locale.ROOT);
    };
  }

  /** A zone's catalog properties, as Spark wants them under {@code spark.sql.catalog.<name>.}. */
  public Map<String, String> properties(Zone zone) {
    return Map.copyOf(properties.get(zone));
  }

  public Catalog catalog(Zone zone) {
    return catalogs.get(zone);
  }

  /** The identifier of a table in the catalog of its zone. */
  public static TableIdentifier identifier(TableName name) {
    return TableIdentifier.of(name.layer().schema(), name.name());
  }

  /** The name that Spark knows a table by: {@code lake.core.dim_place}. */
  public static String sparkName(TableName name) {
    return name(name.layer().zone()) + "." + name;
  }

  public boolean exists(TableName name) {
    return catalog(name.layer().zone()).tableExists(identifier(name));
  }

  /** All tables that are there; one question for each layer. */
  public Set<TableName> tables() {
    Set<TableName> result = new TreeSet<>();
    for (Layer layer : Layer.values()) {
      Catalog catalog = catalog(layer.zone());
      Namespace namespace = Namespace.of(layer.schema());
      if (((SupportsNamespaces) catalog).namespaceExists(namespace)) {
        for (TableIdentifier table : catalog.listTables(namespace)) {
          TableName.find(layer.schema() + "." + table.name()).ifPresent(result::add);
        }
      }
    }
    return result;
  }

  /** Loads a table as it is now. */
  public Table load(TableName name) {
    return catalog(name.layer().zone()).loadTable(identifier(name));
  }

  /** Makes the schema of a table when it is not there. */
  public void ensureSchema(TableName name) {
    SupportsNamespaces namespaces = (SupportsNamespaces) catalog(name.layer().zone());
    Namespace namespace = Namespace.of(name.layer().schema());
    if (!namespaces.namespaceExists(namespace)) {
      namespaces.createNamespace(namespace);
    }
  }

  @Override
  public void close() {
    for (Catalog catalog : catalogs.values()) {
      if (catalog instanceof Closeable closeable) {
        try {
          closeable.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
