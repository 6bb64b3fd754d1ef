package vn.edulake.jobs.ingest;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import vn.edulake.models.contract.HeaderText;

/** The names of the fields that a document's records have, in the order in which they were met. */
final class FieldNames {
  /** Some documents have ids as names; more than so many are no form. */
  private static final int MOST = 200;

  private final Set<String> names = new LinkedHashSet<>();

  void add(Collection<String> met) {
    for (String name : met) {
      if (names.size() < MOST) {
        names.add(HeaderText.spaced(name.replace("\0", "")));
      }
    }
  }

  List<String> all() {
    return List.copyOf(names);
  }
}
