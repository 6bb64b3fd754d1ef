package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code lake}, in a project whose build is this test's class path. */
class LauncherIT {
  @TempDir private Path folder;
  private Path project;

  @BeforeEach
  void layOut() throws IOException {
    project = Files.createDirectory(folder.resolve("project"));
    Files.copy(Path.of(System.getProperty("lake.project"), "lake"), project.resolve("lake"));
    Files.createFile(project.resolve("pom.xml"));
    for (String module : List.of("models", "warehouse-ddl", "quality", "jobs", "orchestration")) {
      Files.createDirectories(project.resolve(module).resolve("src"));
      Files.createFile(project.resolve(module).resolve("pom.xml"));
    }
  }

  /** A finished build whose class path is one jar that names this test's whole class path. */
  private void build() throws Exception {
    Path runtime = Files.createDirectories(project.resolve("target/lake/1"));
    StringBuilder classPath = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      classPath.append(Path.of(entry).toUri()).append(' ');
    }
    var manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue("Class-Path", classPath.toString().strip());
    try (var out = Files.newOutputStream(runtime.resolve("all.jar"))) {
      new JarOutputStream(out, manifest).close();
    }
    Files.writeString(project.resolve("target/lake/current"), runtime + "\n");
  }

  @Test
  void runsFromAnyFolderAndHandsArgumentsAndExitCodeThrough() throws Exception {
    build();
    Outcome help = run(Map.of(), "--help");
    assertThat(help.code()).isZero();
    assertThat(help.text()).contains("Usage: lake");

    Outcome unknown = run(Map.of("LC_ALL", "C"), "Đồng Tháp");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.text()).contains("USAGE").contains("'Đồng Tháp'");
  }

  @Test
  void aMissingJdkIsNamed() throws Exception {
    Outcome outcome = run(Map.of("LAKE_JAVA_PLACES", folder.resolve("none").toString()), "--help");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.text())
        .isEqualTo(
            "JAVA_MISSING Cannot run lake: no JDK 17 was found. Install one and set JAVA_HOME to"
                + " its folder. Nothing was started.\n");
  }

  @Test
  void aMissingMavenIsNamedWhenItHasToBuild() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("bash", "dirname", "readlink", "grep", "find", "mkdir", "flock")) {
      program(tools.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
    }
    Outcome outcome = run(Map.of("PATH", tools.toString(), "JAVA_HOME", javaHome()), "--help");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.text()).startsWith("MAVEN_MISSING Cannot build lake: no Maven was found.");
  }

  @Test
  void buildsOnceForTwoCommandsAtOnce() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path log = folder.resolve("builds");
    Path maven = bin.resolve("mvn");
    Path targets = project.resolve("jobs/target");
    program(
        maven,
        """
        #!/bin/sh
        echo build >> %1$s
        sleep 1
        mkdir -p %2$s/lib
        touch %2$s/lib/edulake-models.jar %2$s/edulake-jobs-1.jar
        mkdir -p %3$s/lib
        touch %3$s/lib/edulake-models.jar %3$s/edulake-orchestration-1.jar
        """
            .formatted(log, targets, project.resolve("orchestration/target")));
    Map<String, String> environment =
        Map.of("PATH", bin + ":/usr/bin:/bin", "JAVA_HOME", javaHome());
    Process one = start(environment, "--help");
    Process two = start(environment, "--help");
    assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(two.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(log).hasContent("build\n");
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String javaHome() {
    return System.getProperty("java.home");
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("/bin/bash", project.resolve("lake").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    return builder.start();
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    Process process = start(environment, arguments);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), text);
  }

  private record Outcome(int code, String text) {}
}
