package vn.edulake.orchestration.rest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that are errors, in Airflow's form. */
final class Problem {
  private Problem() {}

  static Thrown of(int status, String detail) {
    return new Thrown(status, detail, detail);
  }

  static Thrown notFound(String detail) {
    return of(404, detail);
  }

  /** A request that the specification does not allow. */
  static Thrown invalid(List<Map<String, @Nullable Object>> errors) {
    return new Thrown(422, errors, String.valueOf(errors));
  }

  static Thrown invalid(List<Object> loc, String message, String type, @Nullable Object input) {
    return invalid(List.of(Specification.error(loc, message, type, input)));
  }

  /** Carries the answer to whoever writes it. */
  static final class Thrown extends RuntimeException {
    private final int status;
    private final transient Object detail;

    private Thrown(int status, Object detail, String message) {
      super(message);
      this.status = status;
      this.detail = detail;
    }

    int status() {
      return status;
    }

    Object detail() {
      return detail;
    }
  }
}
