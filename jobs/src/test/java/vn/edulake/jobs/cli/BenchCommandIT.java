package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.edulake.jobs.LakeChild;

class BenchCommandIT {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    CommandLine line = Lake.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  void everyConnectorLoadsTheSameRowsAsDuckDb() throws IOException {
    Path report = folder.resolve("performance.md");

    int code = bench("bench", "load", "--rows", "800", "--rounds", "2", "--out", report.toString());

    assertThat(code).as("%s", err).isZero();
    assertThat(out.toString().lines().skip(2))
        .extracting(line -> line.replaceAll(" {2,}.*", ""))
        .containsExactly(
            "CSV",
            "CSV, all fields quoted",
            "CSV in gzip",
            "JSON lines",
            "XML",
            "XLSX",
            "PostgreSQL table");
    assertThat(Files.readAllLines(report))
        .filteredOn(line -> line.startsWith("| ") && line.contains("no reader"))
        .hasSize(3);
    assertThat(Files.readString(report)).contains("**Method.**", " 2 rounds in one process");
  }

  @Test
  @Tag("proof")
  void defectsOfASeedAreCountedByClass() throws Exception {
    Path report = folder.resolve("quality.md");
    // A process of its own, since the bench ends the Spark session that it began.
    Process process =
        LakeChild.alone()
            .process(
                List.of(
                    "bench",
                    "defects",
                    "--seeds",
                    "77",
                    "--scale",
                    "1000",
                    "--out",
                    report.toString()))
            .redirectOutput(folder.resolve("said.txt").toFile())
            .start();

    assertThat(process.waitFor()).as(this::said).isZero();
    assertThat(Files.readString(report)).startsWith("# Quality\n\n## Planted defects\n");
    assertThat(Files.readAllLines(report))
        .anyMatch(
            line ->
                line.matches(
                    "\\| duplicate_row \\| contract, ledger \\| \\d+ \\| \\d+ \\| 1.0000 \\| 1.0000 \\|"))
        .anyMatch(
            line ->
                line.matches(
                    "\\| two_codes \\| identity \\| (\\d+) \\| \\1 \\| 1.0000 \\| 1.0000 \\|"))
        .anyMatch(
            line -> line.matches("\\| rows refused \\| \\d+ \\| [\\d,]+ \\| 0\\.0000\\d \\|"));
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void oneRoundCannotTellColdFromWarm() {
    assertThat(bench("bench", "load", "--rounds", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("USAGE", "--rounds");
  }
}
