package vn.edulake.quality.expectation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came out of one expectation.
 *
 * @param result the fields of Great Expectations: {@code element_count}, {@code unexpected_count},
 *     {@code observed_value} and more, as the result format asks for
 * @param exception why it could not be judged; then it is not met either
 * @param rows the first rows that are not as expected
 */
public record ExpectationResult(
    Expectation expectation,
    boolean isSuccess,
    Map<String, @Nullable Object> result,
    Optional<String> exception,
    long unexpectedCount,
    List<FailingRow> rows) {
  public ExpectationResult {
    result = Collections.unmodifiableMap(new LinkedHashMap<>(result));
    rows = List.copyOf(rows);
  }

  /** Whether it keeps the data from being used. */
  public boolean isError() {
    return !isSuccess && expectation.severity() == Severity.ERROR;
  }

  /** The finding in words: what was seen, or why nothing could be. */
  public String finding() {
    if (exception.isPresent()) {
      return exception.get();
    }
    if (result.containsKey("unexpected_count") && result.containsKey("element_count")) {
      return unexpectedCount + " of " + result.get("element_count") + " rows";
    }
    if (expectation.type() == ExpectationType.UNEXPECTED_ROWS_EXPECTATION) {
      return unexpectedCount + " unexpected " + (unexpectedCount == 1 ? "row" : "rows");
    }
    return result.containsKey("observed_value") ? "observed " + result.get("observed_value") : "";
  }

  /** As Great Expectations writes it. */
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("raised_exception", exception.isPresent());
    info.put("exception_message", exception.orElse(null));
    info.put("exception_traceback", exception.orElse(null));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("success", isSuccess);
    json.put("expectation_config", expectation.toJson());
    json.put("result", result);
    json.put("meta", Map.of());
    json.put("exception_info", info);
    return json;
  }
}
