package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static vn.edulake.jobs.transform.ExamFigures.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The marts from the real postings; skipped without {@code -Dreal.data=DIR}. */
class RealExamMartsTest {
  private static ExamFigures figures;

  @BeforeAll
  static void build(@TempDir Path folder) throws IOException {
    String data = System.getProperty("real.data", "");
    assumeThat(data).as("real.data").isNotEmpty();
    Path exam = Path.of(data).resolve("vn-exam-2017");
    // Of the three postings of Phú Yên only the second has scores.
    List<Path> good = new ArrayList<>();
    try (Stream<Path> first = Files.list(exam.resolve("publication-1"));
        Stream<Path> second = Files.list(exam.resolve("publication-2"))) {
      first.filter(file -> !file.toString().contains("PhuYen")).sorted().forEach(good::add);
      second.filter(file -> file.toString().contains("PhuYen")).forEach(good::add);
    }
    figures = new ExamFigures(good, folder);
  }

  @Test
  void everyScoreTextIsParsedWholeAndEveryLabelKnown() {
    assertThat(lines("SELECT count(*) FROM o_candidate WHERE score_text_rest <> ''"))
        .containsExactly("0");
    assertThat(lines("SELECT count(*) FROM o_score WHERE subject_key IS NULL"))
        .containsExactly("0");
  }

  @Test
  void provincesHaveTheirCandidates() {
    assertThat(
            lines(
                """
                SELECT place_name, candidate_count FROM o_by_place
                WHERE boundary_mode = 'today' ORDER BY place_name
                """))
        .containsExactly(
            "Bắc Ninh|31383",
            "Nghệ An|30802",
            "Quảng Trị|18229",
            "Tây Ninh|13224",
            "Vĩnh Long|27621",
            "Đắk Lắk|10705",
            "Đồng Tháp|25543");
    assertThat(
            lines(
                """
                SELECT boundary_mode, sum(candidate_count), sum(scored_candidate_count)
                FROM o_by_place GROUP BY ALL ORDER BY ALL
                """))
        .containsExactly("2025-06-30|157507|157507", "then|157507|157507", "today|157507|157507");
  }

  @Test
  void meansSpreadsAndSharesEqualAnIndependentQuery() throws SQLException {
    figures.equalAnIndependentQuery(150);
  }
}
