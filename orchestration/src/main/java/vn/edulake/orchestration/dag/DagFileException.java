package vn.edulake.orchestration.dag;

/** A place in a DAG file that cannot be taken in. */
final class DagFileException extends RuntimeException {
  private final transient Place place;

  DagFileException(Place place, String message) {
    super(message);
    this.place = place;
  }

  Place place() {
    return place;
  }
}
