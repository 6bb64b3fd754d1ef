package vn.edulake.orchestration.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import vn.edulake.models.terminal.FailureLine;

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
    return FailureLine.print(failure, line.getErr());
  }

  private static int reportUsage(ParameterException failure, String[] ignoredArguments) {
    CommandLine line = failure.getCommandLine();
    return FailureLine.printUsage(
        String.valueOf(failure.getMessage()), line.getCommandSpec().qualifiedName(), line.getErr());
  }
}
