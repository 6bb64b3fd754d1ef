package vn.edulake.orchestration.dag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one task becomes many: each argument is given a list, and every combination of their elements
 * makes one task instance. The first argument changes slowest.
 */
public record Expansion(Map<String, Input> inputs) {
  /** Where the elements come from. */
  public sealed interface Input {
    /** They stand in the file. */
    record Literal(List<@Nullable Object> values) implements Input {
      public Literal {
        values = Collections.unmodifiableList(new java.util.ArrayList<>(values));
      }
    }

    /** They stand in the file; each element is a list of a key and its value. */
    record LiteralMap(Map<String, @Nullable Object> values) implements Input {
      public LiteralMap {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      }
    }

    /** They are what another task returned. */
    record Output(String taskId, String key) implements Input {}
  }

  public Expansion {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("Invalid expand: it names no argument");
    }
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /** The tasks whose output is asked for. */
  public Set<String> sources() {
    return inputs.values().stream()
        .filter(Input.Output.class::isInstance)
        .map(input -> ((Input.Output) input).taskId())
        .collect(Collectors.toSet());
  }
}
