package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine.Option;
import vn.edulake.models.terminal.TextTable;

/** How a command prints its rows. */
final class TableFormat {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private TextTable.Format format = TextTable.Format.TABLE;

  void print(TextTable table, PrintWriter out) {
    table.print(out, format);
  }

  /** Whether people read it, to whom more may be said than the rows. */
  boolean isForPeople() {
    return format == TextTable.Format.TABLE;
  }
}
