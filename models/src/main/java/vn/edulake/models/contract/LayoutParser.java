package vn.edulake.models.contract;

import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import vn.edulake.models.contract.Layout.Csv;
import vn.edulake.models.contract.Layout.DatabaseTable;
import vn.edulake.models.contract.Layout.Format;
import vn.edulake.models.contract.Layout.JsonRecords;
import vn.edulake.models.contract.Layout.Sheets;
import vn.edulake.models.contract.Layout.Xml;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/** Reads one layout of a contract and checks that its parts fit together. */
final class LayoutParser {
  private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
  private static final Pattern TABLE = Pattern.compile(IDENTIFIER + "(\\." + IDENTIFIER + ")*");

  private final ContractParser contract;

  LayoutParser(ContractParser contract) {
    this.contract = contract;
  }

  Layout layout(YamlMap map, List<ContractColumn> columns) {
    String name = ContractParser.name(map, "name");
    List<String> files = map.texts("files");
    for (String glob : files) {
      try {
        FileSystems.getDefault().getPathMatcher("glob:" + glob);
      } catch (PatternSyntaxException e) {
        throw ContractParser.invalid("Invalid " + map.where() + ".files: " + glob, e);
      }
    }
    Format format =
        Choice.parse(
            ContractParser.code(), map.where() + ".format", Format.class, map.text("format"));
    if (format == Format.JDBC) {
      ContractParser.only(map, "files", "a layout of files");
      ContractParser.only(map, "from_path", "a layout of files");
    } else {
      ContractParser.only(map, "jdbc", "a jdbc layout");
      if (files.isEmpty()) {
        throw map.missing("files");
      }
    }
    if (format != Format.EXCEL) {
      ContractParser.only(map, "sheets", "an excel layout");
      ContractParser.only(map, "merged", "an excel layout");
      ContractParser.only(map, "sheet_name", "an excel layout");
    }
    if (format != Format.CSV) {
      ContractParser.only(map, "csv", "a csv layout");
    }
    if (!format.isTable()) {
      TableFormParser.none(map);
    }
    if (!format.isJson() && format != Format.XML) {
      ContractParser.only(map, "records", "a json, json_lines or xml layout");
    }
    if (format != Format.XML) {
      ContractParser.only(map, "namespace", "an xml layout");
    }
    Map<String, String> constants = map.textMap("constants");
    constants
        .keySet()
        .forEach(column -> contract.place(map.where() + ".constants", column, columns));
    Map<String, Pattern> fromPath = new LinkedHashMap<>();
    Optional<YamlMap> fromPathMap = map.findMap("from_path");
    if (fromPathMap.isPresent()) {
      for (String column : fromPathMap.get().keys()) {
        contract.place(map.where() + ".from_path", column, columns);
        fromPath.put(column, ContractParser.grouped(fromPathMap.get(), column));
      }
    }
    Map<String, ManifestProperty> fromManifest = new LinkedHashMap<>();
    Optional<YamlMap> fromManifestMap = map.findMap("from_manifest");
    if (fromManifestMap.isPresent()) {
      for (String column : fromManifestMap.get().keys()) {
        contract.known(map.where() + ".from_manifest", column, columns);
        fromManifest.put(
            column, ContractParser.manifestProperty(fromManifestMap.get().map(column)));
      }
    }
    RecordsParser recordsParser = new RecordsParser(contract, columns);
    List<JsonRecords> records = format.isJson() ? recordsParser.json(map) : List.of();
    Optional<Xml> xml =
        format == Format.XML ? Optional.of(recordsParser.xml(map)) : Optional.empty();
    Optional<DatabaseTable> database =
        format == Format.JDBC ? Optional.of(database(map)) : Optional.empty();
    Layout result =
        new Layout(
            name,
            files,
            format,
            sheets(map),
            new TableFormParser(contract, columns).form(map),
            csv(map),
            constants,
            fromPath,
            fromManifest,
            records,
            formats(map, columns),
            numbers(map, columns),
            joins(map, columns),
            xml,
            database);
    map.done();
    checkParts(map.where(), result);
    checkSources(map.where(), result, columns);
    return result;
  }

