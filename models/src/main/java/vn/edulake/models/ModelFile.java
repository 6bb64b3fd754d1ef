package vn.edulake.models;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.YamlMap;

/** Reads one model file: a YAML header in a SQL comment, then one SELECT. */
final class ModelFile {
  private static final Pattern FORM =
      Pattern.compile("\\A/\\*---\\n(.*?)\\n---\\*/\\n?(.*)\\z", Pattern.DOTALL);

  private static final Pattern DAYS = Pattern.compile("P(\\d{1,4})D");

  private ModelFile() {}

  /**
   * Parses a file.
   *
   * @param file path below the models' folder, {@code core/dim_place.sql}
   * @throws UserError {@code MODEL_INVALID} naming file and key
   */
  static TableSpec parse(String file, String text) {
    Matcher form = FORM.matcher(text.replace("\r\n", "\n"));
    if (!form.matches()) {
      throw invalid(file, "the file begins with /*--- and a header that ends with ---*/");
    }
    YamlMap header = YamlMap.parse(ErrorCode.MODEL_INVALID, file, form.group(1));
    TableName table = TableName.parse(header.text("table"));
    if (!file.equals(table.layer().schema() + "/" + table.name() + ".sql")) {
      throw invalid(file, "it describes " + table + ", whose file is another");
    }
    String grain = header.text("grain");
    if (!grain.startsWith("one row per ")) {
      throw invalid(file, "grain begins with \"one row per\", not: " + grain);
    }
    List<String> key = header.texts("key");
    if (key.isEmpty()) {
      throw invalid(file, "key names at least one column");
    }
    List<TableName> inputs = new ArrayList<>();
    for (String input : header.texts("inputs")) {
      TableName name = TableName.parse(input);
      if (!table.layer().mayRead(name.layer())) {
        throw invalid(file, table + " may not read " + name + ": layers read only to the left");
      }
      if (inputs.contains(name)) {
        throw invalid(file, "input " + name + " stands twice");
      }
      inputs.add(name);
    }
    // A transform may need nothing but policy.
    if (inputs.isEmpty() && header.findMap("transform").isEmpty()) {
      throw invalid(file, "inputs names at least one table");
    }
    TableSpec spec =
        new TableSpec(
            table,
            grain,
            key,
            inputs,
            refresh(file, table, key, inputs, header.map("refresh")),
            within(file, header.map("fresh")),
            header.text("owner"),
            header.findText("why"),
            rule(file, header, form.group(2).strip()));
    header.done();
    if (spec.rule() instanceof TableSpec.Select select) {
      List<TableName> read = SqlTables.in(select.sql());
      for (TableName name : read) {
        if (!inputs.contains(name)) {
          throw invalid(file, "the SQL reads " + name + ", which inputs does not name");
        }
      }
      for (TableName name : inputs) {
        if (!read.contains(name)) {
          throw invalid(file, "inputs names " + name + ", which the SQL does not read");
        }
      }
    }
    return spec;
  }

  private static TableSpec.Rule rule(String file, YamlMap header, String body) {
    if (header.findMap("transform").isPresent()) {
      YamlMap transform = header.map("transform");
      TableSpec.Rule rule =
          new TableSpec.JavaTransform(transform.text("name"), transform.number("version", 1));
      transform.done();
      if (!body.isEmpty()) {
        throw invalid(file, "a table made by a transform has no SQL");
      }
      return rule;
    }
    if (body.isEmpty()) {
      throw invalid(file, "a SELECT follows the header");
    }
    return new TableSpec.Select(body);
  }

  private static Refresh refresh(
      String file, TableName table, List<String> key, List<TableName> inputs, YamlMap map) {
    Refresh refresh =
        switch (map.text("kind")) {
          case "full" -> new Refresh.Full();
          case "by_key" -> byKey(file, table, inputs, map);
          case "by_day" -> byDay(file, table, inputs, map);
          case "scd2" ->
              new Refresh.Scd2(map.texts("key"), map.text("from"), map.findText("version_key"));
          default ->
              throw invalid(
                  file,
                  "refresh.kind is " + map.text("kind") + " (known: full, by_key, by_day, scd2)");
        };
    map.done();
    if (refresh instanceof Refresh.ByKey byKey
        && (byKey.columns().isEmpty() || !key.containsAll(byKey.columns()))) {
      throw invalid(file, "refresh.columns of by_key are columns of the key");
    }
    if (refresh instanceof Refresh.Scd2 scd2) {
      List<String> wanted = new ArrayList<>(scd2.key());
      wanted.add(Refresh.Scd2.VALID_FROM);
      if (scd2.key().isEmpty() || !key.equals(wanted)) {
        throw invalid(file, "key of scd2 is refresh.key and then valid_from: " + wanted);
      }
    }
    return refresh;
  }

  private static Refresh byDay(String file, TableName table, List<TableName> inputs, YamlMap map) {
    Map<TableName, Refresh.Span> spans = new TreeMap<>();
    Map<TableName, List<String>> told =
        told(
            file,
            inputs,
            map,
            (input, entry) -> spans.put(input, span(file, table, inputs, entry)));
    int lookback = lookback(file, map);
    Optional<Refresh.Slice> slice =
        map.findMap("slice").map(cut -> slice(file, table, inputs, cut));
    if (slice.isPresent() && lookback > 0) {
      throw invalid(file, "refresh has a slice or a lookback, not both");
    }
    return new Refresh.ByDay(map.text("column"), lookback, told, spans, slice);
  }

