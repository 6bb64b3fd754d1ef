package vn.edulake.quality.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.TableName;
import vn.edulake.models.calendar.TeachingCalendar;
import vn.edulake.models.policy.Policies;
import vn.edulake.quality.Figure;
import vn.edulake.quality.HistoryCheck;
import vn.edulake.quality.HistoryCheck.Per;
import vn.edulake.quality.HistoryCheck.Strategy;
import vn.edulake.quality.Measured;
import vn.edulake.quality.SuiteCheck.Words;
import vn.edulake.quality.TableSuite;
import vn.edulake.quality.Verdict;
import vn.edulake.quality.Verdict.Severity;
import vn.edulake.quality.Verdict.State;

class TableHistoryTest {
  private static final TableName ROLL = TableName.parse("core.fct_roll_call_day");
  private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
  private static final TeachingCalendar CALENDAR = TeachingCalendar.of(Policies.load());
  private static final Words WORDS = new Words("gì đó", "something");
  private static final LocalDate MONDAY = LocalDate.of(2025, 10, 6);
  private static final HistoryCheck OF_RUNS =
      check(Per.RUN, Figure.Kind.ROW_COUNT, Strategy.RELATIVE_RATE_OF_CHANGE, 0.9, 3);
  private static final HistoryCheck OF_DAYS =
      check(Per.DAY, Figure.Kind.ROW_COUNT, Strategy.RELATIVE_RATE_OF_CHANGE, 0.7, 1.5);

  private final Table table = MetricTable.empty();

  @Test
  void withTooLittleHistoryACheckIsNotRunAndNeverPassed() {
    assertThat(run("2025-10-06T20:00:00Z", OF_RUNS, whole(1000)).state()).isEqualTo(State.NOT_RUN);
    assertThat(run("2025-10-07T20:00:00Z", OF_RUNS, whole(10)))
        .satisfies(
            verdict -> {
              assertThat(verdict.state()).isEqualTo(State.NOT_RUN);
              assertThat(verdict.isPassed()).isFalse();
              assertThat(verdict.rejects()).isFalse();
              assertThat(verdict.message()).contains("too little history");
            });
    assertThat(
            TableHistory.none(CALENDAR, clock("2025-10-07T20:00:00Z"))
                .judge(ROLL, List.of(OF_RUNS), List.of(whole(1000))))
        .extracting(Verdict::state)
        .containsExactly(State.NOT_RUN);
  }

  @Test
  void aTableThatLostMostOfItsRowsIsRefusedAndOneThatGrewIsNot() {
    run("2025-10-06T20:00:00Z", OF_RUNS, whole(1000));
    run("2025-10-07T20:00:00Z", OF_RUNS, whole(1040));

    assertThat(judge("2025-10-08T20:00:00Z", OF_RUNS, Set.of(), whole(1090)).isPassed()).isTrue();
    Verdict lost = judge("2025-10-08T20:00:00Z", OF_RUNS, Set.of(), whole(200));
    assertThat(lost.rejects()).isTrue();
    assertThat(lost.message()).isEqualTo("something: row_count is 200, before 1,040");
    assertThat(lost.keys()).containsExactly("figure=row_count");
    assertThat(judge("2025-10-08T20:00:00Z", OF_RUNS, Set.of(), whole(0)).rejects()).isTrue();
  }

  @Test
  void aChangeThatPeopleAcceptIsAWarningAndLaterRunsAreComparedWithIt() {
    run("2025-10-06T20:00:00Z", OF_RUNS, whole(1000));
    run("2025-10-07T20:00:00Z", OF_RUNS, whole(1000));

    Verdict accepted = judge("2025-10-08T20:00:00Z", OF_RUNS, Set.of(ROLL), whole(200));
    assertThat(accepted.isFailed()).isTrue();
    assertThat(accepted.rejects()).isFalse();
    assertThat(accepted.message()).endsWith("(accepted for this run)");
    run("2025-10-08T20:00:00Z", OF_RUNS, whole(200));

    assertThat(judge("2025-10-09T20:00:00Z", OF_RUNS, Set.of(), whole(200)).isPassed()).isTrue();
  }

