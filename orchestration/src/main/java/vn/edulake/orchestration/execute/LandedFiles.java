package vn.edulake.orchestration.execute;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.stream.Stream;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** Waits for files. */
final class LandedFiles {
  private static final int DEEP = 20;

  private LandedFiles() {}

  static Sensor.Answer exist(Work work) {
    String wanted = work.required("filepath");
    Path base =
        work.text("fs_conn_id")
            .flatMap(id -> work.services().connection(id))
            .map(connection -> Connections.extra(connection).get("path"))
            .map(path -> Path.of(path.toString()))
            .orElse(work.services().project());
    work.log().info("Poking for file " + base.resolve(wanted));
    return Sensor.when(isThere(base.resolve(wanted).normalize(), work.flag("recursive", false)));
  }

  private static boolean isThere(Path wanted, boolean recursive) {
    String text = wanted.toString();
    if (text.chars().noneMatch(letter -> "*?[{".indexOf(letter) >= 0)) {
      return Files.isDirectory(wanted) ? holdsFile(wanted) : Files.exists(wanted);
    }
    Path root = wanted;
    while (root != null
        && root.toString().chars().anyMatch(letter -> "*?[{".indexOf(letter) >= 0)) {
      root = root.getParent();
    }
    if (root == null || !Files.isDirectory(root)) {
      return false;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
    int depth =
        recursive || text.contains("**") ? DEEP : wanted.getNameCount() - root.getNameCount();
    try (Stream<Path> files = Files.walk(root, depth)) {
      return files.anyMatch(matcher::matches);
    } catch (IOException e) {
      throw unreadable(root, e);
    }
  }

  private static boolean holdsFile(Path folder) {
    try (Stream<Path> files = Files.walk(folder, DEEP)) {
      return files.anyMatch(Files::isRegularFile);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static ExternalError unreadable(Path folder, IOException e) {
    return new ExternalError(
        ErrorCode.STORAGE_FAILED, "Cannot look into " + folder + ": " + e.getMessage(), e);
  }
}
