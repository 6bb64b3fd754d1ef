package vn.edulake.docs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.ddl.TableDefinition;

/** The pages on sources and tables, written from contracts, models and DDL. */
class CataloguePagesTest {
  private static final SourceContracts CONTRACTS = SourceContracts.load();
  private static final ModelGraph GRAPH = ModelGraph.load();
  private static final Map<TableName, TableDefinition> TABLES = Pipeline.definitions(CONTRACTS);

  /** Layers that people and models read, from left to right. */
  private static final List<Layer> SHOWN =
      List.of(Layer.STAGING, Layer.VAULT, Layer.CORE, Layer.MARTS, Layer.OPS);

  @Test
  void theSourcesAreThoseOfTheContracts() {
    long columns = CONTRACTS.all().stream().mapToLong(c -> c.columns().size()).sum();
    long personal =
        CONTRACTS.all().stream()
            .flatMap(contract -> contract.columns().stream())
            .filter(column -> isPersonal(column.privacy()))
            .count();
    StringBuilder page =
        new StringBuilder(
            "%d sources, %d entities, %d columns, %d of them personal or sensitive.\n\n"
                .formatted(CONTRACTS.sources().size(), CONTRACTS.all().size(), columns, personal));
    page.append("| source | entities | columns | layouts | answers for it |\n");
    page.append("|---|---:|---:|---:|---|\n");
    for (String source : CONTRACTS.sources()) {
      List<SourceContract> ofSource = CONTRACTS.source(source);
      page.append(
          "| [%s](#%s) | %d | %d | %d | %s |\n"
              .formatted(
                  source,
                  source,
                  ofSource.size(),
                  ofSource.stream().mapToLong(c -> c.columns().size()).sum(),
                  ofSource.stream().mapToLong(c -> c.layouts().size()).sum(),
                  String.join(
                      ", ", new TreeSet<>(ofSource.stream().map(c -> c.owner()).toList()))));
    }
    for (String source : CONTRACTS.sources()) {
      source(source, page);
    }
    GeneratedPart.isUpToDate("docs/sources.md", "sources", page.toString());
  }

