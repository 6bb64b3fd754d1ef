package vn.edulake.quality.expectation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one expectation beside the table that it is about.
 *
 * @param kwargs with every parameter replaced by its value
 * @param condition of the rows that it is about; {@code TRUE} for all
 */
record Arguments(
    ExpectationType type,
    Map<String, @Nullable Object> kwargs,
    StructType schema,
    String condition,
    ZoneId zone,
    LocalDate today) {

  @Nullable Object find(String name) {
    return kwargs.get(name);
  }

  boolean is(String name) {
    return Boolean.TRUE.equals(kwargs.get(name));
  }

  String text(String name) {
    Object value = kwargs.get(name);
    if (value instanceof String text) {
      return text;
    }
    throw invalid(name, "a text is wanted");
  }

  List<?> list(String name) {
    Object value = kwargs.get(name);
    if (value instanceof List<?> list) {
      return list;
    }
    throw invalid(name, "a list is wanted");
  }

  List<String> texts(String name) {
    for (Object entry : list(name)) {
      if (!(entry instanceof String)) {
        throw invalid(name, "a list of texts is wanted");
      }
    }
    return list(name).stream().map(String::valueOf).toList();
  }

  Map<String, @Nullable Object> map(String name) {
    Object value = kwargs.get(name);
    if (value instanceof Map<?, ?> map) {
      return SuiteText.texts(map);
    }
    throw invalid(name, "an object is wanted");
  }

  double number(String name, double otherwise) {
    return findNumber(name).map(Number::doubleValue).orElse(otherwise);
  }

  /** A number, also one that is written as a text. */
  Optional<Number> findNumber(String name) {
    Object value = kwargs.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number) {
      return Optional.of(number);
    }
    if (value instanceof String text) {
      try {
        BigDecimal number = new BigDecimal(text.strip());
        boolean isWhole = number.scale() <= 0 && number.precision() - number.scale() <= 18;
        return Optional.of(
            isWhole ? (Number) number.longValueExact() : (Number) number.doubleValue());
      } catch (NumberFormatException e) {
        throw invalid(name, "a number is wanted");
      }
    }
    throw invalid(name, "a number is wanted");
  }

  /** A whole number, also one that is written with a point. */
  Optional<Long> whole(String name, String message) {
    Object value = kwargs.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
      return Optional.of(number.longValue());
    }
    throw new IllegalArgumentException(message + ": " + name + " is " + value);
  }

  /** A whole number; of one with a fraction, what stands before the point. */
  Optional<Long> truncated(String name) {
    Optional<Number> number = findNumber(name);
    boolean isText = kwargs.get(name) instanceof String;
    if (number.filter(told -> isText && !(told instanceof Long)).isPresent()
        || number.filter(told -> !Double.isFinite(told.doubleValue())).isPresent()) {
      throw invalid(name, "a whole number");
    }
    return number.map(Number::longValue);
  }

  double mostly() {
    double mostly = number("mostly", 1);
    if (mostly < 0 || mostly > 1) {
      throw invalid("mostly", "0 to 1");
    }
    return mostly;
  }

  IllegalArgumentException invalid(String name, String allowed) {
    return new IllegalArgumentException(
        "Invalid " + name + ": " + kwargs.get(name) + " (" + allowed + ")");
  }

  /** The name of the column; there is such a column. */
  String column(String argument) {
    String name = text(argument);
    require(name);
    return name;
  }

  private void require(String name) {
    if (!hasColumn(name)) {
      String hint =
          SuiteText.nearest(
              name,
              Arrays.stream(schema.fieldNames())
                  .filter(known -> !DataFile.isAdded(known))
                  .toList());
      throw new IllegalArgumentException(
          "Error: The column \""
              + name
              + "\" in BatchData does not exist"
              + (hint.startsWith(".") ? hint : "." + hint));
    }
  }

  List<String> columns(String argument) {
    List<String> names = texts(argument);
    names.forEach(this::require);
    return names;
  }

  boolean hasColumn(String name) {
    return Arrays.asList(schema.fieldNames()).contains(name);
  }

  DataType typeOf(String column) {
    return schema.apply(column).dataType();
  }

  void requireText(String column, String message) {
    if (!(typeOf(column) instanceof StringType)) {
      throw new IllegalArgumentException(
          "TypeError: " + message + " " + column + " is " + typeOf(column).simpleString());
    }
  }
}
