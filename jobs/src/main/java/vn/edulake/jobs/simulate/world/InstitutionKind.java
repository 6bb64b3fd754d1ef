package vn.edulake.jobs.simulate.world;

import java.util.List;
import java.util.Locale;

/** A kind of institution and the levels that it teaches. */
public enum InstitutionKind {
  PRESCHOOL("Trường Mầm non"),
  PRIMARY("Trường Tiểu học"),
  PRIMARY_LOWER("Trường Tiểu học và THCS"),
  LOWER_SECONDARY("Trường THCS"),
  LOWER_UPPER("Trường THCS và THPT"),
  UPPER_SECONDARY("Trường THPT"),
  CONTINUING("Trung tâm GDTX"),
  SPECIAL("Trường Nuôi dạy trẻ khuyết tật");

  private final String title;

  InstitutionKind(String title) {
    this.title = title;
  }

  /** What its name begins with. */
  public String title() {
    return title;
  }

  public List<Level> levels() {
    return switch (this) {
      case PRESCHOOL -> List.of(Level.PRESCHOOL);
      case PRIMARY -> List.of(Level.PRIMARY);
      case PRIMARY_LOWER -> List.of(Level.PRIMARY, Level.LOWER_SECONDARY);
      case LOWER_SECONDARY -> List.of(Level.LOWER_SECONDARY);
      case LOWER_UPPER -> List.of(Level.LOWER_SECONDARY, Level.UPPER_SECONDARY);
      case UPPER_SECONDARY -> List.of(Level.UPPER_SECONDARY);
      case CONTINUING -> List.of(Level.CONTINUING);
      case SPECIAL -> List.of(Level.SPECIAL);
    };
  }

  /** The name under which the profile has figures of the kind. */
  public String figure() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the department manages it, and neither district office nor commune. */
  public boolean isOfDepartment() {
    return switch (this) {
      case LOWER_UPPER, UPPER_SECONDARY, CONTINUING, SPECIAL -> true;
      default -> false;
    };
  }
}
