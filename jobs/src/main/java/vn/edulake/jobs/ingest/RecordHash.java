package vn.edulake.jobs.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 over some columns of a record: their names and texts in the order of the names, columns
 * without text left out. So neither the order of a contract's columns nor a new optional column
 * changes it.
 */
final class RecordHash {
  private final List<String> columns;
  private final MessageDigest digest = DeliveredFile.sha256();
  private final byte[] length = new byte[Integer.BYTES];

  RecordHash(List<String> columns) {
    this.columns = columns.stream().sorted().toList();
  }

  byte[] of(Map<String, String> values) {
    for (String column : columns) {
      String text = values.get(column);
      if (text != null) {
        update(column);
        update(text);
      }
    }
    return digest.digest();
  }

  private void update(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.wrap(length).putInt(0, bytes.length).array());
    digest.update(bytes);
  }
}