  private Map<String, List<String>> formats(YamlMap map, List<ContractColumn> columns) {
    Map<String, List<String>> result = new LinkedHashMap<>();
    Optional<YamlMap> formats = map.findMap("formats");
    if (formats.isPresent()) {
      for (String column : formats.get().keys()) {
        ContractColumn known = contract.known(formats.get().where(), column, columns);
        result.put(column, NotationParser.formats(formats.get(), column, known.type()));
      }
    }
    return result;
  }

  private Map<String, NumberForm> numbers(YamlMap map, List<ContractColumn> columns) {
    Map<String, NumberForm> result = new LinkedHashMap<>();
    Optional<YamlMap> numbers = map.findMap("numbers");
    if (numbers.isPresent()) {
      for (String column : numbers.get().keys()) {
        ContractColumn known = contract.known(numbers.get().where(), column, columns);
        YamlMap inner = numbers.get().map(column);
        if (!known.type().isNumber()) {
          throw ContractParser.invalid(
              "Invalid " + inner.where() + ": " + column + " is no number");
        }
        result.put(column, new NotationParser(inner, known.type()).numbers());
        inner.done();
      }
    }
    return result;
  }

  private Map<String, String> joins(YamlMap map, List<ContractColumn> columns) {
    Map<String, String> result = map.textMap("join");
    result.forEach(
        (column, join) -> {
          String where = map.where() + ".join";
          contract.known(where, column, columns);
          List<String> places = Layout.places(join);
          if (places.isEmpty() || places.contains(column)) {
            throw ContractParser.invalid(
                "Invalid " + where + "." + column + ": " + join + " (a text with {name} in it)");
          }
          places.forEach(place -> contract.place(where + "." + column, place, columns));
        });
    return result;
  }

  /** Every part has a value and a use. */
  private static void checkParts(String where, Layout layout) {
    Set<String> made = parts(layout);
    Set<String> used = new LinkedHashSet<>();
    layout.joins().values().forEach(join -> used.addAll(Layout.places(join)));
    for (String part : used) {
      if (part.startsWith(Layout.PART) && !made.contains(part)) {
        throw ContractParser.invalid(
            "Unknown part: " + part + " in " + where + ".join" + Choice.suggestion(part, made));
      }
    }
    for (String part : made) {
      if (!used.contains(part)) {
        throw ContractParser.invalid(
            "Invalid "
                + where
                + ": no join has a place for "
                + part
                + Choice.suggestion(part, used));
      }
    }
  }

  private static Set<String> parts(Layout layout) {
    TableForm table = layout.table();
    Set<String> result = new LinkedHashSet<>(layout.constants().keySet());
    result.addAll(layout.fromPath().keySet());
    result.addAll(table.titles().keySet());
    result.addAll(table.sheetName().keySet());
    result.addAll(table.fields());
    result.addAll(table.headers().keySet());
    for (TableForm.Unpivot unpivot : table.unpivots()) {
      result.addAll(unpivot.into());
      result.add(unpivot.value());
    }
    RecordsParser.given(layout).forEach(result::addAll);
    result.removeIf(name -> !name.startsWith(Layout.PART));
    return result;
  }

  private Sheets sheets(YamlMap map) {
    List<String> names = map.texts("sheets");
    Sheets.Merged merged =
        map.has("merged")
            ? Choice.parse(
                ContractParser.code(),
                map.where() + ".merged",
                Sheets.Merged.class,
                map.text("merged"))
            : Sheets.Merged.FIRST;
    if (names.isEmpty() || names.equals(List.of("first"))) {
      return new Sheets(Sheets.Choice.FIRST, List.of(), merged);
    }
    if (names.equals(List.of("all"))) {
      return new Sheets(Sheets.Choice.ALL, List.of(), merged);
    }
    return new Sheets(Sheets.Choice.NAMED, names, merged);
  }

