package vn.edulake.orchestration.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A page of rows: filtered, in an order that is asked for, and counted. */
final class Listing {
  private final String columns;
  private final String from;
  private final String key;
  private final Map<String, String> orders = new LinkedHashMap<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  /**
   * A listing.
   *
   * @param key a column that no two rows share; it ends every order
   */
  Listing(String columns, String from, String key) {
    this.columns = columns;
    this.from = from;
    this.key = key;
  }

  /** A page and how many rows there are on all pages. */
  record Page<T>(List<T> rows, long total) {
    Map<String, @Nullable Object> answer(String name, List<?> shapes) {
      return Answer.map(name, shapes, "total_entries", total);
    }
  }

  Listing order(String name, String column) {
    orders.put(name, column);
    return this;
  }

  Listing where(String condition) {
    conditions.add(condition);
    return this;
  }

  Listing where(String condition, @Nullable Object value) {
    String name = "v" + values.size();
    conditions.add(condition.replace("?", ":" + name));
    values.put(name, value);
    return this;
  }

  Listing equal(String column, Optional<?> value) {
    value.ifPresent(found -> where(column + " = ?", found));
    return this;
  }

  /** One of several; {@code none} stands for no value. */
  Listing in(String column, List<String> wanted) {
    if (!wanted.isEmpty()) {
      String name = "l" + lists.size();
      boolean orNull = wanted.contains("none") || wanted.contains("null");
      conditions.add(
          "("
              + column
              + " = ANY(:"
              + name
              + ")"
              + (orNull ? " OR " + column + " IS NULL" : "")
              + ")");
      lists.put(name, wanted);
    }
    return this;
  }

  /** Contains a text; {@code %} and {@code _} are wildcards, {@code |} parts alternatives. */
  Listing like(String column, Optional<String> pattern) {
    List<String> conditionsOfAny = new ArrayList<>();
    for (String part : alternatives(pattern)) {
      String name = "v" + values.size();
      values.put(name, "%" + part + "%");
      conditionsOfAny.add(column + " ILIKE :" + name);
    }
    if (!conditionsOfAny.isEmpty()) {
      conditions.add("(" + String.join(" OR ", conditionsOfAny) + ")");
    }
    return this;
  }

