package vn.edulake.jobs.serve;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * A server process on this machine, as a file under the lake's home remembers it.
 *
 * <p>A process number is used again after a while, so a process counts as the remembered one only
 * when it also began at the remembered time.
 *
 * @param port on loopback; 0 when it has none
 */
public record RunningServer(long pid, int port, Instant since) {
  /** The machine reckons the start of a process from its boot time, which may be corrected. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** The process with this number, as it is now. */
  static Optional<RunningServer> of(long pid, int port) {
    return ProcessHandle.of(pid)
        .filter(RunningServer::runs)
        .flatMap(process -> process.info().startInstant())
        .map(since -> new RunningServer(pid, port, since));
  }

  /** The server that {@code file} remembers, when that very process still lives. */
  static Optional<RunningServer> find(Path file) {
    return remembered(file).filter(RunningServer::isAlive);
  }

  /** The port of the server that ran last, or 0. */
  static int lastPort(Path file) {
    return remembered(file).map(RunningServer::port).orElse(0);
  }

  private static Optional<RunningServer> remembered(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(
          new RunningServer(
              Long.parseLong(properties.getProperty("pid", "")),
              Integer.parseInt(properties.getProperty("port", "")),
              Instant.parse(properties.getProperty("since", ""))));
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      // A file cut short by a crash remembers nothing.
      return Optional.empty();
    }
  }

  /** Writes the file whole or not at all. */
  void save(Path file) {
    Properties properties = new Properties();
    properties.setProperty("pid", Long.toString(pid));
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("since", since.toString());
    try {
      Files.createDirectories(file.getParent());
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      try (Writer writer = Files.newBufferedWriter(whole)) {
        properties.store(writer, null);
      }
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The living process, when it is the one that was meant. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(RunningServer::runs)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .filter(began -> Duration.between(since, began).abs().compareTo(TOLERANCE) <= 0)
                    .isPresent());
  }

  /**
   * An ended process that nobody has waited for still has its number; its state is Z, which stands
   * after the command's name in brackets. (An empty command line would say the same, but a process
   * that is just beginning another program has one, too.)
   */
  private static boolean runs(ProcessHandle process) {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    try {
      if (!process.isAlive() || !Files.exists(stat)) {
        return process.isAlive();
      }
      String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return !text.startsWith(" Z", text.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false;
    }
  }

  public boolean isAlive() {
    return process().isPresent();
  }
}
