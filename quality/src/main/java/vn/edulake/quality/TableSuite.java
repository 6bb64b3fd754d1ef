package vn.edulake.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.edulake.models.Layer;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.quality.SuiteCheck.Extent;
import vn.edulake.quality.SuiteCheck.Kind;
import vn.edulake.quality.SuiteCheck.Words;
import vn.edulake.quality.Verdict.Severity;

/**
 * The hand-written checks of one table: a suite of Great Expectations 1.x at {@code
 * lake/suites/<layer>/<table>.json}.
 *
 * @param checks the expectations
 * @param history the checks against earlier runs, {@code meta.history}, beside those of every table
 */
public record TableSuite(
    TableName table, Words title, List<SuiteCheck> checks, List<HistoryCheck> history) {
  private static final Set<String> HISTORY_KEYS =
      new TreeSet<>(
          List.of(
              "check",
              "per",
              "figures",
              "strategy",
              "min",
              "max",
              "severity",
              "history",
              "rows",
              "settled",
              "finds",
              "matters",
              "fix",
              "who"));

  private static final ObjectMapper JSON = new ObjectMapper();

  public TableSuite {
    checks = List.copyOf(checks);
    history = List.copyOf(history);
  }

  /**
   * The suites of the class path.
   *
   * @throws UserError {@code MODEL_INVALID} when one is not well formed
   */
  public static Map<TableName, TableSuite> load() {
    Map<TableName, TableSuite> result = new TreeMap<>();
    for (Layer layer : Layer.values()) {
      ResourceFolder.read("lake/suites/" + layer.schema(), ".json")
          .forEach(
              (file, text) -> {
                TableSuite suite = parse(layer.schema() + "/" + file, text);
                if (!(suite.table().layer().schema() + "/" + suite.table().name() + ".json")
                    .equals(layer.schema() + "/" + file)) {
                  throw invalid(layer.schema() + "/" + file, "it is of " + suite.table());
                }
                result.put(suite.table(), suite);
              });
    }
    return result;
  }

  /**
   * Reads one suite.
   *
   * @param file its name, for messages
   */
  public static TableSuite parse(String file, String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(file, e.getOriginalMessage());
    }
    TableName table = TableName.parse(root.path("name").asText());
    List<SuiteCheck> checks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode node : root.path("expectations")) {
      SuiteCheck check = check(file, table, node);
      if (!names.add(check.name())) {
        throw invalid(file, "two checks are named " + check.name());
      }
      checks.add(check);
    }
    List<HistoryCheck> history = new ArrayList<>();
    for (JsonNode node : root.path("meta").path("history")) {
      HistoryCheck check = historyCheck(file, node);
      if (!names.add(check.code())) {
        throw invalid(file, "two checks are named " + check.code());
      }
      history.add(check);
    }
    return new TableSuite(table, words(file, root.path("meta").path("title")), checks, history);
  }

  private static SuiteCheck check(String file, TableName table, JsonNode node) {
    JsonNode meta = node.path("meta");
    Map<String, Object> kwargs = new HashMap<>();
    node.path("kwargs")
        .fields()
        .forEachRemaining(
            entry -> kwargs.put(entry.getKey(), JSON.convertValue(entry.getValue(), Object.class)));
    Extent extent = one(file, Extent.class, text(file, meta, "scope"));
    Optional<String> by = meta.has("by") ? Optional.of(text(file, meta, "by")) : Optional.empty();
    if (by.isPresent() && extent == Extent.ROWS) {
      throw invalid(file, "by is said of a check of single rows in " + meta);
    }
    return new SuiteCheck(
        table,
        text(file, meta, "check"),
        text(file, node, "type"),
        kwargs,
        one(file, Severity.class, text(file, meta, "severity")),
        one(file, Kind.class, text(file, meta, "kind")),
        extent,
        by,
        words(file, meta.path("finds")),
        words(file, meta.path("matters")),
        words(file, meta.path("fix")),
        text(file, meta, "who"));
  }

  private static HistoryCheck historyCheck(String file, JsonNode node) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!HISTORY_KEYS.contains(name)) {
                throw invalid(file, name + " is no key of a history check " + HISTORY_KEYS);
              }
            });
    Set<Figure.Kind> kinds = new TreeSet<>();
    for (JsonNode kind : node.path("figures")) {
      kinds.add(one(file, Figure.Kind.class, kind.asText()));
    }
    Optional<Double> least = number(file, node, "min");
    Optional<Double> most = number(file, node, "max");
    if (kinds.isEmpty() || (least.isEmpty() && most.isEmpty())) {
      throw invalid(file, "figures and min or max are wanted in " + node);
    }
    try {
      return new HistoryCheck(
          text(file, node, "check"),
          one(file, HistoryCheck.Per.class, text(file, node, "per")),
          kinds,
          one(file, HistoryCheck.Strategy.class, text(file, node, "strategy")),
          least,
          most,
          one(file, Severity.class, text(file, node, "severity")),
          node.path("history").asInt(HistoryCheck.LEAST_HISTORY),
          node.path("rows").asLong(HistoryCheck.LEAST_ROWS),
          Period.parse(node.path("settled").asText(HistoryCheck.SETTLED.toString())),
          words(file, node.path("finds")),
          words(file, node.path("matters")),
          words(file, node.path("fix")),
          text(file, node, "who"));
    } catch (DateTimeParseException e) {
      throw invalid(file, e.getParsedString() + " is no period such as P8D");
    }
  }

  private static Optional<Double> number(String file, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isNumber()) {
      throw invalid(file, key + " is no number in " + node);
    }
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.asDouble());
  }

  private static Words words(String file, JsonNode node) {
    return new Words(text(file, node, "vi"), text(file, node, "en"));
  }

  private static String text(String file, JsonNode node, String key) {
    String value = node.path(key).asText();
    if (value.isBlank()) {
      throw invalid(file, key + " is missing in " + node);
    }
    return value;
  }

  private static <E extends Enum<E>> E one(String file, Class<E> type, String value) {
    for (E known : type.getEnumConstants()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(value)) {
        return known;
      }
    }
    throw invalid(file, value + " is no " + type.getSimpleName().toLowerCase(Locale.ROOT));
  }

  private static UserError invalid(String file, String why) {
    return new UserError(
        ErrorCode.MODEL_INVALID,
        "Cannot use suite " + file + ": " + why + ". Nothing was checked.");
  }
}
