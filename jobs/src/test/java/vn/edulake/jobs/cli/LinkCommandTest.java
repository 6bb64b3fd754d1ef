package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class LinkCommandTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int lake(String... arguments) {
    CommandLine line = Lake.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("a.csv"), "id,name,born\n1,Ann Bell,1980-02-03\n2,Carl Dorn,1971-12-31\n");
    Files.writeString(
        folder.resolve("b.csv"), "id,name,born\nx,Anne Bell,03/02/1980\ny,Ed Font,20/01/1999\n");
    Files.writeString(folder.resolve("s.yml"), "id: id\ncolumns: {name: name, born: date}\n");
  }

  private int link(String out) {
    return lake(
        "link",
        "--left",
        path("a.csv"),
        "--right",
        path("b.csv"),
        "--spec",
        path("s.yml"),
        "--out",
        path(out));
  }

  @Test
  void linksAreWrittenAndCounted() throws IOException {
    int code = link("new/pairs.csv");
    assertThat(code).isZero();
    assertThat(out.toString()).contains("pairs compared").containsPattern("links +1");
    assertThat(Files.readString(folder.resolve("new/pairs.csv")))
        .startsWith("left_id,right_id,score,evidence\n1,x,")
        .endsWith("name equal but for a slip; born equal\n");
  }

  @Test
  void whatIsMissingIsToldAtOnce() {
    assertThat(lake("link", "--left", path("a.csv"))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("USAGE Missing options: --right, --spec, --out. See `lake link --help`.\n");
  }

  @Test
  void aColumnThatIsNotThereIsAUsersError() throws IOException {
    Files.writeString(folder.resolve("s.yml"), "id: id\ncolumns: {nome: name}\n");
    int code = link("pairs.csv");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).startsWith("HEADER_NOT_FOUND Cannot link ");
  }
}
