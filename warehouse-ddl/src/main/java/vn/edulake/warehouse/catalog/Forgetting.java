package vn.edulake.warehouse.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;

/**
 * Takes snapshots and branches out of a table's metadata, in one commit; deletes no file.
 *
 * <p>Iceberg's own expiry throws away the log of all states up to the newest one it removes. Here
 * the entries of other states stay, so that whoever reads as of a time finds what was there. The
 * caller sees to it that a removed entry behind a kept one has the same rows as it.
 */
public final class Forgetting {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Forgetting() {}

  /**
   * Forgets.
   *
   * @param snapshots none of which a kept branch or tag points to
   * @param properties table properties to set in the same commit
   */
  public static void commit(
      Table table,
      Collection<String> branches,
      Set<Long> snapshots,
      Map<String, String> properties) {
    TableOperations operations = ((HasTableOperations) table).operations();
    TableMetadata base = operations.refresh();
    TableMetadata.Builder builder = TableMetadata.buildFrom(base);
    branches.forEach(builder::removeRef);
    builder.removeSnapshots(List.copyOf(snapshots));
    builder.setProperties(properties);
    operations.commit(base, withLogOf(base, builder.build(), snapshots));
  }

  private static TableMetadata withLogOf(
      TableMetadata base, TableMetadata next, Set<Long> snapshots) {
    try {
      JsonNode before = JSON.readTree(TableMetadataParser.toJson(base));
      ObjectNode after = (ObjectNode) JSON.readTree(TableMetadataParser.toJson(next));
      ArrayNode log = after.putArray("snapshot-log");
      for (JsonNode entry : before.path("snapshot-log")) {
        if (!snapshots.contains(entry.get("snapshot-id").asLong())) {
          log.add(entry);
        }
      }
      return TableMetadataParser.fromJson(JSON.writeValueAsString(after));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
