package vn.edulake.orchestration.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.Expansion;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.store.Journal.Xcom;

/** How many instances a mapped task has, and what each of them works on. */
final class Mapping {
  private Mapping() {}

  /** How many; empty while a list is not known, or is none. */
  static Optional<Integer> length(Dag dag, Expansion expansion, List<Xcom> xcoms) {
    long product = 1;
    for (Expansion.Input input : expansion.inputs().values()) {
      Optional<List<@Nullable Object>> values = values(dag, input, xcoms);
      if (values.isEmpty()) {
        return Optional.empty();
      }
      product = Math.min(Integer.MAX_VALUE, product * values.get().size());
    }
    return Optional.of((int) product);
  }

  /** The arguments of one instance; the first argument changes slowest. */
  static Map<String, @Nullable Object> element(
      Dag dag, Expansion expansion, List<Xcom> xcoms, int index) {
    Map<String, @Nullable Object> chosen = new LinkedHashMap<>();
    List<Map.Entry<String, Expansion.Input>> inputs =
        new ArrayList<>(expansion.inputs().entrySet());
    int rest = index;
    for (int i = inputs.size() - 1; i >= 0; i--) {
      List<@Nullable Object> values =
          values(dag, inputs.get(i).getValue(), xcoms).orElse(List.of());
      if (!values.isEmpty()) {
        chosen.put(inputs.get(i).getKey(), values.get(rest % values.size()));
        rest /= values.size();
      }
    }
    return chosen;
  }

  private static Optional<List<@Nullable Object>> values(
      Dag dag, Expansion.Input input, List<Xcom> xcoms) {
    if (input instanceof Expansion.Input.Literal literal) {
      return Optional.of(literal.values());
    }
    if (input instanceof Expansion.Input.LiteralMap map) {
      return Optional.of(pairs(map.values()));
    }
    Expansion.Input.Output output = (Expansion.Input.Output) input;
    List<Xcom> found =
        xcoms.stream()
            .filter(
                xcom -> xcom.taskId().equals(output.taskId()) && xcom.key().equals(output.key()))
            .toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (dag.find(output.taskId()).map(Task::isMapped).orElse(false)) {
      List<@Nullable Object> all = new ArrayList<>();
      found.forEach(xcom -> all.add(xcom.value()));
      return Optional.of(all);
    }
    Object value = found.get(0).value();
    if (value instanceof List<?> list) {
      return Optional.of(new ArrayList<>(list));
    }
    return value instanceof Map<?, ?> map ? Optional.of(pairs(map)) : Optional.empty();
  }

  private static List<@Nullable Object> pairs(Map<?, ?> map) {
    List<@Nullable Object> pairs = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          List<@Nullable Object> pair = new ArrayList<>();
          pair.add(key);
          pair.add(value);
          pairs.add(pair);
        });
    return pairs;
  }
}
