package vn.edulake.orchestration.dag;

/** A line of a file, counted from 1. */
record Place(String file, int line) {
  DagFileException problem(String message) {
    return new DagFileException(this, message);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
