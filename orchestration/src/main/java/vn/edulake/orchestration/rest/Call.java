package vn.edulake.orchestration.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.store.Accounts.Account;

/** A request that fits the specification. */
final class Call {
  /** The longest page. */
  static final int MOST = 100;

  /** A page of a call that names no limit. */
  static final int USUAL = 50;

  private final Specification.Operation operation;
  private final Map<String, String> path;
  private final Map<String, List<String>> query;
  private final Map<String, @Nullable Object> body;
  private final String accept;
  private final Account account;

  Call(
      Specification specification,
      Specification.Match match,
      Map<String, List<String>> query,
      @Nullable Object body,
      String accept,
      Account account) {
    this.operation = match.operation();
    this.path = match.values();
    this.query = given(query);
    this.accept = accept;
    this.account = account;
    List<Map<String, @Nullable Object>> errors = new ArrayList<>();
    checkQuery(specification, errors);
    Map<String, @Nullable Object> read = new LinkedHashMap<>();
    operation
        .body()
        .ifPresent(
            schema -> {
              if (body == null && !operation.bodyRequired()) {
                return;
              }
              if (body == null) {
                errors.add(Specification.error(List.of("body"), "Field required", "missing", null));
                return;
              }
              errors.addAll(specification.problems(schema, body));
              Specification.map(body).forEach(read::put);
            });
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    this.body = read;
  }

  /** A client that leaves a filter open may send its name with nothing behind it. */
  private static Map<String, List<String>> given(Map<String, List<String>> query) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    query.forEach(
        (name, values) ->
            given.put(name, values.stream().filter(value -> !value.isEmpty()).toList()));
    return given;
  }

  private void checkQuery(Specification specification, List<Map<String, @Nullable Object>> errors) {
    for (Specification.Parameter parameter : operation.parameters()) {
      boolean inPath = parameter.in().equals("path");
      if (!inPath && !parameter.in().equals("query")) {
        continue;
      }
      List<String> given =
          inPath
              ? List.of(String.valueOf(path.get(parameter.name())))
              : query.getOrDefault(parameter.name(), List.of());
      if (given.isEmpty()) {
        if (parameter.required()) {
          errors.add(
              Specification.error(
                  List.of(parameter.in(), parameter.name()), "Field required", "missing", null));
        }
        continue;
      }
      boolean isList = isType(parameter.schema(), "array");
      Map<String, Object> schema =
          isList ? Specification.map(parameter.schema().get("items")) : parameter.schema();
      for (int i = 0; i < given.size(); i++) {
        List<Object> loc = new ArrayList<>(List.of(parameter.in(), parameter.name()));
        if (isList) {
          loc.add(i);
        }
        String text = given.get(i);
        Optional<Object> typed = typed(schema, text);
        if (typed.isEmpty()) {
          errors.add(unparsable(schema, loc, text));
        } else {
          specification.check(schema, typed.orElseThrow(), loc, errors);
        }
      }
    }
  }

  private static boolean isType(Map<String, Object> schema, String type) {
    return type.equals(schema.get("type"))
        || Specification.list(schema.get("anyOf")).stream()
            .anyMatch(each -> isType(Specification.map(each), type));
  }

  private static Optional<Object> typed(Map<String, Object> schema, String text) {
    try {
      if (isType(schema, "integer")) {
        return Optional.of(Long.parseLong(text.strip()));
      }
      if (isType(schema, "number")) {
        return Optional.of(Double.parseDouble(text.strip()));
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    return isType(schema, "boolean") ? truth(text).map(value -> value) : Optional.of(text);
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on", "t", "y" -> Optional.of(true);
      case "false", "0", "no", "off", "f", "n" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Map<String, @Nullable Object> unparsable(
      Map<String, Object> schema, List<Object> loc, String text) {
    String type =
        isType(schema, "integer") ? "integer" : isType(schema, "number") ? "number" : "boolean";
    String code = type.equals("integer") ? "int" : type.equals("number") ? "float" : "bool";
    return Specification.error(
        loc,
        "Input should be a valid " + type + ", unable to parse string as " + type,
        code + "_parsing",
        text);
  }

  Specification.Operation operation() {
    return operation;
  }

  Account account() {
    return account;
  }

  String user() {
    return account.username();
  }

  String path(String name) {
    return String.valueOf(path.get(name));
  }

  @Nullable String findPath(String name) {
    return path.get(name);
  }

  int pathNumber(String name) {
    try {
      return Integer.parseInt(path(name));
    } catch (NumberFormatException e) {
      throw Problem.invalid(
          List.of("path", name), "Input should be a valid integer", "int_parsing", path(name));
    }
  }

  Optional<String> text(String name) {
    return texts(name).stream().findFirst();
  }

  List<String> texts(String name) {
    return query.getOrDefault(name, List.of());
  }

  Optional<Long> number(String name) {
    return text(name).map(text -> Long.parseLong(text.strip()));
  }

  Optional<Double> decimal(String name) {
    return text(name).map(text -> Double.parseDouble(text.strip()));
  }

  Optional<Boolean> flag(String name) {
    return text(name).flatMap(Call::truth);
  }

  Optional<Instant> time(String name) {
    return text(name).flatMap(Specification::time);
  }

  int limit() {
    return (int) Math.min(MOST, number("limit").orElse((long) USUAL));
  }

  int offset() {
    return (int) Math.min(Integer.MAX_VALUE, number("offset").orElse(0L));
  }

  boolean accepts(String type) {
    return accept.contains(type);
  }

  /**
   * Whether a text is asked for and no JSON.
   *
   * @throws Problem.Thrown 406 when neither is taken
   */
  boolean wantsText() {
    boolean takesJson = accepts(Answer.JSON) || accepts("*/*") || accept.isEmpty();
    if (!takesJson && !accepts("text/plain")) {
      throw Problem.of(406, "Only application/json or text/plain is supported");
    }
    return accepts("text/plain") && !accepts(Answer.JSON);
  }

  Map<String, @Nullable Object> body() {
    return body;
  }

  boolean has(String key) {
    return body.containsKey(key);
  }

  @Nullable Object get(String key) {
    return body.get(key);
  }

  @Nullable String bodyText(String key) {
    Object value = body.get(key);
    return value == null ? null : String.valueOf(value);
  }

  boolean bodyFlag(String key, boolean fallback) {
    return body.get(key) instanceof Boolean truth ? truth : fallback;
  }

  @Nullable Instant bodyTime(String key) {
    String text = bodyText(key);
    return text == null ? null : Specification.time(text).orElse(null);
  }

  Map<String, @Nullable Object> bodyMap(String key) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    Specification.map(body.get(key)).forEach(copy::put);
    return copy;
  }

  /** The keys of the body that a mask lets through; all without a mask. */
  Set<String> masked() {
    List<String> mask = texts("update_mask");
    Set<String> keys = new java.util.LinkedHashSet<>(body.keySet());
    if (!mask.isEmpty()) {
      keys.retainAll(mask);
    }
    return keys;
  }
}
