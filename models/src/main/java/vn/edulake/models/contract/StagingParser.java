package vn.edulake.models.contract;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import vn.edulake.models.Refresh;
import vn.edulake.models.contract.ContractColumn.OnInvalid;
import vn.edulake.models.yaml.YamlMap;

/** Reads what a contract says of its staging table. */
final class StagingParser {
  /** Most sources deliver once a year. */
  private static final Duration WITHIN = Duration.ofDays(400);

  private final YamlMap root;
  private final List<ContractColumn> columns;
  private final List<Layout> layouts;

  StagingParser(YamlMap root, List<ContractColumn> columns, List<Layout> layouts) {
    this.root = root;
    this.columns = columns;
    this.layouts = layouts;
  }

  /** How the table is derived, when it is. */
  Optional<Staging> staging(List<String> key) {
    if (!root.has("staging")) {
      return Optional.empty();
    }
    Staging result;
    if (root.isMap("staging")) {
      YamlMap map = root.map("staging");
      result = new Staging(refresh(map, key), within(map), lookups(map));
      map.done();
    } else {
      if (!root.text("staging").equals("derived")) {
        throw ContractParser.invalid(
            "Invalid " + root.where() + ".staging: " + root.text("staging") + " (known: derived)");
      }
      result = new Staging(new Refresh.Full(), WITHIN, List.of());
    }
    for (String name : key) {
      ContractColumn column = column(name);
      if (column.onInvalid() == OnInvalid.KEEP && !isText(column)) {
        throw ContractParser.invalid(
            "Invalid "
                + root.where()
                + ".columns."
                + name
                + ".on_invalid: a key of a derived staging table has a value");
      }
    }
    return Optional.of(result);
  }

  private List<String> lookups(YamlMap map) {
    List<String> result = map.has("lookups") ? map.texts("lookups") : List.of();
    for (String name : result) {
      if (columns.stream().noneMatch(column -> column.name().equals(name))) {
        throw ContractParser.invalid(
            "Invalid " + map.where() + ".lookups: " + name + " (a column is expected)");
      }
    }
    return result;
  }

  private Refresh refresh(YamlMap map, List<String> key) {
    Optional<YamlMap> found = map.findMap("refresh");
    if (found.isEmpty()) {
      return new Refresh.Full();
    }
    YamlMap refresh = found.get();
    String kind = refresh.text("kind");
    if (kind.equals("full")) {
      refresh.done();
      return new Refresh.Full();
    }
    if (kind.equals("by_day")) {
      return byDay(refresh);
    }
    List<String> parts = refresh.texts("columns");
    refresh.done();
    if (!kind.equals("by_key")) {
      throw ContractParser.invalid(
          "Invalid " + refresh.where() + ".kind: " + kind + " (known: full, by_key, by_day)");
    }
    if (parts.isEmpty() || !key.containsAll(parts)) {
      throw ContractParser.invalid(
          "Invalid " + refresh.where() + ".columns: columns of the key are expected");
    }
    for (String part : parts) {
      if (!isWrittenOneWay(column(part))) {
        throw ContractParser.invalid(
            "Invalid "
                + refresh.where()
                + ".columns: "
                + part
                + " may be written in two ways (a code, a text or integer with a pattern, or a date"
                + " in yyyy-MM-dd is expected)");
      }
    }
    return new Refresh.ByKey(parts);
  }

  private Refresh byDay(YamlMap refresh) {
    String name = refresh.text("column");
    refresh.done();
    boolean isDay =
        columns.stream()
            .filter(column -> column.name().equals(name))
            .anyMatch(
                column ->
                    column.type() == ContractColumn.Type.DATE
                        && column.required()
                        && column.onInvalid() == OnInvalid.REJECT
                        && isWrittenOneWay(column));
    if (!isDay) {
      throw ContractParser.invalid(
          "Invalid "
              + refresh.where()
              + ".column: "
              + name
              + " (a required date in yyyy-MM-dd is expected)");
    }
    return new Refresh.ByDay(name, 0);
  }

  /** Parts are told by the raw text: another spelling of the same value would be another part. */
  private boolean isWrittenOneWay(ContractColumn column) {
    boolean isPlain =
        column.notation().numbers().equals(NumberForm.PLAIN)
            && layouts.stream().noneMatch(layout -> layout.writesItsWay(column));
    return switch (column.type()) {
      case CODE -> column.onInvalid() == OnInvalid.REJECT;
      case TEXT, INTEGER -> isPlain && column.pattern().isPresent();
      case DATE -> isPlain && column.notation().formats().equals(List.of("yyyy-MM-dd"));
      case DECIMAL, TIMESTAMP, BOOLEAN -> false;
    };
  }

  private static Duration within(YamlMap map) {
    Optional<String> text = map.findText("within");
    if (text.isEmpty()) {
      return WITHIN;
    }
    try {
      return Duration.parse(text.get());
    } catch (DateTimeParseException e) {
      throw ContractParser.invalid(
          "Invalid "
              + map.where()
              + ".within: "
              + text.get()
              + " (an ISO 8601 duration, e.g. PT26H)",
          e);
    }
  }

  private static boolean isText(ContractColumn column) {
    return column.type() == ContractColumn.Type.TEXT || column.type() == ContractColumn.Type.CODE;
  }

  private ContractColumn column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
