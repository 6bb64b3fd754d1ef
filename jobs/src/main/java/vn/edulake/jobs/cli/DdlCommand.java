package vn.edulake.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ops.LakeLock;

/** {@code lake ddl}. */
@Command(
    name = "ddl",
    mixinStandardHelpOptions = true,
    description = "Compare the tables with their definitions, and bring them there.",
    subcommands = {DdlCommand.Plan.class, DdlCommand.Apply.class})
final class DdlCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static DdlPlan plan(OpenLake lake) {
    return DdlPlan.of(Pipeline.definitions(SourceContracts.load()).values(), lake.catalogs());
  }

  /** {@code lake ddl plan}. */
  @Command(
      name = "plan",
      mixinStandardHelpOptions = true,
      description = "Show the steps that apply would do.")
  static final class Plan implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();
    @Spec private CommandSpec spec;

    @Override
    public void run() {
      try (OpenLake lake = OpenLake.open(settings.load(), "lake ddl")) {
        spec.commandLine().getOut().println(plan(lake).words());
      }
    }
  }

  /** {@code lake ddl apply}. */
  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = "Do the steps. None loses data: what would is refused as a whole.")
  static final class Apply implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(names = "--dry-run", description = "Show the steps; change nothing.")
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      try (OpenLake lake = OpenLake.open(settings.load(), "lake ddl")) {
        DdlPlan applied =
            LakeLock.whileHeld(
                LakeLock.Work.PUBLISH,
                lake.operations(),
                lake.client(),
                lake.config().duration(Setting.RELEASE_WAIT),
                holder -> spec.commandLine().getErr().println("Waiting for " + holder),
                () -> {
                  DdlPlan plan = plan(lake);
                  if (!dryRun) {
                    plan.apply(lake.catalogs());
                  }
                  return plan;
                });
        spec.commandLine().getOut().println(applied.words());
      }
    }
  }
}
