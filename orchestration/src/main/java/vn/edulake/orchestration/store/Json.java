package vn.edulake.orchestration.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** JSON as text, and as maps, lists, text, numbers and truth values. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private Json() {}

  /** The text of a value; times are written as text, durations as seconds. */
  public static String write(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsString(plain(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The value of a text.
   *
   * @throws UserError when it is no JSON
   */
  public static @Nullable Object read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return MAPPER.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new UserError(
          ErrorCode.USAGE, "Invalid JSON: " + e.getOriginalMessage() + ". Nothing was changed.", e);
    }
  }

  /**
   * The object of a text.
   *
   * @throws UserError when it is no JSON object
   */
  public static Map<String, @Nullable Object> readMap(@Nullable String text) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    if (text != null && !text.isBlank()) {
      try {
        result.putAll(MAPPER.readValue(text, OBJECT));
      } catch (JsonProcessingException e) {
        throw new UserError(
            ErrorCode.USAGE,
            "Invalid JSON object: " + e.getOriginalMessage() + ". Nothing was changed.",
            e);
      }
    }
    return Collections.unmodifiableMap(result);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillis() / 1000.0;
    }
    if (value instanceof Instant instant) {
      return instant.toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, inner) -> copy.put(String.valueOf(key), plain(inner)));
      return copy;
    }
    if (value instanceof Iterable<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(inner -> copy.add(plain(inner)));
      return copy;
    }
    if (value == null || value instanceof String || value instanceof Number) {
      return value;
    }
    return value instanceof Boolean ? value : value.toString();
  }
}
