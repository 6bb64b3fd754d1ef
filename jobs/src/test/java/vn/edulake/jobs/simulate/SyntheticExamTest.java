package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.error.UserError;

class SyntheticExamTest {
  private static final Pattern SCORE = Pattern.compile("([^\\d:]+?):\\s+(\\d+(?:\\.\\d+)?)\\s+");
  private static final Path HISTOGRAMS =
      Stream.of(Path.of("bundled"), Path.of("jobs", "bundled"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow()
          .resolve("vn-exam-2017-histograms.csv");

  @TempDir static Path folder;
  private static List<Path> files = List.of();

  @BeforeAll
  static void write() {
    files = SyntheticExam.write(HISTOGRAMS, folder, 2017);
  }

  private static Path file(String name) {
    return files.stream()
        .filter(file -> file.getFileName().toString().contains(name))
        .findFirst()
        .orElseThrow();
  }

  /** The filled rows of the first sheet, missing cells as empty texts. */
  private static List<List<String>> rows(Path file) throws IOException {
    List<List<String>> result = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        ReadableWorkbook workbook = new ReadableWorkbook(in);
        Stream<Row> rows = workbook.getFirstSheet().openStream()) {
      rows.forEach(
          row -> {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              cells.add(row.getOptionalCell(i).map(cell -> cell.getRawValue()).orElse(""));
            }
            result.add(cells);
          });
    }
    return result;
  }

  private static Path official(String council) {
    return file(
        switch (council) {
          case "18" -> "BacGiang";
          case "19" -> "BacNinh";
          case "29" -> "NgheAn";
          case "31" -> "QuangBinh";
          case "32" -> "QuangTri";
          case "39" -> "8.PhuYen";
          case "49" -> "LongAn";
          case "50" -> "Dong_Thap";
          case "53" -> "Tien_Giang";
          case "56" -> "BenTre";
          case "57" -> "Vinh_Long";
          case "58" -> "TraVinh";
          default -> throw new IllegalArgumentException(council);
        });
  }

  @Test
  void everyCouncilHasItsCandidatesAndItsScores() throws IOException {
    int candidates = 0;
    for (CouncilHistogram council : CouncilHistogram.read(HISTOGRAMS).values()) {
      List<List<String>> rows = rows(official(council.code()));
      rows.removeIf(row -> row.contains("SOBAODANH"));
      assertThat(rows).hasSize(council.candidateCount());
      assertThat(rows.stream().map(row -> row.get(2)).distinct()).hasSize(rows.size());
      candidates += rows.size();

      Map<String, Map<String, Integer>> actual = new HashMap<>();
      for (List<String> row : rows) {
        assertThat(row.get(2)).matches(council.code() + "9\\d{5}");
        assertThat(row.get(3)).matches("(" + SCORE.pattern() + ")+");
        Matcher matcher = SCORE.matcher(row.get(3));
        while (matcher.find()) {
          actual
              .computeIfAbsent(matcher.group(1), label -> new TreeMap<>())
              .merge(matcher.group(2), 1, Integer::sum);
        }
      }
      actual.remove("KHTN");
      actual.remove("KHXH");
      Map<String, Map<String, Integer>> expected = new HashMap<>();
      council
          .scores()
          .forEach(
              (label, texts) -> {
                Map<String, Integer> counts = new TreeMap<>();
                texts.forEach(text -> counts.merge(text, 1, Integer::sum));
                expected.put(label, counts);
              });
      assertThat(actual).as(council.code()).isEqualTo(expected);
    }
    assertThat(candidates).isEqualTo(157_507);
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers(@TempDir Path again, @TempDir Path other)
      throws IOException {
    Path small = again.resolve("small.csv");
    Files.writeString(
        small,
        """
        council_code,subject_label,score_text,candidate_count
        31,,,9
        31,Toán,7.00,4
        31,Toán,8.00,5
        31,Vật lí,5.00,3
        31,Vật lí,6.00,2
        31,Lịch sử,4.25,6
        """);
    List<Path> first = SyntheticExam.write(small, again.resolve("a"), 1);
    List<Path> second = SyntheticExam.write(small, again.resolve("b"), 1);
    List<Path> third = SyntheticExam.write(small, other, 2);

    assertThat(first).hasSize(2);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i)).hasSameBinaryContentAs(first.get(i));
    }
    assertThat(rows(third.get(0))).isNotEqualTo(rows(first.get(0)));
  }

  @Test
  void oneCouncilIsPostedTwiceUnderTwoNames() {
    assertThat(file("3.Dong Thap")).hasSameBinaryContentAs(file("3_Dong_Thap"));
  }

  @Test
  void theHeaderOfOneCouncilIsTheLastRow() throws IOException {
    List<List<String>> rows = rows(file("LongAn"));

    assertThat(rows).hasSize(13_225);
    assertThat(rows.get(0).get(2)).startsWith("499");
    assertThat(rows.get(13_224)).containsExactly("HO_TEN", "NGAY_SINH", "SOBAODANH", "DIEM_THI");
  }

  @Test
  void onlyTheSecondOfThreePostingsHasScores() throws IOException {
    assertThat(rows(file("8_PhuYen")).stream().filter(row -> !row.get(3).isEmpty())).hasSize(1);
    assertThat(rows(file("8.PhuYen")).stream().filter(row -> !row.get(3).isEmpty()))
        .hasSize(10_706);
    try (InputStream in = Files.newInputStream(file("phu-yen.xls"));
        HSSFWorkbook workbook = new HSSFWorkbook(in)) {
      assertThat(workbook.getSheetAt(0).getLastRowNum()).isEqualTo(10_705);
      assertThat(workbook.getSheetAt(0).getRow(1).getCell(3)).isNull();
      assertThat(workbook.getNumberOfSheets()).isEqualTo(2);
    }
  }

  @Test
  void moreScoresThanCandidatesAreRefused(@TempDir Path empty) throws IOException {
    Path file = empty.resolve("h.csv");
    Files.writeString(
        file,
        """
        council_code,subject_label,score_text,candidate_count
        31,,,1
        31,Toán,7.00,2
        """);

    assertThatThrownBy(() -> SyntheticExam.write(file, empty, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("council 31 has 1 candidates, but 2 scores in Toán");
  }
}
