package vn.edulake.orchestration.command;

import picocli.CommandLine.Command;

/** Starts, shows and stops the scheduler of this lake. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    description = "Starts, shows and stops the scheduler, which runs DAGs.",
    subcommands = {
      SchedulerStartCommand.class,
      SchedulerStatusCommand.class,
      SchedulerStopCommand.class,
      SchedulerAccountCommand.class
    })
final class SchedulerCommand {}