  @Test
  void ofFewRowsNothingIsSaid() {
    run("2025-10-06T20:00:00Z", OF_RUNS, whole(99));
    run("2025-10-07T20:00:00Z", OF_RUNS, whole(99));

    assertThat(judge("2025-10-08T20:00:00Z", OF_RUNS, Set.of(), whole(9)).state())
        .isEqualTo(State.NOT_RUN);
  }

  @Test
  void aSchoolDayWithFewRowsIsFoundAndOneLikeTheOthersIsNot() {
    weekOf(MONDAY, 1000);

    assertThat(judgeDay(MONDAY.plusDays(7), 980).isPassed()).isTrue();
    Verdict few = judgeDay(MONDAY.plusDays(7), 300);
    assertThat(few.rejects()).isTrue();
    assertThat(few.keys()).containsExactly("calendar_date=2025-10-13, figure=row_count");
    assertThat(few.message()).contains("row_count of 2025-10-13 is 300, usually 1,000");
    assertThat(judgeDay(MONDAY.plusDays(7), 2000).rejects()).isTrue();
  }

  @Test
  void aSchoolDayThatWasBuiltAndHasNoRowIsFound() {
    weekOf(MONDAY, 1000);
    LocalDate next = MONDAY.plusDays(7);
    List<Measured> none = TableHistory.withEmpty(List.of(next), List.of());

    assertThat(none).containsExactly(day(next, 0));
    assertThat(judge(evening(next.plusDays(1)), OF_DAYS, Set.of(), none.get(0)).rejects()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-17, lunar new year",
    "2026-02-12, the week before it",
    "2026-07-08, summer",
    "2026-01-01, a holiday",
    "2025-10-19, a Sunday"
  })
  void aDayWithoutSchoolMayHaveNoRows(LocalDate day, String why) {
    weekOf(MONDAY, 1000);

    assertThat(judgeDay(day, 0).state()).as(why).isEqualTo(State.NOT_RUN);
  }

  @Test
  void aHalfDayIsComparedWithHalfDays() {
    for (int week = 0; week < 4; week++) {
      weekOf(MONDAY.plusDays(7L * week), 1000);
    }
    LocalDate saturday = MONDAY.plusDays(5 + 7 * 4);

    assertThat(judgeDay(saturday, 400).isPassed()).as("as on other Saturdays").isTrue();
    assertThat(judgeDay(saturday, 100).rejects()).isTrue();
    assertThat(judgeDay(saturday.minusDays(1), 400).rejects()).as("a Friday").isTrue();
  }

  @Test
  void theFirstSchoolDayAfterTheNewYearIsComparedWithSchoolDaysBefore() {
    weekOf(LocalDate.of(2026, 2, 2), 1000);
    LocalDate back = LocalDate.of(2026, 2, 24);

    assertThat(judgeDay(back, 990).isPassed()).isTrue();
    assertThat(judgeDay(back, 500).rejects()).isTrue();
  }

  @Test
  void aDayThatIsNotOverWaitsAndIsJudgedByTheFirstRunAfterIt() {
    weekOf(MONDAY, 1000);
    LocalDate today = MONDAY.plusDays(7);
    String noon = today + "T05:00:00Z";
    assertThat(run(noon, OF_DAYS, day(today, 300), whole(5000)).state()).isEqualTo(State.NOT_RUN);

    assertThat(run(evening(today.plusDays(1)), OF_DAYS, whole(5000)).rejects()).isTrue();
    assertThat(run(evening(today.plusDays(2)), OF_DAYS, whole(5000)).state())
        .as("once")
        .isEqualTo(State.NOT_RUN);
  }

