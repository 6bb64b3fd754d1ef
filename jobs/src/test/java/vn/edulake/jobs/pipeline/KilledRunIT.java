package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.pipeline.TinyFiles.Candidate;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;

/** A process that dies at a step leaves readers the old release or the new one, never between. */
class KilledRunIT {
  private static final int KILLED = 128 + 9;

  @TempDir private static Path folder;
  private static Map<TableName, List<String>> undisturbed = Map.of();

  private static List<Candidate> more() {
    return List.of(
        new Candidate("53000001", "Toán:   9.00   Ngữ văn: 4.25"),
        new Candidate("53000002", "Toán:   2.00   "));
  }

  /** A lake with one release, and a second council waiting to be built. */
  private static TinyLake waiting(Path home) throws IOException {
    TinyLake lake = TinyLake.built(home);
    Files.createDirectories(home.resolve("secrets"));
    // One secret for all lakes, so that their rows can be compared.
    Files.writeString(home.resolve("secrets/pseudonym.key"), "00".repeat(32));
    lake.ingestExam(
        TinyFiles.posting(
            lake.exam("publication-1/a.xlsx"),
            List.of(new Candidate("50000001", "Toán:   5.00   "))));
    lake.run();
    Path landing = home.resolve("landing/vn_exam/vn-exam-2017/publication-1/b.xlsx");
    TinyFiles.posting(landing, more());
    return lake;
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.locked",
        "ingest.registered",
        "ingest.counted",
        "ingest.appended",
        "ingest.recorded",
        "run.ingested",
        "run.defined",
        "run.planned",
        "run.built",
        "run.audited",
        "publish.written"
      })
  void beforeTheCommitReadersSeeTheOldRelease(String step) throws Exception {
    try (TinyLake lake = waiting(folder.resolve(step))) {
      Map<TableName, List<String>> old = lake.published();

      assertThat(runAsProcess(lake, step)).isEqualTo(KILLED);

      assertThat(lake.published()).isEqualTo(old);
      assertRunEndsAsUndisturbed(lake);
    }
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(strings = {"publish.committed", "publish.activated"})
  void afterTheCommitReadersSeeTheNewRelease(String step) throws Exception {
    try (TinyLake lake = waiting(folder.resolve(step))) {
      assertThat(runAsProcess(lake, step)).isEqualTo(KILLED);

      assertThat(lake.published()).isEqualTo(undisturbed());
      assertRunEndsAsUndisturbed(lake);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "publish.swapped")
  void inTheTransactionNothingIsSeenYet(String step) throws Exception {
    beforeTheCommitReadersSeeTheOldRelease(step);
  }

  private static void assertRunEndsAsUndisturbed(TinyLake lake) throws Exception {
    assertThat(runAsProcess(lake, "")).isZero();
    assertThat(lake.published()).isEqualTo(undisturbed());
    assertThat(lake.lake.ops("SELECT count(*)::text FROM ops.run WHERE status = 'running'"))
        .containsExactly("0");
    assertThat(
            lake.lake.ops(
                "SELECT sum(received_count - accepted_count - rejected_count - known_count)::text"
                    + " FROM ops.load"))
        .containsExactly("0");
  }

  private static synchronized Map<TableName, List<String>> undisturbed() throws Exception {
    if (undisturbed.isEmpty()) {
      try (TinyLake lake = waiting(folder.resolve("undisturbed"))) {
        assertThat(runAsProcess(lake, "")).isZero();
        undisturbed = lake.published();
        assertThat(undisturbed.get(TableName.parse("core.fct_exam_score"))).hasSize(4);
      }
    }
    return undisturbed;
  }

  private static int runAsProcess(TinyLake lake, String killAt)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    for (String opened :
        List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.add("-Djdk.reflect.useDirectMethodHandle=false");
    command.add("-D" + Steps.KILL_AT + "=" + killAt);
    command.add("-Dlake.project=" + TestLake.project());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Lake.class.getName()));
    command.add("run");
    Map<String, String> settings =
        Map.of(
            "home", lake.home.toString(),
            "warehouse.location", lake.lake.config.warehouse().toString(),
            "database.url", lake.lake.database.address().url(),
            "database.user", "postgres",
            "database.password", "postgres",
            "spark.master", "local[1]",
            "release.lead", "PT0.5S",
            "release.margin", "PT0.05S");
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(lake.home.resolve("run.log").toFile()))
        .start()
        .waitFor();
  }

  /** Contracts are read once, so that a mistake in one fails here and not in a child. */
  @org.junit.jupiter.api.BeforeAll
  static void contractsAreWellFormed() {
    assertThat(SourceContracts.load().all()).isNotEmpty();
  }
}
