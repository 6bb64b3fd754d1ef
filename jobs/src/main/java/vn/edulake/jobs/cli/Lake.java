package vn.edulake.jobs.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.Outage;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.terminal.FailureLine;

/** The program {@code lake}. */
@Command(
    name = "lake",
    mixinStandardHelpOptions = true,
    versionProvider = Lake.Version.class,
    description = "The warehouse of a province's education operations centre.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a bug",
      "2:wrong usage or configuration",
      "3:data were rejected",
      "4:an outside system failed; trying again may help"
    },
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      IngestCommand.class,
      RunCommand.class,
      ReleaseCommand.class,
      MaintainCommand.class,
      RejectCommand.class,
      DdlCommand.class,
      LineageCommand.class,
      SqlCommand.class,
      BenchCommand.class,
      SimulateCommand.class,
      LinkCommand.class,
      IdentityCommand.class,
      KeyCommand.class,
      QualityCommand.class,
      CheckSuitesCommand.class,
      SchedulerCommand.class,
      DagCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Lake implements Runnable {
  @Spec private CommandSpec spec;

  private Lake() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  /** Runs one command in this process; the exit code is returned, not taken. */
  public static int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Lake());
    giveVersion(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // What follows the first word belongs to the scheduler's program.
    line.getSubcommands().get("scheduler").setStopAtPositional(true);
    line.getSubcommands().get("dag").setStopAtPositional(true);
    return withErrorLines(line);
  }

  /** Every command has the standard options, the version among them. */
  private static void giveVersion(CommandLine line) {
    line.getSubcommands()
        .values()
        .forEach(
            command -> {
              command.getCommandSpec().versionProvider(new Version());
              giveVersion(command);
            });
  }

  /** Failures of the program and its commands become one line and an exit code. */
  static CommandLine withErrorLines(CommandLine line) {
    line.setExecutionExceptionHandler(Lake::report);
    line.setParameterExceptionHandler(Lake::reportUsage);
    return line;
  }

  private static int report(
      Exception failure, CommandLine line, CommandLine.ParseResult ignoredResult) {
    Optional<ExternalError> outage =
        failure instanceof LakeException
            ? Optional.empty()
            : Outage.find(
                "go on",
                failure,
                "Readers see one whole release; the same command again goes on from there.");
    return FailureLine.print(outage.isPresent() ? outage.get() : failure, line.getErr());
  }

  private static int reportUsage(ParameterException failure, String[] ignoredArguments) {
    CommandLine line = failure.getCommandLine();
    return FailureLine.printUsage(
        String.valueOf(failure.getMessage()), line.getCommandSpec().qualifiedName(), line.getErr());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version, from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Lake.class.getPackage().getImplementationVersion();
      return new String[] {"lake " + (version == null ? "(not packaged)" : version)};
    }
  }
}
