package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.edulake.jobs.ingest.Fixtures.HEADER;
import static vn.edulake.jobs.ingest.Fixtures.good;
import static vn.edulake.jobs.ingest.Fixtures.row;
import static vn.edulake.jobs.ingest.Fixtures.withHeader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;

class LinesTest {
  @TempDir private Path folder;
  private final SourceContract contract = Fixtures.visits();

  private List<Line> lines(Path path) {
    DeliveredFile file = DeliveredFile.of(path, path, Fixtures.settings(folder));
    Layout layout = contract.layouts().stream().filter(file::matches).findFirst().orElseThrow();
    List<Line> result = new ArrayList<>();
    try (Lines lines = Lines.open(file, contract, layout)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        result.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  private Path book(String name, List<List<Object>> rows) {
    return name.endsWith(".xls")
        ? Fixtures.xls(folder.resolve(name), rows)
        : Fixtures.xlsx(folder.resolve(name), rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.xlsx", "a.xls"})
  void theHeaderIsFoundWhereverItStands(String name) {
    for (int position : List.of(0, 2, 5)) {
      List<List<Object>> rows = new ArrayList<>(good(1, 5));
      rows.add(position, HEADER);

      List<Line> lines = lines(book(name, rows));

      assertThat(lines)
          .extracting(line -> line.values().get("number"))
          .containsExactly("V1", "V2", "V3", "V4", "V5");
      assertThat(lines).extracting(Line::number).doesNotContain(position + 1L).hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.xlsx", "a.xls"})
  void cellsAreReadAsTheirTextWhateverTheColumnsOrder(String name) {
    Path book =
        book(
            name,
            List.of(
                row("Điểm", "", "Họ và tên", "Số lượt", "Ngày", "Ghi chú"),
                row(),
                row(6.8, "hidden", "  An  ", "V1", "01/02/2026", 12345678901.0),
                row(7, null, "", "V2", "", "")));

    List<Line> lines = lines(book);

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).number()).isEqualTo(3);
    assertThat(lines.get(0).values())
        .containsEntry("score", "6.8")
        .containsEntry("guest", "  An  ")
        .containsEntry("number", "V1")
        .containsEntry("day", "01/02/2026");
    assertThat(lines.get(0).extra())
        .isEqualTo("{\"column_2\":\"hidden\",\"Ghi chú\":\"12345678901\"}");
    assertThat(lines.get(1).values()).containsOnlyKeys("score", "number");
    assertThat(lines.get(1).values()).containsEntry("score", "7");
    assertThat(lines.get(1).extra()).isNull();
  }

  @Test
  void theBytesDecideWhichWorkbookItIs() {
    Path old = Fixtures.xls(folder.resolve("really-old.xlsx"), withHeader(good(1, 2)));

    assertThat(lines(old)).hasSize(2);
  }

  @Test
  void aHeaderInDecomposedLettersIsFound() {
    List<Object> header =
        HEADER.stream()
            .map(t -> (Object) (" " + Normalizer.normalize(t.toString(), Normalizer.Form.NFD)))
            .toList();
    assertThat(header).isNotEqualTo(HEADER);
    List<List<Object>> rows = new ArrayList<>(good(1, 1));
    rows.add(0, header);

    assertThat(lines(book("a.xlsx", rows))).hasSize(1);
  }

  @Test
  void aMissingColumnIsNamed() {
    Path book = book("a.xlsx", List.of(row("Số lượt", "Họ và tên"), row("V1", "An")));

    assertThatThrownBy(() -> lines(book))
        .isInstanceOf(DataError.class)
        .hasMessage(
            "Cannot read a.xlsx: sheet 1 has no header with the columns that the layout book"
                + " requires; missing: Ngày, Điểm. Nothing of it was loaded.");
  }

  @Test
  void aDoubledColumnIsNamed() {
    Path book =
        book("a.xlsx", List.of(row("Số lượt", "Họ và tên", "Ngày", "Điểm", "điểm"), row("V1")));

    assertThatThrownBy(() -> lines(book))
        .hasMessage(
            "Cannot read a.xlsx: the header in row 1 has more than one column điểm. Nothing of it"
                + " was loaded.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.5, 0.9, 0.98})
  void aTruncatedWorkbookIsDamaged(double part) {
    for (String name : List.of("a.xlsx", "a.xls")) {
      Path whole = book(name, withHeader(good(1, 2000)));
      Path cut = Fixtures.truncated(whole, folder.resolve("cut-" + name), part);

      assertThatThrownBy(() -> lines(cut))
          .isInstanceOf(DataError.class)
          .hasMessageStartingWith("Cannot read cut-" + name + ": it is damaged (")
          .hasMessageEndingWith("). Nothing of it was loaded.");
    }
  }

  @Test
  void whatIsNoWorkbookIsRefused() {
    Path text = Fixtures.text(folder.resolve("a.xlsx"), "Số lượt;Họ và tên\n");

    assertThatThrownBy(() -> lines(text))
        .hasMessage("Cannot read a.xlsx: it is no Excel workbook. Nothing of it was loaded.");
  }

  @Test
  void aCsvFileMayHaveAByteOrderMarkQuotesAndBlankLines() {
    Path csv =
        Fixtures.text(
            folder.resolve("a.csv"),
            "\uFEFFSố lượt;Họ và tên;Ngày;Điểm\nV1;\"Lê; \"\"An\"\"\nBình\";;7.5\n\nV2;;;\n");

    List<Line> lines = lines(csv);

    assertThat(lines).extracting(Line::number).containsExactly(2L, 5L);
    assertThat(lines.get(0).values()).containsEntry("guest", "Lê; \"An\"\nBình");
    assertThat(lines.get(0).isMisshapen()).isFalse();
  }

  @Test
  void aCsvLineWithAnotherNumberOfFieldsIsMisshapen() {
    Path csv =
        Fixtures.text(
            folder.resolve("a.csv"), "Số lượt;Họ và tên;Ngày;Điểm\nV1;a;b\nV2;a;b;1;2\nV3;a;b;1\n");

    assertThat(lines(csv)).extracting(Line::isMisshapen).containsExactly(true, true, false);
  }

  @Test
  void bytesInAnotherEncodingAreRefused() {
    Path csv =
        Fixtures.bytes(
            folder.resolve("a.csv"),
            "Số lượt;Họ và tên;Ngày;Điểm\nV1;Andr\u00e9;;\n".getBytes(StandardCharsets.ISO_8859_1));
    Path json =
        Fixtures.bytes(
            folder.resolve("a.json"),
            "{\"days\": [{\"day\": \"\u00e9\"}]}".getBytes(StandardCharsets.ISO_8859_1));

    for (Path path : List.of(csv, json)) {
      assertThatThrownBy(() -> lines(path))
          .isInstanceOfSatisfying(
              DataError.class,
              e ->
                  assertThat(e.line())
                      .isEqualTo(
                          "ENCODING_INVALID Cannot read "
                              + path.getFileName()
                              + ": its bytes are not in the encoding that the contract declares."
                              + " Nothing of it was loaded."));
    }
  }

  @Test
  void aCsvQuoteThatNeverEndsIsDamage() {
    Path csv = Fixtures.text(folder.resolve("a.csv"), "Số lượt;Họ và tên;Ngày;Điểm\nV1;\"An\n");

    assertThatThrownBy(() -> lines(csv)).hasMessageStartingWith("Cannot read a.csv: it is damaged");
  }

  @Test
  void aJsonRecordTakesFieldsOfTheObjectsAroundItWhereverTheyStand() {
    Path json =
        Fixtures.text(
            folder.resolve("a.json"),
            """
            {"title": "x", "days": [
              {"day": "01/02/2026", "visits": [{"no": "V1", "name": "An", "score": 6.80, "x": {"y": [1]}}]},
              {"visits": [{"score": null, "no": "V2", "name": "", "z": true}, {"no": "V3"}], "day": "02/02/2026"},
              {"day": "03/02/2026", "visits": null}
            ]}
            """);

    List<Line> lines = lines(json);

    assertThat(lines).extracting(Line::number).containsExactly(1L, 2L, 3L);
    assertThat(lines)
        .extracting(line -> line.values().get("day"))
        .containsExactly("01/02/2026", "02/02/2026", "02/02/2026");
    assertThat(lines.get(0).values()).containsEntry("score", "6.80");
    assertThat(lines.get(0).extra()).isEqualTo("{\"x\":{\"y\":[1]}}");
    assertThat(lines.get(1).values()).containsOnlyKeys("number", "day");
    assertThat(lines.get(1).extra()).isEqualTo("{\"z\":true}");
  }

  @Test
  void aFieldThatNoJsonRecordHasIsAMissingColumn() {
    Path json =
        Fixtures.text(folder.resolve("a.json"), "{\"days\": [{\"visits\": [{\"no\": \"V1\"}]}]}");

    assertThatThrownBy(() -> lines(json))
        .hasMessage(
            "Cannot read a.json: no record has the fields that the layout tree requires; missing:"
                + " day, name, score. Nothing of it was loaded.");
  }

  @Test
  void aFieldTwiceInAJsonObjectIsADoubledColumn() {
    Path json =
        Fixtures.text(
            folder.resolve("a.json"),
            "{\"days\": [{\"visits\": [{\"no\": \"V1\", \"no\": \"V2\"}]}]}");

    assertThatThrownBy(() -> lines(json)).hasMessageContaining("an object has the field no twice");
  }

  @Test
  void aTruncatedJsonDocumentIsDamaged() {
    Path json =
        Fixtures.text(folder.resolve("a.json"), "{\"days\": [{\"visits\": [{\"no\": \"V1\"}");

    assertThatThrownBy(() -> lines(json))
        .hasMessageStartingWith("Cannot read a.json: it is damaged");
  }

  @Test
  void aJsonDocumentOfAnotherShapeHasAnotherLayout() {
    Path json = Fixtures.text(folder.resolve("a.json"), "[{\"no\": \"V1\"}]");

    assertThatThrownBy(() -> lines(json))
        .hasMessage(
            "Cannot read a.json: the document is not the object that the layout tree requires."
                + " Nothing of it was loaded.");
  }
}
