package vn.edulake.jobs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.config.LakeConfig;

/** {@code lake up} in a process of its own, watched until it is ready. */
final class DetachedUp {
  private static final long POLL_MILLIS = 200;

  private DetachedUp() {}

  /**
   * Starts it and copies what it says.
   *
   * @return 0 when it is ready, or what it exited with
   */
  static int start(LakeConfig config, CommandSpec spec, PrintWriter out) {
    Path log = config.home().resolve("logs/up.log");
    try {
      Files.createDirectories(log.getParent());
      Files.writeString(log, "");
      ProcessBuilder builder = new ProcessBuilder(command(spec));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
      Process process = builder.start();
      return follow(process, log, out);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot start in the background with log " + log + ": " + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** This very program again: same JVM options, same class path, same arguments. */
  private static List<String> command(CommandSpec spec) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Out of the terminal's session, it outlives the terminal.
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Lake.class.getName()));
    List<String> arguments =
        new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
    arguments.remove("--detach");
    command.addAll(arguments);
    return command;
  }

  private static int follow(Process process, Path log, PrintWriter out)
      throws IOException, InterruptedException {
    try (BufferedReader said = Files.newBufferedReader(log)) {
      while (true) {
        boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        @Nullable String last = null;
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          out.println(line);
          last = line;
        }
        if (last != null && last.startsWith("Ready.")) {
          return 0;
        }
        if (ended) {
          return process.exitValue();
        }
      }
    }
  }
}
