package vn.edulake.orchestration.template;

import java.time.Duration;
import java.util.Optional;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** A distance in time, given to {@code add} and {@code subtract} of a time. */
record TimeDelta(Duration duration) implements Member {
  static TimeDelta of(Arguments arguments) {
    return new TimeDelta(
        Duration.ofDays(arguments.number(0, "days", 0) + 7 * arguments.number(6, "weeks", 0))
            .plusSeconds(arguments.number(1, "seconds", 0))
            .plusMinutes(arguments.number(4, "minutes", 0))
            .plusHours(arguments.number(5, "hours", 0)));
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "days" -> Value.of(duration.toDays());
      case "seconds" -> Value.of(duration.toSeconds() % 86_400);
      default -> Optional.empty();
    };
  }

  @Override
  public Optional<Value> call(String method, Arguments arguments) {
    return method.equals("total_seconds") ? Value.of(duration.toSeconds()) : Optional.empty();
  }

  /** Jinja for Java would join a time and this with + as texts. */
  @Override
  public String toString() {
    throw new UserError(
        ErrorCode.TEMPLATE_INVALID,
        "A timedelta is no text; write time.add(days=1) or time.subtract(days=1), not time + timedelta");
  }
}
