package vn.edulake.models;

import java.util.List;

/** How a table is brought up to date. */
public sealed interface Refresh {

  /** All rows anew, whenever an input, the SQL or a parameter changed. */
  record Full() implements Refresh {}

  /**
   * Only the keys that changed in an input which has these columns; all rows when another input
   * changed.
   *
   * @param columns columns of the table and of the inputs that decide
   */
  record ByKey(List<String> columns) implements Refresh {
    public ByKey {
      columns = List.copyOf(columns);
    }
  }
}
