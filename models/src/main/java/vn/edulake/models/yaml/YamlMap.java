package vn.edulake.models.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * One mapping of a YAML file, which remembers where it stands and which of its keys were read.
 *
 * <p>Every scalar is handed out as the text that stands in the file's own notation; who reads it
 * says what it must be. After reading, {@link #done()} reports the keys that nobody asked for.
 */
public final class YamlMap {
  private final ErrorCode code;
  private final String where;
  private final Map<String, Object> values;
  private final Set<String> read = new TreeSet<>();

  private YamlMap(ErrorCode code, String where, Map<String, Object> values) {
    this.code = code;
    this.where = where;
    this.values = values;
  }

  /**
   * Parses a document whose root is a mapping.
   *
   * @param code the error to report when something is wrong
   * @param where the file's name, for messages
   * @throws UserError when the text is no YAML 1.2 mapping or repeats a key
   */
  public static YamlMap parse(ErrorCode code, String where, String text) {
    Object root;
    try {
      root =
          new Load(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel(where).build())
              .loadFromString(text);
    } catch (YamlEngineException e) {
      throw new UserError(code, "Cannot read " + where + ": " + e.getMessage().strip(), e);
    }
    return new YamlMap(code, where, mapping(code, where, root));
  }

  private static Map<String, Object> mapping(ErrorCode code, String where, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new UserError(code, "Invalid " + where + ": a mapping is expected here");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, item) -> result.put(String.valueOf(key), item));
    return result;
  }

  /** Where this mapping stands: file and path of keys. */
  public String where() {
    return where;
  }

  /** The keys in the file's order. */
  public Set<String> keys() {
    return new LinkedHashSet<>(values.keySet());
  }

  public boolean has(String key) {
    return values.get(key) != null;
  }

  /** Whether a mapping stands under the key. */
  public boolean isMap(String key) {
    return values.get(key) instanceof Map<?, ?>;
  }

  /** The text under a key. */
  public String text(String key) {
    return findText(key).orElseThrow(() -> missing(key));
  }

  /** The error of a key that must be there; it names a key that may be meant to be it. */
  public UserError missing(String key) {
    List<String> unknown = values.keySet().stream().filter(k -> !read.contains(k)).toList();
    String meant =
        Choice.nearest(key, unknown)
            .map(near -> " (" + near + " is there; is it meant?)")
            .orElse("");
    return new UserError(code, "Missing key: " + key + " in " + where + meant);
  }

  public Optional<String> findText(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> || value instanceof Collection<?>) {
      throw new UserError(
          code, "Invalid " + where + "." + key + ": one value is expected here, not several");
    }
    return Optional.of(String.valueOf(value));
  }

  /** The whole number under a key, or the given one when the key is absent. */
  public int number(String key, int absent) {
    Optional<String> text = findText(key);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return Integer.parseInt(text.get());
    } catch (NumberFormatException e) {
      throw new UserError(
          code, "Invalid " + where + "." + key + ": " + text.get() + " (a whole number)", e);
    }
  }

  /** The truth value under a key, or the given one when the key is absent. */
  public boolean flag(String key, boolean absent) {
    Optional<String> text = findText(key);
    if (text.isEmpty()) {
      return absent;
    }
    return switch (text.get()) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new UserError(
              code, "Invalid " + where + "." + key + ": " + text.get() + " (true or false)");
    };
  }

  /** One of an enum's constants, written in lower case. */
  public <E extends Enum<E>> E one(String key, Class<E> type, E absent) {
    Optional<String> text = findText(key);
    if (text.isEmpty()) {
      return absent;
    }
    return Choice.parse(code, where + "." + key, type, text.get());
  }

  /** The texts of a list, or of a single value; empty when the key is absent. */
  public List<String> texts(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    List<String> result = new ArrayList<>();
    for (Object item : value instanceof Collection<?> many ? many : List.of(value)) {
      if (item == null || item instanceof Map<?, ?> || item instanceof Collection<?>) {
        throw new UserError(code, "Invalid " + where + "." + key + ": a list of texts is expected");
      }
      result.add(String.valueOf(item));
    }
    return List.copyOf(result);
  }

  /** The mapping under a key. */
  public YamlMap map(String key) {
    return findMap(key).orElseThrow(() -> missing(key));
  }

  public Optional<YamlMap> findMap(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    String place = where + "." + key;
    return Optional.of(new YamlMap(code, place, mapping(code, place, value)));
  }

  /** The mappings of a list; empty when the key is absent. */
  public List<YamlMap> maps(String key) {
    read.add(key);
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Collection<?> many)) {
      throw new UserError(code, "Invalid " + where + "." + key + ": a list is expected here");
    }
    List<YamlMap> result = new ArrayList<>();
    for (Object item : many) {
      String place = where + "." + key + "[" + result.size() + "]";
      result.add(new YamlMap(code, place, mapping(code, place, item)));
    }
    return List.copyOf(result);
  }

  /** The texts of a mapping from text to text, in the file's order; empty when absent. */
  public Map<String, String> textMap(String key) {
    Map<String, String> result = new LinkedHashMap<>();
    findMap(key)
        .ifPresent(
            map -> {
              for (String name : map.keys()) {
                result.put(name, map.text(name));
              }
            });
    return result;
  }

  /** Reports the keys that were not asked for. */
  public void done() {
    for (String key : values.keySet()) {
      if (!read.contains(key)) {
        throw new UserError(
            code,
            "Unknown key: "
                + key
                + " in "
                + where
                + Choice.suggestion(key, read)
                + ". Known: "
                + String.join(", ", read));
      }
    }
  }
}
