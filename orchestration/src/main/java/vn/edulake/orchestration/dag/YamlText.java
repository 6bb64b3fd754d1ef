package vn.edulake.orchestration.dag;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes YAML that readers of YAML 1.1 and of 1.2 take for the same: texts are quoted, and keys
 * where they could be something else.
 */
final class YamlText {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final Pattern WORD = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

  private final StringBuilder out = new StringBuilder();

  static String write(Map<String, @Nullable Object> document) {
    YamlText text = new YamlText();
    text.mapping(document, 0);
    return text.out.toString();
  }

  private void mapping(Map<?, ?> map, int indent) {
    map.forEach(
        (key, value) -> {
          out.append(" ".repeat(indent)).append(key(String.valueOf(key))).append(':');
          value(value, indent);
        });
  }

  /** What stands behind a colon or a dash, with its line end. */
  private void value(@Nullable Object value, int indent) {
    if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        out.append(" {}\n");
      } else {
        out.append('\n');
        mapping(map, indent + 2);
      }
    } else if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        out.append(" []\n");
      } else {
        out.append('\n');
        list.forEach(
            element -> {
              out.append(" ".repeat(indent + 2)).append('-');
              element(element, indent + 2);
            });
      }
    } else {
      out.append(' ').append(scalar(value)).append('\n');
    }
  }

  /** An element of a list: a map begins on the line of its dash. */
  private void element(@Nullable Object element, int indent) {
    if (element instanceof Map<?, ?> map && !map.isEmpty()) {
      int start = out.length();
      mapping(map, indent + 2);
      out.replace(start, start + indent + 2, " ");
    } else {
      value(element, indent);
    }
  }

  private static String key(String key) {
    return PLAIN_KEY.matcher(key).matches() && !WORD.matcher(key).matches() ? key : quoted(key);
  }

  private static String scalar(@Nullable Object value) {
    return value == null || value instanceof Boolean || value instanceof Number
        ? String.valueOf(value)
        : quoted(String.valueOf(value));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                  if (c < 0x20
                      || c == 0x7f
                      || c == 0x85
                      || c == 0xa0
                      || c == 0x2028
                      || c == 0x2029
                      || c == 0xfeff) {
                    quoted.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
