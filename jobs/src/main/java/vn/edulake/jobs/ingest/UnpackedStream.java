package vn.edulake.jobs.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that were packed, up to a limit. */
final class UnpackedStream extends FilterInputStream {
  private long left;

  /** There are more bytes than the limit. */
  static final class TooBig extends IOException {
    TooBig() {
      super("more bytes than the limit");
    }
  }

  UnpackedStream(InputStream in, long allowed) {
    super(in);
    this.left = allowed;
  }

  @Override
  public int read() throws IOException {
    int result = in.read();
    if (result >= 0) {
      count(1);
    }
    return result;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int result = in.read(buffer, offset, length);
    if (result > 0) {
      count(result);
    }
    return result;
  }

  @Override
  public long skip(long count) throws IOException {
    long result = in.skip(count);
    count(result);
    return result;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) throws TooBig {
    left -= bytes;
    if (left < 0) {
      throw new TooBig();
    }
  }
}
