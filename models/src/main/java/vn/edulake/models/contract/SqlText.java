package vn.edulake.models.contract;

/** Texts as Spark SQL writes them. */
public final class SqlText {
  private SqlText() {}

  /** A string literal. */
  public static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
