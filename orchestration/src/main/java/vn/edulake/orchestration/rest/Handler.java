package vn.edulake.orchestration.rest;

import java.util.function.Function;
import vn.edulake.orchestration.store.Accounts.Role;

/**
 * Answers one operation.
 *
 * @param needs the least role
 */
record Handler(Role needs, Function<Call, Answer> work) {
  static Handler view(Function<Call, Answer> work) {
    return new Handler(Role.VIEWER, work);
  }

  static Handler operate(Function<Call, Answer> work) {
    return new Handler(Role.OPERATOR, work);
  }

  static Handler administer(Function<Call, Answer> work) {
    return new Handler(Role.ADMIN, work);
  }
}
