package vn.edulake.quality.expectation;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values for {@code {"$PARAMETER": …}} in arguments: a name that the suite gives a value, or an
 * expression over such names, numbers, {@code now()}, {@code datetime(…)} and {@code timedelta(…)}.
 */
final class Parameters {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+)|([A-Za-z_][\\w.:]*)|('[^']*'|\"[^\"]*\")|(\\S))");

  private final Map<String, @Nullable Object> values;
  private final LocalDateTime now;

  Parameters(Map<String, @Nullable Object> values, Clock clock, ZoneId zone) {
    this.values = values;
    this.now = LocalDateTime.ofInstant(clock.instant(), zone);
  }

  /** The arguments with every parameter replaced by its value. */
  Map<String, @Nullable Object> resolve(Map<String, @Nullable Object> kwargs) {
    Map<String, @Nullable Object> known = new LinkedHashMap<>(values);
    kwargs.forEach(
        (key, value) -> {
          if (key.startsWith("$PARAMETER.")) {
            known.put(key.substring("$PARAMETER.".length()), value);
          }
        });
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    kwargs.forEach(
        (key, value) -> {
          if (!key.startsWith("$PARAMETER.")) {
            result.put(key, value(value, known));
          }
        });
    return result;
  }

  private @Nullable Object value(@Nullable Object told, Map<String, @Nullable Object> known) {
    if (told instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>();
      list.forEach(entry -> result.add(value(entry, known)));
      return result;
    }
    if (!(told instanceof Map<?, ?> map)) {
      return told;
    }
    Object parameter = map.get("$PARAMETER");
    if (parameter == null) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      map.forEach((key, value) -> result.put(String.valueOf(key), value(value, known)));
      return result;
    }
    String expression = parameter.toString();
    Map<String, @Nullable Object> all = new LinkedHashMap<>(known);
    map.forEach(
        (key, value) -> {
          if (String.valueOf(key).startsWith("$PARAMETER.")) {
            all.put(String.valueOf(key).substring("$PARAMETER.".length()), value);
          }
        });
    if (all.containsKey(expression)) {
      return all.get(expression);
    }
    return new Evaluation(expression, all).value();
  }

  /** One expression, read from left to right. */
  private final class Evaluation {
    private final String expression;
    private final Map<String, @Nullable Object> known;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    Evaluation(String expression, Map<String, @Nullable Object> known) {
      this.expression = expression;
      this.known = known;
      Matcher matcher = TOKEN.matcher(expression);
      int end = 0;
      while (end < expression.length() && matcher.find(end)) {
        tokens.add(matcher.group().strip());
        end = matcher.end();
      }
      tokens.removeIf(String::isEmpty);
    }

    Object value() {
      Object result = sum();
      if (at < tokens.size()) {
        throw invalid("it goes on with " + tokens.get(at));
      }
      return result;
    }

    private IllegalArgumentException invalid(String why) {
      return new IllegalArgumentException(
          "Invalid suite parameter: " + expression + " (" + why + ")");
    }

    private String peek() {
      return at < tokens.size() ? tokens.get(at) : "";
    }

    private boolean take(String token) {
      if (peek().equals(token)) {
        at++;
        return true;
      }
      return false;
    }

    private Object sum() {
      Object result = product();
      while (peek().equals("+") || peek().equals("-")) {
        boolean isMinus = tokens.get(at++).equals("-");
        result = plus(result, product(), isMinus);
      }
      return result;
    }

    private Object plus(Object left, Object right, boolean isMinus) {
      if (left instanceof LocalDateTime time && right instanceof Duration duration) {
        return isMinus ? time.minus(duration) : time.plus(duration);
      }
      if (left instanceof Duration a && right instanceof Duration b) {
        return isMinus ? a.minus(b) : a.plus(b);
      }
      if (left instanceof LocalDateTime a && right instanceof LocalDateTime b && isMinus) {
        return Duration.between(b, a);
      }
      if (left instanceof Number a && right instanceof Number b) {
        return number(
            isMinus ? a.doubleValue() - b.doubleValue() : a.doubleValue() + b.doubleValue());
      }
      throw invalid("these cannot be added");
    }

    /** A whole number stays one. */
    private Number number(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e15
          ? (Number) (long) value
          : (Number) value;
    }

    private Object product() {
      Object result = factor();
      while (peek().equals("*") || peek().equals("/")) {
        boolean isTimes = tokens.get(at++).equals("*");
        Object right = factor();
        if (!(result instanceof Number a) || !(right instanceof Number b)) {
          throw invalid("these cannot be multiplied");
        }
        result =
            number(isTimes ? a.doubleValue() * b.doubleValue() : a.doubleValue() / b.doubleValue());
      }
      return result;
    }

    private Object factor() {
      if (take("-")) {
        if (factor() instanceof Number number) {
          return number(-number.doubleValue());
        }
        throw invalid("only a number has a minus");
      }
      if (take("(")) {
        Object result = sum();
        if (!take(")")) {
          throw invalid("a bracket is not closed");
        }
        return result;
      }
      if (at >= tokens.size()) {
        throw invalid("it ends too early");
      }
      String token = tokens.get(at++);
      char first = token.charAt(0);
      if (Character.isDigit(first) || (first == '.' && token.length() > 1)) {
        return number(Double.parseDouble(token));
      }
      if (first == '\'' || first == '"') {
        return token.substring(1, token.length() - 1);
      }
      if (!Character.isLetter(first) && first != '_') {
        throw invalid("unexpected " + token);
      }
      if (take("(")) {
        return call(token);
      }
      Object value = known.get(token);
      if (value == null) {
        throw new IllegalArgumentException(
            "No value found for $PARAMETER " + token + SuiteText.nearest(token, known.keySet()));
      }
      return value;
    }

    private Object call(String name) {
      List<Object> positional = new ArrayList<>();
      Map<String, Double> named = new LinkedHashMap<>();
      while (!take(")")) {
        if (at + 1 < tokens.size() && tokens.get(at + 1).equals("=")) {
          String argument = tokens.get(at);
          at += 2;
          if (!(sum() instanceof Number number)) {
            throw invalid(argument + " is no number");
          }
          named.put(argument, number.doubleValue());
        } else {
          positional.add(sum());
        }
        if (!take(",") && !peek().equals(")")) {
          throw invalid("a bracket is not closed");
        }
      }
      return switch (name) {
        case "now" -> now;
        case "datetime" -> datetime(positional, named);
        case "timedelta" -> timedelta(positional, named);
        case "abs" -> {
          if (positional.size() == 1 && positional.get(0) instanceof Number number) {
            yield number(Math.abs(number.doubleValue()));
          }
          throw invalid("abs takes a number");
        }
        default -> throw invalid("no function " + name);
      };
    }

    private LocalDateTime datetime(List<Object> positional, Map<String, Double> named) {
      String[] names = {"year", "month", "day", "hour", "minute", "second"};
      int[] parts = {0, 1, 1, 0, 0, 0};
      for (int i = 0; i < names.length; i++) {
        if (i < positional.size() && positional.get(i) instanceof Number number) {
          parts[i] = number.intValue();
        } else if (named.containsKey(names[i])) {
          parts[i] = named.get(names[i]).intValue();
        }
      }
      return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    private Duration timedelta(List<Object> positional, Map<String, Double> named) {
      double seconds =
          positional.isEmpty() || !(positional.get(0) instanceof Number days)
              ? 0
              : days.doubleValue() * 86_400;
      for (Map.Entry<String, Double> entry : named.entrySet()) {
        seconds +=
            entry.getValue()
                * switch (entry.getKey()) {
                  case "weeks" -> 604_800;
                  case "days" -> 86_400;
                  case "hours" -> 3_600;
                  case "minutes" -> 60;
                  case "seconds" -> 1;
                  case "milliseconds" -> 1e-3;
                  case "microseconds" -> 1e-6;
                  default -> throw invalid("timedelta has no " + entry.getKey());
                };
      }
      return Duration.ofNanos(Math.round(seconds * 1e3) * 1_000_000L);
    }
  }
}
