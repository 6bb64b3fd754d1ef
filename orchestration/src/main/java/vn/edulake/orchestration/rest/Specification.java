package vn.edulake.orchestration.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The specification of the API: its operations, and whether a value fits a schema of it.
 *
 * <p>Source: apache/airflow-client-python, spec/v2.yaml of client 3.2.1, Apache-2.0.
 */
final class Specification {
  private static final String RESOURCE = "/airflow/v2-3.2.1.yaml";
  private static final String BODY = "body";

  private final Map<String, Map<String, Object>> schemas = new LinkedHashMap<>();
  private final List<Operation> operations = new ArrayList<>();

  /** A parameter of an operation. */
  record Parameter(String name, String in, boolean required, Map<String, Object> schema) {}

  /**
   * A method of a path.
   *
   * @param path its segments; one in braces stands for any
   */
  record Operation(
      String id,
      String method,
      List<String> path,
      List<Parameter> parameters,
      Optional<Map<String, Object>> body,
      boolean bodyRequired) {
    private Optional<Map<String, String>> match(List<String> segments) {
      Map<String, String> values = new LinkedHashMap<>();
      String last = path.get(path.size() - 1);
      // Keys, names and URIs may hold slashes; Airflow takes the rest of the path.
      boolean isGreedy =
          Set.of("{variable_key}", "{xcom_key}", "{pool_name}", "{connection_id}").contains(last);
      if (segments.size() != path.size() && !(isGreedy && segments.size() > path.size())) {
        return Optional.empty();
      }
      for (int i = 0; i < path.size(); i++) {
        String wanted = path.get(i);
        if (wanted.startsWith("{")) {
          String value =
              i == path.size() - 1
                  ? String.join("/", segments.subList(i, segments.size()))
                  : segments.get(i);
          if (value.isEmpty()) {
            return Optional.empty();
          }
          values.put(wanted.substring(1, wanted.length() - 1), value);
        } else if (!wanted.equals(segments.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(values);
    }

    private long fixed() {
      return path.stream().filter(segment -> !segment.startsWith("{")).count();
    }
  }

  /** An operation and the values that stand in the path. */
  record Match(Operation operation, Map<String, String> values) {}

  static Specification load() {
    try (InputStream in = Specification.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Missing resource " + RESOURCE);
      }
      LoadSettings settings =
          LoadSettings.builder().setCodePointLimit(10_000_000).setLabel(RESOURCE).build();
      return new Specification(map(new Load(settings).loadFromInputStream(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Specification(Map<String, Object> document) {
    map(map(document.get("components")).get("schemas"))
        .forEach((name, schema) -> schemas.put(name, map(schema)));
    map(document.get("paths"))
        .forEach(
            (path, methods) ->
                map(methods).forEach((method, operation) -> add(path, method, map(operation))));
  }

  private void add(String path, String method, Map<String, Object> operation) {
    List<Parameter> parameters = new ArrayList<>();
    for (Object each : list(operation.get("parameters"))) {
      Map<String, Object> parameter = map(each);
      parameters.add(
          new Parameter(
              String.valueOf(parameter.get("name")),
              String.valueOf(parameter.get("in")),
              Boolean.TRUE.equals(parameter.get("required")),
              map(parameter.get("schema"))));
    }
    Map<String, Object> request = map(operation.get("requestBody"));
    Optional<Map<String, Object>> body =
        Optional.ofNullable(map(request.get("content")).get("application/json"))
            .map(content -> map(map(content).get("schema")));
    operations.add(
        new Operation(
            String.valueOf(operation.get("operationId")),
            method.toUpperCase(Locale.ROOT),
            List.of(path.substring(1).split("/")),
            List.copyOf(parameters),
            body,
            Boolean.TRUE.equals(request.get("required"))));
  }

  List<Operation> operations() {
    return operations;
  }

  Map<String, Map<String, Object>> schemas() {
    return schemas;
  }

  /** The operation of a path; of several the one that spells out more of it. */
  Optional<Match> find(String method, List<String> segments) {
    Match best = null;
    for (Operation operation : operations) {
      if (operation.method().equals(method)) {
        Optional<Map<String, String>> values = operation.match(segments);
        if (values.isPresent() && (best == null || operation.fixed() > best.operation().fixed())) {
          best = new Match(operation, values.orElseThrow());
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** The methods that a path has. */
  Set<String> methods(List<String> segments) {
    Set<String> methods = new TreeSet<>();
    for (Operation operation : operations) {
      if (operation.match(segments).isPresent()) {
        methods.add(operation.method());
      }
    }
    return methods;
  }

  static Map<String, @Nullable Object> error(
      List<Object> loc, String message, String type, @Nullable Object input) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("type", type);
    error.put("loc", loc);
    error.put("msg", message);
    error.put("input", input);
    return error;
  }

  /** What is wrong with a body, in pydantic's form. */
  List<Map<String, @Nullable Object>> problems(Map<String, Object> schema, @Nullable Object value) {
    List<Map<String, @Nullable Object>> errors = new ArrayList<>();
    check(schema, value, List.of(BODY), errors);
    return errors;
  }

  /** What is wrong with a value at a place. */
  void check(
      Map<String, Object> written,
      @Nullable Object value,
      List<Object> loc,
      List<Map<String, @Nullable Object>> errors) {
    Map<String, Object> schema = resolved(written);
    if (value == null) {
      if (!allowsNull(schema)) {
        errors.add(error(loc, "Input should be " + described(schema), expected(schema), null));
      }
      return;
    }
    for (String key : List.of("anyOf", "oneOf")) {
      List<?> choices = list(schema.get(key));
      if (!choices.isEmpty()) {
        checkChoices(choices, value, loc, errors);
        return;
      }
    }
    Object constant = schema.get("const");
    if (constant != null && !constant.equals(value)) {
      errors.add(error(loc, "Input should be '" + constant + "'", "literal_error", value));
      return;
    }
    List<?> allowed = list(schema.get("enum"));
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      List<String> quoted = allowed.stream().map(each -> "'" + each + "'").toList();
      errors.add(error(loc, "Input should be " + String.join(", ", quoted), "enum", value));
      return;
    }
    Object type = schema.get("type");
    if ("object".equals(type)) {
      checkObject(schema, value, loc, errors);
    } else if ("array".equals(type)) {
      checkArray(schema, value, loc, errors);
    } else if (type != null) {
      checkScalar(schema, String.valueOf(type), value, loc, errors);
    }
  }

  private void checkChoices(
      List<?> choices, Object value, List<Object> loc, List<Map<String, @Nullable Object>> errors) {
    List<Map<String, @Nullable Object>> best = null;
    for (Object choice : choices) {
      List<Map<String, @Nullable Object>> found = new ArrayList<>();
      check(map(choice), value, loc, found);
      if (found.isEmpty()) {
        return;
      }
      // The choice that the value comes closest to says what is wrong, such as another action.
      if (best == null || weight(found, loc) < weight(best, loc)) {
        best = found;
      }
    }
    if (best != null) {
      errors.addAll(best);
    }
  }

  private static int weight(List<Map<String, @Nullable Object>> errors, List<Object> loc) {
    int weight = errors.size();
    for (Map<String, @Nullable Object> error : errors) {
      boolean isOtherKind =
          "literal_error".equals(error.get("type")) || loc.equals(error.get("loc"));
      weight += isOtherKind ? 100 : 0;
    }
    return weight;
  }

  private void checkObject(
      Map<String, Object> schema,
      Object value,
      List<Object> loc,
      List<Map<String, @Nullable Object>> errors) {
    if (!(value instanceof Map<?, ?> object)) {
      errors.add(
          error(
              loc,
              "Input should be a valid dictionary or object to extract fields from",
              "model_attributes_type",
              value));
      return;
    }
    Map<String, Object> properties = map(schema.get("properties"));
    for (Object required : list(schema.get("required"))) {
      if (!object.containsKey(required)) {
        errors.add(error(with(loc, required), "Field required", "missing", value));
      }
    }
    object.forEach(
        (key, inner) -> {
          Object property = properties.get(String.valueOf(key));
          if (property != null) {
            check(map(property), inner, with(loc, key), errors);
          } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
            errors.add(
                error(with(loc, key), "Extra inputs are not permitted", "extra_forbidden", inner));
          }
        });
  }

  private void checkArray(
      Map<String, Object> schema,
      Object value,
      List<Object> loc,
      List<Map<String, @Nullable Object>> errors) {
    if (!(value instanceof List<?> array)) {
      errors.add(error(loc, "Input should be a valid list", "list_type", value));
      return;
    }
    List<?> prefix = list(schema.get("prefixItems"));
    Object most = schema.get("maxItems");
    Object least = schema.get("minItems");
    if ((most instanceof Number max && array.size() > max.intValue())
        || (least instanceof Number min && array.size() < min.intValue())) {
      errors.add(
          error(
              loc,
              "List should have " + least + " to " + most + " items, not " + array.size(),
              "too_long",
              value));
      return;
    }
    for (int i = 0; i < array.size(); i++) {
      Map<String, Object> item = i < prefix.size() ? map(prefix.get(i)) : map(schema.get("items"));
      check(item, array.get(i), with(loc, i), errors);
    }
  }

  private static void checkScalar(
      Map<String, Object> schema,
      String type,
      Object value,
      List<Object> loc,
      List<Map<String, @Nullable Object>> errors) {
    boolean fits =
        switch (type) {
          case "string" -> value instanceof String;
          case "boolean" -> value instanceof Boolean;
          case "integer" ->
              value instanceof Integer
                  || value instanceof Long
                  || value instanceof java.math.BigInteger
                  || (value instanceof Double number && number == Math.rint(number));
          case "number" -> value instanceof Number;
          default -> true;
        };
    if (!fits) {
      errors.add(error(loc, "Input should be a valid " + type, type + "_type", value));
      return;
    }
    if (value instanceof String text) {
      checkText(schema, text, loc, errors);
    }
    if (value instanceof Number number) {
      if (schema.get("minimum") instanceof Number least
          && number.doubleValue() < least.doubleValue()) {
        errors.add(
            error(
                loc,
                "Input should be greater than or equal to " + least.longValue(),
                "greater_than_equal",
                value));
      } else if (number instanceof java.math.BigInteger) {
        errors.add(error(loc, "Input should be a valid integer", "int_parsing_size", value));
      }
    }
  }

  private static void checkText(
      Map<String, Object> schema,
      String text,
      List<Object> loc,
      List<Map<String, @Nullable Object>> errors) {
    if ("date-time".equals(schema.get("format")) && time(text).isEmpty()) {
      errors.add(
          error(loc, "Input should be a valid datetime", "datetime_from_date_parsing", text));
    }
    if (schema.get("maxLength") instanceof Number most
        && text.codePointCount(0, text.length()) > most.intValue()) {
      errors.add(
          error(
              loc, "String should have at most " + most + " characters", "string_too_long", text));
    }
    if (schema.get("pattern") instanceof String pattern
        && !Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS).matcher(text).find()) {
      errors.add(
          error(
              loc,
              "String should match pattern '" + pattern + "'",
              "string_pattern_mismatch",
              text));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      errors.add(
          error(
              loc,
              "Input should be a valid string, unable to parse raw data as a unicode string",
              "string_unicode",
              null));
    }
    if (text.indexOf('\u0000') >= 0) {
      errors.add(error(loc, "String should hold no null character", "string_type", text));
    }
  }

  /** A time: with a zone, or without one in UTC. */
  static Optional<java.time.Instant> time(String text) {
    try {
      String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
      // In a query a plus that was not escaped is a blank.
      iso = iso.replaceFirst("(T[\\d:.]+) (\\d{2}:?\\d{2})$", "$1+$2");
      if (iso.matches("\\d{4}-\\d{2}-\\d{2}")) {
        iso += "T00:00:00Z";
      } else if (!iso.matches(".*(Z|z|[+-]\\d{2}:?\\d{2})$")) {
        iso += "Z";
      }
      return Optional.of(
          OffsetDateTime.parse(iso.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2")).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<Object> with(List<Object> loc, @Nullable Object more) {
    List<Object> longer = new ArrayList<>(loc);
    longer.add(more instanceof Integer ? more : String.valueOf(more));
    return longer;
  }

  private Map<String, Object> resolved(Map<String, Object> schema) {
    Object reference = schema.get("$ref");
    if (reference == null) {
      return schema;
    }
    String name = String.valueOf(reference);
    return schemas.getOrDefault(name.substring(name.lastIndexOf('/') + 1), Map.of());
  }

  private boolean allowsNull(Map<String, Object> schema) {
    return Boolean.TRUE.equals(schema.get("nullable"))
        || "null".equals(schema.get("type"))
        || (schema.get("type") == null
            && schema.get("anyOf") == null
            && schema.get("oneOf") == null
            && schema.get("enum") == null
            && schema.get("const") == null)
        || list(schema.get("anyOf")).stream().anyMatch(each -> allowsNull(resolved(map(each))));
  }

  private static String described(Map<String, Object> schema) {
    Object type = schema.get("type");
    return type == null
        ? "a valid value"
        : "a valid " + ("object".equals(type) ? "dictionary" : type);
  }

  private static String expected(Map<String, Object> schema) {
    Object type = schema.get("type");
    return type == null ? "value_error" : ("object".equals(type) ? "dict" : type) + "_type";
  }

  @SuppressWarnings("unchecked") // the keys of a specification are texts
  static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