  @ParameterizedTest
  @CsvSource({
    "RELATIVE_RATE_OF_CHANGE, 0.9, 1.1, 100, 80",
    "ABSOLUTE_CHANGE, -5, 5, 103, 110",
    "SIMPLE_THRESHOLD, 95, 105, 103, 110",
    "ONLINE_NORMAL, 2, 2, 101, 120",
    "BATCH_NORMAL, 3, 3, 101, 120"
  })
  void eachStrategyFindsTheFigureThatDoesNotFit(
      Strategy strategy, double least, double most, double good, double bad) {
    HistoryCheck check = check(Per.RUN, Figure.Kind.MEAN, strategy, least, most);
    Figure mean = new Figure(Figure.Kind.MEAN, "mark");
    List<Double> before = List.of(100.0, 101.0, 99.0, 100.5, 99.5, 100.0, 101.0, 99.0, 100.0);
    for (int i = 0; i < before.size(); i++) {
      run(evening(MONDAY.plusDays(i)), check, whole(1000, mean, before.get(i)));
    }

    String now = evening(MONDAY.plusDays(20));
    assertThat(judge(now, check, Set.of(), whole(1000, mean, good)).isPassed()).isTrue();
    assertThat(judge(now, check, Set.of(), whole(1000, mean, bad)).rejects()).isTrue();
  }

  @Test
  void aMeanThatFollowsTheSeriesIsAskedOnlyWhenThereAreEnoughFiguresToFindAnything() {
    assertThat(check(Per.RUN, Figure.Kind.MEAN, Strategy.ONLINE_NORMAL, 3, 2).history())
        .isEqualTo(10);
    assertThat(check(Per.RUN, Figure.Kind.MEAN, Strategy.BATCH_NORMAL, 3, 2).history())
        .isEqualTo(2);
  }

  @Test
  void whatEveryTableIsAskedFindsItsPlantedStateAndWarns() {
    Map<Figure, Double> usual = new LinkedHashMap<>();
    usual.put(Figure.ROWS, 1000.0);
    usual.put(new Figure(Figure.Kind.COMPLETENESS, "comment"), 0.5);
    usual.put(new Figure(Figure.Kind.SHARE, "is_final"), 0.5);
    usual.put(new Figure(Figure.Kind.MEAN, "mark"), 6.5);
    usual.put(new Figure(Figure.Kind.STANDARD_DEVIATION, "mark"), 1.5);
    Map<Figure, String> finder = new LinkedHashMap<>();
    usual
        .keySet()
        .forEach(
            figure ->
                finder.put(
                    figure,
                    switch (figure.kind()) {
                      case ROW_COUNT -> "history.row_count";
                      case COMPLETENESS, SHARE -> "history.share";
                      case MEAN, STANDARD_DEVIATION -> "history.mean";
                    }));
    List<HistoryCheck> checks = HistoryCheck.ofEveryTable("marks");
    Measured whole = new Measured(Optional.empty(), usual);
    for (int i = 0; i < 2; i++) {
      at(evening(MONDAY.plusDays(i)), Set.of()).save(i, Map.of(ROLL, List.of(whole)));
    }
    TableHistory history = at(evening(MONDAY.plusDays(2)), Set.of());
    assertThat(history.judge(ROLL, checks, List.of(whole))).hasSize(3).allMatch(Verdict::isPassed);
    finder.forEach(
        (figure, code) -> {
          Map<Figure, Double> planted = new LinkedHashMap<>(usual);
          planted.put(figure, usual.get(figure) * 0.2);
          assertThat(history.judge(ROLL, checks, List.of(new Measured(Optional.empty(), planted))))
              .filteredOn(Verdict::isFailed)
              .singleElement()
              .satisfies(
                  verdict -> {
                    assertThat(verdict.check()).isEqualTo(code);
                    assertThat(verdict.severity()).isEqualTo(Severity.WARNING);
                  });
        });
  }

