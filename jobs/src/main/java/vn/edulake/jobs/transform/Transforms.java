package vn.edulake.jobs.transform;

import java.util.Map;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** The transforms by the name that model files use. */
final class Transforms {
  private static final Map<String, Transform> BY_NAME =
      Map.of(
          "calendar_date", new CalendarDate(),
          "learner_identity", new PersonIdentity(PersonIdentity.Kind.LEARNER),
          "place_boundary", new PlaceBoundary(),
          "school_code", new SchoolCode(),
          "staff_identity", new PersonIdentity(PersonIdentity.Kind.STAFF));

  private Transforms() {}

  static Transform named(String name) {
    Transform transform = BY_NAME.get(name);
    if (transform == null) {
      throw new UserError(
          ErrorCode.MODEL_INVALID, "Unknown transform: " + name + ". Known: " + BY_NAME.keySet());
    }
    return transform;
  }
}
