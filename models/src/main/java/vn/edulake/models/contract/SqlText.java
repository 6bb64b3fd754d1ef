package vn.edulake.models.contract;

/** Texts as Spark SQL writes them. */
final class SqlText {
  private SqlText() {}

  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
