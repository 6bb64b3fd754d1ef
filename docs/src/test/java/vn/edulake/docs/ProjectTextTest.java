package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What no file of the project says: where it was made, and from where its libraries come. */
class ProjectTextTest {
  /** Hosts of package registries; cut in two, so that this file does not name them either. */
  private static final List<String> REGISTRIES =
      List.of(
          "repo.maven" + ".apache.org",
          "repo1" + ".maven.org",
          "oss.sonatype" + ".org",
          "central.sonatype" + ".com",
          "maven.google" + ".com",
          "jitpack" + ".io",
          "plugins.gradle" + ".org",
          "registry" + ".npmjs.org",
          "registry.yarnpkg" + ".com",
          "pypi" + ".org",
          "files.pythonhosted" + ".org",
          "proxy.golang" + ".org",
          "crates" + ".io",
          "rubygems" + ".org",
          "deb.debian" + ".org",
          "docker" + ".io",
          "ghcr" + ".io",
          "quay" + ".io");

  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.}/-])/(work|root|Users|mnt|media|home/[a-z]\\w*)/[\\w.]");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?i)\\b(" + String.join("|", REGISTRIES.stream().map(Pattern::quote).toList()) + ")\\b");

  /** The text of a file; nothing for what is no text. */
  private static Optional<String> text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(Project.root().resolve(file));
    for (byte b : bytes) {
      if (b == 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  private static List<String> findings(Pattern pattern) throws IOException {
    List<String> result = new ArrayList<>();
    for (Path file : Project.files()) {
      Optional<String> text = text(file);
      if (text.isPresent()) {
        Matcher matcher = pattern.matcher(text.get());
        while (matcher.find()) {
          result.add(file + ": " + matcher.group());
        }
      }
    }
    return result;
  }

  @Test
  void noFileNamesAPlaceOnAMachine() throws IOException {
    assertThat(findings(MACHINE_PATH)).isEmpty();
    assertThat(MACHINE_PATH.matcher("in " + "/work" + "/main").find()).isTrue();
    assertThat(MACHINE_PATH.matcher("docs" + "/work" + "/main").find()).isFalse();
  }

  @Test
  void noFileNamesAPackageRegistry() throws IOException {
    assertThat(findings(REGISTRY)).isEmpty();
    assertThat(REGISTRY.matcher("https://" + REGISTRIES.get(0) + "/maven2").find()).isTrue();
  }

  @Test
  void noBuildResultOrDataFileIsKept() {
    assertThat(Project.files())
        .noneMatch(file -> file.toString().matches(".*\\.(class|jar|parquet|sqlite|log|xlsx?)"));
  }

  @Test
  void everyPackageSaysWhatItIsAndThatNullsAreDeclared() {
    List<String> without = new ArrayList<>();
    for (Path file : Project.files()) {
      if (file.toString().matches(".*/src/main/java/.*\\.java")) {
        Path info = file.resolveSibling("package-info.java");
        if (!Files.exists(Project.root().resolve(info))
            || !Project.read(info).contains("@NullMarked")
            || !Project.read(info).startsWith("/**")) {
          without.add(info.toString());
        }
      }
    }
    assertThat(without).isEmpty();
  }
}
