package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;

/** Files of CSV are read by bytes; the reader by lines and Spark's own one say what is right. */
class PlainCsvIT {
  private static final int FILES = 60;

  /** A title that no line says turns the reader by bytes off. */
  private static final String BY_LINES = "titles: {spare: 'no such title (.)'}";

  private static final List<String> CELLS =
      List.of(
          "",
          "",
          " ",
          "1",
          "2",
          "2",
          "17",
          "-4",
          "+5",
          "1.50",
          "1e3",
          "x",
          "a b",
          "  lead",
          "trail ",
          "Đồng Tháp",
          "Nguyễn Thị Hoà",
          "Hòa",
          "NULL",
          "null",
          "2026-02-28",
          "2026-02-30",
          "28/02/2026",
          "2026-02-28T07:05:09",
          "2026-02-28T07:05:09.123Z",
          "2026-02-28T24:00:00",
          "yes",
          "No",
          "maybe",
          "A",
          "B",
          "Z",
          "12345678901234567890123",
          "0001",
          "\u00a0",
          "\ud83d\ude42");

  private static final List<String> QUOTED =
      List.of(
          "a;b", "say \"\"yes\"\"", "two\nlines", "two\r\nlines", "\"\"", ";", "", "plain", "Ơn");

  @TempDir private Path home;
  private TestLake lake;
  private final List<String> steps = new ArrayList<>();

  private static SourceContract contract(String entity, String delivery, String form) {
    return SourceContract.parse(
        "school__" + entity + ".yml",
        """
        source: school
        entity: %s
        owner: schools
        key: [code, day]
        delivery: %s
        columns:
          code: {type: integer, required: true, header: [code]}
          day: {type: date, format: [yyyy-MM-dd, dd/MM/yyyy], header: [day]}
          mark: {type: decimal, header: [mark]}
          at: {type: timestamp, header: [at]}
          is_present: {type: boolean, header: [present]}
          kind: {type: code, codes: {A: first, B: second}, nulls: [NULL], header: [kind]}
          note: {type: text, pattern: '[^Z]*', header: [note]}
          origin: {type: text}
          spare: {type: text, optional: true}
        layouts:
          - name: only
            files: ['*.csv']
            format: csv
            csv: {separator: ';'}
            header: {anywhere: true}
            constants: {origin: test}
            %s
        """
            .formatted(entity, delivery, form));
  }

  private static final String SNAPSHOT = "{semantics: snapshot}";
  private static final String APPEND = "{semantics: append}";

  private SourceContract byBytes;
  private SourceContract byLines;

  @BeforeEach
  void openLake() {
    byBytes = contract("by_bytes", SNAPSHOT, "");
    byLines = contract("by_lines", SNAPSHOT, BY_LINES);
  }

  @AfterEach
  void closeLake() {
    if (lake != null) {
      lake.close();
    }
  }

  private void ingest(Path... files) {
    lake = TestLake.open(home.resolve("lake"), byBytes, byLines);
    lake.ingest(steps::add).run("school", List.of(files));
  }

  private static String awkward(Random random, boolean isUnusual) {
    List<String> breaks = random.nextInt(4) == 0 ? List.of("\n", "\r\n") : List.of("\n");
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
    if (random.nextInt(3) == 0) {
      text.append("Danh sách;;;;;;;\n\n");
    }
    text.append("code;day;mark;at;present;kind;note;more\n");
    int count = 1 + random.nextInt(200);
    for (int i = 0; i < count; i++) {
      StringJoiner line = new StringJoiner(";");
      int fields = random.nextInt(25) == 0 ? random.nextInt(10) : 8;
      for (int field = 0; field < fields; field++) {
        if (field == 0 && random.nextInt(8) > 0) {
          line.add("" + random.nextInt(40));
        } else if (field == 1 && random.nextInt(8) > 0) {
          line.add("2026-03-0" + (1 + random.nextInt(9)));
        } else if (random.nextInt(8) == 0) {
          line.add('"' + QUOTED.get(random.nextInt(QUOTED.size())) + '"');
        } else if (field >= 2 && random.nextInt(3) > 0) {
          line.add("");
        } else {
          line.add(CELLS.get(random.nextInt(CELLS.size())));
        }
      }
      text.append(line);
      if (i < count - 1 || random.nextBoolean()) {
        text.append(breaks.get(random.nextInt(breaks.size())));
      }
      if (random.nextInt(30) == 0) {
        text.append(random.nextBoolean() ? "\n" : "  ;;;;;;;\n");
      }
    }
    if (isUnusual) {
      text.append(
          List.of("\n1;\"x\"y;;;;;;\n", "\n1\r2;;;;;;;", "\n5 \"inch;;;;;;;\n", "\n1;\"open")
              .get(random.nextInt(4)));
    }
    return text.toString();
  }

