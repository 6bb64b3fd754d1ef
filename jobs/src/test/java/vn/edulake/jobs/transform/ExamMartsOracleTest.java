package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.ExamFigures.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.simulate.SyntheticExam;

/** The marts from generated files of three councils, beside DuckDB's own reading of the rows. */
class ExamMartsOracleTest {
  private static final List<String> COUNCILS = List.of("49", "50", "53");

  @TempDir static Path folder;

  private static ExamFigures figures;

  @BeforeAll
  static void build() throws IOException {
    Path histograms = folder.resolve("histograms.csv");
    Path bundled =
        Stream.of(Path.of("bundled"), Path.of("jobs", "bundled"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow()
            .resolve("vn-exam-2017-histograms.csv");
    Files.write(
        histograms,
        Files.readAllLines(bundled).stream()
            .filter(
                line ->
                    !Character.isDigit(line.charAt(0)) || COUNCILS.contains(line.substring(0, 2)))
            .toList());
    List<Path> first =
        SyntheticExam.write(histograms, folder, 7).stream()
            .filter(file -> file.toString().contains("publication-1"))
            .toList();
    figures = new ExamFigures(first, folder);
  }

  @Test
  void provincesHaveTheirCandidatesOnTheBoundariesOfThenAndOfToday() {
    assertThat(
            lines(
                """
                SELECT boundary_mode, place_code, place_name, candidate_count, scored_candidate_count,
                  CAST(allocated_fraction AS INT), is_synthetic
                FROM o_by_place ORDER BY boundary_mode, place_code
                """))
        .containsExactly(
            "2025-06-30|80|Long An|13224|13224|0|true",
            "2025-06-30|82|Tiền Giang|12990|12990|0|true",
            "2025-06-30|87|Đồng Tháp|12553|12553|0|true",
            "then|80|Long An|13224|13224|0|true",
            "then|82|Tiền Giang|12990|12990|0|true",
            "then|87|Đồng Tháp|12553|12553|0|true",
            "today|80|Tây Ninh|13224|13224|0|true",
            "today|82|Đồng Tháp|25543|25543|0|true");
  }

  @Test
  void everyScoreTextIsParsedWholeAndEveryLabelKnown() {
    assertThat(lines("SELECT count(*) FROM o_candidate WHERE score_text_rest <> ''"))
        .containsExactly("0");
    assertThat(lines("SELECT count(*) FROM o_score WHERE subject_key IS NULL"))
        .containsExactly("0");
  }

  @Test
  void meansSpreadsAndSharesEqualAnIndependentQuery() throws SQLException {
    figures.equalAnIndependentQuery(40);
  }
}
