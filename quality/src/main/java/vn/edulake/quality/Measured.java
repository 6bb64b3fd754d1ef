package vn.edulake.quality;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Figures of a table, or of its rows of one day.
 *
 * @param day empty for the whole table
 * @param figures those that could be told, to nine decimals: of no values there is no mean. More
 *     decimals tell nothing, and look like the numbers of people
 */
public record Measured(Optional<LocalDate> day, Map<Figure, Double> figures) {
  private static final int DECIMALS = 9;

  public Measured {
    Map<Figure, Double> rounded = new LinkedHashMap<>(figures);
    rounded.replaceAll((figure, value) -> round(value));
    figures = Collections.unmodifiableMap(rounded);
  }

  private static Double round(Double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP).doubleValue()
        : value;
  }
}
