package vn.edulake.models;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a table is brought up to date. */
public sealed interface Refresh {

  /** The columns whose values tell the parts that are built alone; empty when all is built. */
  List<String> columns();

  /**
   * How an input without these columns tells the parts that its rows belong to: by column an
   * expression over the input. Empty when it does not.
   */
  default Map<String, String> toldBy(TableName input) {
    return Map.of();
  }

  /** The periods or days by which an input tells the days that its rows belong to, when it does. */
  default Optional<Span> spanOf(TableName input) {
    return Optional.empty();
  }

  /** The tables in which the parts of an input's rows are looked up, when they are. */
  default Optional<Lookup> lookupOf(TableName input) {
    return Optional.empty();
  }

  /** Whether an input without these columns tells the parts that its rows belong to. */
  default boolean isTold(TableName input) {
    return !toldBy(input).isEmpty() || spanOf(input).isPresent() || lookupOf(input).isPresent();
  }

  /**
   * Rows of an input whose keys stand in other tables: a changed row tells the keys of the rows of
   * these tables that have the same values. What changed in those tables they tell themselves.
   *
   * @param on columns of the input and of the tables in {@code within}
   * @param within by input an expression over its rows for each key column
   */
  record Lookup(List<String> on, Map<TableName, List<String>> within) {
    public Lookup {
      on = List.copyOf(on);
      within = Collections.unmodifiableMap(new TreeMap<>(within));
      if (on.isEmpty() || within.isEmpty()) {
        throw new IllegalArgumentException("on and within stand together: " + on + ", " + within);
      }
    }
  }

  /**
   * Rows of an input that hold for a period, on some days, or always. When a row changes, only the
   * days on which the old and the new rows say different things are told; and of these, where
   * {@code within} names tables, only those for which one of them has a row of the same values.
   *
   * @param days an expression of the first day and of the day after the last, or of an array of
   *     days; empty when a row holds always
   * @param same the columns that say what holds on these days
   * @param on the columns, of the input and of the tables in {@code within}, whose values say which
   *     of their rows a row of the input can concern
   * @param within by input, or the table itself, expressions of its days as {@code days} has them
   * @param via by table of {@code within} how its rows are found when it has not the columns of
   *     {@code on}
   */
  record Span(
      List<String> days,
      List<String> same,
      List<String> on,
      Map<TableName, List<String>> within,
      Map<TableName, Via> via) {
    public Span {
      days = List.copyOf(days);
      same = List.copyOf(same);
      on = List.copyOf(on);
      within = Collections.unmodifiableMap(new TreeMap<>(within));
      via = Collections.unmodifiableMap(new TreeMap<>(via));
      if (days.size() > 2 || (days.isEmpty() && within.isEmpty())) {
        throw new IllegalArgumentException("A span has two ends or a list of days: " + days);
      }
      if (on.isEmpty() != within.isEmpty()) {
        throw new IllegalArgumentException("on and within stand together: " + on + ", " + within);
      }
      for (List<String> expressions : within.values()) {
        if (expressions.isEmpty() || expressions.size() > 2) {
          throw new IllegalArgumentException("within has two ends or a list of days: " + within);
        }
      }
    }
  }

  /**
   * A table that has both the columns by which a changed row is known and those of other rows.
   *
   * @param on columns of the table and of the rows that belong to its own
   */
  record Via(TableName table, List<String> on) {
    public Via {
      on = List.copyOf(on);
      if (on.isEmpty()) {
        throw new IllegalArgumentException("via and on stand together: " + table);
      }
    }
  }

  /**
   * What a day is cut into, where not the whole of it need be built: its rows of one value each. A
   * row depends only on input rows of its own value.
   *
   * @param column of the table, and of the inputs that tell it themselves
   * @param lookups by input where its values are looked up
   */
  record Slice(String column, Map<TableName, Lookup> lookups) {
    public Slice {
      lookups = Collections.unmodifiableMap(new TreeMap<>(lookups));
    }
  }

