package vn.edulake.jobs.ingest;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import vn.edulake.models.error.ErrorCode;

/** Text files, read strictly: bytes that are not in the encoding stop the reading. */
final class StrictText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int LONGEST_MARK = 3;
  private static final int LOOKED_AT = 1 << 13;

  private StrictText() {}

  /**
   * Opens a file after its byte order mark, if it has one. The mark says the encoding, whatever is
   * declared.
   */
  static Reader open(DeliveredFile file, Charset declared) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(file.open(), 2 * LOOKED_AT);
    Optional<Charset> marked = marked(bytes);
    Charset encoding = marked.orElse(declared);
    Optional<String> other = marked.isPresent() ? Optional.empty() : other(bytes, declared);
    if (other.isPresent()) {
      bytes.close();
      throw file.error(
          ErrorCode.ENCODING_INVALID,
          "its bytes look like " + other.get() + ", and " + declared + " is declared",
          null);
    }
    Reader reader =
        new BufferedReader(
            new InputStreamReader(
                bytes,
                encoding
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16);
    try {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      reader.close();
      throw file.unreadable(e);
    }
  }

  /** The encoding in which the file is, whatever is declared: that of its byte order mark. */
  static Charset encoding(DeliveredFile file, Charset declared) throws IOException {
    try (InputStream bytes = new BufferedInputStream(file.open())) {
      return marked(bytes).orElse(declared);
    }
  }

  /**
   * Another encoding that the first bytes are surely in, though those declared would decode them:
   * in UTF-16 every other byte of a Latin text is zero, and what is not ASCII and nevertheless
   * UTF-8 is hardly anything else.
   */
  private static Optional<String> other(InputStream bytes, Charset declared) throws IOException {
    bytes.mark(LOOKED_AT);
    byte[] start = bytes.readNBytes(LOOKED_AT);
    bytes.reset();
    boolean isWide = declared.name().startsWith("UTF-16") || declared.name().startsWith("UTF-32");
    if (!isWide && start.length >= 2 && (start[0] == 0) != (start[1] == 0)) {
      return Optional.of("UTF-16 without a byte order mark");
    }
    if (isWide || declared.equals(StandardCharsets.UTF_8)) {
      return Optional.empty();
    }
    int end = start.length;
    while (end > 0 && start[end - 1] < 0) {
      end--;
    }
    boolean isAscii = true;
    for (int i = 0; i < end; i++) {
      isAscii &= start[i] >= 0;
    }
    return !isAscii && Utf8.isValid(start, end) ? Optional.of("UTF-8") : Optional.empty();
  }

  private static Optional<Charset> marked(InputStream bytes) throws IOException {
    bytes.mark(LONGEST_MARK);
    byte[] start = bytes.readNBytes(LONGEST_MARK);
    bytes.reset();
    if (start.length >= 2 && start[0] == (byte) 0xff && start[1] == (byte) 0xfe) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    if (start.length >= 2 && start[0] == (byte) 0xfe && start[1] == (byte) 0xff) {
      return Optional.of(StandardCharsets.UTF_16BE);
    }
    boolean isUtf8 =
        start.length == LONGEST_MARK
            && start[0] == (byte) 0xef
            && start[1] == (byte) 0xbb
            && start[2] == (byte) 0xbf;
    return isUtf8 ? Optional.of(StandardCharsets.UTF_8) : Optional.empty();
  }
}
