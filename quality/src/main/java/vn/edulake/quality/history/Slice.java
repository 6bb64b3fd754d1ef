package vn.edulake.quality.history;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import vn.edulake.models.TableName;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.quality.Figure;

/**
 * What one certified run left of a table, or of one day of it.
 *
 * @param at when the run began; of a day its beginning, 00:00 UTC
 * @param dayKind what the day is to schools; empty of a whole table
 * @param savedAt when it was measured
 */
record Slice(
    TableName table,
    Instant at,
    long runId,
    Optional<TeachingCalendar.Kind> dayKind,
    Map<Figure, Double> figures,
    Instant savedAt) {

  Slice {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  boolean isDay() {
    return dayKind.isPresent();
  }

  LocalDate day() {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  static Instant at(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
