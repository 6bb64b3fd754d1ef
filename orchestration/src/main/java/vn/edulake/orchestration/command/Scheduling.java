package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import vn.edulake.models.error.LakeException;

/** The program behind {@code lake scheduler} and {@code lake dag}. */
@Command(
    name = "lake",
    subcommands = {SchedulerCommand.class, DagCommand.class})
public final class Scheduling {
  private Scheduling() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs one command in this process; the exit code is returned, not taken. */
  public static int execute(String... arguments) {
    CommandLine line = new CommandLine(new Scheduling());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Scheduling::report);
    line.setParameterExceptionHandler(Scheduling::reportUsage);
    return line.execute(arguments);
  }

  private static int report(
      Exception failure, CommandLine line, CommandLine.ParseResult ignoredResult) {
    PrintWriter err = line.getErr();
    if (failure instanceof LakeException known) {
      err.println(known.line());
      err.flush();
      return known.exitCode();
    }
    err.println("BUG " + failure + ". Report it with the lines below.");
    failure.printStackTrace(err);
    err.flush();
    return 1;
  }

  private static int reportUsage(ParameterException failure, String[] ignoredArguments) {
    CommandLine line = failure.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(
        "USAGE "
            + failure.getMessage()
            + ". See `"
            + line.getCommandSpec().qualifiedName()
            + " --help`.");
    err.flush();
    return 2;
  }
}
