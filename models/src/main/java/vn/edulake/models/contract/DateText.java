package vn.edulake.models.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Dates and times in texts, read strictly: 30 February and month 13 are none. The line check and
 * the models ask the same reader, so that what one accepts the other reads.
 */
public final class DateText {
  private static final Map<String, DateTimeFormatter> FORMATTERS = new ConcurrentHashMap<>();

  private DateText() {}

  /** The day that a text stands for. */
  public static Optional<LocalDate> date(String format, String text) {
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
    try {
      TemporalAccessor parsed =
          formatter(format)
              .parseBest(
                  text,
                  ZonedDateTime::from,
                  OffsetDateTime::from,
                  LocalDateTime::from,
                  LocalDate::from);
      if (parsed instanceof ZonedDateTime zoned) {
        return Optional.of(zoned.toInstant());
      }
      if (parsed instanceof OffsetDateTime offset) {
        return Optional.of(offset.toInstant());
      }
      if (parsed instanceof LocalDateTime local) {
        return Optional.of(local.toInstant(ZoneOffset.UTC));
      }
      return Optional.of(((LocalDate) parsed).atStartOfDay().toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
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
