package vn.edulake.jobs.identity;

/** What identifies a person; the surest first. */
enum IdKind {
  CODE(0),
  PERSONAL_NUMBER(1),
  LOCAL_NUMBER(2);

  static final IdKind[] ALL = values();

  private final int place;

  IdKind(int place) {
    this.place = place;
  }

  /** From 0, without a gap. */
  int place() {
    return place;
  }

  /** A number for sets of kinds. */
  int bit() {
    return 1 << place;
  }
}
