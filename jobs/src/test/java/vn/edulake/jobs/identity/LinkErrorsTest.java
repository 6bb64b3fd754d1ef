package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.error.LakeException;

final class LinkErrorsTest {
  @TempDir private Path folder;
  private Path good = Path.of("");

  @BeforeEach
  void writeAGoodFile() throws IOException {
    good = file("good.csv", "id;name;born\n1;Ann Bell;2001-02-03\n2;Carl Dorn;1999-12-31\n");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private LakeException error(String spec, Path left) {
    return catchThrowableOfType(
        LakeException.class,
        () ->
            new Linkage(LinkSpec.parse("s.yml", spec), 1, line -> {})
                .run(left, good, folder.resolve("out.csv")));
  }

  private static final String SPEC = "id: id\ncolumns: {name: name, born: date}";

  private void refused(String spec, Path left, int exitCode, String message) {
    LakeException error = error(spec, left);
    assertThat(error).isNotNull();
    assertThat(error.getMessage().replace(folder + "/", "")).startsWith(message);
    assertThat(error.exitCode()).isEqualTo(exitCode);
    assertThat(folder.resolve("out.csv")).doesNotExist();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    refused(SPEC, folder.resolve("no.csv"), 2, "Cannot read no.csv: there is no such file");
  }

  @Test
  void allColumnsThatAreNotThereAreNamed() throws IOException {
    Path left = file("l.csv", "id,nam,when\n1,Ann Bell,2001-02-03\n");
    refused(
        SPEC,
        left,
        2,
        "Cannot link l.csv: the spec's columns are not there: name (did you mean nam?), born. The"
            + " file has: id, nam, when");
  }

  @Test
  void anIdTwiceIsToldByItsRows() throws IOException {
    Path left = file("l.csv", "id,name,born\n1,Ann Bell,\n2,Bo Bell,\n1,Cy Bell,\n");
    refused(SPEC, left, 3, "Cannot link l.csv: rows 2 and 4 have the same id");
  }

  @Test
  void aRowWithoutIdIsToldByItsNumber() throws IOException {
    Path left = file("l.csv", "id,name,born\n1,Ann Bell,\n,Bo Bell,\n");
    refused(SPEC, left, 3, "Cannot link l.csv: row 3 has no id");
  }

  @Test
  void anEmptyFileAndOneWithoutRowsAreRefused() throws IOException {
    refused(SPEC, file("l.csv", ""), 3, "Cannot link l.csv: it is empty");
    refused(
        SPEC,
        file("l.csv", "id,name,born\n"),
        3,
        "Cannot link l.csv: it holds no row below its header");
  }

  @Test
  void anotherEncodingIsRefused() throws IOException {
    Path left = folder.resolve("l.csv");
    Files.write(left, "id,name,born\n1,Zoë,\n".getBytes(StandardCharsets.ISO_8859_1));
    refused(SPEC, left, 3, "Cannot read l.csv: it is not in UTF-8");
  }

  @Test
  void anUnknownComparisonIsToldWithTheKnownOnes() {
    refused(
        "id: id\ncolumns: {name: nam}",
        good,
        2,
        "Invalid s.yml.columns.name: nam (did you mean name?) (known: name, date, code, text,"
            + " address, exact)");
  }

  @Test
  void wrongSpecsAreRefusedByKey() {
    refused("id: id\ncolumns: {}", good, 2, "Invalid s.yml.columns: 0 (1 to 16 columns)");
    refused("columns: {name: name}", good, 2, "Missing key: id in s.yml");
    refused("id: [", good, 2, "Cannot read s.yml: ");
    refused(
        SPEC + "\nthreshold: 2", good, 2, "Invalid s.yml.threshold: 2 (a number between 0 and 1)");
    refused(
        SPEC + "\ntreshold: 0.5",
        good,
        2,
        "Unknown key: treshold in s.yml (did you mean threshold?)");
    refused(
        "id: id\ncolumns:\n  - {column: name, comparison: name}\n  - {column: name, comparison: text}",
        good,
        2,
        "Invalid s.yml.columns: name stands twice");
    refused(
        "id: id\ncolumns: {name: {left: a}}",
        good,
        2,
        "Missing key: comparison in s.yml.columns.name");
  }

  @Test
  void aSpecFileThatIsNotThereIsNamed() {
    LakeException error =
        catchThrowableOfType(LakeException.class, () -> LinkSpec.read(folder.resolve("no.yml")));
    assertThat(error).hasMessageStartingWith("Cannot read spec ");
    assertThat(error.exitCode()).isEqualTo(2);
  }

  @Test
  void filesMayNameTheirColumnsOtherwise() throws IOException {
    Path left = file("l.csv", "\ufeffno|who|day\nA|Ann Bell|03/02/2001\n");
    String spec =
        """
        id: {left: no, right: id}
        columns:
          name: {comparison: name, left: who}
          born: {comparison: date, left: day}
        """;
    assertThat(
            new Linkage(LinkSpec.parse("s.yml", spec), 1, line -> {})
                .run(left, good, folder.resolve("out.csv"))
                .left())
        .isEqualTo(1);
    assertThat(folder.resolve("out.csv")).content().startsWith("left_id,right_id,score,evidence");
  }
}
