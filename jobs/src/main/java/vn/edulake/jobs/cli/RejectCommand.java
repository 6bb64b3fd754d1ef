package vn.edulake.jobs.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.ingest.RejectList;
import vn.edulake.models.contract.SourceContracts;

/** {@code lake reject}. */
@Command(
    name = "reject",
    mixinStandardHelpOptions = true,
    description = "Look at the lines that were refused.",
    subcommands = RejectCommand.Show.class)
final class RejectCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lake reject list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List refused lines by file, row and rule, newest load first.")
  static final class Show implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(names = "--source", paramLabel = "SOURCE", description = "Of this source only.")
    private @Nullable String source;

    @Option(
        names = "--file",
        paramLabel = "TEXT",
        description = "Of files only whose name has this text.")
    private @Nullable String file;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many lines. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      if (source != null) {
        SourceContracts.load().source(source);
      }
      TextTable table =
          new TextTable("load_id", "entity", "file", "row", "column", "rule", "message");
      try (OpenLake lake = OpenLake.open(settings.load(), "lake reject")) {
        new RejectList(lake.operations())
            .rows(Optional.ofNullable(source), Optional.ofNullable(file), limit)
            .forEach(
                reject ->
                    table.row(
                        reject.loadId(),
                        reject.source() + "." + reject.entity(),
                        reject.file(),
                        reject.sourceRow(),
                        reject.column(),
                        reject.rule(),
                        reject.message()));
      }
      table.print(spec.commandLine().getOut(), format);
    }
  }
}
