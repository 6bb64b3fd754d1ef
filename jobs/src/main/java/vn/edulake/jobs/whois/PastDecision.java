package vn.edulake.jobs.whois;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.identity.Decision;

/**
 * A decision as it was delivered.
 *
 * @param version 1 as it was made; each later event has the next one
 * @param decidedBy account of the machine
 * @param undoneAt when it was taken back; nothing while it stands
 * @param undoneBy who took it back
 */
public record PastDecision(
    Decision decision,
    int version,
    Instant decidedAt,
    String decidedBy,
    @Nullable String reason,
    @Nullable Instant undoneAt,
    @Nullable String undoneBy) {

  /** One line that was delivered. */
  record Event(
      Decision decision,
      int version,
      boolean isUndo,
      Instant at,
      String by,
      @Nullable String reason) {}

  /** Whether it was not taken back. */
  public boolean stands() {
    return undoneAt == null;
  }

  /** The decisions of events in any order, in the order in which they were made. */
  static List<PastDecision> of(List<Event> events) {
    Map<String, List<Event>> byId = new TreeMap<>();
    events.forEach(
        event ->
            byId.computeIfAbsent(event.decision().id(), unused -> new ArrayList<>()).add(event));
    List<PastDecision> result = new ArrayList<>();
    for (List<Event> ofOne : byId.values()) {
      ofOne.sort(Comparator.comparingInt(Event::version));
      Event last = ofOne.get(ofOne.size() - 1);
      Event made = last;
      for (Event event : ofOne) {
        made = event.isUndo() ? made : event;
      }
      result.add(
          new PastDecision(
              last.decision(),
              last.version(),
              made.at(),
              made.by(),
              made.reason(),
              last.isUndo() ? last.at() : null,
              last.isUndo() ? last.by() : null));
    }
    return result;
  }
}
