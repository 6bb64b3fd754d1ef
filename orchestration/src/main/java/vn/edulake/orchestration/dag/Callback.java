package vn.edulake.orchestration.dag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told to whom when a run or a task comes to a state.
 *
 * @param className as the file names it
 * @param arguments templates are rendered when it is called
 */
public record Callback(String className, Kind kind, Map<String, @Nullable Object> arguments) {
  /** The notifiers that are understood. */
  public enum Kind {
    /**
     * An HTTP request over a connection ({@code http_conn_id, endpoint, method, data, json,
     * headers}).
     */
    HTTP,
    /** A line in the log of the try and in the log of events ({@code message, level}). */
    LOG
  }

  public Callback {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }
}
