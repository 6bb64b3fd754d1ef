package vn.edulake.jobs.maintain;

import java.util.List;
import java.util.Locale;

/** What maintenance does, table by table; what is planned is what is done. */
public final class MaintenancePlan {
  private final List<TablePlan> tables;

  MaintenancePlan(List<TablePlan> tables) {
    this.tables = List.copyOf(tables);
  }

  List<TablePlan> tables() {
    return tables;
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return tables.stream().allMatch(TablePlan::isEmpty);
  }

  /** One line for each table with something to do, and a sum. */
  public String words() {
    StringBuilder result = new StringBuilder();
    tables.stream()
        .filter(table -> !table.isEmpty())
        .forEach(
            table ->
                result.append(
                    String.format(Locale.ROOT, "  %-42s %s%n", table.table(), table.words())));
    return "Tables looked at: "
        + tables.size()
        + ", to maintain: "
        + tables.stream().filter(table -> !table.isEmpty()).count()
        + System.lineSeparator()
        + result
        + "Files to delete: "
        + tables.stream().mapToInt(table -> table.dead().size()).sum()
        + " of "
        + TablePlan.size(tables.stream().mapToLong(TablePlan::deadBytes).sum());
  }
}
