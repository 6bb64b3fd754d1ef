package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;

/** {@code lake ingest} as a process that is killed after each step. */
@Tag("proof")
class KilledIngestIT {
  @TempDir private Path home;
  @TempDir private Path inbox;

  private static int ingest(TestLake lake, Path home, String killAt, Path file)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D" + Steps.KILL_AT + "=" + killAt);
    command.add("-Dlake.project=" + home);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Lake.class.getName()));
    command.addAll(List.of("ingest", "reference", file.toString()));
    command.addAll(List.of("--set", "home=" + home));
    command.addAll(List.of("--set", "database.url=" + lake.database.address().url()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    return process.waitFor();
  }

  @Test
  void theNextIngestEndsInTheSameRows() throws IOException, InterruptedException {
    SourceContracts contracts = SourceContracts.load();
    var contract =
        contracts.find(TableName.parse("raw.reference__exam_subject_label")).orElseThrow();
    Path file =
        Fixtures.text(
            inbox.resolve("exam_subject_label.csv"),
            "label,subject_code\nAlpha,a\nBeta,b\n,c\nBeta,b\n");
    List<String> steps =
        List.of(
            "ingest.registered",
            "ingest.counted",
            "ingest.refused",
            "ingest.appended",
            "ingest.recorded");
    for (String step : steps) {
      Path place = home.resolve(step);
      try (TestLake lake = TestLake.open(place, contracts)) {
        assertThat(ingest(lake, place, step, file)).as(step).isEqualTo(128 + 9);
        assertThat(ingest(lake, place, "", file)).as(step).isZero();

        assertThat(lake.texts(contract, "label")).as(step).containsExactly("Alpha", "Beta");
        assertThat(
                lake.ops(
                    "SELECT concat_ws(' ', sum(accepted_count), sum(rejected_count))"
                        + " FROM ops.load WHERE status = 'loaded'"))
            .containsExactly("2 1");
        assertThat(lake.ops("SELECT source_row || ' ' || rule_code FROM ops.reject"))
            .containsExactly("4 key_missing");
      }
    }
  }
}
