package vn.edulake.quality.history;

import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import vn.edulake.warehouse.ddl.TableDefinition;

/** An empty {@code ops.quality_metric} in memory. */
final class MetricTable {
  private MetricTable() {}

  static Table empty() {
    InMemoryCatalog catalog = new InMemoryCatalog();
    catalog.initialize("test", Map.of());
    catalog.createNamespace(Namespace.of("ops"));
    return catalog.createTable(
        TableIdentifier.of("ops", "quality_metric"),
        TableDefinition.load().get(TableHistory.TABLE).schema());
  }
}