  /** The parts of a pattern of which one has to be there; none when anything will do. */
  private static List<String> alternatives(Optional<String> pattern) {
    return pattern
        .filter(text -> !text.equals("~"))
        .map(text -> Arrays.stream(text.split("\\|")).map(String::strip))
        .orElse(Stream.empty())
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** The ranges that a call asks for: {@code name_gte, name_gt, name_lte, name_lt}. */
  Listing times(Call call, String name, String column) {
    bound(call.time(name + "_gte"), column + " >= ?");
    bound(call.time(name + "_gt"), column + " > ?");
    bound(call.time(name + "_lte"), column + " <= ?");
    bound(call.time(name + "_lt"), column + " < ?");
    return this;
  }

  Listing bodyTimes(Call call, String name, String column) {
    bound(Optional.ofNullable(call.bodyTime(name + "_gte")), column + " >= ?");
    bound(Optional.ofNullable(call.bodyTime(name + "_gt")), column + " > ?");
    bound(Optional.ofNullable(call.bodyTime(name + "_lte")), column + " <= ?");
    bound(Optional.ofNullable(call.bodyTime(name + "_lt")), column + " < ?");
    return this;
  }

  private void bound(Optional<Instant> time, String condition) {
    time.ifPresent(at -> where(condition, at));
  }

  Listing durations(Call call, String column) {
    for (String[] pair : new String[][] {{"gte", ">="}, {"gt", ">"}, {"lte", "<="}, {"lt", "<"}}) {
      call.decimal("duration_" + pair[0])
          .ifPresent(value -> where(column + " " + pair[1] + " ?", value));
      if (call.get("duration_" + pair[0]) instanceof Number number) {
        where(column + " " + pair[1] + " ?", number.doubleValue());
      }
    }
    return this;
  }

  <T> Page<T> page(Handle handle, Call call, List<String> usual, RowMapper<T> mapper) {
    List<String> asked = call.texts("order_by");
    return page(handle, asked.isEmpty() ? usual : asked, call.limit(), call.offset(), mapper);
  }

  <T> Page<T> page(Handle handle, List<String> order, int limit, int offset, RowMapper<T> mapper) {
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    long total =
        bind(handle.createQuery("SELECT count(*) FROM " + from + where)).mapTo(Long.class).one();
    List<T> rows =
        bind(handle.createQuery(
                "SELECT "
                    + columns
                    + " FROM "
                    + from
                    + where
                    + " ORDER BY "
                    + orders(order)
                    + " LIMIT :limit OFFSET :offset"))
            .bind("limit", limit)
            .bind("offset", offset)
            .map(mapper)
            .list();
    return new Page<>(rows, total);
  }

  private String orders(List<String> asked) {
    List<String> parts = new ArrayList<>();
    for (String each : asked) {
      String name = each.startsWith("-") ? each.substring(1) : each;
      String column = orders.get(name);
      if (column == null) {
        throw Problem.of(
            400,
            "Ordering with '"
                + name
                + "' is disallowed or the attribute does not exist on the model");
      }
      parts.add(column + (each.startsWith("-") ? " DESC NULLS LAST" : " ASC NULLS FIRST"));
    }
    boolean isDescending = !asked.isEmpty() && asked.get(0).startsWith("-");
    parts.add(key + (isDescending ? " DESC" : ""));
    return String.join(", ", parts);
  }

  private Query bind(Query query) {
    Query bound = query;
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      bound = bound.bind(value.getKey(), value.getValue());
    }
    for (Map.Entry<String, List<String>> list : lists.entrySet()) {
      bound = bound.bindArray(list.getKey(), String.class, list.getValue());
    }
    return bound;
  }

  /** A page of rows that are in memory. */
  static <T> Page<T> cut(Call call, List<T> rows) {
    int from = Math.min(call.offset(), rows.size());
    int to = Math.min(rows.size(), from + call.limit());
    return new Page<>(List.copyOf(rows.subList(from, to)), rows.size());
  }

  /** Rows that are in memory, in the order that is asked for. */
  static <T> List<T> sorted(
      Call call, String usual, List<T> rows, Map<String, java.util.Comparator<T>> orders) {
    List<String> asked = call.texts("order_by");
    java.util.Comparator<T> comparator = null;
    for (String each : asked.isEmpty() ? List.of(usual) : asked) {
      String name = each.startsWith("-") ? each.substring(1) : each;
      java.util.Comparator<T> next = orders.get(name);
      if (next == null) {
        throw Problem.of(
            400,
            "Ordering with '"
                + name
                + "' is disallowed or the attribute does not exist on the model");
      }
      next = each.startsWith("-") ? next.reversed() : next;
      comparator = comparator == null ? next : comparator.thenComparing(next);
    }
    List<T> sorted = new ArrayList<>(rows);
    if (comparator != null) {
      sorted.sort(comparator);
    }
    return sorted;
  }

  /** Whether a text contains a pattern, as {@link #like} has it. */
  static boolean matches(Optional<String> pattern, String text) {
    List<String> parts = alternatives(pattern);
    for (String part : parts) {
      StringBuilder regex = new StringBuilder(".*");
      for (int i = 0; i < part.length(); i++) {
        char letter = part.charAt(i);
        regex.append(
            letter == '%'
                ? ".*"
                : letter == '_' ? "." : java.util.regex.Pattern.quote(String.valueOf(letter)));
      }
      if (java.util.regex.Pattern.compile(
              regex + ".*",
              java.util.regex.Pattern.CASE_INSENSITIVE | java.util.regex.Pattern.DOTALL)
          .matcher(text)
          .matches()) {
        return true;
      }
    }
    return parts.isEmpty();
  }
}
