package vn.edulake.quality.expectation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One statement about a table.
 *
 * @param kwargs its arguments as the suite gives them
 * @param meta what the suite says about it: owner, finding, remedy
 */
public record Expectation(
    ExpectationType type,
    Map<String, @Nullable Object> kwargs,
    Map<String, @Nullable Object> meta,
    Severity severity) {
  public Expectation {
    kwargs = Collections.unmodifiableMap(new LinkedHashMap<>(kwargs));
    meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
  }

  /** The column, columns or table that it is about, for people. */
  public String subject() {
    for (String name : new String[] {"column", "column_list", "column_set"}) {
      Object value = kwargs.get(name);
      if (value != null) {
        return value.toString();
      }
    }
    return kwargs.containsKey("column_A")
        ? kwargs.get("column_A") + ", " + kwargs.get("column_B")
        : "table";
  }

  /** As a suite writes it. */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("type", type.id());
    result.put("kwargs", kwargs);
    result.put("meta", meta);
    result.put("severity", severity.word());
    return result;
  }
}
