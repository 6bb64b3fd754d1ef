package vn.edulake.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the project, as they are in its folder. */
final class Project {
  private static final Pattern NOT_OURS =
      Pattern.compile("(^|.*/)(target|\\.git|\\.lake|\\.idea|\\.vscode|\\.jqwik-database)(/.*|$)");

  private Project() {}

  /** The folder of the project. */
  static Path root() {
    String given = System.getProperty("lake.project", "");
    return given.isEmpty() ? Path.of("").toAbsolutePath().getParent() : Path.of(given);
  }

  /** Every file that belongs to the project, relative to its folder. */
  static List<Path> files() {
    Path root = root();
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "-co", "--exclude-standard")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() == 0 && !listed.isEmpty()) {
        return Stream.of(listed.split("\0", -1))
            .filter(name -> !name.isEmpty())
            .map(Path::of)
            .filter(file -> Files.isRegularFile(root.resolve(file)))
            .sorted()
            .toList();
      }
    } catch (IOException e) {
      // Without git the folder itself is looked through.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(root::relativize)
          .filter(file -> !NOT_OURS.matcher(file.toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pages: every Markdown file. */
  static List<Path> pages() {
    return files().stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
