package vn.edulake.jobs.ingest;

import java.math.BigDecimal;

/**
 * The text of a number in a sheet: the same in both containers, whatever the cell's display format.
 * XLSX may store 6.8 as {@code 6.7999999999999998}, XLS stores its binary form; both say 6.8.
 */
final class NumberText {
  private static final int EXACT_DIGITS = 15;

  private NumberText() {}

  static String of(double number) {
    BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
    return exact.signum() == 0 ? "0" : exact.toPlainString();
  }

  /** The text as it stands when it is no number, or a whole one longer than a sheet can hold. */
  static String of(String raw) {
    try {
      BigDecimal number = new BigDecimal(raw);
      if (number.scale() <= 0 && number.precision() > EXACT_DIGITS) {
        return raw;
      }
      return of(number.doubleValue());
    } catch (NumberFormatException e) {
      return raw;
    }
  }
}
