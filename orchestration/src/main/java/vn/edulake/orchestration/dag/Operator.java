package vn.edulake.orchestration.dag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task does.
 *
 * @param className the dotted class as the file names it
 * @param arguments those of the operator alone, as the file gives them: text, numbers, truth
 *     values, null, lists, maps, {@link java.time.Duration} and {@link java.time.Instant};
 *     templates are rendered when the task runs
 */
public record Operator(
    String className, OperatorKind kind, Map<String, @Nullable Object> arguments) {
  public Operator {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }

  /** The last word of the class name, e.g. {@code BashOperator}. */
  public String name() {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
