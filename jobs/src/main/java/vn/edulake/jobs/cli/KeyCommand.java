package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.pipeline.PseudonymSecret;
import vn.edulake.jobs.transform.LakeRun;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ops.LakeLock;

/** {@code lake key}. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "Look after the key that makes pseudonyms of people.",
    subcommands = {KeyCommand.Versions.class, KeyCommand.Rotate.class})
final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lake key list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the versions of the key, never the key itself.")
  static final class Versions implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      List<PseudonymSecret.Version> versions = PseudonymSecret.versions(settings.load().home());
      TextTable table = new TextTable("version", "made_at", "state");
      for (PseudonymSecret.Version version : versions) {
        table.row(
            version.number(),
            version.madeAt(),
            version.number() == versions.size() ? "current" : "of earlier releases");
      }
      table.print(spec.commandLine().getOut(), TextTable.Format.TABLE);
    }
  }

  /** {@code lake key rotate}. */
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Make a new version of the key. The next run gives everybody another pseudonym, in all",
        "tables at once; releases that were made before keep theirs."
      })
  static final class Rotate implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(names = "--dry-run", description = "Say what would be built anew; change nothing.")
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      try (OpenLake lake = OpenLake.open(settings.load(), "lake key")) {
        PrintWriter out = spec.commandLine().getOut();
        int version =
            LakeLock.whileHeld(
                LakeLock.Work.PUBLISH,
                lake.operations(),
                lake.client(),
                lake.config().duration(Setting.RELEASE_WAIT),
                holder -> spec.commandLine().getErr().println("Waiting for " + holder),
                () ->
                    dryRun
                        ? PseudonymSecret.versions(lake.config().home()).size() + 1
                        : PseudonymSecret.rotate(lake.config().home()));
        out.printf(
            "Version %d of the key %s. The next run builds anew %s, and what is made of them.%n",
            version, dryRun ? "would be made" : "is current", tables());
      }
    }

    private static String tables() {
      return LakeRun.makingPseudonyms(ModelGraph.load()).stream()
          .map(TableName::toString)
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }
}
