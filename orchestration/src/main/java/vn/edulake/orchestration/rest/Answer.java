package vn.edulake.orchestration.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with.
 *
 * @param body maps, lists and plain values for JSON; a text otherwise; null for nothing
 */
record Answer(
    int status,
    String type,
    @Nullable Object body,
    @Nullable Stream stream,
    Map<String, String> headers) {
  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";
  static final String TEXT = "text/plain; charset=utf-8";

  /** Writes as it goes. */
  interface Stream {
    void write(OutputStream out) throws IOException;
  }

  static Answer ok(@Nullable Object body) {
    return new Answer(200, JSON, body, null, Map.of());
  }

  static Answer created(@Nullable Object body) {
    return new Answer(201, JSON, body, null, Map.of());
  }

  static Answer nothing() {
    return new Answer(204, JSON, null, null, Map.of());
  }

  static Answer text(String text) {
    return new Answer(200, TEXT, text, null, Map.of());
  }

  static Answer lines(Stream stream) {
    return new Answer(200, LINES, null, stream, Map.of());
  }

  static Answer redirect(String to) {
    return new Answer(307, JSON, null, null, Map.of("Location", to));
  }

  static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return map;
  }
}
