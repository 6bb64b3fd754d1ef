package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.edulake.jobs.ingest.Fixtures.good;
import static vn.edulake.jobs.ingest.Fixtures.withHeader;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** Files that are made to break their reader, and surroundings that break away. */
class BadInputIT {
  @TempDir private Path home;
  @TempDir private Path inbox;
  private final SourceContract visits = Fixtures.visits();

  private static FileReport only(IngestReport report) {
    assertThat(report.files()).hasSize(1);
    return report.files().get(0);
  }

  private static Path write(Path file, String start, String part, int times, String end)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(start);
      for (int i = 0; i < times; i++) {
        out.write(part);
      }
      out.write(end);
    }
    return file;
  }

  @Test
  void aLineOfFiftyMegabytesIsRefused() throws IOException {
    String part = "0123456789".repeat(100);
    String header = "Số lượt;Họ và tên;Ngày;Điểm\n";
    try (TestLake lake = TestLake.open(home, visits)) {
      for (Path file :
          List.of(
              write(inbox.resolve("one-field.csv"), header + "V1;", part, 50_000, ";;\n"),
              write(inbox.resolve("only.csv"), "", part, 50_000, ""),
              write(
                  inbox.resolve("text.json"),
                  "{\"days\":[{\"visits\":[{\"no\":\"",
                  part,
                  50_000,
                  "\"}]}]}"))) {
        assertThat(only(lake.run("town", file)).reason())
            .isEqualTo(
                "LINE_TOO_LONG Cannot read "
                    + file.getFileName()
                    + ": a line or text of it is longer than 10000000 characters. Nothing of it was"
                    + " loaded.");
      }
      assertThat(lake.rows(visits)).isEmpty();
      assertThat(lake.ops("SELECT count(*)::text FROM ops.load WHERE status = 'failed'"))
          .containsExactly("3");
    }
  }

  /** A workbook whose sheet or shared texts are as big as wanted. */
  private Path workbook(String name, String entry, long bytes, String part) throws IOException {
    Path small = Fixtures.xlsx(inbox.resolve("draft.xlsx"), withHeader(good(1, 2)));
    Path file = inbox.resolve(name);
    try (ZipFile in = new ZipFile(small.toFile());
        OutputStream raw = Files.newOutputStream(file);
        ZipOutputStream out = new ZipOutputStream(raw)) {
      for (ZipEntry old : java.util.Collections.list(in.entries())) {
        byte[] content = in.getInputStream(old).readAllBytes();
        out.putNextEntry(new ZipEntry(old.getName()));
        if (old.getName().equals(entry)) {
          String text = new String(content, StandardCharsets.UTF_8);
          int end = text.lastIndexOf("</sheetData>");
          end = end < 0 ? text.lastIndexOf("</sst>") : end;
          Writer writer = new java.io.OutputStreamWriter(out, StandardCharsets.UTF_8);
          writer.write(text.substring(0, end));
          long written = 0;
          for (int i = 3; written < bytes; i++) {
            String piece = part.replace("#", Integer.toString(i));
            writer.write(piece);
            written += piece.length();
          }
          writer.write(text.substring(end));
          writer.flush();
        } else {
          out.write(content);
        }
        out.closeEntry();
      }
    }
    Files.delete(small);
    return file;
  }

  private static String cell(String column, String text) {
    return "<c r=\"" + column + "#\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
  }

  private Path bigSheet(long bytes) throws IOException {
    return workbook(
        "big.xlsx",
        "xl/worksheets/sheet1.xml",
        bytes,
        "<row r=\"#\">"
            + cell("A", "V#")
            + cell("B", "Guest # " + "lorem ipsum ".repeat(2000 / 12))
            + cell("C", "01/02/2026")
            + cell("D", "#")
            + "</row>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"})
  void aWorkbookThatUnpacksToTooMuchIsRefused(String entry) throws IOException {
    Path file = workbook("bomb.xlsx", entry, 100L << 20, " ".repeat(1 << 16));
    assertThat(Files.size(file)).isLessThan(1 << 20);
    try (TestLake lake = TestLake.open(home, visits)) {
      assertThat(only(lake.run("town", file)).reason())
          .startsWith("UNPACKED_TOO_BIG Cannot read bomb.xlsx: it unpacks to more than");
    }
  }

  @Test
  void aSheetBiggerThanTheMemoryIsStreamed() throws IOException, InterruptedException {
    assertThat(rowsInSmallMemory(bigSheet(300L << 20))).isGreaterThan(100_000);
  }

  @Test
  @Tag("proof")
  void aSheetOfTwoGigabytesIsStreamed() throws IOException, InterruptedException {
    assertThat(rowsInSmallMemory(bigSheet(2L << 30))).isGreaterThan(800_000);
  }

  /** How many lines a process with little memory reads of a file. */
  private static long rowsInSmallMemory(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                LineCount.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    List<String> output = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", output).isZero();
    return Long.parseLong(output.get(output.size() - 1));
  }

  @Test
  @Tag("proof")
  void ofAMillionRowsEveryThousandthIsRefused() throws IOException {
    Path file = inbox.resolve("million.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("Số lượt;Họ và tên;Ngày;Điểm\n");
      for (int i = 1; i <= 1_000_000; i++) {
        out.write(i % 1000 == 0 ? "V" + i + ";broken\n" : "V" + i + ";Guest;01/02/2026;7.5\n");
      }
    }
    try (TestLake lake = TestLake.open(home, visits)) {
      FileReport report = only(lake.run("town", file));

      assertThat(report.accepted()).isEqualTo(999_000);
      assertThat(report.rejected()).isEqualTo(1000);
      assertThat(lake.ops("SELECT count(*)::text FROM ops.reject")).containsExactly("1000");
    }
  }

  @Test
  void aDiskThatIsFullLeavesNothingHalfTaken() throws IOException, InterruptedException {
    SourceContracts contracts = SourceContracts.load();
    var contract =
        contracts
            .find(vn.edulake.models.TableName.parse("raw.reference__exam_subject_label"))
            .orElseThrow();
    Random random = new Random(7);
    StringBuilder text = new StringBuilder("label,subject_code\n");
    for (int i = 0; i < 150_000; i++) {
      text.append(Long.toHexString(random.nextLong()))
          .append(Long.toHexString(random.nextLong()))
          .append(",a\n");
    }
    Path file = Fixtures.text(inbox.resolve("exam_subject_label.csv"), text.toString());
    try (TestLake lake = TestLake.open(home, contracts)) {
      // A limit on the size of files fails a write as a full disk does, and needs no rights.
      List<String> output = new ArrayList<>();
      assertThat(limited(lake, file, "ulimit -f 3072; ", output)).as("%s", output).isEqualTo(4);
      assertThat(output).anyMatch(line -> line.startsWith("STORAGE_FAILED Cannot append to raw."));
      assertThat(output).noneMatch(line -> line.startsWith("BUG"));
      assertThat(lake.rows(contract)).isEmpty();

      assertThat(limited(lake, file, "", output)).as("%s", output).isZero();
      assertThat(lake.rows(contract)).hasSize(150_000);
      assertThat(lake.ops("SELECT status || ' ' || accepted_count FROM ops.load"))
          .containsExactly("loaded 150000");
    }
  }

  private int limited(TestLake lake, Path file, String limit, List<String> output)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-Dlake.project=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            Lake.class.getName(),
            "ingest",
            "reference",
            file.toString(),
            "--set",
            "home=" + home,
            "--set",
            "database.url=" + lake.database.address().url());
    List<String> shell = new ArrayList<>(List.of("bash", "-c", limit + "exec \"$@\"", "lake"));
    shell.addAll(command);
    Process process = new ProcessBuilder(shell).redirectErrorStream(true).start();
    output.addAll(process.inputReader().lines().toList());
    return process.waitFor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest.registered", "ingest.counted", "ingest.appended"})
  void aDatabaseThatGoesAwayIsSaidSoAndTheNextIngestEndsInTheSameRows(String step) {
    Path file = Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 20)));
    try (TestLake lake = TestLake.open(home, visits)) {
      AtomicBoolean isGone = new AtomicBoolean();
      Ingest cut =
          lake.ingest(
              at -> {
                if (at.equals(step)) {
                  isGone.set(true);
                  lake.refuseConnections();
                }
              });
      assertThatThrownBy(() -> cut.run("town", List.of(file)))
          .isInstanceOfSatisfying(
              ExternalError.class,
              e ->
                  assertThat(e.code())
                      .isIn(ErrorCode.DATABASE_UNAVAILABLE, ErrorCode.STORAGE_FAILED));
      assertThat(isGone).isTrue();
      lake.allowConnections();

      runUntilReached(lake, file);

      assertThat(lake.rows(visits)).hasSize(20);
      assertThat(lake.ops("SELECT sum(accepted_count)::text FROM ops.load")).containsExactly("20");
    }
  }

  /** The pools of this process still hold dead connections; each failure drops some of them. */
  private static void runUntilReached(TestLake lake, Path file) {
    for (int left = 20; ; left--) {
      try {
        lake.run("town", file);
        return;
      } catch (ExternalError e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }
}
