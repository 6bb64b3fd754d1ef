package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;

class TableFormsTest {
  @TempDir private Path folder;

  /** A contract on pupils with one layout, whose keys after the format are given. */
  private static SourceContract pupils(String format, String layout) {
    return SourceContract.parse(
        "school__pupil.yml",
        """
        source: school
        entity: pupil
        owner: schools
        key: [code]
        delivery: {semantics: append}
        columns:
          code: {type: text, required: true, header: [Mã]}
          pupil_name: {type: text, header: [Họ tên]}
          class_name: {type: text, header: [Lớp], optional: true}
          school_year: {type: text, optional: true}
        layouts:
          - name: only
            files: ['**']
            format: %s
        """
                .formatted(format)
            + layout.indent(4));
  }

  private static List<Line> lines(SourceContract contract, Path path) {
    DeliveredFile file = DeliveredFile.of(path, path, Fixtures.settings(path.getParent()));
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

  private Path csv(String text) {
    return Fixtures.text(folder.resolve("a.csv"), text);
  }

  private Path csv(String text, Charset charset) {
    return Fixtures.bytes(folder.resolve("a.csv"), text.getBytes(charset));
  }

  private static Map<String, String> pupil(String code, String name, String className) {
    return Map.of("code", code, "pupil_name", name, "class_name", className);
  }

  private interface Sheets {
    void write(Workbook book);
  }

  private Path book(Sheets sheets) {
    Path file = folder.resolve("a.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "tests", "1.0")) {
      sheets.write(book);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static void row(Worksheet sheet, int row, String... cells) {
    for (int c = 0; c < cells.length; c++) {
      if (!cells[c].isEmpty()) {
        sheet.value(row, c, cells[c]);
      }
    }
  }

  @Test
  void eachBlockHasItsTitleAndAHeaderOfItsOwnOrder() {
    SourceContract contract =
        pupils(
            "csv",
            """
            header: {repeated: true}
            titles: {class_name: 'Lớp:\\s*(\\S+)', school_year: 'năm học (\\d{4})'}
            """);

    List<Line> lines =
        lines(
            contract,
            csv(
                """
                TRƯỜNG THCS SỐ 1
                Lớp:  6A  năm học 2025

                Mã,Họ tên
                P1,An
                P2,Bình
                Lớp: 6B
                Họ tên,STT,Mã
                Chi,1,P3
                Dũng,2
                """));

    assertThat(lines).extracting(Line::number).containsExactly(5L, 6L, 9L, 10L);
    assertThat(lines)
        .extracting(line -> line.values().get("code") + " " + line.values().get("class_name"))
        .containsExactly("P1 6A", "P2 6A", "P3 6B", "null 6B");
    assertThat(lines).extracting(Line::isMisshapen).containsExactly(false, false, false, true);
    assertThat(lines).extracting(l -> l.values().get("school_year")).containsOnly("2025");
    assertThat(lines.get(2).extra()).isEqualTo("{\"STT\":\"1\"}");
  }

  @Test
  void aBlockWhoseHeaderHasAColumnTwiceStopsTheFile() {
    SourceContract contract = pupils("csv", "header: {repeated: true}\n");
    Path file = csv("Mã,Họ tên\nP1,An\nMã,Họ tên,mã\nP2,Chi,P2\n");

    assertThatThrownBy(() -> lines(contract, file))
        .isInstanceOf(DataError.class)
        .hasMessageContaining("the header in row 3 has more than one column mã");
  }

  @Test
  void eachClassHasItsSheet() {
    SourceContract contract =
        pupils(
            "excel",
            "sheets: all\nheader: {anywhere: true}\nsheet_name: {class_name: 'Lớp (.*)'}\n");
    Path file =
        book(
            book -> {
              Worksheet first = book.newWorksheet("Lớp 6A");
              row(first, 0, "DANH SÁCH");
              row(first, 1, "Mã", "Họ tên");
              row(first, 2, "P1", "An");
              Worksheet second = book.newWorksheet("Lớp 6B");
              row(second, 0, "Họ tên", "Mã");
              row(second, 1, "Bình", "P2");
            });

    assertThat(lines(contract, file))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "An", "6A"), pupil("P2", "Bình", "6B"));
  }

  @Test
  void positionsAreDeclaredWhereThereIsNoHeader() {
    SourceContract contract =
        pupils("csv", "header: {none: true}\nfields: [pupil_name, '-', code, class_name]\n");
    Path file = csv("An,x,P1,6A\nBình,,P2,6B\nChi,P3\n");

    List<Line> lines = lines(contract, file);

    assertThat(lines.subList(0, 2))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "An", "6A"), pupil("P2", "Bình", "6B"));
    assertThat(lines.get(0).extra()).isEqualTo("{\"column_2\":\"x\"}");
    assertThat(lines).extracting(Line::isMisshapen).containsExactly(false, false, true);
  }

  @Test
  void aFileOfAnotherWidthHasNotTheDeclaredPositions() {
    SourceContract contract = pupils("csv", "header: {none: true}\nfields: [pupil_name, code]\n");
    Path file = csv("An,x,P1,6A\nBình,,P2,6B\n");

    assertThatThrownBy(() -> lines(contract, file))
        .hasMessageContaining("no row of it has the 2 fields of the layout only");
  }

  @Test
  void titleLinesAboveTheHeaderAreNoRecordsButSortedRecordsAre() {
    SourceContract contract =
        pupils("csv", "header: {anywhere: true}\ncsv: {separator: ';', ragged: true}\n");
    Path file =
        csv(
            String.join(
                "\n",
                List.of(
                    "\uFEFF\"SỞ GIÁO DỤC\";\"\"",
                    "",
                    ";;\"Năm học 2025\"",
                    "0P;Ái;6A",
                    "Mã;Họ tên;Lớp",
                    "P1;An;6A",
                    "")));

    assertThat(lines(contract, file))
        .extracting(Line::values)
        .containsExactly(pupil("0P", "Ái", "6A"), pupil("P1", "An", "6A"));
  }

  @Test
  void raggedRowsAreTakenWhereTheLayoutSaysSo() {
    SourceContract contract = pupils("csv", "csv: {ragged: true}\n");

    List<Line> lines = lines(contract, csv("Mã,Họ tên,Lớp\nP1,An\nP2,Chi,6A,more\n"));

    assertThat(lines).extracting(Line::isMisshapen).containsExactly(false, false);
    assertThat(lines.get(0).values()).isEqualTo(Map.of("code", "P1", "pupil_name", "An"));
    assertThat(lines.get(1).extra()).isEqualTo("{\"column_4\":\"more\"}");
  }

  @Test
  void aLayoutMayHaveOtherHeadersThanTheContract() {
    SourceContract contract = pupils("csv", "columns: {pupil_name: [Mã], code: ['SIS  ID', Id]}\n");

    assertThat(lines(contract, csv("Mã,sis id\nAn,P1\n")))
        .extracting(Line::values)
        .containsExactly(Map.of("code", "P1", "pupil_name", "An"));
    Path other = csv("Mã,Họ tên\nP1,An\n");
    assertThatThrownBy(() -> lines(contract, other))
        .hasMessageContaining("missing: SIS  ID or Id; not in the contract: Họ tên.");
  }

  @Test
  void theByteOrderMarkSaysTheEncodingAndOthersAreDeclared() {
    String text = "Mã,Họ tên,Lớp\nP1,Nguyễn,6A\n";
    SourceContract plain = pupils("csv", "");
    SourceContract declared = pupils("csv", "csv: {encoding: UTF-16LE}\n");

    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(lines(plain, csv("\uFEFF" + text, charset)))
          .extracting(Line::values)
          .containsExactly(pupil("P1", "Nguyễn", "6A"));
    }
    assertThat(lines(declared, csv(text, StandardCharsets.UTF_16LE)))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "Nguyễn", "6A"));
    assertThat(lines(declared, csv("\uFEFF" + text, StandardCharsets.UTF_8)))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "Nguyễn", "6A"));
  }

  @Test
  void textsOfTheFontsOfOldBecomeUnicodeWithTheirHeader() {
    Charset western = Charset.forName("windows-1252");
    SourceContract abc = pupils("csv", "legacy_text: tcvn3\n");
    SourceContract vni = pupils("csv", "legacy_text: vni\ncsv: {encoding: ISO-8859-1}\n");

    assertThat(lines(abc, csv("M·,Hä tªn,Líp\nP1,NguyÔn ThÞ Minh Hång,6A\n", western)))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "Nguyễn Thị Minh Hồng", "6A"));
    assertThat(lines(vni, csv("Maõ,Hoï teân,Lôùp\nP1,Nguyeãn Thò Minh Hoàng,6A\n", western)))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "Nguyễn Thị Minh Hồng", "6A"));
  }

  @Test
  void onlyTheNamedColumnsMayBeWrittenInAFontOfOld() {
    SourceContract contract =
        pupils("csv", "legacy_text: tcvn3\nlegacy_columns: [pupil_name]\ncsv: {encoding: UTF-8}\n");

    assertThat(lines(contract, csv("Mã,Họ tên,Lớp\nµ1,Hång,lớp µ\n")))
        .extracting(Line::values)
        .containsExactly(pupil("µ1", "Hồng", "lớp µ"));
  }

  @Test
  void aMergedTitleIsOneCellAndAFormulaIsItsLastResult() throws IOException {
    SourceContract contract =
        pupils("excel", "header: {repeated: true}\ntitles: {class_name: 'Lớp (\\S+)'}\n");
    Path file =
        Fixtures.formulas(
            folder.resolve("a.xlsx"),
            """
            <row r="1"><c r="A1" t="inlineStr"><is><t>Lớp 6A</t></is></c><c r="B1"/></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>Mã</t></is></c><c r="B2" t="inlineStr"><is><t>Họ tên</t></is></c></row>
            <row r="3"><c r="A3" t="str"><f>CONCATENATE("P",1)</f><v>P1</v></c><c r="B3" t="str"><f>C3</f><v>An</v></c></row>
            <row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4"><f>C4</f></c></row>
            """,
            "<mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells>");

    assertThat(lines(contract, file))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "An", "6A"), Map.of("code", "2", "class_name", "6A"));
  }

  /**
   * A header of two rows, a class over two pupils and their address over two columns; the last
   * class is merged over a row without pupil and over one that is not there.
   */
  private static final List<List<Object>> CLASSES =
      List.of(
          List.of("Lớp", "Mã", "Họ tên", "Địa chỉ"),
          List.of("", "", "", "", ""),
          List.of("6A", "P1", "An", "Tổ 1", "Mỹ Tho"),
          List.of("", "P2", "Bình", "Tổ 2", ""),
          List.of("", "P3", "Cúc"),
          List.of("6B", "P4", "Dung"),
          List.of("", "", ""),
          List.of("", "P5", "Em"));

  private static final List<String> MERGED =
      List.of("A1:A2", "B1:B2", "C1:C2", "D1:E2", "A3:A4", "D4:E4", "A6:A9");

  private Path classes(String name) throws IOException {
    if (name.endsWith(".xlsx")) {
      StringBuilder rows = new StringBuilder();
      for (int r = 0; r < CLASSES.size(); r++) {
        rows.append("<row r='").append(r + 1).append("'>");
        for (int c = 0; c < CLASSES.get(r).size(); c++) {
          String address = (char) ('A' + c) + String.valueOf(r + 1);
          Object text = CLASSES.get(r).get(c);
          rows.append(
              text.equals("")
                  ? "<c r='%s'/>".formatted(address)
                  : "<c r='%s' t='inlineStr'><is><t>%s</t></is></c>".formatted(address, text));
        }
        rows.append("</row>");
      }
      String merged =
          MERGED.stream().map("<mergeCell ref='%s'/>"::formatted).collect(Collectors.joining());
      return Fixtures.formulas(
          folder.resolve(name), rows.toString(), "<mergeCells>" + merged + "</mergeCells>");
    }
    Path file = Fixtures.xls(folder.resolve("draft.xls"), CLASSES);
    try (HSSFWorkbook book = new HSSFWorkbook(Files.newInputStream(file));
        OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      MERGED.forEach(area -> book.getSheetAt(0).addMergedRegion(CellRangeAddress.valueOf(area)));
      book.write(out);
    }
    return folder.resolve(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.xlsx", "a.xls"})
  void aMergedCellIsThatOfEachOfItsRowsWhereTheLayoutSaysSo(String name) throws IOException {
    Path file = classes(name);

    List<Line> filled = lines(pupils("excel", "merged: fill\n"), file);
    assertThat(filled)
        .extracting(Line::values)
        .containsExactly(
            pupil("P1", "An", "6A"),
            pupil("P2", "Bình", "6A"),
            Map.of("code", "P3", "pupil_name", "Cúc"),
            pupil("P4", "Dung", "6B"),
            pupil("P5", "Em", "6B"));
    assertThat(filled).extracting(Line::number).containsExactly(3L, 4L, 5L, 6L, 8L);
    // A header over two columns is that of the first one.
    assertThat(filled)
        .extracting(Line::extra)
        .containsExactly(
            "{\"Địa chỉ\":\"Tổ 1\",\"column_5\":\"Mỹ Tho\"}",
            "{\"Địa chỉ\":\"Tổ 2\"}",
            null,
            null,
            null);

    assertThat(lines(pupils("excel", "merged: first\n"), file))
        .extracting(line -> line.values().getOrDefault("class_name", "-"))
        .containsExactly("6A", "-", "-", "6B", "-");
    assertThat(lines(pupils("excel", ""), file))
        .isEqualTo(lines(pupils("excel", "merged: first\n"), file));
  }

  @Test
  void aHeaderOfTwoRowsIsTheSecondOneWithWhatReachesDownToIt() throws IOException {
    Path file =
        Fixtures.formulas(
            folder.resolve("a.xlsx"),
            """
            <row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c><c r="B1" t="inlineStr"><is><t>Học sinh</t></is></c></row>
            <row r="2"><c r="B2" t="inlineStr"><is><t>Họ tên</t></is></c><c r="C2" t="inlineStr"><is><t>Lớp</t></is></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>P1</t></is></c><c r="B3" t="inlineStr"><is><t>An</t></is></c><c r="C3" t="inlineStr"><is><t>6A</t></is></c></row>
            """,
            "<mergeCells><mergeCell ref='A1:A2'/><mergeCell ref='B1:C1'/></mergeCells>");

    assertThat(lines(pupils("excel", "header: {row: 2}\nmerged: fill\n"), file))
        .extracting(Line::values)
        .containsExactly(pupil("P1", "An", "6A"));
    assertThatThrownBy(() -> lines(pupils("excel", "header: {row: 2}\n"), file))
        .hasMessageContaining("no header with the columns");
  }

  @Test
  void theSeriesOfAStatisticsOfficeBecomeOneRecordACell() {
    String text =
        """
        source: office
        entity: series
        owner: statistics
        key: [place_name, year, level]
        delivery: {semantics: snapshot}
        columns:
          place_name: {type: text, required: true, header: ['Cities, provincies']}
          year: {type: integer}
          level: {type: text}
          state: {type: text, optional: true}
          pupils: {type: text}
        layouts:
          - name: wide
            files: ['**']
            format: csv
            csv: {separator: ';', ragged: true}
            header: {anywhere: true}
            unpivot:
              headers: '(Prel\\. )?(\\d{4}) (.+)'
              into: [state, year, level]
              value: pupils
        """;
    SourceContract contract = SourceContract.parse("office__series.yml", text);
    Path file =
        csv(
            "\uFEFF\"Number of pupils\"\n\n\"Cities, provincies\";\"2002 Lower  secondary\";"
                + "\"2002 Primary\";\"Prel. 2016 Primary\"\n"
                + "\" WHOLE COUNTRY\";10;20;30\n\"Quang  Nam\";..;;7,5\n");

    List<Line> lines = lines(contract, file);

    assertThat(lines)
        .extracting(
            line ->
                String.join(
                    "|",
                    line.values().get("place_name"),
                    line.values().get("year"),
                    line.values().get("level"),
                    line.values().getOrDefault("state", ""),
                    line.values().get("pupils")))
        .containsExactly(
            " WHOLE COUNTRY|2002|Lower secondary||10",
            " WHOLE COUNTRY|2002|Primary||20",
            " WHOLE COUNTRY|2016|Primary|Prel. |30",
            "Quang  Nam|2002|Lower secondary||..",
            "Quang  Nam|2016|Primary|Prel. |7,5");
    assertThat(lines).extracting(Line::number).containsExactly(4L, 4L, 4L, 5L, 5L);
    SourceContract even =
        SourceContract.parse("office__series.yml", text.replace("ragged: true", "ragged: false"));
    assertThat(lines(even, csv("\"Cities, provincies\";2002 Primary\nx;1;2\n")))
        .containsExactly(
            new Line(
                2, Map.of("place_name", "x"), "{\"2002 Primary\":\"1\",\"column_3\":\"2\"}", true));
    assertThatThrownBy(() -> lines(contract, csv("\"Cities, provincies\";2002\nx;1\n")))
        .hasMessageContaining("missing: (Prel\\. )?(\\d{4}) (.+)");
  }
}
