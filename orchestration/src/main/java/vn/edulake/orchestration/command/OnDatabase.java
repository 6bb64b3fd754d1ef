package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the scheduler's database; whether a scheduler runs does not matter. */
abstract class OnDatabase implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Surroundings place = Surroundings.open()) {
      return run(place, out);
    } finally {
      out.flush();
    }
  }

  /** Does it, and returns the exit code. */
  abstract int run(Surroundings place, PrintWriter out);
}