  /** Rows as a set says them, without what tells the two tables apart. */
  private List<String> rows(SourceContract contract) {
    return lake.rows(contract).stream()
        .map(
            row -> {
              Map<String, Object> result = new TreeMap<>(row);
              result.remove(RawColumn.LOAD_ID);
              return result.toString();
            })
        .sorted()
        .toList();
  }

  private List<String> account(SourceContract contract) {
    return lake.database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT CONCAT_WS(' ', file_name, status, received_count, accepted_count,
                          rejected_count, known_count, record_hash, error_code)
                        FROM ops.load WHERE entity_code = :entity ORDER BY file_name
                        """)
                    .bind("entity", contract.entity())
                    .mapTo(String.class)
                    .list());
  }

  private List<String> rejects(SourceContract contract) {
    return lake.database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT CONCAT_WS(' ', load.file_name, reject.source_row, reject.column_name,
                          reject.rule_code, reject.message, reject.record_hash)
                        FROM ops.reject INNER JOIN ops.load ON load.load_id = reject.load_id
                        WHERE load.entity_code = :entity ORDER BY 1
                        """)
                    .bind("entity", contract.entity())
                    .mapTo(String.class)
                    .list());
  }

  private void assertBothSayTheSame() {
    assertThat(account(byBytes)).isNotEmpty().isEqualTo(account(byLines));
    assertThat(rejects(byBytes)).isEqualTo(rejects(byLines));
    assertThat(rows(byBytes)).isEqualTo(rows(byLines));
  }

  @ParameterizedTest
  @ValueSource(strings = {SNAPSHOT, APPEND})
  void awkwardFilesAreReadAsByLines(String delivery) {
    byBytes = contract("by_bytes", delivery, "");
    byLines = contract("by_lines", delivery, BY_LINES);
    Random random = new Random(7);
    for (int i = 0; i < FILES; i++) {
      Fixtures.text(home.resolve("in/" + i + ".csv"), awkward(random, i % 10 == 0));
    }

    ingest(home.resolve("in"));

    assertBothSayTheSame();
    assertThat(rejects(byBytes)).hasSizeGreaterThan(FILES);
    assertThat(rows(byBytes)).hasSizeGreaterThan(FILES);
    assertThat(steps.stream().filter("ingest.not-plain"::equals).count())
        .as("files that were not read by bytes")
        .isBetween(1L, FILES / 4L);
  }

  @Test
  void aFileOfManyChunksKeepsTheOrderOfItsLines() {
    StringBuilder text = new StringBuilder("code;day;mark;at;present;kind;note;more\n");
    Random random = new Random(3);
    for (int i = 0; text.length() < 5_000_000; i++) {
      text.append(random.nextInt(60_000)).append(";2026-03-0").append(1 + i % 9);
      text.append(i % 1000 == 0 ? ";none" : ";7.25").append(";2026-03-09T07:05:00Z;yes;A;");
      text.append(i % 50 == 0 ? "\"hai\ndòng; \"\"quoted\"\"\"" : "một dòng").append(";\n");
    }
    ingest(Fixtures.text(home.resolve("in/big.csv"), text.toString()));

    assertBothSayTheSame();
    assertThat(steps).doesNotContain("ingest.not-plain");
    assertThat(rejects(byBytes)).anyMatch(line -> line.contains("key_conflict"));
  }

  @Test
  void aBrokenEncodingAfterManyChunksTakesNothing() throws Exception {
    StringBuilder text = new StringBuilder("code;day;mark;at;present;kind;note;more\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i).append(";2026-03-01;none;;;;;\n");
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xd0;
    Path file = home.resolve("in/big.csv");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);

    ingest(file);

    assertThat(account(byBytes)).singleElement().asString().contains("failed", "ENCODING_INVALID");
    assertThat(rejects(byBytes)).isEmpty();
    assertThat(lake.rows(byBytes)).isEmpty();
  }

  @Test
  void sparkReadsTheSameFields() {
    Random random = new Random(11);
    StringBuilder text = new StringBuilder("code;day;mark;at;present;kind;note;more\n");
    for (int i = 0; i < 2000; i++) {
      String note = QUOTED.get(random.nextInt(QUOTED.size()));
      text.append(i).append(";2026-03-01;").append(random.nextInt(1000) / 100.0);
      text.append(";;;B;\"").append(note).append("\";").append(random.nextInt(3)).append('\n');
    }
    Path file = Fixtures.text(home.resolve("in/a.csv"), text.toString());

    ingest(file);

    Dataset<Row> spark =
        TestSession.get()
            .read()
            .option("header", true)
            .option("sep", ";")
            .option("multiLine", true)
            .option("escape", "\"")
            .csv(file.toString());
    List<String> expected =
        spark.collectAsList().stream()
            .map(
                row ->
                    row.getAs("code")
                        + "|"
                        + row.getAs("mark")
                        + "|"
                        + row.getAs("note")
                        + "|{\"more\":\""
                        + row.getAs("more")
                        + "\"}")
            .sorted()
            .toList();
    List<String> actual =
        lake.rows(byBytes).stream()
            .map(
                row ->
                    row.get("code")
                        + "|"
                        + row.get("mark")
                        + "|"
                        + row.get("note")
                        + "|"
                        + row.get(RawColumn.EXTRA))
            .sorted()
            .toList();
    assertThat(actual).hasSize(2000).isEqualTo(expected);
    assertThat(steps).doesNotContain("ingest.not-plain");
  }

  @Test
  void filtersOnTheWrittenFilesFindTheirRows() {
    byBytes =
        SourceContract.parse(
            "school__by_bytes.yml",
            """
            source: school
            entity: by_bytes
            owner: schools
            key: [code]
            delivery: {semantics: snapshot, scope: [school]}
            columns:
              code: {type: text, required: true, header: [code]}
              school: {type: text, header: [school]}
              rare: {type: text, header: [rare]}
              mixed: {type: text, header: [mixed]}
            layouts:
              - {name: only, files: ['*.csv'], format: csv}
            """);
    StringBuilder text = new StringBuilder("code,school,rare,mixed\n");
    int count = 130_000;
    for (int i = 0; i < count; i++) {
      text.append('K').append(i).append(",S").append(i / 10_000).append(',');
      text.append(i % 50_000 == 7 ? "rare" + i : "").append(',');
      // At first few different texts, later ever new ones.
      text.append(i < 60_000 ? "m" + i % 5 : "mixed" + i).append('\n');
    }
    ingest(Fixtures.text(home.resolve("in/a.csv"), text.toString()));

    String folder =
        lake.catalogs.load(byBytes.rawTable()).location().replaceFirst("^file:", "") + "/data";
    Dataset<Row> files = TestSession.get().read().parquet(folder);
    assertThat(files.count()).isEqualTo(count);
    assertThat(files.filter("code = 'K99999'").select("mixed").collectAsList())
        .singleElement()
        .extracting(row -> row.getString(0))
        .isEqualTo("mixed99999");
    assertThat(files.filter("school = 'S3'").count()).isEqualTo(10_000);
    assertThat(files.filter("rare = 'rare50007'").count()).isEqualTo(1);
    assertThat(files.filter("rare IS NULL").count()).isEqualTo(count - 3L);
    assertThat(files.filter("mixed = 'm3'").count()).isEqualTo(12_000);
    assertThat(files.filter("_source_row = 120002 AND _layout = 'only'").count()).isEqualTo(1);
    assertThat(files.filter("_extra IS NOT NULL").count()).isZero();
    assertThat(files.select("code", "mixed").distinct().count()).isEqualTo(count);
    assertThat(
            lake.rows(byBytes).stream()
                .filter(row -> "mixed99999".equals(row.get("mixed")))
                .map(row -> row.get(RawColumn.SOURCE_ROW)))
        .containsExactly(100_001L);
  }
}
