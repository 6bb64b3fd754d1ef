package vn.edulake.jobs.ingest;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.KeyText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.Notation;
import vn.edulake.models.contract.SourceContract;

/**
 * The texts of a key column in one writing, as {@link KeyText} says it, most of the time without
 * making a {@link String} of them. One object serves one thread.
 */
final class KeyBytes {
  private static final String ISO = "yyyy-MM-dd";
  private static final int REMEMBERED = 1 << 12;

  private final KeyText keyText;
  private final ContractColumn column;
  private final Form form;
  private final Map<String, byte[]> written = new HashMap<>();

  /** Of which texts it can be seen that they are in that writing. */
  private enum Form {
    ALL,
    /** Those in ASCII without spaces. */
    UNSPACED,
    /** Those of digits without a zero before them. */
    WHOLE,
    /** Those that look like 2026-03-09, given that they are right. */
    ISO_DATE,
    NONE
  }

  KeyBytes(SourceContract contract, Layout layout, ContractColumn column) {
    this.keyText = new KeyText(contract, layout);
    this.column = column;
    this.form = form(contract, layout.notation(column), column);
  }

  private static Form form(SourceContract contract, Notation notation, ContractColumn column) {
    return switch (column.type()) {
      case TEXT, CODE -> contract.staging().isPresent() ? Form.UNSPACED : Form.ALL;
      case INTEGER -> notation.numbers().isPlain() ? Form.WHOLE : Form.NONE;
      case DATE -> notation.formats().get(0).equals(ISO) ? Form.ISO_DATE : Form.NONE;
      case DECIMAL, BOOLEAN, TIMESTAMP -> Form.NONE;
    };
  }

  /** Adds a text that keeps the contract to the hash of its key. */
  void addTo(RecordHash hash, int position, byte[] bytes, int start, int length) {
    if (isWritten(bytes, start, length)) {
      hash.add(position, bytes, start, length);
      return;
    }
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    byte[] one = written.get(text);
    if (one == null) {
      one = keyText.of(column, text).getBytes(StandardCharsets.UTF_8);
      if (written.size() == REMEMBERED) {
        written.clear();
      }
      written.put(text, one);
    }
    hash.add(position, one, 0, one.length);
  }

  private boolean isWritten(byte[] bytes, int start, int length) {
    return switch (form) {
      case ALL -> true;
      case UNSPACED -> isUnspaced(bytes, start, length);
      case WHOLE -> (bytes[start] != '0' || length == 1) && digits(bytes, start, length) == length;
      case ISO_DATE ->
          length == ISO.length() && bytes[start + 4] == '-' && digits(bytes, start, 4) == 4;
      case NONE -> false;
    };
  }

  private static boolean isUnspaced(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static int digits(byte[] bytes, int start, int length) {
    int at = start;
    while (at < start + length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - start;
  }
}
