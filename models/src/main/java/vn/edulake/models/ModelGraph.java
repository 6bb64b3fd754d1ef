package vn.edulake.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.edulake.models.contract.DerivedStaging;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;

/** All models and what is built from what. */
public final class ModelGraph {
  private static final List<Layer> MODELLED =
      List.of(Layer.STAGING, Layer.VAULT, Layer.CORE, Layer.MARTS);

  private final Map<TableName, TableSpec> specs;

  private ModelGraph(Map<TableName, TableSpec> specs) {
    this.specs = specs;
  }

  /**
   * Reads the models of the class path: those of the model files, and the staging models that
   * follow from contracts.
   *
   * @throws UserError {@code MODEL_INVALID} when a file is not well formed, a table has two models
   *     or inputs form a ring
   */
  public static ModelGraph load() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Layer layer : MODELLED) {
      ResourceFolder.read("lake/" + layer.schema(), ".sql")
          .forEach((name, text) -> files.put(layer.schema() + "/" + name, text));
    }
    List<TableSpec> specs = new ArrayList<>(DerivedStaging.specs(SourceContracts.load()));
    specs.addAll(read(files));
    return of(specs);
  }

  /**
   * Reads the models of the given texts.
   *
   * @param files path below the models' folder, {@code core/dim_place.sql}, to text
   * @throws UserError {@code MODEL_INVALID} when a file is not well formed or inputs form a ring
   */
  public static ModelGraph parse(Map<String, String> files) {
    return of(read(files));
  }

  private static List<TableSpec> read(Map<String, String> files) {
    List<TableSpec> specs = new ArrayList<>();
    files.forEach((file, text) -> specs.add(ModelFile.parse(file, text)));
    return specs;
  }

  /** A graph of these models, put in an order in which each stands behind its inputs. */
  public static ModelGraph of(Collection<TableSpec> unordered) {
    Map<TableName, TableSpec> byName = new TreeMap<>();
    for (TableSpec spec : unordered) {
      if (byName.put(spec.table(), spec) != null) {
        throw new UserError(
            ErrorCode.MODEL_INVALID,
            "Cannot use two models of "
                + spec.table()
                + ": delete its model file, or the key staging in the contract of "
                + spec.inputs());
      }
    }
    Map<TableName, TableSpec> ordered = new LinkedHashMap<>();
    byName.values().forEach(spec -> visit(spec, byName, ordered, new LinkedHashSet<>()));
    return new ModelGraph(ordered);
  }

  private static void visit(
      TableSpec spec,
      Map<TableName, TableSpec> byName,
      Map<TableName, TableSpec> ordered,
      Set<TableName> path) {
    if (ordered.containsKey(spec.table())) {
      return;
    }
    if (!path.add(spec.table())) {
      throw new UserError(
          ErrorCode.MODEL_INVALID,
          "Cannot order the models: " + path + " read each other in a ring");
    }
    for (TableName input : spec.inputs()) {
      TableSpec next = byName.get(input);
      if (next != null) {
        visit(next, byName, ordered, path);
      } else if (input.layer() != Layer.RAW) {
        throw new UserError(
            ErrorCode.MODEL_INVALID,
            "Cannot build " + spec.table() + ": no model makes its input " + input);
      }
    }
    path.remove(spec.table());
    ordered.put(spec.table(), spec);
  }

  /** All models, each behind its inputs. */
  public List<TableSpec> specs() {
    return List.copyOf(specs.values());
  }

  public Optional<TableSpec> find(TableName table) {
    return Optional.ofNullable(specs.get(table));
  }

  /** The raw tables that models read. */
  public Set<TableName> rawTables() {
    Set<TableName> result = new TreeSet<>();
    specs.values().stream()
        .flatMap(spec -> spec.inputs().stream())
        .filter(input -> input.layer() == Layer.RAW)
        .forEach(result::add);
    return result;
  }

  /** The tables that are built directly from {@code table}. */
  public List<TableName> readers(TableName table) {
    return specs.values().stream()
        .filter(spec -> spec.inputs().contains(table))
        .map(TableSpec::table)
        .toList();
  }

  /** All tables from which {@code table} is made, however far away, without itself. */
  public Set<TableName> ancestors(TableName table) {
    Set<TableName> result = new TreeSet<>();
    find(table)
        .ifPresent(
            spec -> {
              for (TableName input : spec.inputs()) {
                if (result.add(input)) {
                  result.addAll(ancestors(input));
                }
              }
            });
    return result;
  }

  /** All tables made from {@code table}, however far away, without itself. */
  public Set<TableName> descendants(TableName table) {
    Set<TableName> result = new TreeSet<>();
    for (TableName reader : readers(table)) {
      if (result.add(reader)) {
        result.addAll(descendants(reader));
      }
    }
    return result;
  }

  /**
   * The models that a selection names: table names, layers ({@code marts}), or a table with {@code
   * +} before it (with its ancestors) or behind it (with its descendants); comma-separated.
   *
   * @throws UserError {@code TABLE_UNKNOWN} with the nearest known name
   */
  public Set<TableName> select(String selection) {
    Set<TableName> result = new TreeSet<>();
    for (String part : selection.split(",")) {
      String word = part.strip();
      boolean up = word.startsWith("+");
      boolean down = word.endsWith("+");
      String name = word.substring(up ? 1 : 0, word.length() - (down ? 1 : 0));
      List<TableName> hits =
          specs.keySet().stream()
              .filter(table -> table.toString().equals(name) || table.layer().schema().equals(name))
              .toList();
      if (hits.isEmpty()) {
        throw new UserError(
            ErrorCode.TABLE_UNKNOWN,
            "Unknown table or layer: "
                + name
                + Choice.suggestion(name, specs.keySet().stream().map(TableName::toString).toList())
                + ". Known: "
                + known(name));
      }
      for (TableName hit : hits) {
        result.add(hit);
        if (up) {
          result.addAll(ancestors(hit));
        }
        if (down) {
          result.addAll(descendants(hit));
        }
      }
    }
    result.retainAll(specs.keySet());
    return result;
  }

  /** The tables of the layer that a name begins with; the layers when it begins with none. */
  public Set<String> known(String name) {
    Set<String> result = new TreeSet<>();
    for (TableName table : specs.keySet()) {
      if (name.startsWith(table.layer().schema() + ".")) {
        result.add(table.toString());
      }
    }
    if (result.isEmpty()) {
      specs.keySet().forEach(table -> result.add(table.layer().schema()));
    }
    return result;
  }
}
