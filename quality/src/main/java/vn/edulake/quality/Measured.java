package vn.edulake.quality;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of a table, or of its rows of one day.
 *
 * @param day empty for the whole table
 * @param figures those that could be told: of no values there is no mean
 */
public record Measured(Optional<LocalDate> day, Map<Figure, Double> figures) {
  public Measured {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}
