package vn.edulake.jobs.reply;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/** The texts of refused lines, kept in the personal zone. */
final class RefusedLines {
  static final TableName TABLE = new TableName(Layer.RAW, "lake__rejected_line");

  private static final JsonFactory JSON = new JsonFactory();

  private final LakeCatalogs catalogs;

  RefusedLines(LakeCatalogs catalogs) {
    this.catalogs = catalogs;
  }

  /**
   * The fields of a load's refused lines in a range of rows, each row's lines in their order.
   *
   * @return row to its lines; a row whose text was not kept is missing
   */
  Map<Long, Deque<Map<String, String>>> read(long loadId, long firstRow, long lastRow) {
    Map<Long, Deque<Map<String, String>>> result = new HashMap<>();
    if (!catalogs.exists(TABLE)) {
      return result;
    }
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(catalogs.load(TABLE))
            .where(
                Expressions.and(
                    Expressions.equal("load_id", loadId),
                    Expressions.greaterThanOrEqual("source_row", firstRow),
                    Expressions.lessThanOrEqual("source_row", lastRow)))
            .select("source_row", "line_json")
            .build()) {
      for (Record row : rows) {
        if (row.getField("line_json") instanceof String json) {
          result
              .computeIfAbsent((Long) row.getField("source_row"), ignored -> new ArrayDeque<>())
              .add(fields(json));
        }
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read " + TABLE + ": " + e.getMessage(), e);
    }
    return result;
  }

  /** The fields of one line; what is no flat text is kept as it is written. */
  static Map<String, String> fields(String json) throws IOException {
    Map<String, String> result = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return result;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
          long from = parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          long to = parser.currentLocation().getCharOffset();
          result.put(name, json.substring((int) from, (int) to));
        } else if (value != JsonToken.VALUE_NULL) {
          result.put(name, parser.getText());
        }
      }
    }
    return result;
  }
}
