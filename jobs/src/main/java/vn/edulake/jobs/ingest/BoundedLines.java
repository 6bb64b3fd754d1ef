package vn.edulake.jobs.ingest;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** A text in which no line is longer than a limit. */
final class BoundedLines extends FilterReader {
  private final int limit;
  private int length;

  /** A line or text is longer than the limit. */
  static final class TooLong extends IOException {
    private TooLong() {
      super("longer than the limit");
    }
  }

  BoundedLines(Reader in, int limit) {
    super(in);
    this.limit = limit;
  }

  /** What every reader of texts throws above the limit. */
  static TooLong tooLong() {
    return new TooLong();
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] buffer, int offset, int count) throws IOException {
    int result = in.read(buffer, offset, count);
    int end = offset + result;
    // Most blocks are shorter than what is left of the limit: then only the last break matters.
    if (result > 0 && length + result <= limit) {
      int last = end - 1;
      while (last >= offset && buffer[last] != '\n' && buffer[last] != '\r') {
        last--;
      }
      length = last < offset ? length + result : end - 1 - last;
      return result;
    }
    for (int i = offset; i < end; i++) {
      if (buffer[i] == '\n' || buffer[i] == '\r') {
        length = 0;
      } else if (++length > limit) {
        throw tooLong();
      }
    }
    return result;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
