package vn.edulake.orchestration.dag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that tasks write and runs wait for, e.g. a table; it is known by its name and its URI.
 *
 * @param group a word that says what kind of thing it is
 * @param extra anything else that is to be known of it
 */
public record Asset(String name, String uri, String group, Map<String, @Nullable Object> extra) {
  /** The longest name or URI. */
  private static final int LONGEST = 1500;

  public Asset {
    if (name.isBlank() || name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "Invalid asset name: '" + name + "' (1 to " + LONGEST + " letters)");
    }
    if (uri.isBlank() || uri.length() > LONGEST || !uri.chars().allMatch(c -> c > 31 && c < 127)) {
      throw new IllegalArgumentException(
          "Invalid asset URI: '" + uri + "' (1 to " + LONGEST + " ASCII letters)");
    }
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
  }

  /** An asset whose name is its URI. */
  public static Asset ofUri(String uri) {
    return new Asset(uri, uri, "asset", Map.of());
  }
}
