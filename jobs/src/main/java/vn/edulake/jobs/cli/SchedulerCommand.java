package vn.edulake.jobs.cli;

import picocli.CommandLine.Command;

/** {@code lake scheduler}. */
@Command(
    name = "scheduler",
    mixinStandardHelpOptions = true,
    description = "Starts, shows and stops the scheduler, which runs DAGs.",
    footerHeading = "%nCommands:%n",
    footer = {
      "  start    Starts a scheduler in the background and returns when it is ready.",
      "  status   Shows which schedulers run, and under which address.",
      "  stop     Stops the schedulers of this machine.",
      "  account  Lists, makes, changes and removes the accounts of the API."
    })
final class SchedulerCommand extends ProgramCommand {}
