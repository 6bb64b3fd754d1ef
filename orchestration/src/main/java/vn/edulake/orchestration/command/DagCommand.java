package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.DagYaml;
import vn.edulake.orchestration.dag.Task;
import vn.edulake.orchestration.engine.Bag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.engine.Importer;
import vn.edulake.orchestration.engine.Scheduler;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Json;
import vn.edulake.orchestration.store.RunState;
import vn.edulake.orchestration.store.Runs;
import vn.edulake.orchestration.store.TaskInstance;
import vn.edulake.orchestration.store.TaskInstances;
import vn.edulake.orchestration.timetable.RunInfo;

/** Looks at DAGs and their runs, and changes them. */
@Command(
    name = "dag",
    description = "Looks at DAGs and their runs, and changes them.",
    subcommands = {
      DagCommand.ListDags.class,
      DagCommand.Show.class,
      DagCommand.Trigger.class,
      DagCommand.Test.class,
      DagCommand.ListRuns.class,
      DagCommand.Tasks.class,
      DagCommand.Logs.class,
      DagCommand.Clear.class,
      DagCommand.Pause.class,
      DagCommand.Unpause.class,
      DagCommand.Backfill.class,
      DagCommand.Export.class
    })
final class DagCommand {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int SHOWN = 20;

  /** What every command has. */
  abstract static class OnDatabase implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
      try (Surroundings place = Surroundings.open()) {
        PrintWriter out = spec.commandLine().getOut();
        int code = run(place, out);
        out.flush();
        return code;
      }
    }

    abstract int run(Surroundings place, PrintWriter out);
  }

  /** A command on one DAG. */
  abstract static class OnDag extends OnDatabase {
    @Parameters(paramLabel = "DAG", description = "The id of the DAG.")
    String dagId;

    @Override
    int run(Surroundings place, PrintWriter out) {
      Bag.Known known = find(place, dagId);
      return run(place, known.dag(), out);
    }

    abstract int run(Surroundings place, Dag dag, PrintWriter out);
  }

  private static Bag.Known find(Surroundings place, String dagId) {
    Optional<Bag.Known> known = place.bag().find(dagId);
    if (known.isEmpty()) {
      place.importFiles();
      known = place.bag().find(dagId);
    }
    return known.orElseThrow(() -> Control.unknownDag(dagId));
  }

  private static void table(PrintWriter out, List<String> head, List<List<String>> rows) {
    int[] widths = new int[head.size()];
    List<List<String>> all = new ArrayList<>(rows);
    all.add(0, head);
    for (List<String> row : all) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String time(@Nullable Instant time, ZoneId zone) {
    return time == null
        ? ""
        : time.atZone(zone).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String took(@Nullable Instant start, @Nullable Instant end, Instant now) {
    return start == null
        ? ""
        : "%.1f s".formatted(Duration.between(start, end == null ? now : end).toMillis() / 1000.0);
  }

  private static String user() {
    return System.getProperty("user.name", "cli");
  }

  private static @Nullable Instant moment(@Nullable String text, ZoneId zone) {
    if (text == null) {
      return null;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new UserError(
          ErrorCode.USAGE,
          "Invalid time: " + text + " (2026-09-14 or 2026-09-14T02:30:00+07:00)",
          e);
    }
  }

  private static DagRun run(Surroundings place, String dagId, @Nullable String runId) {
    return place
        .database()
        .jdbi()
        .withHandle(
            handle ->
                runId == null
                    ? new Runs(handle).newest(dagId, 1).stream().findFirst()
                    : new Runs(handle).find(dagId, runId))
        .orElseThrow(
            () ->
                runId == null
                    ? new UserError(ErrorCode.DAG_UNKNOWN, "DAG " + dagId + " has no run yet.")
                    : Control.unknownRun(dagId, runId));
  }

  private static int code(DagRun run) {
    return run.state() == RunState.SUCCESS ? 0 : 3;
  }

  /** Lists DAGs. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the DAGs, their next and last runs, and the files that are broken.")
  static final class ListDags extends OnDatabase {
    @Override
    int run(Surroundings place, PrintWriter out) {
      Importer.Found found = place.importFiles();
      Bag bag = place.bag();
      List<List<String>> rows = new ArrayList<>();
      place
          .database()
          .jdbi()
          .useHandle(
              handle -> {
                for (Catalogue.Entry entry : new Catalogue(handle).all()) {
                  Optional<Dag> dag = bag.find(entry.dagId()).map(Bag.Known::dag);
                  ZoneId zone = dag.map(Dag::timezone).orElse(ZoneId.of("UTC"));
                  Optional<DagRun> last =
                      new Runs(handle).newest(entry.dagId(), 1).stream().findFirst();
                  rows.add(
                      List.of(
                          entry.dagId(),
                          dag.map(each -> each.schedule().summary()).orElse(""),
                          entry.isStale() ? "gone" : entry.isPaused() ? "paused" : "on",
                          entry
                              .next()
                              .filter(ignored -> !entry.isPaused())
                              .map(next -> time(next.runAfter(), zone))
                              .orElse(""),
                          last.map(run -> run.state().word()).orElse(""),
                          last.map(run -> time(run.runAfter(), zone)).orElse(""),
                          entry.file()));
                }
              });
      table(out, List.of("dag", "schedule", "state", "next run", "last run", "of", "file"), rows);
      found
          .errors()
          .forEach(
              error ->
                  out.println(
                      "Not imported: "
                          + error.file()
                          + ":"
                          + error.line()
                          + " "
                          + error.message()));
      return 0;
    }
  }

  /** Shows a DAG. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows the tasks of a DAG and what each waits for.")
  static final class Show extends OnDag {
    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      out.println(dag.id() + ", " + dag.schedule().summary() + ", " + dag.timezone());
      String description = dag.description();
      if (description != null) {
        out.println(description);
      }
      out.println();
      List<List<String>> rows = new ArrayList<>();
      for (Task task : dag.tasks()) {
        rows.add(
            List.of(
                task.id(),
                task.operator().name(),
                String.join(", ", task.upstream()),
                task.triggerRule().word(),
                String.valueOf(task.retries().count()),
                task.placement().pool()));
      }
      table(out, List.of("task", "operator", "after", "rule", "retries", "pool"), rows);
      return 0;
    }
  }

  /** Starts a run. */
  @Command(
      name = "trigger",
      mixinStandardHelpOptions = true,
      description = "Starts a run; the scheduler runs it.")
  static final class Trigger extends OnDag {
    @Option(names = "--conf", paramLabel = "JSON", description = "Values for the run.")
    private @Nullable String conf;

    @Option(names = "--run-id", paramLabel = "ID", description = "The id of the run.")
    private @Nullable String runId;

    @Option(names = "--logical-date", paramLabel = "TIME", description = "The date it stands for.")
    private @Nullable String logicalDate;

    @Option(names = "--wait", description = "Waits for its end; exits with 3 when it fails.")
    private boolean waits;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      DagRun run =
          place
              .control()
              .trigger(
                  new Control.Trigger(
                      dag.id(),
                      runId,
                      moment(logicalDate, dag.timezone()),
                      null,
                      null,
                      Json.readMap(conf),
                      null,
                      "cli",
                      user(),
                      null));
      out.println("Started " + run.runId() + " of " + dag.id());
      boolean isPaused =
          place
              .database()
              .jdbi()
              .withHandle(handle -> new Catalogue(handle).find(dag.id()))
              .map(Catalogue.Entry::isPaused)
              .orElse(false);
      if (isPaused) {
        out.println(
            "The DAG is paused: the run waits until `./lake dag unpause " + dag.id() + "`.");
      }
      out.flush();
      if (!waits) {
        return 0;
      }
      DagRun then = run;
      while (!then.state().isFinished()) {
        LockSupport.parkNanos(POLL.toNanos());
        then = DagCommand.run(place, dag.id(), run.runId());
      }
      out.println(
          then.state().word()
              + " after "
              + took(then.startDate(), then.endDate(), place.clock().instant()));
      return code(then);
    }
  }

  /** Runs a DAG here. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description =
          "Runs a DAG once in this process, without a scheduler; exits with 3 when it fails.")
  static final class Test extends OnDag {
    @Option(names = "--conf", paramLabel = "JSON", description = "Values for the run.")
    private @Nullable String conf;

    @Option(names = "--logical-date", paramLabel = "TIME", description = "The date it stands for.")
    private @Nullable String logicalDate;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      place.importFiles();
      DagRun run =
          Scheduler.test(
              place.database(),
              place.seal(),
              place.options(),
              place.clock(),
              new Control.Trigger(
                  dag.id(),
                  null,
                  moment(logicalDate, dag.timezone()),
                  null,
                  null,
                  Json.readMap(conf),
                  null,
                  "test",
                  user(),
                  null),
              instance -> {
                TaskState state = instance.state();
                out.println(
                    instance.label()
                        + " "
                        + (state == null ? "" : state.word())
                        + (instance.reason() == null ? "" : ": " + instance.reason()));
                out.flush();
              });
      out.println(run.runId() + " " + run.state().word());
      return code(run);
    }
  }

  /** Lists runs. */
  @Command(
      name = "runs",
      mixinStandardHelpOptions = true,
      description = "Lists the newest runs of a DAG.")
  static final class ListRuns extends OnDag {
    @Option(
        names = "--limit",
        defaultValue = "" + SHOWN,
        description = "How many; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      List<List<String>> rows = new ArrayList<>();
      Instant now = place.clock().instant();
      for (DagRun run :
          place.database().jdbi().withHandle(handle -> new Runs(handle).newest(dag.id(), limit))) {
        rows.add(
            List.of(
                run.runId(),
                run.state().word(),
                run.type().word(),
                time(run.startDate(), dag.timezone()),
                took(run.startDate(), run.endDate(), now)));
      }
      table(out, List.of("run", "state", "type", "started", "took"), rows);
      return 0;
    }
  }

  /** Lists the tasks of a run. */
  @Command(
      name = "tasks",
      mixinStandardHelpOptions = true,
      description = "Lists the task instances of a run, and why they are in their states.")
  static final class Tasks extends OnDag {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "RUN",
        description = "The id of the run; default: the newest.")
    private @Nullable String runId;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      DagRun run = DagCommand.run(place, dag.id(), runId);
      out.println(run.runId() + " " + run.state().word());
      List<List<String>> rows = new ArrayList<>();
      Instant now = place.clock().instant();
      for (TaskInstance instance : inOrder(place, dag, run)) {
        TaskState state = instance.state();
        String reason = instance.reason();
        rows.add(
            List.of(
                instance.label(),
                state == null ? "none" : state.word(),
                instance.tryNumber() + " of " + (instance.maxTries() + 1),
                time(instance.startDate(), dag.timezone()),
                took(instance.startDate(), instance.endDate(), now),
                reason == null ? "" : reason));
      }
      table(out, List.of("task", "state", "try", "started", "took", "because"), rows);
      return 0;
    }

    private static List<TaskInstance> inOrder(Surroundings place, Dag dag, DagRun run) {
      List<TaskInstance> all =
          place.database().jdbi().withHandle(handle -> new TaskInstances(handle).ofRun(run.key()));
      List<TaskInstance> sorted = new ArrayList<>();
      for (Task task : dag.tasks()) {
        all.stream().filter(each -> each.taskId().equals(task.id())).forEach(sorted::add);
      }
      all.stream().filter(each -> !sorted.contains(each)).forEach(sorted::add);
      return sorted;
    }
  }

  /** Shows logs. */
  @Command(
      name = "logs",
      mixinStandardHelpOptions = true,
      description = "Shows what a task said in its last try, or in all tries.")
  static final class Logs extends OnDag {
    @Parameters(index = "1", paramLabel = "TASK", description = "The task, or task[3].")
    private String task;

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "RUN",
        description = "The id of the run; default: the newest.")
    private @Nullable String runId;

    @Option(names = "--try", paramLabel = "N", description = "The try; default: the last.")
    private @Nullable Integer number;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      DagRun run = DagCommand.run(place, dag.id(), runId);
      TaskInstance instance =
          place
              .database()
              .jdbi()
              .withHandle(handle -> new TaskInstances(handle).ofRun(run.key()))
              .stream()
              .filter(each -> each.label().equals(task))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UserError(
                          ErrorCode.DAG_UNKNOWN,
                          "Unknown task of run %s of %s: %s."
                              .formatted(run.runId(), dag.id(), task)));
      int which = number == null ? instance.tryNumber() : number;
      List<Journal.Line> lines =
          place
              .database()
              .jdbi()
              .withHandle(
                  handle -> new Journal(handle).lines(instance.id(), which, 0, Integer.MAX_VALUE));
      for (Journal.Line line : lines) {
        out.println(time(line.at(), dag.timezone()) + " " + line.level() + " " + line.event());
      }
      if (lines.isEmpty()) {
        out.println("Try " + which + " of " + task + " said nothing.");
      }
      return 0;
    }
  }

  /** Has tasks run again. */
  @Command(
      name = "clear",
      mixinStandardHelpOptions = true,
      description = {
        "Has tasks of a run run again. Without --task those that failed or could not run;",
        "with --task those that are named, and as asked those before and after them."
      })
  static final class Clear extends OnDag {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "RUN",
        description = "The id of the run; default: the newest.")
    private @Nullable String runId;

    @Option(names = "--task", paramLabel = "TASK", description = "A task; may be repeated.")
    private List<String> tasks = new ArrayList<>();

    @Option(names = "--downstream", description = "Those after it too.")
    private boolean downstream;

    @Option(names = "--upstream", description = "Those before it too.")
    private boolean upstream;

    @Option(names = "--future", description = "In later runs too.")
    private boolean future;

    @Option(names = "--past", description = "In earlier runs too.")
    private boolean past;

    @Option(names = "--only-failed", description = "Those alone that failed or could not run.")
    private boolean onlyFailed;

    @Option(names = "--all", description = "All tasks, also those that succeeded.")
    private boolean all;

    @Option(names = "--dry-run", description = "Says what would be cleared.")
    private boolean dryRun;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      DagRun run = DagCommand.run(place, dag.id(), runId);
      List<TaskInstance> cleared =
          place
              .control()
              .clear(
                  new Control.Clear(
                      dag.id(),
                      run.runId(),
                      null,
                      null,
                      new LinkedHashSet<>(tasks),
                      downstream,
                      upstream,
                      future,
                      past,
                      onlyFailed || (tasks.isEmpty() && !all),
                      false,
                      true,
                      dryRun,
                      user()));
      cleared.forEach(each -> out.println(each.runId() + " " + each.label()));
      out.println((dryRun ? "Would clear " : "Cleared ") + cleared.size() + " task instances.");
      return 0;
    }
  }

  private static int pause(Surroundings place, Dag dag, boolean paused, PrintWriter out) {
    boolean changed = place.control().pause(dag.id(), paused, user());
    out.println(
        dag.id()
            + (changed ? " is now " : " was already ")
            + (paused ? "paused: no run is started." : "on."));
    return 0;
  }

  /** Pauses a DAG. */
  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Pauses a DAG: no run and no task of it is started.")
  static final class Pause extends OnDag {
    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      return pause(place, dag, true, out);
    }
  }

  /** Lets a DAG go on. */
  @Command(name = "unpause", mixinStandardHelpOptions = true, description = "Lets a DAG go on.")
  static final class Unpause extends OnDag {
    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      return pause(place, dag, false, out);
    }
  }

  /** Fills the past. */
  @Command(
      name = "backfill",
      mixinStandardHelpOptions = true,
      description = "Makes runs for the times of the schedule between two dates.")
  static final class Backfill extends OnDag {
    @Option(names = "--from", required = true, paramLabel = "TIME", description = "The first time.")
    private String from;

    @Option(names = "--to", required = true, paramLabel = "TIME", description = "The last time.")
    private String to;

    @Option(
        names = "--reprocess",
        defaultValue = "none",
        description =
            "Which times that have a run are run again: none, failed or completed; default:"
                + " ${DEFAULT-VALUE}.")
    private String reprocess;

    @Option(names = "--backwards", description = "The last time first.")
    private boolean backwards;

    @Option(
        names = "--max-active-runs",
        defaultValue = "10",
        description = "Runs at a time; default: ${DEFAULT-VALUE}.")
    private int maxActiveRuns;

    @Option(names = "--conf", paramLabel = "JSON", description = "Values for the runs.")
    private @Nullable String conf;

    @Option(names = "--dry-run", description = "Says for which times runs would be made.")
    private boolean dryRun;

    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      Control.Fill ask =
          new Control.Fill(
              dag.id(),
              start(from, dag.timezone()),
              start(to, dag.timezone()),
              backwards,
              Json.readMap(conf),
              reprocess,
              maxActiveRuns,
              user());
      if (dryRun) {
        for (RunInfo time : place.control().times(ask)) {
          out.println(time(time.logicalDate(), dag.timezone()));
        }
        return 0;
      }
      long id = place.control().backfill(ask);
      out.println("Started backfill " + id + " of " + dag.id());
      return 0;
    }

    private static Instant start(String text, ZoneId zone) {
      Instant time = moment(text, zone);
      if (time == null) {
        throw new UserError(ErrorCode.USAGE, "Missing time");
      }
      return time;
    }
  }

  /** Writes a DAG. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes a DAG as a dag-factory file, with all defaults put in.")
  static final class Export extends OnDag {
    @Override
    int run(Surroundings place, Dag dag, PrintWriter out) {
      out.print(DagYaml.write(dag));
      return 0;
    }
  }
}
