package vn.edulake.jobs.ingest;

/** A file is not written as plainly as the fast reader wants it; the other reader reads it. */
final class NotPlain extends Exception {
  NotPlain(String why) {
    super(why);
  }
}
