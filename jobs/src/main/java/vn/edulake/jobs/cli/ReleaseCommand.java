package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.pipeline.RollBack;
import vn.edulake.models.TableName;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.release.Release;
import vn.edulake.warehouse.release.ReleaseLog;

/** {@code lake release}. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Look at what was published, or take an earlier state up again.",
    subcommands = {
      ReleaseCommand.Show.class,
      ReleaseCommand.ListAll.class,
      ReleaseCommand.RollBackTo.class
    })
final class ReleaseCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lake release list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the releases, newest first.")
  static final class ListAll implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      TextTable table = new TextTable("release", "kind", "visible since", "tables", "message");
      try (OpenLake lake = OpenLake.open(settings.load(), "lake release")) {
        for (Release release : new ReleaseLog(lake.operations().jdbi()).list()) {
          table.row(
              release.id(),
              release.kind().name().toLowerCase(Locale.ROOT),
              release.activatedAt().toString(),
              release.tables().size(),
              release.message());
        }
      }
      table.print(spec.commandLine().getOut(), format);
    }
  }

  /** {@code lake release show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show the tables that a release moved.")
  static final class Show implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Parameters(paramLabel = "RELEASE", description = "Number of the release.")
    private long id;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      TextTable table = new TextTable("table", "rows", "snapshot", "snapshot before", "tag");
      try (OpenLake lake = OpenLake.open(settings.load(), "lake release")) {
        Release release = new ReleaseLog(lake.operations().jdbi()).load(id);
        for (Release.Moved moved : release.tables()) {
          table.row(
              moved.table().toString(),
              moved.rowCount(),
              String.valueOf(moved.snapshotId()),
              moved.parentSnapshotId().map(String::valueOf).orElse(""),
              release.tag());
        }
      }
      table.print(spec.commandLine().getOut(), format);
    }
  }

  /** {@code lake release rollback}. */
  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = {
        "Make all tables show again what they showed as of a release; that is a release too.",
        "Tables that are younger than it stay. The next run builds what its inputs say; correct"
            + " them first."
      })
  static final class RollBackTo implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Parameters(paramLabel = "RELEASE", description = "Number of the release to go back to.")
    private long id;

    @Option(names = "--dry-run", description = "Show which tables would move; change nothing.")
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      PrintWriter out = new PrintWriter(spec.commandLine().getOut(), true);
      try (OpenLake lake = OpenLake.open(settings.load(), "lake release rollback")) {
        Pipeline pipeline = RunCommand.pipeline(lake, out);
        RollBack rollBack =
            new RollBack(lake.config(), lake.operations(), lake.catalogs(), pipeline);
        if (dryRun) {
          for (TableName table : rollBack.plan(id)) {
            out.println("would move " + table);
          }
          out.println("Nothing was changed.");
        } else {
          Release release = rollBack.to(id);
          out.println(
              "Release "
                  + release.id()
                  + " shows the state of release "
                  + id
                  + ": "
                  + release.tables().size()
                  + " tables moved, visible since "
                  + release.activatedAt());
        }
      }
    }
  }
}
