package vn.edulake.models.contract;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vn.edulake.models.yaml.YamlMap;

/** Reads how the values of one column are written. */
final class NotationParser {
  private static final Pattern MARK = Pattern.compile("[.,' _]");

  private static final int DECIMALS = 6;
  private static final String TIMES = " (a number above 0, such as 1000 for a unit of thousands)";

  private final YamlMap map;
  private final ContractColumn.Type type;

  NotationParser(YamlMap map, ContractColumn.Type type) {
    this.map = map;
    this.type = type;
  }

  /**
   * The notation.
   *
   * @param nulls what means "no value" in every column of the contract
   */
  Notation notation(List<String> nulls) {
    Set<String> all = new LinkedHashSet<>();
    nulls.forEach(text -> all.add(normal(text)));
    map.texts("nulls").forEach(text -> all.add(normal(text)));
    List<String> formats = map.has("format") ? formats(map, "format", type) : List.of();
    if (formats.isEmpty() && type == ContractColumn.Type.DATE) {
      throw ContractParser.invalid("Missing key: format in " + map.where() + " (a date has one)");
    }
    return new Notation(formats, all, numbers());
  }

  private static String normal(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }

  /** How many digits a decimal keeps after its point. */
  int decimals() {
    if (type != ContractColumn.Type.DECIMAL) {
      ContractParser.only(map, "decimals", "a decimal");
    }
    int decimals = map.number("decimals", DECIMALS);
    if (decimals < 0 || decimals > 18) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + ".decimals: " + decimals + " (0 to 18)");
    }
    return decimals;
  }

  /** How its numbers are written. */
  NumberForm numbers() {
    if (!type.isNumber()) {
      ContractParser.only(map, "thousands", "a number");
      ContractParser.only(map, "decimal_mark", "a number");
      ContractParser.only(map, "times", "a number");
      return NumberForm.PLAIN;
    }
    Optional<String> thousands = map.findText("thousands");
    thousands.ifPresent(text -> mark("thousands", text));
    String usual = thousands.equals(Optional.of(".")) ? "," : ".";
    String decimalMark = map.findText("decimal_mark").orElse(usual);
    mark("decimal_mark", decimalMark);
    if (thousands.equals(Optional.of(decimalMark))) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + ".thousands: " + decimalMark + " is its decimal mark too");
    }
    NumberForm result = NumberForm.of(thousands, decimalMark);
    Optional<String> times = map.findText("times");
    if (times.isEmpty()) {
      return result;
    }
    try {
      BigDecimal factor = new BigDecimal(times.get());
      if (factor.signum() > 0) {
        return result.times(factor);
      }
    } catch (NumberFormatException e) {
      throw ContractParser.invalid("Invalid " + map.where() + ".times: " + times.get() + TIMES, e);
    }
    throw ContractParser.invalid("Invalid " + map.where() + ".times: " + times.get() + TIMES);
  }

  private void mark(String key, String text) {
    if (!MARK.matcher(text).matches()) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + "." + key + ": " + text + " (one of . , ' _ or a space)");
    }
  }

  /** One format or a list of them. */
  static List<String> formats(YamlMap map, String key, ContractColumn.Type type) {
    if (type != ContractColumn.Type.DATE && type != ContractColumn.Type.TIMESTAMP) {
      throw ContractParser.invalid(
          "Invalid " + map.where() + "." + key + ": only a date or timestamp has a format");
    }
    List<String> result = new ArrayList<>();
    for (String format : map.texts(key)) {
      if (format.equals(DateText.SERIAL)) {
        result.add(format);
        continue;
      }
      try {
        DateTimeFormatter unused = DateTimeFormatter.ofPattern(format, Locale.ROOT);
      } catch (IllegalArgumentException e) {
        throw ContractParser.invalid("Invalid " + map.where() + "." + key + ": " + format, e);
      }
      result.add(format);
    }
    return result;
  }
}
