package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was decided, as pairs of statements. A decision that a later one contradicts is dropped as a
 * whole; statements that are not there any more say nothing.
 */
final class Rulings {
  private final Statements all;
  private final Map<Integer, List<Integer>> apart = new HashMap<>();
  private final Map<Integer, Integer> groups = new HashMap<>();
  private final List<Ruling> together = new ArrayList<>();
  private final Map<Integer, String> decided = new HashMap<>();

  /** Two statements about one person, by a decision. */
  record Ruling(int a, int b, String decision) {}

  Rulings(Statements all, List<Decision> decisions) {
    this.all = all;
    List<Decision> lastFirst = new ArrayList<>(decisions);
    lastFirst.sort(Comparator.comparing(Decision::id).reversed());
    lastFirst.forEach(this::take);
  }

  private void take(Decision decision) {
    int[] some = places(decision.statements());
    int[] others = places(decision.others());
    boolean isBound = decision.kind() != Decision.Kind.DIFFERENT;
    if (contradicts(some, others, isBound)) {
      return;
    }
    for (int i = 1; isBound && i < some.length; i++) {
      together.add(new Ruling(some[0], some[i], decision.id()));
      groups.put(group(some[i]), group(some[0]));
    }
    for (int a : some) {
      decided.putIfAbsent(a, decision.id());
      for (int b : others) {
        apart.computeIfAbsent(a, unused -> new ArrayList<>()).add(b);
        apart.computeIfAbsent(b, unused -> new ArrayList<>()).add(a);
      }
    }
    if (decision.kind() == Decision.Kind.DIFFERENT) {
      for (int b : others) {
        decided.putIfAbsent(b, decision.id());
      }
    }
  }

  private int[] places(List<String> keys) {
    return keys.stream().mapToInt(all::find).filter(place -> place >= 0).sorted().toArray();
  }

  private boolean contradicts(int[] some, int[] others, boolean isBound) {
    for (int a : some) {
      for (int b : others) {
        if (group(a) == group(b)) {
          return true;
        }
      }
      for (int b : isBound ? some : new int[0]) {
        if (areApart(group(a), group(b))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean areApart(int groupA, int groupB) {
    for (Map.Entry<Integer, List<Integer>> one : apart.entrySet()) {
      if (group(one.getKey()) == groupA) {
        for (int other : one.getValue()) {
          if (group(other) == groupB) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private int group(int statement) {
    int group = statement;
    while (groups.getOrDefault(group, group) != group) {
      group = groups.get(group);
    }
    return group;
  }

  /** The statements that are about other persons than this one. */
  List<Integer> apartFrom(int statement) {
    return apart.getOrDefault(statement, List.of());
  }

  List<Ruling> together() {
    return together;
  }

  /** The decision that speaks of a statement; empty when none does. */
  String decision(int statement) {
    return decided.getOrDefault(statement, "");
  }
}
