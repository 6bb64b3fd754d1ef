package vn.edulake.orchestration.template;

import com.hubspot.jinjava.objects.PyWrapper;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** Something in a template that has attributes and methods of its own. */
interface Member extends PyWrapper {
  /** The value of an attribute; empty when there is none of the name. */
  Optional<Value> attribute(String name);

  /** What a method returns; empty when there is none of the name. */
  default Optional<Value> call(String method, Arguments arguments) {
    return Optional.empty();
  }

  /** A value that may be null. */
  record Value(@Nullable Object value) {
    static Optional<Value> of(@Nullable Object value) {
      return Optional.of(new Value(value));
    }
  }

  /** What a method is given. */
  record Arguments(
      java.util.List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
    boolean has(int index, String name) {
      return positional.size() > index || named.containsKey(name);
    }

    @Nullable Object get(int index, String name) {
      return positional.size() > index ? positional.get(index) : named.get(name);
    }

    String text(int index, String name) {
      Object value = get(index, name);
      if (value == null) {
        throw new UserError(ErrorCode.TEMPLATE_INVALID, "Missing argument: " + name);
      }
      return String.valueOf(value);
    }

    long number(int index, String name, long fallback) {
      Object value = get(index, name);
      if (value == null) {
        return fallback;
      }
      if (value instanceof Number number) {
        return number.longValue();
      }
      throw new UserError(
          ErrorCode.TEMPLATE_INVALID, "Invalid " + name + ": " + value + " (a number)");
    }
  }
}
