package vn.edulake.jobs.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an XML document, in which no text or tag is longer than a limit.
 *
 * <p>It notes a document type, be it in an encoding with zero bytes; one in a comment too.
 */
final class MarkupStream extends FilterInputStream {
  private static final byte[] DOCUMENT_TYPE = {'<', '!', 'D', 'O', 'C', 'T', 'Y', 'P', 'E'};

  private final int limit;
  private int length;
  private int matched;
  private boolean hasDocumentType;

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
      byte one = buffer[i];
      if (one == '<') {
        length = 0;
        matched = 1;
        continue;
      }
      if (matched > 0 && one != 0) {
        match(one);
      }
      if (++length > limit) {
        throw BoundedLines.tooLong();
      }
    }
    return result;
  }

  private void match(byte one) {
    matched = one == DOCUMENT_TYPE[matched] ? matched + 1 : 0;
    if (matched == DOCUMENT_TYPE.length) {
      hasDocumentType = true;
      matched = 0;
    }
  }

  /** Whether what was read has a document type. */
  boolean hasDocumentType() {
    return hasDocumentType;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
