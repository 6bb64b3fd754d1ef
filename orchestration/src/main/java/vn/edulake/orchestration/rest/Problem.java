package vn.edulake.orchestration.rest;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that is an error, in Airflow's form. */
final class Problem extends RuntimeException {
  private final int status;
  private final transient Object detail;

  private Problem(int status, Object detail, String message) {
    super(message);
    this.status = status;
    this.detail = detail;
  }

  static Problem of(int status, String detail) {
    return new Problem(status, detail, detail);
  }

  static Problem notFound(String detail) {
    return of(404, detail);
  }

  /** A request that the specification does not allow. */
  static Problem invalid(List<Map<String, @Nullable Object>> errors) {
    return new Problem(422, errors, String.valueOf(errors));
  }

  static Problem invalid(List<Object> loc, String message, String type, @Nullable Object input) {
    return invalid(List.of(Specification.error(loc, message, type, input)));
  }

  int status() {
    return status;
  }

  Object detail() {
    return detail;
  }
}
