package vn.edulake.quality.expectation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** Values of rows and of suites: how they are told in JSON, and how they compare. */
final class Values {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private final ZoneId zone;
  private final LocalDate today;

  Values(ZoneId zone, LocalDate today) {
    this.zone = zone;
    this.today = today;
  }

  /** As JSON tells it: times as ISO 8601 in the zone of the session, structures as objects. */
  @Nullable Object json(@Nullable Object value) {
    Object plain = plain(value);
    if (plain instanceof LocalDateTime time) {
      return iso(time);
    }
    if (plain instanceof LocalDate) {
      return plain.toString();
    }
    if (plain instanceof BigDecimal decimal) {
      return decimal.signum() == 0 || decimal.stripTrailingZeros().scale() <= 0
          ? (Object) decimal.toBigInteger()
          : (Object) decimal.doubleValue();
    }
    if (plain instanceof Double number && !Double.isFinite(number)) {
      return null;
    }
    return plain;
  }

  /** Seconds are always told, and of a fraction six digits, as Python does it. */
  static String iso(LocalDateTime time) {
    boolean isWhole = time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    return (isWhole ? SECONDS : MICROSECONDS).format(time);
  }

  /** Without the types of the engine. */
  @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Timestamp time) {
      return LocalDateTime.ofInstant(time.toInstant(), zone);
    }
    if (value instanceof Instant instant) {
      return LocalDateTime.ofInstant(instant, zone);
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Float number) {
      // The shortest number that is this one: 2.2, not 2.2000000477.
      return Double.parseDouble(number.toString());
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof Row row) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        result.put(row.schema() == null ? "_" + i : row.schema().fieldNames()[i], json(row.get(i)));
      }
      return result;
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<@Nullable Object> result = new ArrayList<>();
      JavaConverters.seqAsJavaList(seq).forEach(entry -> result.add(json(entry)));
      return result;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map)
          .forEach((key, entry) -> result.put(String.valueOf(key), json(entry)));
      return result;
    }
    return value;
  }

  /**
   * Compares a value of the rows with one of a suite.
   *
   * @throws IllegalArgumentException when they are of different kinds
   */
  int compare(Object found, Object told) {
    Object left = plain(found);
    if (left instanceof Number a && told instanceof Number b) {
      return number(a).compareTo(number(b));
    }
    if (left instanceof String a && told instanceof String b) {
      return a.compareTo(b);
    }
    if (left instanceof Boolean a && told instanceof Boolean b) {
      return a.compareTo(b);
    }
    Optional<LocalDateTime> a = left instanceof String ? Optional.empty() : moment(left);
    Optional<LocalDateTime> b = moment(told);
    if (a.isPresent() && b.isPresent()) {
      return a.get().compareTo(b.get());
    }
    throw new IllegalArgumentException(Sql.MIXED + " " + told + " against " + json(found));
  }

  /**
   * Bounds stand in their order.
   *
   * @throws IllegalArgumentException when they do not
   */
  void requireOrder(Object least, Object most) {
    if (compare(least, most) > 0) {
      throw new IllegalArgumentException(
          "ValueError: min_value cannot be greater than max_value: " + least + ", " + most);
    }
  }

  /** Whether they are the same value; those of different kinds are not. */
  boolean isEqual(Object found, @Nullable Object told) {
    if (told == null) {
      return false;
    }
    Object left = plain(found);
    boolean isAlike =
        (left instanceof Number && told instanceof Number)
            || (left instanceof String && told instanceof String)
            || (left instanceof Boolean && told instanceof Boolean)
            || (!(left instanceof String) && moment(left).isPresent() && moment(told).isPresent());
    return isAlike && compare(found, told) == 0;
  }

  /** A text as the time that it is; anything else as it is. */
  Object time(Object told) {
    return moment(told).map(Object.class::cast).orElse(told);
  }

  private Optional<LocalDateTime> moment(@Nullable Object value) {
    if (value instanceof LocalDateTime time) {
      return Optional.of(time);
    }
    if (value instanceof LocalDate date) {
      return Optional.of(date.atStartOfDay());
    }
    if (value instanceof String text) {
      return Moments.find(text, today)
          .map(moment -> LocalDateTime.ofInstant(moment.at(zone), zone));
    }
    return Optional.empty();
  }

  /** Exactly the number that is written; an infinite one is beyond all others. */
  static BigDecimal number(Number value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof Double || value instanceof Float) {
      double number = value.doubleValue();
      if (Double.isNaN(number)) {
        // As Spark sorts it: beyond all numbers.
        return BigDecimal.TEN.pow(401);
      }
      if (Double.isInfinite(number)) {
        return BigDecimal.TEN.pow(400).multiply(BigDecimal.valueOf(Math.signum(number)));
      }
      return new BigDecimal(value.toString());
    }
    return BigDecimal.valueOf(value.longValue());
  }
}
