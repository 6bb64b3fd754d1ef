package vn.edulake.models.contract;

import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import vn.edulake.models.contract.Layout.Csv;
import vn.edulake.models.contract.Layout.Format;
import vn.edulake.models.contract.Layout.JsonRecords;
import vn.edulake.models.contract.Layout.Sheets;
import vn.edulake.models.contract.Layout.Table;
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
        throw ContractParser.invalid("Missing key: files in " + map.where());
      }
    }
    if (format != Format.EXCEL) {
      ContractParser.only(map, "sheets", "an excel layout");
    }
    if (format != Format.CSV) {
      ContractParser.only(map, "csv", "a csv layout");
    }
    if (!format.isTable()) {
      ContractParser.only(map, "header", "a table");
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
        .forEach(column -> contract.known(map.where() + ".constants", column, columns));
    Map<String, Pattern> fromPath = new LinkedHashMap<>();
    Optional<YamlMap> fromPathMap = map.findMap("from_path");
    if (fromPathMap.isPresent()) {
      for (String column : fromPathMap.get().keys()) {
        contract.known(map.where() + ".from_path", column, columns);
        fromPath.put(column, ContractParser.grouped(fromPathMap.get(), column));
      }
    }
    RecordsParser recordsParser = new RecordsParser(contract, columns);
    List<JsonRecords> records = format.isJson() ? recordsParser.json(map) : List.of();
    Optional<Xml> xml =
        format == Format.XML ? Optional.of(recordsParser.xml(map)) : Optional.empty();
    Optional<Table> table = format == Format.JDBC ? Optional.of(table(map)) : Optional.empty();
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
            records,
            xml,
            table);
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
      throw ContractParser.invalid(
          "Invalid " + inner.where() + ": either anywhere: true or row: 1 or more");
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

  private static Table table(YamlMap map) {
    YamlMap inner = map.map("jdbc");
    String name = identifier(inner, "table", inner.text("table"), TABLE);
    Optional<String> watermark =
        inner.findText("watermark").map(text -> identifier(inner, "watermark", text, IDENTIFIER));
    inner.done();
    return new Table(name, watermark);
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
    for (ContractColumn column : columns) {
      String name = column.name();
      boolean ofFile =
          layout.constants().containsKey(name)
              || layout.fromPath().containsKey(name)
              || column.derive().isPresent();
      if (layout.constants().containsKey(name) && layout.fromPath().containsKey(name)) {
        throw ContractParser.invalid(
            "Invalid " + where + ": " + name + " has a constant and a path pattern");
      }
      if (ofFile || column.optional()) {
        continue;
      }
      if (layout.format().isTable() || layout.format() == Format.JDBC) {
        if (column.headers().isEmpty()) {
          throw noSource(where, name, "header, derive, constants or from_path");
        }
        continue;
      }
      for (Set<String> given : RecordsParser.given(layout)) {
        if (!given.contains(name)) {
          throw noSource(where, name, "records, derive, constants or from_path");
        }
      }
    }
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
