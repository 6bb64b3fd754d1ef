package vn.edulake.models.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vn.edulake.models.contract.TableForm.Compose;
import vn.edulake.models.contract.TableForm.HeaderPlace;
import vn.edulake.models.contract.TableForm.Replace;
import vn.edulake.models.contract.TableForm.Unpivot;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/** Reads the keys of a layout that only sheets and CSV files have. */
final class TableFormParser {
  private static final List<String> KEYS =
      List.of(
          "header",
          "fields",
          "columns",
          "titles",
          "fill_down",
          "skip",
          "replace",
          "unpivot",
          "compose",
          "legacy_text",
          "legacy_columns");

  private final ContractParser contract;
  private final List<ContractColumn> columns;

  TableFormParser(ContractParser contract, List<ContractColumn> columns) {
    this.contract = contract;
    this.columns = columns;
  }

  /** Refuses the keys in a layout of another kind. */
  static void none(YamlMap map) {
    KEYS.forEach(key -> ContractParser.only(map, key, "a table"));
  }

  TableForm form(YamlMap map) {
    HeaderPlace header = header(map);
    Map<String, Compose> composes = composes(map);
    List<String> fields = map.texts("fields");
    if (fields.isEmpty() == (header.kind() == HeaderPlace.Kind.NONE)) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + ": fields and header: {none: true} go together");
    }
    Set<String> named = new LinkedHashSet<>();
    for (String field : fields) {
      checkField(map.where() + ".fields", field, composes);
      if (!field.equals(TableForm.NO_COLUMN) && !named.add(field)) {
        throw ContractParser.invalid(
            "Invalid " + map.where() + ".fields: " + field + " is doubled");
      }
    }
    Optional<LegacyText> legacy =
        map.has("legacy_text")
            ? Optional.of(
                Choice.parse(
                    ContractParser.code(),
                    map.where() + ".legacy_text",
                    LegacyText.class,
                    map.text("legacy_text")))
            : Optional.empty();
    Set<String> legacyColumns = new LinkedHashSet<>(map.texts("legacy_columns"));
    legacyColumns.forEach(column -> known(map.where() + ".legacy_columns", column));
    if (legacy.isEmpty() && !legacyColumns.isEmpty()) {
      throw ContractParser.invalid("Missing key: legacy_text in " + map.where());
    }
    TableForm result =
        new TableForm(
            header,
            fields,
            headers(map),
            patterns(map, "titles"),
            patterns(map, "sheet_name"),
            filledDown(map),
            ContractParser.patterns(map, "skip"),
            replaces(map),
            unpivots(map),
            composes,
            legacy,
            legacyColumns);
    checkHeaders(map.where(), result);
    return result;
  }

  private HeaderPlace header(YamlMap map) {
    Optional<YamlMap> header = map.findMap("header");
    if (header.isEmpty()) {
      return new HeaderPlace(HeaderPlace.Kind.ROW, 1);
    }
    YamlMap inner = header.get();
    List<HeaderPlace> said = new ArrayList<>();
    int row = inner.number("row", 0);
    if (row > 0) {
      said.add(new HeaderPlace(HeaderPlace.Kind.ROW, row));
    }
    if (inner.flag("anywhere", false)) {
      said.add(new HeaderPlace(HeaderPlace.Kind.ANYWHERE, 0));
    }
    if (inner.flag("repeated", false)) {
      said.add(new HeaderPlace(HeaderPlace.Kind.REPEATED, 0));
    }
    if (inner.flag("none", false)) {
      said.add(new HeaderPlace(HeaderPlace.Kind.NONE, 0));
    }
    inner.done();
    if (said.size() != 1) {
      throw ContractParser.invalid(
          "Invalid "
              + inner.where()
              + ": one of row: 1 or more, anywhere: true, repeated: true, none: true");
    }
    return said.get(0);
  }

  private void checkField(String where, String field, Map<String, Compose> composes) {
    if (field.equals(TableForm.NO_COLUMN)) {
      return;
    }
    int dot = field.indexOf('.');
    if (dot < 0) {
      known(where, field);
      return;
    }
    String column = field.substring(0, dot);
    Compose compose = composes.get(column);
    if (compose == null || !compose.fields().containsKey(field.substring(dot + 1))) {
      throw ContractParser.invalid(
          "Invalid " + where + ": " + field + " is no field of a composed column");
    }
  }

  private Map<String, List<String>> headers(YamlMap map) {
    Map<String, List<String>> result = new LinkedHashMap<>();
    Optional<YamlMap> inner = map.findMap("columns");
    if (inner.isPresent()) {
      for (String column : inner.get().keys()) {
        known(inner.get().where(), column);
        // None at all: files of this layout do not have the column.
        result.put(column, inner.get().texts(column));
      }
    }
    return result;
  }

  private Map<String, Pattern> patterns(YamlMap map, String key) {
    Map<String, Pattern> result = new LinkedHashMap<>();
    Optional<YamlMap> inner = map.findMap(key);
    if (inner.isPresent()) {
      for (String column : inner.get().keys()) {
        known(inner.get().where(), column);
        result.put(column, ContractParser.grouped(inner.get(), column));
      }
    }
    return result;
  }

  private Set<String> filledDown(YamlMap map) {
    Set<String> result = new LinkedHashSet<>(map.texts("fill_down"));
    result.forEach(column -> known(map.where() + ".fill_down", column));
    return result;
  }

  private Map<String, List<Replace>> replaces(YamlMap map) {
    Map<String, List<Replace>> result = new LinkedHashMap<>();
    Optional<YamlMap> outer = map.findMap("replace");
    if (outer.isEmpty()) {
      return result;
    }
    for (String column : outer.get().keys()) {
      known(outer.get().where(), column);
      List<YamlMap> maps =
          outer.get().isMap(column) ? List.of(outer.get().map(column)) : outer.get().maps(column);
      List<Replace> replaces = new ArrayList<>();
      for (YamlMap inner : maps) {
        Replace replace = new Replace(ContractParser.pattern(inner, "pattern"), inner.text("with"));
        inner.done();
        checkGroups(inner.where(), replace);
        replaces.add(replace);
      }
      result.put(column, List.copyOf(replaces));
    }
    return result;
  }

  private static void checkGroups(String where, Replace replace) {
    int groups = replace.pattern().matcher("").groupCount();
    try {
      // A pattern of as many groups that matches nothing.
      String unused = Pattern.compile("()".repeat(groups)).matcher("").replaceAll(replace.with());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw ContractParser.invalid(
          "Invalid "
              + where
              + ".with: "
              + replace.with()
              + " ($1 to $"
              + groups
              + " name groups of the pattern, \\$ is a dollar)",
          e);
    }
  }

  private List<Unpivot> unpivots(YamlMap map) {
    List<YamlMap> maps = map.isMap("unpivot") ? List.of(map.map("unpivot")) : map.maps("unpivot");
    List<Unpivot> result = new ArrayList<>();
    for (YamlMap inner : maps) {
      Pattern header = ContractParser.pattern(inner, "headers");
      List<String> into = inner.texts("into");
      into.forEach(column -> known(inner.where() + ".into", column));
      String value = inner.text("value");
      known(inner.where() + ".value", value);
      inner.done();
      if (header.matcher("").groupCount() != into.size()) {
        throw ContractParser.invalid(
            "Invalid " + inner.where() + ".into: one column for each group of headers is expected");
      }
      result.add(new Unpivot(header, into, value));
    }
    return List.copyOf(result);
  }

  private Map<String, Compose> composes(YamlMap map) {
    Map<String, Compose> result = new LinkedHashMap<>();
    Optional<YamlMap> outer = map.findMap("compose");
    if (outer.isEmpty()) {
      return result;
    }
    for (String column : outer.get().keys()) {
      known(outer.get().where(), column);
      YamlMap inner = outer.get().map(column);
      YamlMap fieldMap = inner.map("fields");
      Map<String, List<String>> fields = new LinkedHashMap<>();
      for (String name : fieldMap.keys()) {
        fields.put(name, texts(fieldMap, name));
      }
      Set<String> optional = new LinkedHashSet<>(inner.texts("optional"));
      for (String name : optional) {
        if (!fields.containsKey(name)) {
          throw ContractParser.invalid(
              "Invalid "
                  + inner.where()
                  + ".optional: "
                  + name
                  + " is no field"
                  + Choice.suggestion(name, fields.keySet()));
        }
      }
      String item = inner.text("item");
      inner.done();
      if (!item.contains("{value}")) {
        throw ContractParser.invalid("Invalid " + inner.where() + ".item: it holds no {value}");
      }
      result.put(column, new Compose(fields, optional, item));
    }
    return result;
  }

  private List<String> texts(YamlMap map, String key) {
    List<String> texts = map.texts(key);
    if (texts.isEmpty()) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + "." + key + ": at least one header text is expected");
    }
    return texts;
  }

  /** A header text of a layout means one thing. */
  private void checkHeaders(String where, TableForm form) {
    Map<String, String> meanings = new LinkedHashMap<>();
    form.headers().forEach((column, texts) -> texts.forEach(t -> mean(where, meanings, t, column)));
    form.composes()
        .forEach(
            (column, compose) ->
                compose
                    .fields()
                    .forEach(
                        (field, texts) ->
                            texts.forEach(t -> mean(where, meanings, t, column + "." + field))));
  }

  private static void mean(
      String where, Map<String, String> meanings, String text, String meaning) {
    String other = meanings.put(HeaderText.normal(text), meaning);
    if (other != null && !other.equals(meaning)) {
      throw doubled(where, text, meaning, other);
    }
  }

  private static UserError doubled(String where, String text, String meaning, String other) {
    return ContractParser.invalid(
        "Invalid " + where + ": " + text + " is a header of " + meaning + " and of " + other);
  }

  private void known(String where, String column) {
    contract.place(where, column, columns);
  }
}
