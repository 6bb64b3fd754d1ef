package vn.edulake.jobs.ingest;

import java.io.IOException;

/** A line or text is longer than the limit. */
final class LineTooLong extends IOException {
  LineTooLong() {
    super("longer than the limit");
  }
}
