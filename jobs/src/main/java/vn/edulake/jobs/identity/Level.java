package vn.edulake.jobs.identity;

/** How far two values agree. */
enum Level {
  MISSING(0),
  EQUAL(1),
  /** Equal but for what systems change: marks, order, spaces, leading zeros, day and month. */
  VARIANT(2),
  /** Equal but for a slip. */
  CLOSE(3),
  /** Equal in what both have, where one has less. */
  PART(4),
  /** Something is the same. */
  WEAK(5),
  DIFFERENT(6),
  /** Equal to the other's value in another column. */
  EXCHANGED(7);

  static final int COUNT = 8;
  static final int BITS = 3;

  private static final Level[] ALL = values();

  private final int place;

  Level(int place) {
    this.place = place;
  }

  /** A number below {@link #COUNT}. */
  int place() {
    return place;
  }

  static Level at(int place) {
    return ALL[place];
  }

  boolean agrees() {
    return this == EQUAL || this == VARIANT;
  }

  /** The level in words, for a kind of comparison. */
  String words(Comparison kind) {
    return switch (this) {
      case MISSING -> "missing";
      case EQUAL -> "equal";
      case VARIANT ->
          switch (kind) {
            case DATE -> "day and month exchanged";
            case CODE -> "equal but for leading zeros";
            default -> "equal but for marks, order or spaces";
          };
      case CLOSE ->
          switch (kind) {
            case DATE -> "one digit differs or two are exchanged";
            case ADDRESS -> "most of the rare words equal";
            default -> "equal but for a slip";
          };
      case PART ->
          switch (kind) {
            case DATE -> "two of year, month and day equal";
            case NAME -> "a part or all but an initial missing";
            default -> "a part missing";
          };
      case WEAK ->
          switch (kind) {
            case DATE -> "years at most one apart";
            default -> "partly equal";
          };
      case DIFFERENT -> "different";
      case EXCHANGED -> "exchanged with another column";
    };
  }
}
