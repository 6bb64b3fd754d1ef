package vn.edulake.jobs.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of an XML document, in which no text or tag is longer than a limit. */
final class MarkupStream extends FilterInputStream {
  private final int limit;
  private int length;

  MarkupStream(InputStream in, int limit) {
    super(in);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int count) throws IOException {
    int result = in.read(buffer, offset, count);
    for (int i = offset; i < offset + result; i++) {
      if (buffer[i] == '<') {
        length = 0;
      } else if (++length > limit) {
        throw BoundedLines.tooLong();
      }
    }
    return result;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
