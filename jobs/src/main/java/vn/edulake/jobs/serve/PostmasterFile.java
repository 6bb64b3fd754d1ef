package vn.edulake.jobs.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's own note of the process that serves a data folder: {@code postmaster.pid}.
 *
 * <p>Its lines are process number, data folder, start time, port, socket folder, address, shared
 * memory and state. It stays behind when the machine crashes.
 *
 * @param folder the data folder that the note lies in
 */
record PostmasterFile(Path folder, long pid, int port, boolean ready) {
  static Optional<PostmasterFile> read(Path folder) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("postmaster.pid"));
      if (lines.size() < 4) {
        return Optional.empty();
      }
      boolean ready = lines.size() >= 8 && lines.get(7).strip().equals("ready");
      return Optional.of(
          new PostmasterFile(
              folder,
              Long.parseLong(lines.get(0).strip()),
              Integer.parseInt(lines.get(3).strip()),
              ready));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The process, when it lives and serves this very folder. */
  Optional<RunningServer> server() {
    return serves() ? RunningServer.of(pid, port) : Optional.empty();
  }

  private boolean serves() {
    try {
      String command =
          new String(
              Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")),
              StandardCharsets.UTF_8);
      return command.contains("postgres") && command.contains("\0" + folder + "\0");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Removes a note whose process number belongs to another program by now; PostgreSQL would take
   * that program for a running server and refuse to start.
   */
  static void deleteStale(Path folder) throws IOException {
    Optional<PostmasterFile> note = read(folder);
    if (note.isPresent() && !note.get().serves()) {
      Files.deleteIfExists(folder.resolve("postmaster.pid"));
    }
  }
}
