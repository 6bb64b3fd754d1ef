package vn.edulake.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.quality.ProposedSuite;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** {@code lake quality suggest}. */
@Command(
    name = "suggest",
    mixinStandardHelpOptions = true,
    description = {
      "Propose a suite of expectations that a table passes as it stands.",
      "It is for lake check, and a start for one of the gate: what it proposes",
      "warns. No value of people stands in it."
    })
final class QualitySuggestCommand implements Runnable {
  @Parameters(paramLabel = "TABLE", description = "The table, e.g. core.fct_enrolment.")
  private String name = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the suite into this file. Default: print it.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public void run() {
    String suite = ProposedSuite.of(ProfiledTable.read(settings, name));
    if (out == null) {
      spec.commandLine().getOut().print(suite);
      spec.commandLine().getOut().flush();
      return;
    }
    try {
      Files.writeString(out, suite);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + out + ": " + e.getMessage(), e);
    }
    spec.commandLine().getOut().println("The suite of " + name + " is in " + out);
  }
}
