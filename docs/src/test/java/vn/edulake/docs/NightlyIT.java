package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The nightly DAG by the script {@code lake} alone, through a real scheduler, in a project of its
 * own with the packaged build: a delivery whose rows the gate rejects, the right one, and the same
 * run going on from the task that failed.
 */
@Tag("proof")
class NightlyIT {
  private static final String DAG = "nightly_province_load";
  private static final long MINUTES = 10;

  @TempDir private Path folder;
  private Path project;
  private EmbeddedPostgres postgres;

  private record Outcome(int code, String text) {}

  @BeforeEach
  void layOut() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
    project = Files.createDirectory(folder.resolve("project"));
    Files.copy(Project.root().resolve("lake"), project.resolve("lake"));
    assertThat(project.resolve("lake").toFile().setExecutable(true)).isTrue();
    Files.createFile(project.resolve("pom.xml"));
    for (String module : List.of("models", "warehouse-ddl", "quality", "jobs", "orchestration")) {
      Files.createDirectories(project.resolve(module).resolve("src"));
      Files.createFile(project.resolve(module).resolve("pom.xml"));
    }
    Path dags = Path.of("orchestration/src/main/resources/lake/dags");
    Files.createDirectories(project.resolve(dags));
    try (Stream<Path> files = Files.list(Project.root().resolve(dags))) {
      for (Path file : files.toList()) {
        Files.copy(file, project.resolve(dags).resolve(file.getFileName().toString()));
      }
    }
    Path runtime = Files.createDirectories(project.resolve("target/lake/1"));
    link("jobs", runtime);
    link("orchestration", Files.createDirectories(runtime.resolve("scheduler")));
    Files.writeString(project.resolve("target/lake/current"), runtime + "\n");
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

  @AfterEach
  void stop() throws IOException, InterruptedException {
    Outcome stopped = lake("scheduler", "stop");
    postgres.close();
    assertThat(stopped.code()).as(stopped.text()).isZero();
  }

  private Outcome lake(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(project.resolve("lake").toString()));
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LAKE_HEAP", "1g");
    builder.environment().put("LAKE_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
    builder.environment().put("LAKE_DATABASE_USER", "postgres");
    builder.environment().put("LAKE_SCHEDULER_PORT", "0");
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    return new Outcome(process.exitValue(), text);
  }

  private String done(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = lake(arguments);
    assertThat(outcome.code()).as(outcome.text()).isZero();
    return outcome.text();
  }

  /** A posting of one council, as a folder that waits for the next run. */
  private void deliver(int publication, String scores) throws IOException {
    Path file =
        project.resolve(".lake/landing/vn_exam/publication-" + publication + "/dong_thap.xlsx");
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "nightly", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("Sheet1");
      List<List<String>> rows =
          List.of(
              List.of("HO_TEN", "NGAY_SINH", "SOBAODANH", "DIEM_THI"),
              List.of("THÍ SINH MỘT", "00/01/1999", "50000001", "Toán: 5.00   Ngữ văn: 6.00"),
              List.of("THÍ SINH HAI", "00/01/1999", "50000002", scores));
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < rows.get(row).size(); column++) {
          sheet.value(row, column, rows.get(row).get(column));
        }
      }
    }
  }

  /** The tasks of the run: name, state, try, and the rest. */
  private List<String> tasks() throws IOException, InterruptedException {
    return done("dag", "tasks", DAG, "night", "--format", "csv")
        .lines()
        .map(line -> Arrays.stream(line.split(",")).limit(3).collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void aRunWhoseDataWereRejectedGoesOnFromThatTaskOnceTheyAreRight()
      throws IOException, InterruptedException {
    done("ingest", "vn_admin", Project.root().resolve("jobs/bundled/vn-admin-units").toString());
    // No such subject is known: the score has no subject, and the gate lets no such row through.
    deliver(1, "Toán: 5.00   Thiên văn: 6.00");
    assertThat(done("scheduler", "start")).contains("http://127.0.0.1:");

    Outcome night = lake("dag", "trigger", DAG, "--run-id", "night", "--wait");

    assertThat(night.code()).as(night.text()).isEqualTo(3);
    assertThat(night.text()).contains("failed after");
    assertThat(tasks())
        .containsExactly(
            "task state try",
            "take_in success 1 of 3",
            "build_and_publish failed 1 of 3",
            "unknown_members upstream_failed 0 of 3",
            "unresolved_codes upstream_failed 0 of 3");
    assertThat(done("dag", "logs", DAG, "build_and_publish", "night"))
        .contains(
            "RELEASE_REJECTED",
            "core.fct_exam_score: not_null.subject_key NULL_NOT_ALLOWED 1 rows",
            "Command exited with return code 3",
            "The data were rejected; the task is not tried again");
    String takenIn = done("dag", "logs", DAG, "take_in", "night");

    deliver(2, "Toán: 5.00   Địa lí: 6.00");
    Outcome again = lake("dag", "clear", DAG, "night", "--wait");

    assertThat(again.code()).as(again.text()).isZero();
    assertThat(again.text())
        .contains("night build_and_publish", "Cleared 3 task instances.", "success after")
        .doesNotContain("night take_in");
    assertThat(tasks())
        .containsExactly(
            "task state try",
            "take_in success 1 of 3",
            "build_and_publish success 2 of 4",
            "unknown_members success 1 of 3",
            "unresolved_codes success 1 of 3");
    assertThat(done("dag", "logs", DAG, "take_in", "night")).isEqualTo(takenIn);
  }
}
