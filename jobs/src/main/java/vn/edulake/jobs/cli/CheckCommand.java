package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.simulate.BaselineCheck;
import vn.edulake.models.terminal.TextTable;

/** {@code lake simulate check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Count what a simulation's sector database sent of the census day, beside the profile.",
      "Exits with 3 when a count differs."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of the simulation.")
  private Path folder = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private TextTable.Format format = TextTable.Format.TABLE;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<BaselineCheck.Line> lines = BaselineCheck.of(folder);
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable("figure", "profile", "files", "");
    for (BaselineCheck.Line line : lines) {
      table.row(
          line.figure(),
          new TextTable.Count(line.expected()),
          new TextTable.Count(line.found()),
          line.isEqual() ? "equal" : "DIFFERS");
    }
    table.print(out, format);
    return lines.stream().allMatch(BaselineCheck.Line::isEqual) ? 0 : 3;
  }
}
