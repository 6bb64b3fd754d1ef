package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.simulate.defect.Answer;
import vn.edulake.jobs.simulate.defect.DefectClass;

class ScoreTest {
  private static final String FILE = "town/2024-10-14/a.csv";

  private static Answer answer(DefectClass defect, String file, int row) {
    return new Answer(defect, "town.visit", "north", "2024-10-14", file, row, "", "");
  }

  private static Score.FileFact fact(String status, String drift, long known, Integer... rejected) {
    return new Score.FileFact(
        "town.visit", "2024-10-14/a.csv", status, 100, known, drift, Set.of(rejected));
  }

  private static Score.DueFact due(boolean isMissing, boolean isLate) {
    return new Score.DueFact("town.visit", "north", "2024-10-14", isMissing, isLate);
  }

  private static String line(Score score) {
    Score.Line line = score.lines().get(0);
    return line.defect().code() + " " + line.found() + "/" + line.planted();
  }

  private static List<Long> alarms(Score score) {
    return score.alarms().stream().map(Score.Alarms::count).toList();
  }

  @Test
  void aRowIsFoundWhereItWasRefused() {
    List<Answer> answers =
        List.of(
            answer(DefectClass.OUT_OF_RANGE, FILE, 7), answer(DefectClass.OUT_OF_RANGE, FILE, 9));

    Score score = Score.of(answers, List.of(fact("loaded", "none", 0, 7, 12)), List.of());

    assertThat(line(score)).isEqualTo("out_of_range 1/2");
    assertThat(alarms(score)).containsExactly(1L, 0L, 0L);
  }

  @Test
  void aRowThatStandsTwiceIsFoundWhenOneOfTheFileIsKnown() {
    List<Answer> answers =
        List.of(
            answer(DefectClass.DUPLICATE_ROW, FILE, 7), answer(DefectClass.DUPLICATE_ROW, FILE, 9));

    Score score = Score.of(answers, List.of(fact("loaded", "none", 1)), List.of());

    assertThat(line(score)).isEqualTo("duplicate_row 1/2");
  }

  @Test
  void aFileOfAnotherFormIsFoundByItsFailureOrItsDrift() {
    List<Answer> answers = List.of(answer(DefectClass.HEADER_RENAMED, FILE, 0));

    assertThat(line(Score.of(answers, List.of(fact("failed", "breaking", 0)), List.of())))
        .isEqualTo("header_renamed 1/1");
    assertThat(line(Score.of(answers, List.of(fact("loaded", "harmless", 0)), List.of())))
        .isEqualTo("header_renamed 1/1");
    assertThat(line(Score.of(answers, List.of(fact("loaded", "none", 0)), List.of())))
        .isEqualTo("header_renamed 0/1");
    assertThat(alarms(Score.of(List.of(), List.of(fact("failed", "breaking", 0)), List.of())))
        .containsExactly(0L, 1L, 0L);
  }

  @Test
  void whatDidNotComeIsFoundInTheLedger() {
    List<Answer> missing = List.of(answer(DefectClass.MISSING_DAY, FILE, 0));
    List<Answer> late = List.of(answer(DefectClass.LATE, FILE, 0));

    assertThat(line(Score.of(missing, List.of(), List.of(due(true, false)))))
        .isEqualTo("missing_day 1/1");
    assertThat(line(Score.of(missing, List.of(), List.of(due(false, false)))))
        .isEqualTo("missing_day 0/1");
    assertThat(line(Score.of(late, List.of(), List.of(due(false, true))))).isEqualTo("late 1/1");
    assertThat(alarms(Score.of(List.of(), List.of(), List.of(due(true, false)))))
        .containsExactly(0L, 0L, 1L);
    assertThat(alarms(Score.of(missing, List.of(), List.of(due(true, false)))))
        .containsExactly(0L, 0L, 0L);
  }

  @Test
  void anAnswerComesBackFromItsLine() {
    Answer answer =
        new Answer(
            DefectClass.WRONG_BIRTH_DATE,
            "moet.learner",
            "8730001001",
            "2024-10-15",
            "moet/2024-10-20/x.xlsx",
            12,
            "learner:5",
            "2015-02-03 \"nguyên văn\"");

    assertThat(Answer.parse(answer.json())).isEqualTo(answer);
  }
}
