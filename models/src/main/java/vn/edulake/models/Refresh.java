package vn.edulake.models;

import java.util.List;
import java.util.Optional;

/** How a table is brought up to date. */
public sealed interface Refresh {

  /** The columns whose values tell the parts that are built alone; empty when all is built. */
  List<String> columns();

  /** All rows anew, whenever an input, the SQL or a parameter changed. */
  record Full() implements Refresh {
    @Override
    public List<String> columns() {
      return List.of();
    }
  }

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

  /**
   * Only the days that changed in an input which has this column, and the days after them that read
   * them; all rows when another input changed.
   *
   * @param column a date of the table and of the inputs that decide
   * @param lookback how many days before its own a row reads
   */
  record ByDay(String column, int lookback) implements Refresh {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /**
   * The SELECT gives observed states; the table has one row per key and period in which the state
   * stayed the same. Only keys that changed in an input which has their columns are built anew.
   *
   * @param key what has a history
   * @param from the date or time since which an observed state holds
   * @param versionKey the column that gets a name of its own for each row
   */
  record Scd2(List<String> key, String from, Optional<String> versionKey) implements Refresh {
    /** Since when a row holds, inclusive. */
    public static final String VALID_FROM = "valid_from";

    /** Until when a row holds, exclusive; the open end is the year 9999. */
    public static final String VALID_TO = "valid_to";

    /** The column of a SELECT that says that the key is gone since then. */
    public static final String IS_DELETED = "is_deleted";

    public Scd2 {
      key = List.copyOf(key);
    }

    @Override
    public List<String> columns() {
      return key;
    }
  }
}
