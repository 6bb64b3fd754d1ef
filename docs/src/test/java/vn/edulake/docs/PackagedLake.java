package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The script {@code lake} in a project of its own with the packaged build. */
final class PackagedLake {
  private static final long MINUTES = 10;

  private final Path folder;
  private final Path project;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** How a command ended, and what it said. */
  record Outcome(int code, String text) {}

  /**
   * Lays the project out.
   *
   * @param folder where nothing is yet
   * @param environment what its commands are told beside their arguments
   */
  PackagedLake(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.environment.putAll(environment);
    project = Files.createDirectory(folder.resolve("project"));
    Files.copy(Project.root().resolve("lake"), project.resolve("lake"));
    assertThat(project.resolve("lake").toFile().setExecutable(true)).isTrue();
    Files.createFile(project.resolve("pom.xml"));
    for (String module : List.of("models", "warehouse-ddl", "quality", "jobs", "orchestration")) {
      Files.createDirectories(project.resolve(module).resolve("src"));
      Files.createFile(project.resolve(module).resolve("pom.xml"));
    }
    // What a run reads of the project beside its classes.
    copy(Path.of("orchestration/src/main/resources/lake/dags"));
    copy(Path.of("models/src/main/resources/lake/reference"));
    Path runtime = Files.createDirectories(project.resolve("target/lake/1"));
    link("jobs", runtime);
    link("orchestration", Files.createDirectories(runtime.resolve("scheduler")));
    Files.writeString(project.resolve("target/lake/current"), runtime + "\n");
  }

  private void copy(Path inside) throws IOException {
    Files.createDirectories(project.resolve(inside));
    try (Stream<Path> files = Files.list(Project.root().resolve(inside))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, project.resolve(inside).resolve(file.getFileName().toString()));
      }
    }
  }

  /** The class path of a module as its packaging left it, which is what the script takes. */
  private static void link(String module, Path runtime) throws IOException {
    Path target = Project.root().resolve(module).resolve("target");
    assertThat(target.resolve("lib")).as("the build has packaged " + module).isDirectory();
    try (Stream<Path> libraries = Files.list(target.resolve("lib"));
        Stream<Path> own = Files.list(target)) {
      for (Path jar :
          Stream.concat(libraries, own)
              .filter(file -> file.getFileName().toString().endsWith(".jar"))
              .toList()) {
        Files.createSymbolicLink(runtime.resolve(jar.getFileName().toString()), jar);
      }
    }
  }

  private PackagedLake(PackagedLake other, String name, String value) {
    folder = other.folder;
    project = other.project;
    environment.putAll(other.environment);
    environment.put(name, value);
  }

  /** The same lake, whose commands are told one thing more by their environment. */
  PackagedLake with(String name, String value) {
    return new PackagedLake(this, name, value);
  }

  /** The folder of what the lake keeps. */
  Path home() {
    return project.resolve(".lake");
  }

  /** Runs a command to its end. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(project.resolve("lake").toString()));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    return new Outcome(process.exitValue(), text);
  }

  /** Runs a command that has to succeed; returns what it said. */
  String done(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    assertThat(outcome.code()).as(outcome.text()).isZero();
    return outcome.text();
  }
}
