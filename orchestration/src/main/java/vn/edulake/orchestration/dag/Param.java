package vn.edulake.orchestration.dag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that a run may be given, and its default.
 *
 * @param value the default; null when a run must give one, unless the schema allows null
 * @param schema JSON Schema of the value; empty when anything goes
 */
public record Param(
    @Nullable Object value, @Nullable String description, Map<String, @Nullable Object> schema) {
  public Param {
    schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
  }

  /** A param that may be anything. */
  public static Param of(@Nullable Object value) {
    return new Param(value, null, Map.of());
  }
}
