package vn.edulake.orchestration.command;

import picocli.CommandLine.Command;

/** Looks at DAGs and their runs, and changes them. */
@Command(
    name = "dag",
    mixinStandardHelpOptions = true,
    description = "Looks at DAGs and their runs, and changes them.",
    subcommands = {
      DagListCommand.class,
      DagShowCommand.class,
      DagTriggerCommand.class,
      DagTestCommand.class,
      DagRunsCommand.class,
      DagTasksCommand.class,
      DagLogsCommand.class,
      DagClearCommand.class,
      DagPauseCommand.class,
      DagUnpauseCommand.class,
      DagBackfillCommand.class,
      DagExportCommand.class
    })
final class DagCommand {}
