package vn.edulake.models.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Dates and times in texts, read strictly: 30 February and month 13 are none. The line check and
 * the models ask the same reader, so that what one accepts the other reads.
 */
public final class DateText {
  /**
   * The format of a workbook's own dates: days since 30 December 1899, with a fraction for the
   * time.
   */
  public static final String SERIAL = "excel";

  private static final BigDecimal LAST_SERIAL = new BigDecimal("2958465");
  private static final LocalDate SERIAL_ZERO = LocalDate.of(1899, 12, 30);
  private static final BigDecimal SECONDS_OF_DAY = new BigDecimal("86400");

  private static final Map<String, DateTimeFormatter> FORMATTERS = new ConcurrentHashMap<>();

  private DateText() {}

  /** The day that a text stands for. */
  public static Optional<LocalDate> date(String format, String text) {
    if (format.equals(SERIAL)) {
      return serial(text).map(number -> SERIAL_ZERO.plusDays(number.intValue()));
    }
    try {
      return Optional.of(LocalDate.from(formatter(format).parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The moment that a text stands for; without an offset it is meant in UTC, without a time it is
   * the beginning of the day.
   *
   * @param format empty for ISO 8601
   */
  public static Optional<Instant> instant(String format, String text) {
    if (format.equals(SERIAL)) {
      return serial(text)
          .map(number -> number.multiply(SECONDS_OF_DAY).setScale(0, RoundingMode.HALF_UP))
          .map(
              s -> SERIAL_ZERO.atStartOfDay().plusSeconds(s.longValue()).toInstant(ZoneOffset.UTC));
    }
    try {
      TemporalAccessor parsed = formatter(format).parse(text);
      if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
        return Optional.of(Instant.from(parsed));
      }
      LocalTime time = parsed.query(TemporalQueries.localTime());
      return Optional.ofNullable(parsed.query(TemporalQueries.localDate()))
          .map(date -> date.atTime(time == null ? LocalTime.MIN : time).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<BigDecimal> serial(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      boolean isDay = number.compareTo(BigDecimal.ONE) >= 0 && number.compareTo(LAST_SERIAL) <= 0;
      return isDay ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter formatter(String format) {
    return FORMATTERS.computeIfAbsent(format, DateText::strict);
  }

  /** Year of era ({@code y}) would want an era beside it. */
  private static DateTimeFormatter strict(String format) {
    return (format.isEmpty()
            ? DateTimeFormatter.ISO_DATE_TIME
            : DateTimeFormatter.ofPattern(format.replace('y', 'u'), Locale.ROOT))
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
