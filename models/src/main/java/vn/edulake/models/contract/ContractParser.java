package vn.edulake.models.contract;

import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.contract.ContractColumn.Derive;
import vn.edulake.models.contract.ContractColumn.OnInvalid;
import vn.edulake.models.contract.Delivery.Operation;
import vn.edulake.models.contract.Delivery.Preference;
import vn.edulake.models.contract.Delivery.Semantics;
import vn.edulake.models.contract.Layout.Csv;
import vn.edulake.models.contract.Layout.Field;
import vn.edulake.models.contract.Layout.Format;
import vn.edulake.models.contract.Layout.JsonRecords;
import vn.edulake.models.contract.Layout.Sheets;
import vn.edulake.models.contract.Layout.Step;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/** Reads one contract file and checks that its parts fit together. */
final class ContractParser {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]/]*)(\\[])?");

  private final String file;

  ContractParser(String file) {
    this.file = file;
  }

  SourceContract parse(String text) {
    YamlMap root = YamlMap.parse(ErrorCode.CONTRACT_INVALID, file, text);
    String source = name(root, "source");
    String entity = name(root, "entity");
    String expected = source + "__" + entity + ".yml";
    if (!file.equals(expected)) {
      throw invalid("Invalid " + file + ": its source and entity want the name " + expected);
    }
    List<ContractColumn> columns = columns(root.map("columns"));
    Set<String> names = new LinkedHashSet<>();
    columns.forEach(column -> names.add(column.name()));
    for (ContractColumn column : columns) {
      column.derive().ifPresent(derive -> known(column.name() + ".derive", derive.from(), columns));
    }
    List<String> key = root.texts("key");
    if (key.isEmpty()) {
      throw invalid("Missing key: key in " + file);
    }
    key.forEach(column -> known("key", column, columns));
    YamlMap deliveryMap = root.map("delivery");
    Delivery delivery = delivery(deliveryMap, columns);
    List<Layout> layouts = new ArrayList<>();
    Set<String> layoutNames = new LinkedHashSet<>();
    for (YamlMap map : root.maps("layouts")) {
      Layout layout = layout(map, columns);
      if (!layoutNames.add(layout.name())) {
        throw invalid("Invalid " + map.where() + ": the layout " + layout.name() + " is doubled");
      }
      layouts.add(layout);
    }
    if (layouts.isEmpty()) {
      throw invalid("Missing key: layouts in " + file);
    }
    Map<String, String> title = root.textMap("title");
    String owner = root.text("owner");
    Optional<LocalDate> validFrom = Optional.empty();
    Optional<YamlMap> valid = root.findMap("valid");
    if (valid.isPresent()) {
      validFrom = Optional.of(date(valid.get(), "from"));
      valid.get().done();
    }
    root.done();
    return new SourceContract(
        source,
        entity,
        title,
        owner,
        key,
        delivery,
        List.copyOf(columns),
        List.copyOf(layouts),
        validFrom);
  }

  private List<ContractColumn> columns(YamlMap map) {
    List<ContractColumn> result = new ArrayList<>();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : map.keys()) {
      if (!NAME.matcher(name).matches()) {
        throw invalid(
            "Invalid "
                + map.where()
                + ": "
                + name
                + " (lower-case words of letters and digits, joined by _)");
      }
      ContractColumn column = column(name, map.map(name));
      for (String header : column.headers()) {
        String other = headers.put(HeaderText.normal(header), name);
        if (other != null) {
          throw invalid(
              "Invalid "
                  + map.where()
                  + "."
                  + name
                  + ".header: "
                  + header
                  + " is also a header of "
                  + other);
        }
      }
      result.add(column);
    }
    if (result.isEmpty()) {
      throw invalid("Invalid " + map.where() + ": at least one column is expected");
    }
    return result;
  }

  private ContractColumn column(String name, YamlMap map) {
    ContractColumn.Type type =
        Choice.parse(code(), map.where() + ".type", ContractColumn.Type.class, map.text("type"));
    Optional<String> format = map.findText("format");
    if (format.isPresent()) {
      if (type != ContractColumn.Type.DATE && type != ContractColumn.Type.TIMESTAMP) {
        throw invalid("Invalid " + map.where() + ".format: only a date or timestamp has a format");
      }
      try {
        DateTimeFormatter unused = DateTimeFormatter.ofPattern(format.get(), Locale.ROOT);
      } catch (IllegalArgumentException e) {
        throw invalid("Invalid " + map.where() + ".format: " + format.get(), e);
      }
    } else if (type == ContractColumn.Type.DATE) {
      throw invalid("Missing key: format in " + map.where() + " (a date has one)");
    }
    Optional<Pattern> pattern =
        map.has("pattern") ? Optional.of(pattern(map, "pattern")) : Optional.empty();
    Optional<Derive> derive = Optional.empty();
    Optional<YamlMap> deriveMap = map.findMap("derive");
    if (deriveMap.isPresent()) {
      YamlMap inner = deriveMap.get();
      derive = Optional.of(new Derive(inner.text("from"), grouped(inner, "pattern")));
      inner.done();
    }
    Map<String, String> codes = new LinkedHashMap<>();
    if (map.isMap("codes")) {
      codes.putAll(map.textMap("codes"));
    } else {
      map.texts("codes").forEach(text -> codes.put(text, text));
    }
    if (type == ContractColumn.Type.CODE && codes.isEmpty()) {
      throw invalid("Missing key: codes in " + map.where() + " (a code has them)");
    }
    ContractColumn result =
        new ContractColumn(
            name,
            type,
            format,
            pattern,
            map.flag("required", false),
            map.flag("optional", false),
            map.one("privacy", PrivacyClass.class, PrivacyClass.INTERNAL),
            map.texts("header"),
            derive,
            map.one("on_invalid", OnInvalid.class, OnInvalid.REJECT),
            codes);
    map.findText("title");
    map.done();
    if (derive.isPresent() && !result.headers().isEmpty()) {
      throw invalid("Invalid " + map.where() + ": a derived column has no header");
    }
    return result;
  }

  private Delivery delivery(YamlMap map, List<ContractColumn> columns) {
    Semantics semantics =
        Choice.parse(code(), map.where() + ".semantics", Semantics.class, map.text("semantics"));
    if (semantics != Semantics.SNAPSHOT) {
      only(map, "scope", "a snapshot");
      only(map, "prefer", "a snapshot");
    }
    if (semantics != Semantics.DELTA) {
      only(map, "version", "a delta");
      only(map, "operation", "a delta");
    }
    List<String> scope = map.texts("scope");
    scope.forEach(column -> known("delivery.scope", column, columns));
    List<Preference> prefer = new ArrayList<>();
    for (YamlMap rule : map.maps("prefer")) {
      prefer.add(preference(rule, columns));
      rule.done();
    }
    Optional<String> version = map.findText("version");
    version.ifPresent(column -> number(map.where() + ".version", column, columns));
    Optional<Operation> operation = Optional.empty();
    Optional<YamlMap> operationMap = map.findMap("operation");
    if (operationMap.isPresent()) {
      YamlMap inner = operationMap.get();
      String column = inner.text("column");
      known(inner.where() + ".column", column, columns);
      operation =
          Optional.of(
              new Operation(
                  column,
                  new LinkedHashSet<>(inner.texts("insert")),
                  new LinkedHashSet<>(inner.texts("update")),
                  new LinkedHashSet<>(inner.texts("delete"))));
      inner.done();
    }
    map.done();
    return new Delivery(semantics, scope, List.copyOf(prefer), version, operation);
  }

  private Preference preference(YamlMap rule, List<ContractColumn> columns) {
    if (rule.has("order")) {
      ContractColumn column = known(rule.where() + ".order", rule.text("order"), columns);
      List<String> values = rule.texts("values");
      if (values.isEmpty()) {
        throw invalid("Missing key: values in " + rule.where());
      }
      for (String value : values) {
        if (!column.codes().isEmpty() && !column.codes().containsKey(value)) {
          throw invalid(
              "Invalid "
                  + rule.where()
                  + ".values: "
                  + value
                  + " is no code of "
                  + column.name()
                  + Choice.suggestion(value, column.codes().keySet()));
        }
      }
      return new Delivery.InOrder(column.name(), values);
    }
    if (rule.has("most_filled")) {
      String column = rule.text("most_filled");
      known(rule.where() + ".most_filled", column, columns);
      return new Delivery.MostFilled(column);
    }
    if (rule.has("highest")) {
      String column = rule.text("highest");
      number(rule.where() + ".highest", column, columns);
      return new Delivery.Highest(column);
    }
    throw invalid("Invalid " + rule.where() + ": one of order, most_filled, highest is expected");
  }

  private Layout layout(YamlMap map, List<ContractColumn> columns) {
    String name = name(map, "name");
    List<String> files = map.texts("files");
    if (files.isEmpty()) {
      throw invalid("Missing key: files in " + map.where());
    }
    for (String glob : files) {
      try {
        FileSystems.getDefault().getPathMatcher("glob:" + glob);
      } catch (PatternSyntaxException e) {
        throw invalid("Invalid " + map.where() + ".files: " + glob, e);
      }
    }
    Format format = Choice.parse(code(), map.where() + ".format", Format.class, map.text("format"));
    if (format != Format.EXCEL) {
      only(map, "sheets", "an excel layout");
    }
    if (format != Format.CSV) {
      only(map, "csv", "a csv layout");
    }
    if (format == Format.JSON) {
      only(map, "header", "a table");
    } else {
      only(map, "records", "a json layout");
    }
    Map<String, String> constants = map.textMap("constants");
    constants.keySet().forEach(column -> known(map.where() + ".constants", column, columns));
    Map<String, Pattern> fromPath = new LinkedHashMap<>();
    Optional<YamlMap> fromPathMap = map.findMap("from_path");
    if (fromPathMap.isPresent()) {
      for (String column : fromPathMap.get().keys()) {
        known(map.where() + ".from_path", column, columns);
        fromPath.put(column, grouped(fromPathMap.get(), column));
      }
    }
    List<JsonRecords> records = new ArrayList<>();
    for (YamlMap set : map.maps("records")) {
      records.add(records(set, columns));
    }
    if (format == Format.JSON && records.isEmpty()) {
      throw invalid("Missing key: records in " + map.where());
    }
    Layout result =
        new Layout(
            name,
            files,
            format,
            sheets(map),
            header(map),
            csv(map),
            constants,
            fromPath,
            List.copyOf(records));
    map.done();
    checkSources(map.where(), result, columns);
    return result;
  }

  private Sheets sheets(YamlMap map) {
    List<String> names = map.texts("sheets");
    if (names.isEmpty() || names.equals(List.of("first"))) {
      return new Sheets(Sheets.Choice.FIRST, List.of());
    }
    if (names.equals(List.of("all"))) {
      return new Sheets(Sheets.Choice.ALL, List.of());
    }
    return new Sheets(Sheets.Choice.NAMED, names);
  }

  private OptionalInt header(YamlMap map) {
    Optional<YamlMap> header = map.findMap("header");
    if (header.isEmpty()) {
      return OptionalInt.of(1);
    }
    YamlMap inner = header.get();
    boolean anywhere = inner.flag("anywhere", false);
    int row = inner.number("row", 0);
    inner.done();
    if (anywhere == (row > 0)) {
      throw invalid("Invalid " + inner.where() + ": either anywhere: true or row: 1 or more");
    }
    return anywhere ? OptionalInt.empty() : OptionalInt.of(row);
  }

  private Csv csv(YamlMap map) {
    Optional<YamlMap> csv = map.findMap("csv");
    if (csv.isEmpty()) {
      return new Csv(',', '"', java.nio.charset.StandardCharsets.UTF_8);
    }
    YamlMap inner = csv.get();
    char separator = character(inner, "separator", ",");
    char quote = character(inner, "quote", "\"");
    String encoding = inner.findText("encoding").orElse("UTF-8");
    inner.done();
    try {
      return new Csv(separator, quote, Charset.forName(encoding));
    } catch (IllegalArgumentException e) {
      throw invalid("Invalid " + inner.where() + ".encoding: " + encoding, e);
    }
  }

  private char character(YamlMap map, String key, String absent) {
    String text = map.findText(key).orElse(absent);
    if (text.length() != 1) {
      throw invalid("Invalid " + map.where() + "." + key + ": " + text + " (one character)");
    }
    return text.charAt(0);
  }

  private JsonRecords records(YamlMap map, List<ContractColumn> columns) {
    String text = map.text("path");
    List<Step> path = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      var matcher = STEP.matcher(part);
      boolean first = path.isEmpty();
      if (!matcher.matches() || (!first && matcher.group(1).isEmpty())) {
        throw invalid(
            "Invalid " + map.where() + ".path: " + text + " (names joined by dots, [] for arrays)");
      }
      if (first && !matcher.group(1).isEmpty()) {
        path.add(new Step("", false));
      }
      path.add(new Step(matcher.group(1), matcher.group(2) != null));
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    map.textMap("columns")
        .forEach(
            (column, reference) -> {
              known(map.where() + ".columns", column, columns);
              int up = 0;
              String field = reference;
              while (field.startsWith("../")) {
                up++;
                field = field.substring(3);
              }
              if (field.isEmpty() || field.contains("/") || up >= path.size()) {
                throw invalid(
                    "Invalid "
                        + map.where()
                        + ".columns."
                        + column
                        + ": "
                        + reference
                        + " (a field, with ../ for each object outwards)");
              }
              fields.put(column, new Field(up, field));
            });
    Map<String, String> constants = map.textMap("constants");
    constants.keySet().forEach(column -> known(map.where() + ".constants", column, columns));
    map.done();
    return new JsonRecords(List.copyOf(path), fields, constants);
  }

  /** Every column gets its value from exactly one place, unless it may be missing. */
  private void checkSources(String where, Layout layout, List<ContractColumn> columns) {
    for (ContractColumn column : columns) {
      String name = column.name();
      boolean ofFile =
          layout.constants().containsKey(name)
              || layout.fromPath().containsKey(name)
              || column.derive().isPresent();
      if (layout.constants().containsKey(name) && layout.fromPath().containsKey(name)) {
        throw invalid("Invalid " + where + ": " + name + " has a constant and a path pattern");
      }
      if (ofFile || column.optional()) {
        continue;
      }
      if (layout.format() != Format.JSON) {
        if (column.headers().isEmpty()) {
          throw noSource(where, name, "header, derive, constants or from_path");
        }
        continue;
      }
      for (JsonRecords set : layout.records()) {
        if (!set.columns().containsKey(name) && !set.constants().containsKey(name)) {
          throw noSource(where, name, "records, derive, constants or from_path");
        }
      }
    }
  }

  private static UserError noSource(String where, String column, String places) {
    return invalid(
        "Invalid "
            + where
            + ": "
            + column
            + " gets no value (give it one by "
            + places
            + ", or declare it optional)");
  }

  private ContractColumn known(String where, String name, List<ContractColumn> columns) {
    List<String> names = new ArrayList<>();
    for (ContractColumn column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
      names.add(column.name());
    }
    String place = where.startsWith(file) ? where : file + "." + where;
    throw invalid(
        "Unknown column: "
            + name
            + " in "
            + place
            + Choice.suggestion(name, names)
            + ". Known: "
            + String.join(", ", names));
  }

  private void number(String where, String name, List<ContractColumn> columns) {
    if (!known(where, name, columns).type().isNumber()) {
      throw invalid("Invalid " + where + ": " + name + " is no integer or decimal");
    }
  }

  private static void only(YamlMap map, String key, String owner) {
    if (map.has(key)) {
      throw invalid("Invalid " + map.where() + "." + key + ": only " + owner + " has it");
    }
  }

  private static String name(YamlMap map, String key) {
    String text = map.text(key);
    if (!NAME.matcher(text).matches()) {
      throw invalid(
          "Invalid "
              + map.where()
              + "."
              + key
              + ": "
              + text
              + " (lower-case words of letters and digits, joined by _)");
    }
    return text;
  }

  private static Pattern pattern(YamlMap map, String key) {
    String text = map.text(key);
    try {
      return Pattern.compile(Normalizer.normalize(text, Normalizer.Form.NFC));
    } catch (PatternSyntaxException e) {
      throw invalid(
          "Invalid " + map.where() + "." + key + ": " + text + " (" + e.getDescription() + ")", e);
    }
  }

  private static Pattern grouped(YamlMap map, String key) {
    Pattern pattern = pattern(map, key);
    if (pattern.matcher("").groupCount() != 1) {
      throw invalid("Invalid " + map.where() + "." + key + ": exactly one group is expected");
    }
    return pattern;
  }

  private static LocalDate date(YamlMap map, String key) {
    String text = map.text(key);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw invalid("Invalid " + map.where() + "." + key + ": " + text + " (yyyy-mm-dd)", e);
    }
  }

  private static ErrorCode code() {
    return ErrorCode.CONTRACT_INVALID;
  }

  private static UserError invalid(String message) {
    return new UserError(code(), message);
  }

  private static UserError invalid(String message, Exception cause) {
    return new UserError(code(), message, cause);
  }
}
