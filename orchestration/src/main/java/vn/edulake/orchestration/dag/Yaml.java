package vn.edulake.orchestration.dag;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import vn.edulake.models.error.UserError;

/** A value of a YAML 1.2 file that knows where it stands. */
sealed interface Yaml {
  Place place();

  /** A text, number, truth value or null. */
  record Scalar(@Nullable Object value, Place place) implements Yaml {}

  /** A list. */
  record Sequence(List<Yaml> values, Place place) implements Yaml {}

  /** A map; {@code key} places are those of the values' keys. */
  record Mapping(Map<String, Yaml> values, Map<String, Place> keys, Place place) implements Yaml {
    Optional<Yaml> find(String key) {
      return Optional.ofNullable(values.get(key));
    }

    boolean has(String key) {
      return values.containsKey(key);
    }

    Place placeOf(String key) {
      return keys.getOrDefault(key, place);
    }

    /** This map over another: where both have a map, those are merged too. */
    Mapping over(Mapping defaults) {
      Map<String, Yaml> merged = new LinkedHashMap<>(values);
      Map<String, Place> places = new LinkedHashMap<>(keys);
      defaults.values.forEach(
          (key, value) -> {
            Yaml own = merged.get(key);
            if (own == null) {
              merged.put(key, value);
              places.put(key, defaults.placeOf(key));
            } else if (own instanceof Mapping ownMap && value instanceof Mapping defaultMap) {
              merged.put(key, ownMap.over(defaultMap));
            }
          });
      return new Mapping(merged, places, place);
    }

    Mapping without(String... removed) {
      Map<String, Yaml> left = new LinkedHashMap<>(values);
      for (String key : removed) {
        left.remove(key);
      }
      return new Mapping(left, keys, place);
    }
  }

  static Mapping empty(Place place) {
    return new Mapping(Map.of(), Map.of(), place);
  }

  /** The plain value: text, numbers, truth values, null, lists and maps. */
  default @Nullable Object plain() {
    if (this instanceof Scalar scalar) {
      return scalar.value();
    }
    if (this instanceof Sequence sequence) {
      List<@Nullable Object> plain = new ArrayList<>();
      sequence.values().forEach(value -> plain.add(value.plain()));
      return Collections.unmodifiableList(plain);
    }
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    ((Mapping) this).values().forEach((key, value) -> plain.put(key, value.plain()));
    return Collections.unmodifiableMap(plain);
  }

  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.value() == null;
  }

  /**
   * Reads a file of one document.
   *
   * @throws UserError with the line where it cannot be read
   */
  static Mapping read(String text, String file) {
    Place start = new Place(file, 1);
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setSchema(new CoreSchema())
              .setUseMarks(true)
              .setMaxAliasesForCollections(200)
              .build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        return empty(start);
      }
      Yaml value = new Reader(file).read(root.orElseThrow(), 0);
      if (value.isNull()) {
        return empty(start);
      }
      if (!(value instanceof Mapping mapping)) {
        throw value.place().problem("Invalid DAG file: it is no map of DAGs");
      }
      return mapping;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new Place(file, line).problem("Cannot read YAML: " + e.getProblem().replace('\n', ' '));
    } catch (YamlEngineException e) {
      throw start.problem("Cannot read YAML: " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
  }

  /** Turns nodes into values. */
  final class Reader {
    private static final int DEEPEST = 50;
    private static final CoreSchema SCHEMA = new CoreSchema();

    private final String file;

    Reader(String file) {
      this.file = file;
    }

    private Place place(Node node) {
      return new Place(file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }

    Yaml read(Node node, int depth) {
      if (depth > DEEPEST) {
        throw place(node).problem("Cannot read YAML: it is nested deeper than " + DEEPEST);
      }
      if (node instanceof ScalarNode scalar) {
        return new Scalar(value(scalar), place(node));
      }
      if (node instanceof SequenceNode sequence) {
        List<Yaml> values = new ArrayList<>();
        sequence.getValue().forEach(value -> values.add(read(value, depth + 1)));
        return tagged(node, new Sequence(List.copyOf(values), place(node)));
      }
      if (node instanceof MappingNode mapping) {
        if (!mapping.getTag().equals(Tag.MAP)) {
          throw unknownTag(node);
        }
        return mapping(mapping, depth);
      }
      throw place(node).problem("Cannot read YAML: an alias is not defined");
    }

    private Mapping mapping(MappingNode node, int depth) {
      Map<String, Yaml> values = new LinkedHashMap<>();
      Map<String, Place> keys = new LinkedHashMap<>();
      List<Mapping> merged = new ArrayList<>();
      for (NodeTuple tuple : node.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw place(tuple.getKeyNode()).problem("Invalid key: it is no text");
        }
        Yaml value = read(tuple.getValueNode(), depth + 1);
        if (key.getValue().equals("<<") && key.isPlain()) {
          addMerged(value, merged);
          continue;
        }
        if (values.put(key.getValue(), value) != null) {
          throw place(key).problem("Duplicate key: " + key.getValue());
        }
        keys.put(key.getValue(), place(key));
      }
      Mapping result = new Mapping(values, keys, place(node));
      for (Mapping other : merged) {
        Map<String, Yaml> all = new LinkedHashMap<>(result.values());
        Map<String, Place> places = new LinkedHashMap<>(result.keys());
        other
            .values()
            .forEach(
                (key, value) -> {
                  if (all.putIfAbsent(key, value) == null) {
                    places.put(key, other.placeOf(key));
                  }
                });
        result = new Mapping(all, places, result.place());
      }
      return result;
    }

    private static void addMerged(Yaml value, List<Mapping> merged) {
      if (value instanceof Mapping mapping) {
        merged.add(mapping);
      } else if (value instanceof Sequence sequence) {
        sequence.values().forEach(part -> addMerged(part, merged));
      } else {
        throw value.place().problem("Invalid merge key: '<<' takes a map or a list of maps");
      }
    }

    /** dag-factory's own tags: {@code !and}, {@code !or} and {@code !join}. */
    private Yaml tagged(Node node, Sequence sequence) {
      Tag tag = node.getTag();
      if (tag.equals(Tag.SEQ)) {
        return sequence;
      }
      return switch (tag.getValue()) {
        case "!and" -> one("__and__", sequence);
        case "!or" -> one("__or__", sequence);
        case "!join" -> {
          StringJoiner joined = new StringJoiner("");
          sequence.values().forEach(value -> joined.add(String.valueOf(value.plain())));
          yield new Scalar(joined.toString(), sequence.place());
        }
        default -> throw unknownTag(node);
      };
    }

    private static Mapping one(String key, Sequence value) {
      return new Mapping(Map.of(key, value), Map.of(key, value.place()), value.place());
    }

    private @Nullable Object value(ScalarNode node) {
      Tag tag = node.getTag();
      if (tag.equals(Tag.STR)) {
        return node.getValue();
      }
      if (tag.equals(Tag.NULL)) {
        return null;
      }
      var construct = SCHEMA.getSchemaTagConstructors().get(tag);
      if (construct == null) {
        throw unknownTag(node);
      }
      Object value = construct.construct(node);
      return value instanceof Integer number ? Long.valueOf(number) : value;
    }

    private UserError unknownTag(Node node) {
      String tag = node.getTag().getValue();
      return place(node)
          .problem(
              "Unknown tag: "
                  + tag
                  + ". Known: !and, !or, !join"
                  + (tag.contains("python") ? "; Python objects cannot be made here" : "")
                  + ".");
    }
  }
}
