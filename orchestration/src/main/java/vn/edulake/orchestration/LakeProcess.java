package vn.edulake.orchestration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.TaskOutcome.Ending;

/** A {@code lake} command that runs in a process of its own. */
public final class LakeProcess {
  /** How long a process that was told to end may take before it is killed. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Process process;
  private final Duration grace;
  private final long started;
  private final Thread reader;
  private volatile boolean isCancelled;
  private volatile @Nullable RuntimeException deaf;

  private LakeProcess(
      Process process, Duration grace, long started, Consumer<String> output, String name) {
    this.process = process;
    this.grace = grace;
    this.started = started;
    this.reader = new Thread(() -> read(output), name + " output");
    this.reader.setDaemon(true);
    this.reader.start();
  }

  /**
   * Starts a command.
   *
   * @param command the program and its arguments, e.g. {@code ./lake run}
   * @param folder where it runs
   * @param environment added to that of this process
   * @param output is told each line that the command prints, as it comes, in a thread of its own
   * @throws UserError when there is no such program
   */
  public static LakeProcess start(
      List<String> command, Path folder, Map<String, String> environment, Consumer<String> output) {
    return start(command, folder, environment, output, GRACE);
  }

  static LakeProcess start(
      List<String> command,
      Path folder,
      Map<String, String> environment,
      Consumer<String> output,
      Duration grace) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return start(builder, false, output, grace);
  }

  /**
   * Runs a command in a group of its own, and ends the group when the pipe from this process
   * breaks: so a task does not outlive the scheduler that was killed. What the shell says of its
   * jobs is not the task's.
   */
  private static final String GUARD =
      """
      set -m
      exec 3>&1 >/dev/null 2>&1
      "$@" </dev/null >&3 2>&3 3>&- &
      task=$!
      exec 3>&-
      { cat; kill -TERM -- -$task; sleep 10; kill -KILL -- -$task; } <&0 &
      guard=$!
      wait $task
      code=$?
      kill -KILL -- -$guard
      exit $code
      """;

  /**
   * Starts a command that is ended when this process ends, however it ends.
   *
   * @param environment the whole of it: nothing of this process's is added
   * @throws UserError when there is no shell, or no such folder
   */
  public static LakeProcess startGuarded(
      List<String> command, Path folder, Map<String, String> environment, Consumer<String> output) {
    List<String> guarded = new ArrayList<>(List.of("bash", "-c", GUARD, "guard"));
    guarded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(guarded).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return start(builder, true, output, GRACE);
  }

  private static LakeProcess start(
      ProcessBuilder builder, boolean isGuarded, Consumer<String> output, Duration grace) {
    List<String> command = builder.command();
    builder.redirectErrorStream(true);
    long started = System.nanoTime();
    try {
      Process process = builder.start();
      if (!isGuarded) {
        process.getOutputStream().close();
      }
      return new LakeProcess(process, grace, started, output, command.get(0));
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot start " + command.get(0) + ": " + e.getMessage() + ". Nothing was started.",
          e);
    }
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits for the end, and ends the process with all that it started when it takes longer than
   * {@code timeout} or this thread is interrupted.
   */
  public TaskOutcome await(Duration timeout) {
    boolean timedOut = false;
    boolean interrupted = false;
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        timedOut = true;
        end();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      cancel();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    hearLastWords();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    RuntimeException failure = deaf;
    if (failure != null) {
      throw failure;
    }
    int code = process.exitValue();
    Ending ending =
        isCancelled ? Ending.CANCELLED : timedOut ? Ending.TIMED_OUT : Ending.ofExitCode(code);
    return new TaskOutcome(ending, code, took);
  }

  /** Ends the process with all that it started; returns when it has ended. */
  public void cancel() {
    if (process.isAlive()) {
      isCancelled = true;
      end();
    }
  }

  /** Asks the whole tree to end, then kills what is left. */
  private void end() {
    Set<ProcessHandle> tree = new LinkedHashSet<>();
    collect(tree);
    tree.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + grace.toNanos();
    while (isAnyAlive(tree) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
      collect(tree);
    }
    while (isAnyAlive(tree)) {
      tree.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(POLL.toNanos());
      collect(tree);
    }
  }

  /** Adds what the known processes started: a child whose parent has ended is found no more. */
  private void collect(Set<ProcessHandle> tree) {
    tree.add(process.toHandle());
    List.copyOf(tree).forEach(known -> known.descendants().forEach(tree::add));
  }

  private static boolean isAnyAlive(Set<ProcessHandle> tree) {
    return tree.stream().anyMatch(ProcessHandle::isAlive);
  }

  private void read(Consumer<String> output) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        tell(output, line);
      }
    } catch (IOException e) {
      // The process has ended and its pipe was closed; what it said before was told.
    }
  }

  /** A listener that fails is told nothing more, but the pipe is emptied, or the process stops. */
  private void tell(Consumer<String> output, String line) {
    if (deaf == null) {
      try {
        output.accept(line);
      } catch (RuntimeException e) {
        deaf = e;
      }
    }
  }

  /** A server that the command left behind may hold its output open for ever. */
  private void hearLastWords() {
    try {
      reader.join(LAST_WORDS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
