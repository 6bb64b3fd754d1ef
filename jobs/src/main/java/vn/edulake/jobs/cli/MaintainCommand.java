package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.maintain.Maintenance;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.MaintenancePolicy;

/** {@code lake maintain}. */
@Command(
    name = "maintain",
    mixinStandardHelpOptions = true,
    description = {
      "Rewrite small files, expire old states, delete files that nobody needs.",
      "What stays how long stands in lake/policy/maintenance.yml. Rows do not change, and every"
          + " release stays as it is."
    })
final class MaintainCommand implements Runnable {
  @Mixin private LakeSettings settings = new LakeSettings();

  @Option(
      names = "--select",
      paramLabel = "TABLES",
      description =
          "Only these tables or layers, comma-separated; * stands for any letters: raw,core.fct_*.")
  private @Nullable String selection;

  @Option(names = "--dry-run", description = "Show the plan; change nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = new PrintWriter(spec.commandLine().getOut(), true);
    try (OpenLake lake = OpenLake.open(settings.load(), "lake maintain")) {
      Maintenance maintenance =
          new Maintenance(
              lake.config(),
              lake.operations(),
              lake.catalogs(),
              SourceContracts.load(),
              MaintenancePolicy.load(),
              Clock.systemUTC(),
              Steps.ofProcess(),
              out::println);
      if (dryRun) {
        out.println(maintenance.plan(Optional.ofNullable(selection)).words());
        out.println("Nothing was changed.");
      } else {
        Maintenance.Result result =
            maintenance.run(Optional.ofNullable(selection), plan -> out.println(plan.words()));
        out.println(result.plan().isEmpty() ? "Nothing was to be done." : "All of it was done.");
        out.println(
            "Took "
                + result.took().entrySet().stream()
                    .map(
                        part ->
                            part.getKey()
                                + String.format(
                                    Locale.ROOT, " %.1f s", part.getValue().toMillis() / 1000.0))
                    .collect(Collectors.joining(", ")));
      }
    }
  }
}