  @Test
  void eachCheckOfASuiteFindsItsPlantedState() {
    List<String> found = new ArrayList<>();
    for (TableSuite suite : TableSuite.load().values()) {
      for (HistoryCheck check : suite.history()) {
        Table own = MetricTable.empty();
        for (Figure.Kind kind : check.kinds()) {
          Figure figure =
              kind == Figure.Kind.ROW_COUNT ? Figure.ROWS : new Figure(kind, "something");
          double usual = kind == Figure.Kind.ROW_COUNT ? 1000 : 0.5;
          for (int i = 0; i < 5; i++) {
            TableHistory.load(
                    own, CALENDAR, clock(evening(MONDAY.plusDays(30 + i))), ZONE, Set.of())
                .save(i, Map.of(suite.table(), List.of(of(check, i, figure, usual))));
          }
          TableHistory history =
              TableHistory.load(own, CALENDAR, clock(evening(MONDAY.plusDays(40))), ZONE, Set.of());
          assertThat(
                  history.judge(
                      suite.table(), List.of(check), List.of(of(check, 8, figure, usual))))
              .allMatch(Verdict::isPassed);
          assertThat(
                  history.judge(
                      suite.table(), List.of(check), List.of(of(check, 8, figure, usual * 0.3))))
              .as("%s of %s", check.name(), suite.table())
              .allMatch(Verdict::isFailed);
          found.add(suite.table() + " " + check.code());
        }
      }
    }
    assertThat(found)
        .contains("core.fct_exam_score history.rows_gone")
        .contains("core.fct_attendance_day history.shares_of_school_day");
  }

  private static Measured of(HistoryCheck check, int day, Figure figure, double value) {
    Map<Figure, Double> figures = new LinkedHashMap<>(Map.of(Figure.ROWS, 1000.0));
    figures.put(figure, value);
    return new Measured(
        check.per() == Per.DAY ? Optional.of(weekday(day)) : Optional.empty(), figures);
  }

  private static LocalDate weekday(int number) {
    return MONDAY.plusDays(number / 5 * 7L + number % 5);
  }

  /** Five school days and a Saturday of 400 rows, taken in on the Sunday. */
  private void weekOf(LocalDate monday, double rows) {
    List<Measured> week = new ArrayList<>(List.of(whole(5000)));
    for (int i = 0; i < 6; i++) {
      week.add(day(monday.plusDays(i), i == 5 ? 400 : rows));
    }
    at(evening(monday.plusDays(6)), Set.of()).save(1, Map.of(ROLL, week));
  }

  private Verdict judgeDay(LocalDate date, double rows) {
    return judge(evening(date.plusDays(1)), OF_DAYS, Set.of(), day(date, rows));
  }

  private Verdict judge(
      String now, HistoryCheck check, Set<TableName> accepted, Measured... measured) {
    List<Verdict> verdicts = at(now, accepted).judge(ROLL, List.of(check), List.of(measured));
    assertThat(verdicts).hasSize(1);
    return verdicts.get(0);
  }

  /** Judges, and keeps the figures whatever was found. */
  private Verdict run(String now, HistoryCheck check, Measured... measured) {
    Verdict verdict = judge(now, check, Set.of(), measured);
    at(now, Set.of()).save(1, Map.of(ROLL, List.of(measured)));
    return verdict;
  }

  private TableHistory at(String now, Set<TableName> accepted) {
    return TableHistory.load(table, CALENDAR, clock(now), ZONE, accepted);
  }

  private static Clock clock(String now) {
    return Clock.fixed(Instant.parse(now), ZONE);
  }

  private static String evening(LocalDate date) {
    return date + "T13:00:00Z";
  }

  private static Measured day(LocalDate date, double rows) {
    return new Measured(Optional.of(date), Map.of(Figure.ROWS, rows));
  }

  private static Measured whole(double rows) {
    return new Measured(Optional.empty(), Map.of(Figure.ROWS, rows));
  }

  private static Measured whole(double rows, Figure figure, double value) {
    return new Measured(Optional.empty(), Map.of(Figure.ROWS, rows, figure, value));
  }

  private static HistoryCheck check(
      Per per, Figure.Kind kind, Strategy strategy, double least, double most) {
    return new HistoryCheck(
        "planted",
        per,
        Set.of(kind),
        strategy,
        Optional.of(least),
        Optional.of(most),
        Severity.ERROR,
        per == Per.DAY ? 3 : 2,
        100,
        Period.ofDays(1),
        WORDS,
        WORDS,
        WORDS,
        "attendance");
  }
}
