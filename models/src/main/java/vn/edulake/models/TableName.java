package vn.edulake.models;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * The name of a table: its layer and its name in that layer.
 *
 * @param layer the layer
 * @param name lower-case letters, digits and underscores
 */
public record TableName(Layer layer, String name) implements Comparable<TableName> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  public TableName {
    if (!NAME.matcher(name).matches()) {
      throw new UserError(
          ErrorCode.TABLE_UNKNOWN,
          "Invalid table name: " + name + " (lower-case letters, digits and underscores)");
    }
  }

  /**
   * Reads {@code core.dim_place}.
   *
   * @throws UserError when the text is not a layer, a dot and a name
   */
  public static TableName parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.TABLE_UNKNOWN,
                    "Invalid table name: "
                        + text
                        + " (a layer, a dot and a name, e.g. core.dim_place; layers: raw, staging,"
                        + " vault, core, marts, ops)"));
  }

  /** Reads a table name, or nothing when the text is none. */
  public static Optional<TableName> find(String text) {
    int dot = text.indexOf('.');
    if (dot < 0 || !NAME.matcher(text.substring(dot + 1)).matches()) {
      return Optional.empty();
    }
    String schema = text.substring(0, dot);
    for (Layer layer : Layer.values()) {
      if (layer.schema().equals(schema)) {
        return Optional.of(new TableName(layer, text.substring(dot + 1)));
      }
    }
    return Optional.empty();
  }

  /** A name without a dot, unique among all tables: {@code core__dim_place}. */
  public String flat() {
    return layer.name().toLowerCase(Locale.ROOT) + "__" + name;
  }

  @Override
  public int compareTo(TableName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return layer.schema() + "." + name;
  }
}
