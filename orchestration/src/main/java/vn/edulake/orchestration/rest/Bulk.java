package vn.edulake.orchestration.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.LakeException;

/** Many changes in one request; each succeeds or fails for itself. */
final class Bulk {
  private Bulk() {}

  /**
   * What is to be done with some entities.
   *
   * @param kind create, update or delete
   * @param onExistence what a create does with one that is there: fail, skip or overwrite
   * @param onMissing what an update or delete does with one that is not: fail or skip
   */
  record Action(String kind, String onExistence, String onMissing, List<String> mask) {
    Set<String> keys(Map<String, ?> body) {
      Set<String> keys = new LinkedHashSet<>(body.keySet());
      if (!mask.isEmpty()) {
        keys.retainAll(mask);
      }
      return keys;
    }
  }

  /**
   * Does one action with one entity; returns its name, or an empty text when it was passed over.
   */
  interface Step {
    String take(Action action, Object entity);
  }

  static Answer answer(Call call, Step step) {
    Map<String, @Nullable Object> results = new LinkedHashMap<>();
    for (Object each : Specification.list(call.get("actions"))) {
      Map<String, Object> written = Specification.map(each);
      Action action =
          new Action(
              String.valueOf(written.get("action")),
              String.valueOf(written.getOrDefault("action_on_existence", "fail")),
              String.valueOf(written.getOrDefault("action_on_non_existence", "fail")),
              RunCalls.texts(written.get("update_mask")));
      List<Object> success = new ArrayList<>();
      List<Object> errors = new ArrayList<>();
      for (Object entity : Specification.list(written.get("entities"))) {
        try {
          String name = step.take(action, entity);
          if (!name.isEmpty()) {
            success.add(name);
          }
        } catch (Problem.Thrown e) {
          errors.add(Answer.map("error", String.valueOf(e.detail()), "status_code", e.status()));
        } catch (LakeException e) {
          errors.add(Answer.map("error", e.getMessage(), "status_code", 400));
        }
      }
      Map<String, Object> before = Specification.map(results.get(action.kind()));
      List<Object> allSuccess = new ArrayList<>(Specification.list(before.get("success")));
      allSuccess.addAll(success);
      List<Object> allErrors = new ArrayList<>(Specification.list(before.get("errors")));
      allErrors.addAll(errors);
      results.put(action.kind(), Answer.map("success", allSuccess, "errors", allErrors));
    }
    for (String kind : List.of("create", "update", "delete")) {
      results.putIfAbsent(kind, null);
    }
    return Answer.ok(results);
  }
}