  private Csv csv(YamlMap map) {
    Optional<YamlMap> csv = map.findMap("csv");
    // The fonts of old put their letters at the places of Western European ones.
    String usual = map.has("legacy_text") ? "windows-1252" : "UTF-8";
    if (csv.isEmpty()) {
      return new Csv(',', '"', Charset.forName(usual), false);
    }
    YamlMap inner = csv.get();
    char separator = character(inner, "separator", ",");
    char quote = character(inner, "quote", "\"");
    String encoding = inner.findText("encoding").orElse(usual);
    boolean isRagged = inner.flag("ragged", false);
    inner.done();
    try {
      return new Csv(separator, quote, Charset.forName(encoding), isRagged);
    } catch (IllegalArgumentException e) {
      throw ContractParser.invalid("Invalid " + inner.where() + ".encoding: " + encoding, e);
    }
  }

  private char character(YamlMap map, String key, String absent) {
    String text = map.findText(key).orElse(absent);
    if (text.length() != 1) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + "." + key + ": " + text + " (one character)");
    }
    return text.charAt(0);
  }

  private static DatabaseTable database(YamlMap map) {
    YamlMap inner = map.map("jdbc");
    String name = identifier(inner, "table", inner.text("table"), TABLE);
    Optional<String> watermark =
        inner.findText("watermark").map(text -> identifier(inner, "watermark", text, IDENTIFIER));
    inner.done();
    return new DatabaseTable(name, watermark);
  }

  private static String identifier(YamlMap map, String key, String text, Pattern pattern) {
    if (!pattern.matcher(text).matches()) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + "." + key + ": " + text + " (a name in the database)");
    }
    return text;
  }

  /** Every column gets its value from exactly one place, unless it may be missing. */
  private void checkSources(String where, Layout layout, List<ContractColumn> columns) {
    boolean isTable = layout.format().isTable() || layout.format() == Format.JDBC;
    for (ContractColumn column : columns) {
      List<String> places = places(layout, column);
      if (places.size() > 1) {
        throw ContractParser.invalid(
            "Invalid "
                + where
                + ": "
                + column.name()
                + " gets its value from "
                + String.join(" and from ", places));
      }
      // A layout may say that its files lack the column.
      boolean isLacking = layout.table().headers().containsKey(column.name());
      if (!places.isEmpty()
          || isLacking
          || column.derive().isPresent()
          || !column.parts().isEmpty()
          || column.optional()) {
        continue;
      }
      if (isTable) {
        boolean isNamed = layout.table().fields().isEmpty();
        if (!isNamed || layout.table().headers(column).isEmpty()) {
          throw noSource(
              where,
              column.name(),
              (isNamed ? "header" : "fields") + ", derive, constants or from_path");
        }
        continue;
      }
      for (Set<String> given : RecordsParser.given(layout)) {
        if (!given.contains(column.name())) {
          throw noSource(where, column.name(), "records, derive, constants or from_path");
        }
      }
    }
  }

  /** The keys of the layout that give a column its value; a header gives it where none does. */
  private static List<String> places(Layout layout, ContractColumn column) {
    String name = column.name();
    TableForm table = layout.table();
    List<String> result = new ArrayList<>();
    if (layout.constants().containsKey(name)) {
      result.add("constants");
    }
    if (layout.fromPath().containsKey(name)) {
      result.add("from_path");
    }
    if (layout.fromManifest().containsKey(name)) {
      result.add("from_manifest");
    }
    if (layout.joins().containsKey(name)) {
      result.add("join");
    }
    if (table.titles().containsKey(name)) {
      result.add("titles");
    }
    if (table.sheetName().containsKey(name)) {
      result.add("sheet_name");
    }
    if (table.composes().containsKey(name)) {
      result.add("compose");
    }
    if (table.fields().contains(name)) {
      result.add("fields");
    }
    if (!table.headers().getOrDefault(name, List.of()).isEmpty()) {
      result.add("columns");
    }
    if (table.unpivots().stream()
        .anyMatch(u -> u.into().contains(name) || u.value().equals(name))) {
      result.add("unpivot");
    }
    return result;
  }

  private static UserError noSource(String where, String column, String places) {
    return ContractParser.invalid(
        "Invalid "
            + where
            + ": "
            + column
            + " gets no value (give it one by "
            + places
            + ", or declare it optional)");
  }
}
