package vn.edulake.jobs.cli;

import picocli.CommandLine.Command;

/** {@code lake dag}. */
@Command(
    name = "dag",
    mixinStandardHelpOptions = true,
    description = "Looks at DAGs and their runs, and changes them.",
    footerHeading = "%nCommands:%n",
    footer = {
      "  list      Lists the DAGs, their runs, and the files that are broken.",
      "  show      Shows the tasks of a DAG and what each waits for.",
      "  trigger   Starts a run; the scheduler runs it.",
      "  test      Runs a DAG once in this process, without a scheduler.",
      "  runs      Lists the newest runs of a DAG.",
      "  tasks     Lists the tasks of a run, and why they are in their states.",
      "  logs      Shows what a task said in its last try, or in another.",
      "  clear     Has tasks of a run run again.",
      "  pause     Pauses a DAG: no run and no task of it is started.",
      "  unpause   Lets a DAG go on.",
      "  backfill  Makes runs for the times of the schedule between two dates.",
      "  export    Writes a DAG as a dag-factory file."
    })
final class DagCommand extends ProgramCommand {}
