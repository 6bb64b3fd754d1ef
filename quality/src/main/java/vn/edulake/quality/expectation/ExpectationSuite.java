package vn.edulake.quality.expectation;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of one table, as a suite of Great Expectations 1.x says it; those of 0.18 are
 * read too.
 *
 * @param parameters values of {@code {"$PARAMETER": "name"}} in arguments
 */
public record ExpectationSuite(
    String name,
    List<Expectation> expectations,
    Map<String, @Nullable Object> meta,
    Map<String, @Nullable Object> parameters) {
  public ExpectationSuite {
    expectations = List.copyOf(expectations);
    meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * The suite of a file.
   *
   * @throws vn.edulake.models.error.UserError when it is no suite, or names something unknown; all
   *     that is wrong is told at once
   */
  public static ExpectationSuite load(Path file) {
    return SuiteText.read(file).suite();
  }

  /**
   * The suite of a text.
   *
   * @param source what it is called in messages
   * @throws vn.edulake.models.error.UserError as in {@link #load}
   */
  public static ExpectationSuite parse(String json, String source) {
    return SuiteText.parse(json, source).suite();
  }
}
