package vn.edulake.quality.expectation;

import java.util.List;

/** What an expectation asks of the rows. Equal questions of several expectations are asked once. */
sealed interface Question {
  /**
   * How many rows there are for which a condition of Spark SQL is true.
   *
   * @param derived columns of the condition that look at other rows
   */
  record Rows(String condition, List<Derived> derived) implements Question {
    Rows(String condition) {
      this(condition, List.of());
    }
  }

  /** A column that looks at other rows: a window function. */
  record Derived(String name, String sql) {}

  /** A figure of a numeric column, over the rows for which a condition is true. */
  record Figure(Kind kind, String column, String condition) implements Question {
    enum Kind {
      MEAN,
      SUM,
      /** Of a sample. */
      STANDARD_DEVIATION,
      MINIMUM,
      MAXIMUM
    }
  }

  /** What an aggregate of Spark SQL gives. */
  record Aggregate(String sql) implements Question {}

  /** How many different values a column has, null not counted. */
  record Distinct(String column, String condition) implements Question {}

  /**
   * How many rows hold a combination of values that another row holds too. A row all of whose
   * values are null is not counted.
   */
  record Repeated(List<String> columns, String condition) implements Question {}

  /** Each value of a column with the number of its rows, null not counted: a list of rows. */
  record Values(String column, String condition) implements Question {}

  /**
   * The rows that a query finds: their number and the first of them.
   *
   * @param condition of the rows that it reads as {@code {batch}}
   */
  record Found(String sql, int most, String condition) implements Question {
    Found(String sql, int most) {
      this(sql, most, "TRUE");
    }
  }

  /** The same of another table, which the query calls {@code {batch}} or by its name. */
  record FoundElsewhere(String table, String sql, int most) implements Question {}

  /** How many rows another table has. */
  record OtherRows(String table) implements Question {}
}