  /** All rows anew, whenever an input, the SQL or a parameter changed. */
  record Full() implements Refresh {
    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /**
   * Only the keys that changed in an input which has these columns or tells them; all rows when
   * another input changed.
   *
   * @param columns columns of the table and of the inputs that decide
   * @param told by input the values of the columns, as expressions over its rows
   * @param lookups by input where the values of the columns are looked up
   */
  record ByKey(
      List<String> columns, Map<TableName, List<String>> told, Map<TableName, Lookup> lookups)
      implements Refresh {
    public ByKey {
      columns = List.copyOf(columns);
      told = Collections.unmodifiableMap(new TreeMap<>(told));
      lookups = Collections.unmodifiableMap(new TreeMap<>(lookups));
      for (Map.Entry<TableName, List<String>> input : told.entrySet()) {
        mustBeForEach(columns, input.getKey(), input.getValue());
      }
      for (Map.Entry<TableName, Lookup> input : lookups.entrySet()) {
        for (List<String> expressions : input.getValue().within().values()) {
          mustBeForEach(columns, input.getKey(), expressions);
        }
      }
    }

    public ByKey(List<String> columns) {
      this(columns, Map.of(), Map.of());
    }

    private static void mustBeForEach(
        List<String> columns, TableName input, List<String> expressions) {
      if (expressions.size() != columns.size()) {
        throw new IllegalArgumentException(
            "told_by " + input + " gives as many expressions as there are columns");
      }
    }

    @Override
    public Optional<Lookup> lookupOf(TableName input) {
      return Optional.ofNullable(lookups.get(input));
    }

    @Override
    public Map<String, String> toldBy(TableName input) {
      return texts(told.getOrDefault(input, List.of()));
    }

    /** Expressions for the columns, as texts by column; none for none. */
    public Map<String, String> texts(List<String> expressions) {
      Map<String, String> result = new LinkedHashMap<>();
      for (int i = 0; i < expressions.size(); i++) {
        result.put(columns.get(i), "CAST(" + expressions.get(i) + " AS STRING)");
      }
      return result;
    }
  }

  /**
   * Only the days that changed in an input which has this column or tells the day otherwise, and
   * the days after them that read them; all rows when another input changed.
   *
   * @param column a date of the table and of the inputs that decide
   * @param lookback how many days before its own a row reads
   * @param told by input the dates or times whose days its rows belong to
   * @param spans by input the periods that its rows hold for
   * @param slice what is built of a day that the table has already, when that is not all of it
   */
  record ByDay(
      String column,
      int lookback,
      Map<TableName, List<String>> told,
      Map<TableName, Span> spans,
      Optional<Slice> slice)
      implements Refresh {
    public ByDay {
      told = Collections.unmodifiableMap(new TreeMap<>(told));
      spans = Collections.unmodifiableMap(new TreeMap<>(spans));
      if (slice.isPresent() && lookback > 0) {
        throw new IllegalArgumentException("A day that is cut looks back on no other: " + slice);
      }
    }

    public ByDay(String column, int lookback) {
      this(column, lookback, Map.of(), Map.of(), Optional.empty());
    }

    @Override
    public Optional<Span> spanOf(TableName input) {
      return Optional.ofNullable(spans.get(input));
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public Map<String, String> toldBy(TableName input) {
      if (!told.containsKey(input)) {
        return Map.of();
      }
      return Map.of(
          column,
          told.get(input).stream()
              .map(name -> "CAST(CAST(" + name + " AS DATE) AS STRING)")
              .collect(Collectors.joining(", ", "explode(array(", "))")));
    }

    /** The day that a row of an input belongs to, as an expression, where it tells one alone. */
    public Optional<String> dayOf(TableName input) {
      return Optional.ofNullable(told.get(input))
          .filter(days -> days.size() == 1)
          .map(days -> "CAST(" + days.get(0) + " AS DATE)");
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
