package vn.edulake.docs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    page.append("\n```mermaid\nflowchart LR\n");
    page.append("  files[/\"files of %s\"/]\n".formatted(source));
    for (SourceContract contract : CONTRACTS.source(source)) {
      page.append(
          "  files --> %s[\"%s\"]\n".formatted(contract.rawTable().flat(), contract.rawTable()));
      edges(contract.rawTable(), page);
    }
    Set<TableName> seen = new TreeSet<>();
    for (SourceContract contract : CONTRACTS.source(source)) {
      for (TableName staging : GRAPH.readers(contract.rawTable())) {
        if (seen.add(staging)) {
          edges(staging, page);
        }
      }
    }
    page.append("```\n");
    for (SourceContract contract : CONTRACTS.source(source)) {
      columns(contract, page);
    }
  }

  private static void edges(TableName from, StringBuilder page) {
    for (TableName reader : GRAPH.readers(from)) {
      page.append("  %s --> %s[\"%s\"]\n".formatted(from.flat(), reader.flat(), reader));
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
                  column.headers().stream()
                      .map(CataloguePagesTest::cell)
                      .collect(Collectors.joining(" / "))));
    }
    page.append("\n</details>\n");
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
    for (TableDefinition table : tables) {
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
    page.append("\n### ").append(mart.table().name()).append("\n\n```mermaid\nflowchart LR\n");
    Set<String> files = new TreeSet<>();
    for (TableName table : all) {
      page.append("  %s[\"%s\"]\n".formatted(table.flat(), table));
      CONTRACTS.find(table).ifPresent(contract -> files.add(contract.source()));
    }
    for (String source : files) {
      page.append("  files_%s[/\"files of %s\"/]\n".formatted(source, source));
    }
    for (TableName table : all) {
      CONTRACTS
          .find(table)
          .ifPresent(
              contract ->
                  page.append("  files_%s --> %s\n".formatted(contract.source(), table.flat())));
      GRAPH
          .find(table)
          .ifPresent(
              spec ->
                  spec.inputs()
                      .forEach(
                          input ->
                              page.append("  %s --> %s\n".formatted(input.flat(), table.flat()))));
    }
    page.append("```\n");
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
    return refresh instanceof Refresh.ByKey byKey
        ? "by key " + names(byKey.columns())
        : refresh.getClass().getSimpleName().toLowerCase(Locale.ROOT);
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

  /** Boxes in columns, each behind all that it is made from, joined by curves. */
  private static final class LineagePicture {
    private static final int BOX = 250;
    private static final int GAP = 90;
    private static final int HEIGHT = 24;
    private static final int STEP = 36;
    private static final int MARGIN = 16;

    private final Map<String, Set<String>> inputs = new LinkedHashMap<>();

    /** Adds a table; what it is made from stands before it or is a source. */
    void table(String name, Set<String> from) {
      from.forEach(input -> inputs.putIfAbsent(input, Set.of()));
      inputs.put(name, from);
    }

    private int column(String name) {
      return inputs.get(name).stream().mapToInt(input -> column(input) + 1).max().orElse(0);
    }

    /** Columns of names; in each, a name stands near the middle of what it is made from. */
    private List<List<String>> columns() {
      Map<Integer, List<String>> byColumn = new TreeMap<>();
      inputs
          .keySet()
          .forEach(
              name -> byColumn.computeIfAbsent(column(name), i -> new ArrayList<>()).add(name));
      List<List<String>> result = new ArrayList<>();
      Map<String, Integer> rows = new TreeMap<>();
      for (List<String> names : byColumn.values()) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(
            java.util.Comparator.comparingDouble(
                    (String name) ->
                        inputs.get(name).stream()
                            .mapToInt(input -> rows.getOrDefault(input, 0))
                            .average()
                            .orElse(0))
                .thenComparing(name -> name));
        for (int row = 0; row < sorted.size(); row++) {
          rows.put(sorted.get(row), row);
        }
        result.add(sorted);
      }
      return result;
    }

    String svg() {
      List<List<String>> columns = columns();
      int rows = columns.stream().mapToInt(List::size).max().orElse(0);
      int width = 2 * MARGIN + columns.size() * (BOX + GAP) - GAP;
      int height = 2 * MARGIN + rows * STEP;
      Map<String, int[]> places = new TreeMap<>();
      for (int c = 0; c < columns.size(); c++) {
        int top = MARGIN + (rows - columns.get(c).size()) * STEP / 2;
        for (int r = 0; r < columns.get(c).size(); r++) {
          places.put(columns.get(c).get(r), new int[] {MARGIN + c * (BOX + GAP), top + r * STEP});
        }
      }
      StringBuilder svg =
          new StringBuilder(
              """
              <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
              <rect width="100%%" height="100%%" fill="#ffffff"/>
              """
                  .formatted(width, height));
      inputs.forEach(
          (name, from) -> {
            int[] to = places.get(name);
            for (String input : from) {
              int[] start = places.get(input);
              int x = start[0] + BOX;
              int y = start[1] + HEIGHT / 2;
              int end = to[1] + HEIGHT / 2;
              int middle = (x + to[0]) / 2;
              svg.append(
                  "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#8a94a6\"/>\n"
                      .formatted(x, y, middle, y, middle, end, to[0], end));
            }
          });
      places.forEach(
          (name, at) -> {
            String color =
                name.startsWith("marts.")
                    ? "#cfe8d5"
                    : name.startsWith("core.") ? "#dbe5f6" : "#f6e7c8";
            svg.append(
                """
                <rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s" stroke="#5b6472"/>
                <text x="%d" y="%d">%s</text>
                """
                    .formatted(
                        at[0], at[1], BOX, HEIGHT, color, at[0] + 8, at[1] + HEIGHT - 7, name));
          });
      return svg.append("</svg>\n").toString();
    }
  }
}
