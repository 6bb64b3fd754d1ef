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

/** Text files, read strictly: bytes that are not in the encoding stop the reading. */
final class StrictText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int LONGEST_MARK = 3;

  private StrictText() {}

  /**
   * Opens a file after its byte order mark, if it has one. The mark says the encoding, whatever is
   * declared.
   */
  static Reader open(DeliveredFile file, Charset declared) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(file.open());
    Charset encoding = marked(bytes).orElse(declared);
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
