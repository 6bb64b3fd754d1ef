package vn.edulake.jobs.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** PostgreSQL's programs, unpacked from the class path into the lake's home. */
final class PostgresProgram {
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  private final Path folder;
  private final List<String> prefix;

  private PostgresProgram(Path folder, List<String> prefix) {
    this.folder = folder;
    this.prefix = prefix;
  }

  /** Unpacks the programs into a folder under {@code home}, unless they are there. */
  static PostgresProgram unpack(Path home) {
    try (InputStream archive =
        PostgresProgram.class.getClassLoader().getResourceAsStream(ARCHIVE)) {
      if (archive == null || !isSupported()) {
        throw new ExternalError(
            ErrorCode.DATABASE_UNAVAILABLE,
            "Cannot start PostgreSQL: its programs come for Linux on x86-64 only, and this is "
                + System.getProperty("os.name")
                + " on "
                + System.getProperty("os.arch")
                + ". Name an existing server by database.url. Nothing was started.");
      }
      byte[] bytes = archive.readAllBytes();
      CRC32 sum = new CRC32();
      sum.update(bytes);
      Path folder =
          home.resolve("bin")
              .resolve("postgres-" + HexFormat.of().toHexDigits(sum.getValue()).substring(8));
      if (!Files.exists(folder)) {
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        OwnedFolder.delete(part);
        extract(bytes, part);
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      return new PostgresProgram(folder, prefix());
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot unpack PostgreSQL under " + home + ": " + e.getMessage(),
          e);
    }
  }

  private static boolean isSupported() {
    return System.getProperty("os.name").equals("Linux")
        && List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
  }

  private static void extract(byte[] archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  /**
   * What goes before each command. PostgreSQL refuses to run as root; in a user name space of its
   * own the same process has no special rights and yet owns the same files.
   */
  private static List<String> prefix() {
    if (!isRoot()) {
      return List.of();
    }
    List<String> unshare = List.of("unshare", "-U");
    List<String> attempt = new ArrayList<>(unshare);
    attempt.addAll(List.of("id", "-u"));
    try {
      Result result = execute(attempt, null, 10);
      if (result.code() == 0 && !result.output().strip().equals("0")) {
        return unshare;
      }
    } catch (ExternalError e) {
      // No such program: the same answer as a refusal.
    }
    throw new ExternalError(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot start PostgreSQL: it refuses to run as root, and this system gives root no user"
            + " name space (`unshare -U`). Run as an ordinary user, or name an existing server by"
            + " database.url. Nothing was started.");
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return System.getProperty("user.name").equals("root");
    }
  }

  /** Runs one of the programs to its end; its output goes to {@code log}. */
  Result run(Path log, List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.add(folder.resolve("bin").resolve(command.get(0)).toString());
    whole.addAll(command.subList(1, command.size()));
    return execute(whole, log, 120);
  }

  private static Result execute(List<String> command, @Nullable Path log, int seconds) {
    try {
      Path output = log == null ? Files.createTempFile("lake", ".out") : log;
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new ExternalError(
              ErrorCode.DATABASE_UNAVAILABLE,
              String.format(
                  Locale.ROOT, "Cannot run %s: no end after %d s", command.get(0), seconds));
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        if (log == null) {
          Files.delete(output);
        }
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.DATABASE_UNAVAILABLE,
          "Cannot run " + String.join(" ", command) + ": " + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    }
  }

  /** How a program ended. */
  record Result(int code, String output) {}
}
