package vn.edulake.jobs.simulate.world;

import java.util.List;
import java.util.Locale;

/** A kind of institution and the levels that it teaches. */
public enum InstitutionKind {
  PRESCHOOL("MN", "Trường Mầm non"),
  PRIMARY("TH", "Trường Tiểu học"),
  PRIMARY_LOWER("TH-THCS", "Trường Tiểu học và THCS"),
  LOWER_SECONDARY("THCS", "Trường THCS"),
  LOWER_UPPER("THCS-THPT", "Trường THCS và THPT"),
  UPPER_SECONDARY("THPT", "Trường THPT"),
  CONTINUING("GDTX", "Trung tâm GDTX"),
  SPECIAL("KT", "Trường Nuôi dạy trẻ khuyết tật");

  private final String code;
  private final String title;

  InstitutionKind(String code, String title) {
    this.code = code;
    this.title = title;
  }

  /** Its code in the sector database. */
  public String code() {
    return code;
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
