package vn.edulake.models.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.edulake.models.contract.Layout.Field;
import vn.edulake.models.contract.Layout.JsonRecords;
import vn.edulake.models.contract.Layout.Step;
import vn.edulake.models.contract.Layout.Xml;
import vn.edulake.models.contract.Layout.XmlField;
import vn.edulake.models.contract.Layout.XmlRecords;
import vn.edulake.models.yaml.YamlMap;

/** Reads what a layout says about the records of JSON and XML documents. */
final class RecordsParser {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]/]*)(\\[])?");
  private static final Pattern ELEMENT = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*");
  private static final Pattern TEXT =
      Pattern.compile("(" + ELEMENT + "/)*(" + ELEMENT + "|@" + ELEMENT + ")");
  private static final String OUTWARDS = "../";

  private final ContractParser contract;
  private final List<ContractColumn> columns;

  RecordsParser(ContractParser contract, List<ContractColumn> columns) {
    this.contract = contract;
    this.columns = columns;
  }

  List<JsonRecords> json(YamlMap layout) {
    List<JsonRecords> result = new ArrayList<>();
    for (YamlMap set : sets(layout)) {
      result.add(jsonSet(set));
    }
    return List.copyOf(result);
  }

  Xml xml(YamlMap layout) {
    List<XmlRecords> result = new ArrayList<>();
    for (YamlMap set : sets(layout)) {
      result.add(xmlSet(set));
    }
    String root = result.get(0).path().get(0);
    for (XmlRecords set : result) {
      if (!set.path().get(0).equals(root)) {
        throw ContractParser.invalid(
            "Invalid "
                + layout.where()
                + ".records: "
                + root
                + " and "
                + set.path().get(0)
                + " (a document has one root)");
      }
    }
    return new Xml(layout.findText("namespace").orElse(""), List.copyOf(result));
  }

  private static List<YamlMap> sets(YamlMap layout) {
    List<YamlMap> sets = layout.maps("records");
    if (sets.isEmpty()) {
      throw layout.missing("records");
    }
    return sets;
  }

  /** For each set of records, the columns to which it gives values. */
  static List<Set<String>> given(Layout layout) {
    List<Set<String>> result = new ArrayList<>();
    for (JsonRecords set : layout.records()) {
      Set<String> given = new LinkedHashSet<>(set.columns().keySet());
      given.addAll(set.constants().keySet());
      given.addAll(set.whole());
      result.add(given);
    }
    layout
        .xml()
        .ifPresent(
            xml -> {
              for (XmlRecords set : xml.records()) {
                Set<String> given = new LinkedHashSet<>(set.columns().keySet());
                given.addAll(set.constants().keySet());
                result.add(given);
              }
            });
    return result;
  }

  private JsonRecords jsonSet(YamlMap map) {
    String text = map.text("path");
    List<Step> path = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      Matcher matcher = STEP.matcher(part);
      boolean first = path.isEmpty();
      if (!matcher.matches() || (!first && matcher.group(1).isEmpty())) {
        throw ContractParser.invalid(
            "Invalid " + map.where() + ".path: " + text + " (names joined by dots, [] for arrays)");
      }
      if (first && !matcher.group(1).isEmpty()) {
        path.add(new Step("", false));
      }
      path.add(new Step(matcher.group(1), matcher.group(2) != null));
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    Optional<YamlMap> given = map.findMap("columns");
    for (String column : given.map(YamlMap::keys).orElse(Set.of())) {
      String where = map.where() + ".columns";
      contract.place(where, column, columns);
      List<String> way = given.orElseThrow().texts(column);
      String first = way.isEmpty() ? "" : way.get(0);
      int up = outwards(first);
      List<String> inwards = new ArrayList<>(way);
      if (!way.isEmpty()) {
        inwards.set(0, first.substring(up * OUTWARDS.length()));
      }
      if (inwards.isEmpty()
          || inwards.contains("")
          || (way.size() == 1 && inwards.get(0).matches("[^:]*/.*"))
          || up >= path.size()) {
        throw ContractParser.invalid(
            "Invalid "
                + where
                + "."
                + column
                + ": "
                + String.join(", ", way)
                + " (a field, with ../ for each object outwards; a list for the way inwards)");
      }
      fields.put(column, new Field(up, List.copyOf(inwards)));
    }
    List<String> whole = map.texts("whole");
    whole.forEach(column -> contract.known(map.where() + ".whole", column, columns));
    Map<String, String> constants = constants(map);
    map.done();
    return new JsonRecords(List.copyOf(path), fields, constants, whole);
  }

  private XmlRecords xmlSet(YamlMap map) {
    String text = map.text("path");
    List<String> path = List.of(text.split("/", -1));
    if (!path.stream().allMatch(ELEMENT.asMatchPredicate())) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + ".path: " + text + " (names of elements joined by /)");
    }
    Map<String, XmlField> fields = new LinkedHashMap<>();
    map.textMap("columns")
        .forEach(
            (column, reference) -> {
              contract.place(map.where() + ".columns", column, columns);
              int up = outwards(reference);
              String inner = reference.substring(up * OUTWARDS.length());
              if (!TEXT.matcher(inner).matches() || up >= path.size()) {
                throw ContractParser.invalid(
                    "Invalid "
                        + map.where()
                        + ".columns."
                        + column
                        + ": "
                        + reference
                        + " (names of elements joined by /, @ before an attribute, with ../ for"
                        + " each element outwards)");
              }
              fields.put(column, new XmlField(up, inner));
            });
    Map<String, String> constants = constants(map);
    map.done();
    return new XmlRecords(path, fields, constants);
  }

  private Map<String, String> constants(YamlMap map) {
    Map<String, String> constants = map.textMap("constants");
    constants
        .keySet()
        .forEach(column -> contract.place(map.where() + ".constants", column, columns));
    return constants;
  }

  private static int outwards(String reference) {
    int up = 0;
    while (reference.startsWith(OUTWARDS, up * OUTWARDS.length())) {
      up++;
    }
    return up;
  }
}
