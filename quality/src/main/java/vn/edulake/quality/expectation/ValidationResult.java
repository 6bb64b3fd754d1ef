package vn.edulake.quality.expectation;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a suite, in its order.
 *
 * @param meta when and with what it was checked
 */
public record ValidationResult(
    String suiteName,
    List<ExpectationResult> results,
    Map<String, @Nullable Object> parameters,
    Map<String, @Nullable Object> meta) {
  public ValidationResult {
    results = List.copyOf(results);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
  }

  /** Whether every expectation is met, whatever its severity. */
  public boolean isSuccess() {
    return results.stream().allMatch(ExpectationResult::isSuccess);
  }

  /** The expectations that are not met and keep the data from being used. */
  public List<ExpectationResult> errors() {
    return results.stream().filter(ExpectationResult::isError).toList();
  }

  /** The expectations that are not met and are only shown. */
  public List<ExpectationResult> warnings() {
    return results.stream().filter(result -> !result.isSuccess() && !result.isError()).toList();
  }

  /** As Great Expectations writes it. */
  public Map<String, @Nullable Object> toJson() {
    long met = results.stream().filter(ExpectationResult::isSuccess).count();
    Map<String, @Nullable Object> statistics = new LinkedHashMap<>();
    statistics.put("evaluated_expectations", results.size());
    statistics.put("successful_expectations", met);
    statistics.put("unsuccessful_expectations", results.size() - met);
    statistics.put(
        "success_percent", results.isEmpty() ? null : (double) met / results.size() * 100);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("success", isSuccess());
    json.put("results", results.stream().map(ExpectationResult::toJson).toList());
    json.put("suite_name", suiteName);
    json.put("suite_parameters", parameters);
    json.put("statistics", statistics);
    json.put("meta", meta);
    json.put("id", null);
    return json;
  }

  /** {@link #toJson} as text. */
  public String text() {
    return text(toJson());
  }

  /** Any such structure as text. */
  public static String text(Map<String, @Nullable Object> json) {
    try {
      return SuiteText.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
