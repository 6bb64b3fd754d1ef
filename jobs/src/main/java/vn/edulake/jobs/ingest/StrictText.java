package vn.edulake.jobs.ingest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/** Text files, read strictly: bytes that are not in the encoding stop the reading. */
final class StrictText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private StrictText() {}

  /** Opens a file after its byte order mark, if it has one. */
  static Reader open(DeliveredFile file, Charset encoding) throws IOException {
    Reader reader =
        new BufferedReader(
            new InputStreamReader(
                file.open(),
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
}
