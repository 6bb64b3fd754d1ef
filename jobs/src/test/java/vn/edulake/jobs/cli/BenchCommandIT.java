package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
  void defectsOfASeedAreCountedByClass() throws IOException {
    Path report = folder.resolve("quality.md");

    int code =
        bench("bench", "defects", "--seeds", "77", "--scale", "1000", "--out", report.toString());

    assertThat(code).as("%s", err).isZero();
    assertThat(Files.readString(report)).startsWith("# Quality\n\n## Planted defects\n");
    assertThat(Files.readAllLines(report))
        .anyMatch(
            line -> line.matches("\\| duplicate_row \\| \\d+ \\| \\d+ \\| 1.0000 \\| 1.0000 \\|"))
        .anyMatch(line -> line.matches("\\| two_codes \\| \\d+ \\| needs identity \\| \\| \\|"))
        .anyMatch(
            line -> line.matches("\\| rows refused \\| \\d+ \\| [\\d,]+ \\| 0\\.0000\\d \\|"));
  }

  @Test
  void oneRoundCannotTellColdFromWarm() {
    assertThat(bench("bench", "load", "--rounds", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("USAGE", "--rounds");
  }
}