  private static Refresh.Slice slice(
      String file, TableName table, List<TableName> inputs, YamlMap map) {
    String column = map.text("column");
    Map<TableName, Refresh.Lookup> lookups = new TreeMap<>();
    if (!told(file, table, inputs, map, List.of(column), lookups).isEmpty()) {
      throw invalid(file, "refresh.slice.told_by has on and within");
    }
    map.done();
    return new Refresh.Slice(column, lookups);
  }

  private static Refresh byKey(String file, TableName table, List<TableName> inputs, YamlMap map) {
    List<String> columns = map.texts("columns");
    Map<TableName, Refresh.Lookup> lookups = new TreeMap<>();
    Map<TableName, List<String>> told = told(file, table, inputs, map, columns, lookups);
    return new Refresh.ByKey(columns, told, lookups);
  }

  /**
   * The values of some columns by input.
   *
   * @param lookups gets the inputs whose values stand in other tables
   */
  private static Map<TableName, List<String>> told(
      String file,
      TableName table,
      List<TableName> inputs,
      YamlMap map,
      List<String> columns,
      Map<TableName, Refresh.Lookup> lookups) {
    Map<TableName, List<String>> told =
        told(
            file,
            inputs,
            map,
            (input, entry) -> lookups.put(input, lookup(file, table, inputs, entry)));
    told.forEach((input, expressions) -> mustBeForEach(file, columns, input, expressions));
    lookups.forEach(
        (input, lookup) ->
            lookup
                .within()
                .values()
                .forEach(expressions -> mustBeForEach(file, columns, input, expressions)));
    return told;
  }

  private static void mustBeForEach(
      String file, List<String> columns, TableName input, List<String> expressions) {
    if (expressions.size() != columns.size()) {
      throw invalid(file, "refresh.told_by." + input + " gives a value for each of " + columns);
    }
  }

  private static Refresh.Lookup lookup(
      String file, TableName table, List<TableName> inputs, YamlMap map) {
    if (!map.has("on") || !map.has("within")) {
      throw invalid(file, "refresh.told_by has values, or on and within");
    }
    Map<TableName, List<String>> within = new TreeMap<>();
    YamlMap tables = map.map("within");
    for (String name : tables.keys()) {
      within.put(readWithin(file, table, inputs, name), tables.texts(name));
    }
    tables.done();
    Refresh.Lookup result = new Refresh.Lookup(map.texts("on"), within);
    map.done();
    return result;
  }

  private static TableName readWithin(
      String file, TableName table, List<TableName> inputs, String name) {
    TableName other = TableName.parse(name);
    if (!(other.equals(table) || inputs.contains(other)) || other.layer() == Layer.RAW) {
      throw invalid(
          file, "within names inputs that are not raw, or the table itself, not: " + name);
    }
    return other;
  }

  /**
   * What tells the parts, by input.
   *
   * @param other is given the inputs that say it by more than a list of values
   */
  private static Map<TableName, List<String>> told(
      String file, List<TableName> inputs, YamlMap map, BiConsumer<TableName, YamlMap> other) {
    Map<TableName, List<String>> result = new TreeMap<>();
    Optional<YamlMap> found = map.findMap("told_by");
    if (found.isEmpty()) {
      return result;
    }
    for (String name : found.get().keys()) {
      TableName input = TableName.parse(name);
      if (!inputs.contains(input) || input.layer() == Layer.RAW) {
        throw invalid(file, "refresh.told_by names inputs that are not raw, not: " + name);
      }
      if (found.get().isMap(name)) {
        other.accept(input, found.get().map(name));
      } else {
        result.put(input, found.get().texts(name));
      }
    }
    found.get().done();
    return result;
  }

  private static Refresh.Span span(
      String file, TableName table, List<TableName> inputs, YamlMap map) {
    Map<TableName, List<String>> within = new TreeMap<>();
    Map<TableName, Refresh.Via> via = new TreeMap<>();
    Optional<YamlMap> found = map.findMap("within");
    if (found.isPresent()) {
      for (String name : found.get().keys()) {
        YamlMap days = found.get().map(name);
        TableName other = readWithin(file, table, inputs, name);
        within.put(other, days(days));
        if (days.has("via")) {
          via.put(
              other,
              new Refresh.Via(readWithin(file, table, inputs, days.text("via")), days.texts("on")));
        }
        days.done();
      }
      found.get().done();
    }
    List<String> on = found.isPresent() ? map.texts("on") : List.of();
    boolean isAlways = found.isPresent() && !map.has("days") && !map.has("from");
    Refresh.Span result =
        new Refresh.Span(isAlways ? List.of() : days(map), map.texts("same"), on, within, via);
    map.done();
    return result;
  }

  private static List<String> days(YamlMap map) {
    return map.has("days") ? List.of(map.text("days")) : List.of(map.text("from"), map.text("to"));
  }

  private static int lookback(String file, YamlMap map) {
    String text = map.findText("lookback").orElse("P0D");
    Matcher days = DAYS.matcher(text);
    if (!days.matches()) {
      throw invalid(file, "refresh.lookback is " + text + " (a number of days, e.g. P14D)");
    }
    return Integer.parseInt(days.group(1));
  }

  private static Duration within(String file, YamlMap map) {
    String text = map.text("within");
    map.done();
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid(file, "fresh.within is " + text + " (an ISO 8601 duration, e.g. PT26H)");
    }
  }

  private static UserError invalid(String file, String why) {
    return new UserError(ErrorCode.MODEL_INVALID, "Cannot use model " + file + ": " + why);
  }
}
