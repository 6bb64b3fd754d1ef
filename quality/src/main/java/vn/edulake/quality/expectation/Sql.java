package vn.edulake.quality.expectation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Names and values in the text of Spark SQL. */
final class Sql {
  static final String MIXED =
      "TypeError: Column values, min_value, and max_value must either be None or of the same type.";

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private Sql() {}

  /** A column's name. */
  static String name(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  /** A text. */
  static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }

  /** All of the conditions that there are; {@code TRUE} when there is none. */
  static String and(Collection<String> conditions) {
    List<String> parts =
        conditions.stream().filter(part -> !part.isEmpty() && !part.equals("TRUE")).toList();
    return parts.isEmpty() ? "TRUE" : String.join(" AND ", parts);
  }

  /** A value of JSON, whatever it is compared with. */
  static String plain(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof LocalDateTime time) {
      return timestamp(time);
    }
    return text(value.toString());
  }

  private static String number(Number value) {
    if (value instanceof Double number) {
      if (number.isNaN() || number.isInfinite()) {
        return "CAST('" + number + "' AS DOUBLE)";
      }
      return number + "D";
    }
    if (value instanceof BigInteger big && big.bitLength() > 63) {
      return new BigDecimal(big).precision() > 38 ? big.doubleValue() + "D" : big.toString();
    }
    return value instanceof Long ? value + "L" : value.toString();
  }

  private static String timestamp(LocalDateTime time) {
    return "TIMESTAMP '" + TIMESTAMP.format(time) + "'";
  }

  /**
   * A bound of a range.
   *
   * @throws IllegalArgumentException when it cannot be compared with values of this type
   */
  static String bound(Object value, DataType type, LocalDate today) {
    if (type instanceof NumericType && value instanceof Number number) {
      return type instanceof FloatType && value instanceof Double
          ? "CAST('" + value + "' AS FLOAT)"
          : number(number);
    }
    if (type instanceof StringType) {
      if (value instanceof String string) {
        return text(string);
      }
      if (value instanceof LocalDateTime time) {
        return text(time.toString());
      }
    }
    if (isTime(type)) {
      Optional<String> time = time(value, type, today);
      if (time.isPresent()) {
        return time.get();
      }
    }
    if (type instanceof BooleanType && value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException(MIXED + " " + value + " against " + type.simpleString());
  }

  static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** A date or a time, as this type is compared with it. */
  private static Optional<String> time(Object value, DataType type, LocalDate today) {
    if (value instanceof LocalDateTime time) {
      return Optional.of(timestamp(time));
    }
    if (!(value instanceof String string)) {
      return Optional.empty();
    }
    return Moments.find(string, today)
        .map(
            moment -> {
              boolean isDay =
                  type instanceof DateType
                      && moment.local().toLocalTime().toSecondOfDay() == 0
                      && moment.offset().isEmpty();
              if (isDay) {
                return "DATE '" + moment.local().toLocalDate() + "'";
              }
              if (type instanceof TimestampNTZType) {
                return "TIMESTAMP_NTZ '" + TIMESTAMP.format(moment.local()) + "'";
              }
              return moment
                  .offset()
                  .map(
                      offset ->
                          "TIMESTAMP '"
                              + TIMESTAMP.format(
                                  moment
                                      .local()
                                      .atOffset(offset)
                                      .withOffsetSameInstant(ZoneOffset.UTC))
                              + "Z'")
                  .orElseGet(() -> timestamp(moment.local()));
            });
  }

  /** Whether a column's value is one of a set; a value of another kind is equal to none. */
  static String isIn(String column, DataType type, Collection<?> values, LocalDate today) {
    List<String> literals = new ArrayList<>();
    for (Object value : values) {
      if (value != null) {
        member(value, type, today).ifPresent(literals::add);
      }
    }
    return literals.isEmpty() ? "FALSE" : column + " IN (" + String.join(", ", literals) + ")";
  }

  /** A value as this type is compared with it for equality. */
  static Optional<String> member(Object value, DataType type, LocalDate today) {
    if (type instanceof NumericType) {
      if (value instanceof Boolean isTrue) {
        return Optional.of(isTrue ? "1" : "0");
      }
      if (value instanceof String string) {
        try {
          return Optional.of(new BigDecimal(string.strip()).toPlainString());
        } catch (NumberFormatException e) {
          return Optional.empty();
        }
      }
      return value instanceof Number ? Optional.of(bound(value, type, today)) : Optional.empty();
    }
    if (type instanceof BooleanType) {
      return switch (value.toString().toLowerCase(java.util.Locale.ROOT)) {
        case "true", "1", "1.0" -> Optional.of("TRUE");
        case "false", "0", "0.0" -> Optional.of("FALSE");
        default -> Optional.empty();
      };
    }
    if (isTime(type)) {
      return time(value, type, today);
    }
    if (type instanceof StringType) {
      return Optional.of(text(value.toString()));
    }
    return Optional.of(plain(value));
  }
}
