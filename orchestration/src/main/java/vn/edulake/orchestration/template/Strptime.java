package vn.edulake.orchestration.template;

import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** Reads a time by a format of Python's {@code strptime}. */
final class Strptime {
  private Strptime() {}

  static TemplateTime parse(String text, String format) {
    try {
      DateTimeFormatter formatter =
          new DateTimeFormatterBuilder()
              .append(StrftimeFormatter.toDateTimeFormatter(format))
              .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
              .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
              .toFormatter(java.util.Locale.ENGLISH);
      TemporalAccessor parsed = formatter.parse(text);
      var date = parsed.query(TemporalQueries.localDate());
      LocalTime time = parsed.query(TemporalQueries.localTime());
      ZoneId zone = parsed.query(TemporalQueries.zone());
      if (date == null) {
        throw new UserError(
            ErrorCode.TEMPLATE_INVALID, "Invalid time: " + text + " (" + format + ")");
      }
      return new TemplateTime(
          date.atTime(time == null ? LocalTime.MIDNIGHT : time)
              .atZone(zone == null ? ZoneOffset.UTC : zone));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new UserError(
          ErrorCode.TEMPLATE_INVALID, "Invalid time: " + text + " (" + format + ")");
    }
  }
}
