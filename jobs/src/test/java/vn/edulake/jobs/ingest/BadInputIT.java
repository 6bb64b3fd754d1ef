package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.edulake.jobs.ingest.Fixtures.good;
import static vn.edulake.jobs.ingest.Fixtures.withHeader;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.LakeChild;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.models.TableName;
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

  /** Notes of a town as JSON lines and as XML. */
  private static SourceContract notes() {
    return SourceContract.parse(
        "town__note.yml",
        """
        source: town
        entity: note
        owner: places
        key: [id]
        delivery: {semantics: snapshot}
        columns:
          id: {type: text, required: true}
          note: {type: text}
        layouts:
          - name: lines
            files: ['**.jsonl']
            format: json_lines
            records: [{path: '', columns: {id: id, note: note}}]
          - name: tree
            files: ['**.xml']
            format: xml
            records: [{path: notes/note, columns: {id: '@id', note: text}}]
        """);
  }

  @Test
  void oneJsonLineOfFiftyMegabytesIsRefusedAloneAndAnXmlTextStopsItsDocument() throws IOException {
    String part = "0123456789".repeat(100);
    SourceContract notes = notes();
    try (TestLake lake = TestLake.open(home, notes)) {
      FileReport lines =
          only(
              lake.run(
                  "town",
                  write(
                      inbox.resolve("a.jsonl"),
                      "{\"id\":\"1\",\"note\":\"a\"}\n{\"id\":\"2\",\"note\":\"",
                      part,
                      50_000,
                      "\"}\n{\"id\":\"3\",\"note\":\"c\"}\n")));
      assertThat(lines.accepted()).isEqualTo(2);
      assertThat(lines.rejected()).isEqualTo(1);
      assertThat(lake.ops("SELECT source_row || ' ' || rule_code FROM ops.reject"))
          .containsExactly("2 line_too_long");

      FileReport tree =
          only(
              lake.run(
                  "town",
                  write(
                      inbox.resolve("a.xml"),
                      "<notes><note id='4'><text>",
                      part,
                      50_000,
                      "</text></note></notes>")));
      assertThat(tree.reason())
          .isEqualTo(
              "LINE_TOO_LONG Cannot read a.xml: a line or text of it is longer than 10000000"
                  + " characters. Nothing of it was loaded.");
      assertThat(lake.texts(notes, "id")).containsExactly("1", "3");
    }
  }

  @Test
  void aWorkbookWithADocumentTypeIsRefused() throws IOException {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE worksheet [<!ENTITY a 'ha'>");
    for (char c = 'b'; c < 'm'; c++) {
      laughs.append("<!ENTITY %s '%s'>".formatted(c, ("&" + (char) (c - 1) + ";").repeat(10)));
    }
    laughs.append("]>");
    Path file =
        Fixtures.formulas(
            inbox.resolve("draft/a.xlsx"),
            "<row r='1'><c r='A1' t='inlineStr'><is><t>&l;</t></is></c></row>",
            "");
    for (String type :
        List.of(
            laughs.toString(),
            "<!DOCTYPE worksheet [<!ENTITY l SYSTEM 'file:///etc/hostname'>]>")) {
      Path evil = inbox.resolve("evil.xlsx");
      try (ZipFile in = new ZipFile(file.toFile());
          ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(evil))) {
        for (ZipEntry old : java.util.Collections.list(in.entries())) {
          out.putNextEntry(new ZipEntry(old.getName()));
          if (old.getName().endsWith("sheet1.xml")) {
            out.write(type.getBytes(StandardCharsets.UTF_8));
          }
          in.getInputStream(old).transferTo(out);
          out.closeEntry();
        }
      }
      try (TestLake lake = TestLake.open(home.resolve("lake" + type.length()), visits)) {
        assertThat(only(lake.run("town", evil)).reason())
            .isEqualTo(
                "FILE_UNREADABLE Cannot read evil.xlsx: a part of it has a document type. Nothing"
                    + " of it was loaded.");
      }
    }
  }

  /** A workbook whose sheet or shared texts are as big as wanted. */
  private Path workbook(String name, String entry, long bytes, String part) throws IOException {
    return workbook(
        Fixtures.xlsx(inbox.resolve("draft.xlsx"), withHeader(good(1, 2))),
        inbox.resolve(name),
        entry,
        bytes,
        number -> part.replace("#", Integer.toString(number)));
  }

  private static Path workbook(
      Path draft, Path file, String entry, long bytes, IntFunction<String> part)
      throws IOException {
    Files.createDirectories(file.getParent());
    try (ZipFile in = new ZipFile(draft.toFile());
        OutputStream raw = Files.newOutputStream(file);
        ZipOutputStream out = new ZipOutputStream(raw)) {
      // A bomb is packed well, a big sheet fast.
      out.setLevel(bytes > 1L << 30 ? Deflater.BEST_SPEED : Deflater.BEST_COMPRESSION);
      for (ZipEntry old : java.util.Collections.list(in.entries())) {
        byte[] content = in.getInputStream(old).readAllBytes();
        out.putNextEntry(new ZipEntry(old.getName()));
        if (old.getName().equals(entry)) {
          String text = new String(content, StandardCharsets.UTF_8);
          int end = text.lastIndexOf("</sheetData>");
          end = end < 0 ? text.lastIndexOf("</sst>") : end;
          Writer writer =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
          writer.write(text.substring(0, end));
          long written = 0;
          for (int i = 3; written < bytes; i++) {
            String piece = part.apply(i);
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
    Files.delete(draft);
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
  void aSheetOfTwoGigabytesIsLoadedWithTheUsualLimitsAndLittleMemory() throws Exception {
    Path draft =
        Fixtures.xlsx(
            inbox.resolve("draft/publication-1/draft.xlsx"),
            List.of(
                List.of("SOBAODANH", "HO_TEN", "NGAY_SINH", "DIEM_THI"),
                List.of("50000001", "Guest", "01/02/1999", "Toán:   5.00   ")));
    Random random = new Random(11);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      words.add(Long.toString(random.nextLong() >>> 20, 36) + " ");
    }
    long[] count = {1};
    Path file =
        workbook(
            draft,
            inbox.resolve("publication-1/big.xlsx"),
            "xl/worksheets/sheet1.xml",
            2L << 30,
            row -> {
              count[0]++;
              StringBuilder name = new StringBuilder();
              for (int i = 0; i < 200; i++) {
                name.append(words.get(random.nextInt(words.size())));
              }
              String number = Integer.toString(50_000_000 + row);
              return ("<row r=\"#\">"
                      + cell("A", number)
                      + cell("B", name.toString())
                      + cell("C", "01/02/1999")
                      + cell("D", "Toán:   7.00   ")
                      + "</row>")
                  .replace("#", Integer.toString(row));
            });
    assertThat(Files.size(file)).isGreaterThan((2L << 30) / 250);
    assertThat(count[0]).isLessThan(1_048_576);
    try (TestLake lake = TestLake.open(home, SourceContracts.load())) {
      List<String> unused = ingest(lake, "-Xmx512m", "vn_exam", file);

      assertThat(
              lake.ops(
                  "SELECT concat_ws(' ', status, received_count, accepted_count) FROM ops.load"))
          .containsExactly("loaded " + count[0] + " " + count[0]);
    }
  }

  /** {@code lake ingest} with a bounded heap; what it said. */
  private static List<String> ingest(TestLake lake, String heap, String source, Path file)
      throws IOException, InterruptedException {
    Process process =
        LakeChild.of(lake).java(heap).process(List.of("ingest", source, file.toString())).start();
    List<String> output = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output;
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
  void ofAMillionRowsEveryThousandthIsRefusedInLittleMemory() throws Exception {
    Path file = inbox.resolve("exam_subject_label.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("label,subject_code\n");
      for (int i = 1; i <= 1_000_000; i++) {
        out.write(
            i % 1000 != 0
                ? "Label " + i + ",toan\n"
                : i % 2000 == 0 ? ",toan\n" : "Label " + i + ",toan,more\n");
      }
    }
    try (TestLake lake = TestLake.open(home, SourceContracts.load())) {
      List<String> unused = ingest(lake, "-Xmx256m", "reference", file);

      assertThat(
              lake.ops(
                  "SELECT concat_ws(' ', received_count, accepted_count, rejected_count,"
                      + " known_count) FROM ops.load"))
          .containsExactly("1000000 999000 1000 0");
      assertThat(
              lake.ops(
                  "SELECT concat_ws(' ', rule_code, count(*), min(source_row), max(source_row))"
                      + " FROM ops.reject GROUP BY rule_code ORDER BY rule_code"))
          .containsExactly("field_count 500 1001 999001", "key_missing 500 2001 1000001");
      assertThat(
              lake.catalogs
                  .load(TableName.parse("raw.reference__exam_subject_label"))
                  .currentSnapshot()
                  .summary())
          .containsEntry("total-records", "999000");
    }
  }

  @Test
  void aDiskThatIsFullLeavesNothingHalfTaken() throws IOException, InterruptedException {
    SourceContracts contracts = SourceContracts.load();
    var contract =
        contracts.find(TableName.parse("raw.reference__exam_subject_label")).orElseThrow();
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

  @Test
  void anIngestWhoseLockWasLostAppendsNothing() {
    Path file = Fixtures.csv(inbox.resolve("a.csv"), withHeader(good(1, 20)));
    try (TestLake lake = TestLake.open(home, visits)) {
      Ingest cut =
          lake.ingest(
              at -> {
                if (at.equals("ingest.refused")) {
                  lake.refuseConnections();
                  lake.allowConnections();
                }
              });
      assertThatThrownBy(() -> cut.run("town", List.of(file)))
          .isInstanceOf(ExternalError.class)
          .hasMessageContaining("the connection that holds the lock");

      runUntilReached(lake, file);
      assertThat(lake.rows(visits)).hasSize(20);
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