  private static void source(String source, StringBuilder page) {
    page.append("\n## ").append(source).append("\n\n");
    page.append("| entity | tiếng Việt | English | a delivery is | key | forms | staging |\n");
    page.append("|---|---|---|---|---|---|---|\n");
    for (SourceContract contract : CONTRACTS.source(source)) {
      page.append(
          "| `%s` | %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  contract.entity(),
                  cell(contract.title().getOrDefault("vi", "")),
                  cell(contract.title().getOrDefault("en", "")),
                  delivery(contract),
                  names(contract.key()),
                  forms(contract),
                  GRAPH.readers(contract.rawTable()).stream()
                      .map(CataloguePagesTest::link)
                      .collect(Collectors.joining(", "))));
    }
    picture(source, page);
    for (SourceContract contract : CONTRACTS.source(source)) {
      columns(contract, page);
    }
  }

  /** From the files to the tables of core; what no table of core reads is left out. */
  private static void picture(String source, StringBuilder page) {
    Set<String> lines = new LinkedHashSet<>();
    for (SourceContract contract : CONTRACTS.source(source)) {
      for (TableName staging : GRAPH.readers(contract.rawTable())) {
        for (TableName reader : GRAPH.readers(staging)) {
          lines.add("  files --> %s[\"%s\"]\n".formatted(staging.flat(), staging));
          lines.add("  %s --> %s[\"%s\"]\n".formatted(staging.flat(), reader.flat(), reader));
        }
      }
    }
    if (!lines.isEmpty()) {
      page.append("\n```mermaid\nflowchart LR\n  files[/\"files of %s\"/]\n".formatted(source));
      lines.forEach(page::append);
      page.append("```\n");
    }
  }

  private static void columns(SourceContract contract, StringBuilder page) {
    page.append(
        "\n<details><summary><code>%s</code>: %d columns</summary>\n\n"
            .formatted(contract.rawTable(), contract.columns().size()));
    page.append("| column | type | privacy | in the files |\n|---|---|---|---|\n");
    for (ContractColumn column : contract.columns()) {
      page.append(
          "| `%s`%s | %s | %s | %s |\n"
              .formatted(
                  column.name(),
                  column.required() ? " (required)" : "",
                  word(column.type()),
                  word(column.privacy()),
                  inFiles(contract, column).stream()
                      .map(CataloguePagesTest::cell)
                      .collect(Collectors.joining(" / "))));
    }
    page.append("\n</details>\n");
  }

  private static Set<String> inFiles(SourceContract contract, ContractColumn column) {
    Set<String> result = new LinkedHashSet<>(column.headers());
    contract.layouts().forEach(layout -> result.addAll(layout.namesInFiles(column)));
    return result;
  }

  private static String delivery(SourceContract contract) {
    List<String> scope = contract.delivery().scope();
    return word(contract.delivery().semantics())
        + (scope.isEmpty() ? "" : " of one " + String.join(", ", scope));
  }

  /** The layouts' formats, each with how many there are of it. */
  private static String forms(SourceContract contract) {
    Map<String, Integer> count = new TreeMap<>();
    for (Layout layout : contract.layouts()) {
      count.merge(word(layout.format()), 1, Integer::sum);
    }
    return count.entrySet().stream()
        .map(form -> form.getKey() + (form.getValue() == 1 ? "" : " × " + form.getValue()))
        .collect(Collectors.joining(", "));
  }

  @Test
  void theCatalogueIsThatOfModelsAndDdl() {
    Map<Layer, List<TableDefinition>> byLayer = new EnumMap<>(Layer.class);
    TABLES
        .values()
        .forEach(
            table ->
                byLayer
                    .computeIfAbsent(table.table().layer(), ignored -> new ArrayList<>())
                    .add(table));
    StringBuilder page = new StringBuilder("| layer | tables | columns |\n|---|---:|---:|\n");
    byLayer.forEach(
        (layer, tables) ->
            page.append(
                "| %s | %d | %d |\n"
                    .formatted(
                        SHOWN.contains(layer)
                            ? "[" + layer.schema() + "](#" + layer.schema() + ")"
                            : layer.schema() + ": see [sources](sources.md)",
                        tables.size(),
                        tables.stream().mapToInt(table -> table.columns().size()).sum())));
    for (Layer layer : SHOWN) {
      if (byLayer.containsKey(layer)) {
        layer(layer, byLayer.get(layer), page);
      }
    }
    page.append("\n## Lineage of the marts\n");
    for (TableSpec spec : GRAPH.specs()) {
      if (spec.table().layer() == Layer.MARTS) {
        lineage(spec, page);
      }
    }
    GeneratedPart.isUpToDate("docs/catalogue.md", "catalogue", page.toString());
  }

  private static void layer(Layer layer, List<TableDefinition> tables, StringBuilder page) {
    page.append("\n## ").append(layer.schema()).append("\n\n");
    page.append("| table | one row per | key | refresh | fresh within | owner |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (TableDefinition table : tables) {
      page.append(
          GRAPH
              .find(table.table())
              .map(
                  spec ->
                      "| `%s` | %s | %s | %s | %d days | %s |\n"
                          .formatted(
                              table.table().name(),
                              cell(spec.grain().replaceFirst("^one row per ", "")),
                              names(spec.key()),
                              refresh(spec.refresh()),
                              spec.within().toDays(),
                              spec.owner()))
              .orElseGet(
                  () ->
                      "| `%s` | %s | | | | operations |\n"
                          .formatted(
                              table.table().name(),
                              cell(table.comment().replaceFirst("^One row per ", "")))));
    }
    Set<TableName> derived =
        CONTRACTS.all().stream()
            .filter(contract -> contract.staging().isPresent())
            .map(SourceContract::stagingTable)
            .collect(Collectors.toSet());
    if (layer == Layer.STAGING && !derived.isEmpty()) {
      page.append(
          "\nOf these %d follow from their contracts, column by column: see [sources](sources.md).\n"
              .formatted(derived.size()));
    }
    for (TableDefinition table : tables) {
      if (derived.contains(table.table())) {
        continue;
      }
      page.append(
          "\n<details><summary><code>%s</code>: %d columns</summary>\n\n"
              .formatted(table.table(), table.columns().size()));
      page.append("| column | type | privacy | what it says |\n|---|---|---|---|\n");
      for (TableDefinition.Column column : table.columns()) {
        String comment = column.field().doc() == null ? "" : column.field().doc();
        page.append(
            "| `%s`%s | %s | %s | %s |\n"
                .formatted(
                    column.name(),
                    column.isRequired() ? "" : " (may be null)",
                    column.field().type(),
                    word(column.privacy()),
                    cell(comment.replaceFirst("^[a-z]+: ?", ""))));
      }
      page.append("\n</details>\n");
    }
  }

  private static void lineage(TableSpec mart, StringBuilder page) {
    Set<TableName> all = GRAPH.ancestors(mart.table());
    all.add(mart.table());
    Set<String> files = new TreeSet<>();
    StringBuilder nodes = new StringBuilder();
    StringBuilder arrows = new StringBuilder();
    for (TableName table : all) {
      if (table.layer() == Layer.RAW) {
        continue;
      }
      nodes.append("  %s[\"%s\"]\n".formatted(table.flat(), table));
      for (TableName input : GRAPH.find(table).map(TableSpec::inputs).orElse(List.of())) {
        Optional<SourceContract> contract = CONTRACTS.find(input);
        contract.ifPresent(of -> files.add(of.source()));
        arrows.append(
            "  %s --> %s\n"
                .formatted(
                    contract.map(of -> "files_" + of.source()).orElse(input.flat()), table.flat()));
      }
    }
    page.append("\n### ").append(mart.table().name()).append("\n\n```mermaid\nflowchart LR\n");
    for (String source : files) {
      page.append("  files_%s[/\"files of %s\"/]\n".formatted(source, source));
    }
    page.append(nodes).append(arrows).append("```\n");
  }

  @Test
  void thePictureShowsSourcesCoreAndMarts() {
    LineagePicture picture = new LineagePicture();
    for (TableSpec spec : GRAPH.specs()) {
      if (spec.table().layer() == Layer.STAGING) {
        continue;
      }
      Set<String> inputs = new TreeSet<>();
      for (TableName input : spec.inputs()) {
        if (input.layer() == Layer.STAGING) {
          GRAPH.ancestors(input).stream()
              .flatMap(raw -> CONTRACTS.find(raw).stream())
              .forEach(contract -> inputs.add(contract.source()));
        } else {
          inputs.add(input.toString());
        }
      }
      picture.table(spec.table().toString(), inputs);
    }
    GeneratedPart.isUpToDate("docs/lineage.svg", "picture", picture.svg());
  }

  private static String refresh(Refresh refresh) {
    if (refresh instanceof Refresh.ByKey byKey) {
      return "by key " + names(byKey.columns());
    }
    if (refresh instanceof Refresh.ByDay byDay) {
      return "by day of `" + byDay.column() + "`";
    }
    return refresh.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String names(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static String link(TableName table) {
    return "`" + table.name() + "`";
  }

  private static boolean isPersonal(PrivacyClass privacy) {
    return privacy == PrivacyClass.PERSONAL || privacy == PrivacyClass.SENSITIVE;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
  }

  /**
   * Boxes in columns, each behind all that it is made from, joined by curves. A curve that passes
   * over columns has a place of its own in each of them, so that it runs through no box.
   */
  private static final class LineagePicture {
    private static final int BOX = 290;
    private static final int GAP = 80;
    private static final int HEIGHT = 24;
    private static final int STEP = 34;
    private static final int MARGIN = 16;

    private final Map<String, Set<String>> inputs = new LinkedHashMap<>();

    /** A place in a column: a box, or a way point of the curves that begin in it. */
    private record Place(int column, String name, boolean isBox) {}

    /** Adds a table; what it is made from stands before it or is a source. */
    void table(String name, Set<String> from) {
      from.forEach(input -> inputs.putIfAbsent(input, Set.of()));
      inputs.put(name, from);
    }

    private int column(String name) {
      return inputs.get(name).stream().mapToInt(input -> column(input) + 1).max().orElse(0);
    }

    /** Each place with the places directly before it. */
    private Map<Place, Set<Place>> places() {
      Map<Place, Set<Place>> result = new LinkedHashMap<>();
      inputs.forEach(
          (name, from) -> {
            Place box = new Place(column(name), name, true);
            result.computeIfAbsent(box, ignored -> new LinkedHashSet<>());
            for (String input : from) {
              Place before = new Place(column(input), input, true);
              for (int c = column(input) + 1; c < box.column(); c++) {
                Place way = new Place(c, input, false);
                result.computeIfAbsent(way, ignored -> new LinkedHashSet<>()).add(before);
                before = way;
              }
              result.get(box).add(before);
            }
          });
      return result;
    }

    /** How far down each place stands: near the middle of what is before it. */
    private static Map<Place, Integer> rows(Map<Place, Set<Place>> places) {
      Map<Place, Integer> rows = new LinkedHashMap<>();
      Map<Integer, List<Place>> columns = new TreeMap<>();
      places
          .keySet()
          .forEach(p -> columns.computeIfAbsent(p.column(), ignored -> new ArrayList<>()).add(p));
      for (List<Place> column : columns.values()) {
        column.sort(
            Comparator.comparingDouble(
                    (Place place) ->
                        places.get(place).stream().mapToInt(rows::get).average().orElse(0))
                .thenComparing(Place::name));
        for (int row = 0; row < column.size(); row++) {
          rows.put(column.get(row), row);
        }
      }
      return rows;
    }

    String svg() {
      Map<Place, Set<Place>> places = places();
      Map<Place, Integer> rows = rows(places);
      int columns = places.keySet().stream().mapToInt(Place::column).max().orElse(0) + 1;
      int deepest = rows.values().stream().mapToInt(row -> row + 1).max().orElse(0);
      StringBuilder svg =
          new StringBuilder(
              """
              <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
              <rect width="100%%" height="100%%" fill="#ffffff"/>
              """
                  .formatted(
                      2 * MARGIN + columns * (BOX + GAP) - GAP, 2 * MARGIN + deepest * STEP));
      places.forEach(
          (place, before) -> {
            int end = middle(rows.get(place));
            for (Place from : before) {
              int x = left(from) + BOX;
              int y = middle(rows.get(from));
              svg.append(
                  "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#8a94a6\"/>\n"
                      .formatted(x, y, x + GAP / 2, y, x + GAP / 2, end, left(place), end));
            }
            if (!place.isBox()) {
              svg.append(
                  "<path d=\"M%d %dh%d\" fill=\"none\" stroke=\"#8a94a6\"/>\n"
                      .formatted(left(place), end, BOX));
            }
          });
      for (Place place : places.keySet()) {
        if (place.isBox()) {
          int y = middle(rows.get(place));
          svg.append(
              """
              <rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s" stroke="#5b6472"/>
              <text x="%d" y="%d">%s</text>
              """
                  .formatted(
                      left(place),
                      y - HEIGHT / 2,
                      BOX,
                      HEIGHT,
                      color(place.name()),
                      left(place) + 8,
                      y + 5,
                      place.name()));
        }
      }
      return svg.append("</svg>\n").toString();
    }

    private static int left(Place place) {
      return MARGIN + place.column() * (BOX + GAP);
    }

    private static int middle(int row) {
      return MARGIN + row * STEP + STEP / 2;
    }

    private static String color(String name) {
      if (name.startsWith("marts.")) {
        return "#cfe8d5";
      }
      return name.startsWith("core.") ? "#dbe5f6" : "#f6e7c8";
    }
  }
}
