package vn.edulake.models.contract;

import java.time.Duration;
import java.util.List;
import vn.edulake.models.Refresh;

/**
 * That the staging table of an entity follows from its contract.
 *
 * @param within how old the newest delivery may be
 * @param lookups the columns by whose values others look few rows up
 */
public record Staging(Refresh refresh, Duration within, List<String> lookups) {
  public Staging {
    lookups = List.copyOf(lookups);
  }
}
