package vn.edulake.jobs.simulate.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.simulate.world.Absences;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolDays;
import vn.edulake.jobs.simulate.world.Stints;
import vn.edulake.jobs.simulate.world.Subject;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;

/** What schools send, from a small province through the ingest into raw tables. */
class SchoolFeedsIT {
  private static final List<String> SOURCES =
      List.of("sms_a", "sms_b", "gradebook", "transcript", "timetable");

  @TempDir private static Path folder;

  private static Scene scene;
  private static TestLake lake;
  private static int changes;
  private static final Map<String, IngestReport> REPORTS = new TreeMap<>();
  private static final Map<String, Long> SLOTS = new TreeMap<>();

  @BeforeAll
  static void schoolsSendAYear() throws IOException {
    Province province =
        Province.found(
            Profile.load("dong_thap"),
            Scale.parse("1000"),
            1,
            Path.of("bundled/vn-admin-units"),
            Policies.load());
    scene = new Scene(province, 0);
    for (Feed feed : Feeds.all()) {
      for (Delivery delivery : feed.deliveries(scene)) {
        if (SOURCES.contains(delivery.source())) {
          DeliveryWriter.write(
              folder.resolve(delivery.path()), delivery.form(), delivery.content().get());
        }
      }
    }
    lake = TestLake.open(folder.resolve("lake"), SourceContracts.load());
    for (String source : SOURCES) {
      if (folder.resolve(source).toFile().exists()) {
        REPORTS.put(source, lake.run(source, folder.resolve(source)));
      }
    }
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  @Test
  void nothingIsRefusedAndNoFormChanges() {
    assertThat(REPORTS).isNotEmpty();
    REPORTS.forEach(
        (source, report) -> {
          assertThat(report.notCovered()).as(source).isEmpty();
          assertThat(report.files())
              .as(source)
              .allSatisfy(
                  file -> {
                    assertThat(file.reason()).isEmpty();
                    assertThat(file.status()).isEqualTo(FileReport.Status.LOADED);
                    assertThat(file.rejected()).isZero();
                    assertThat(file.known()).isZero();
                    assertThat(file.accepted()).isEqualTo(file.received());
                    assertThat(file.drift().message()).isEmpty();
                  });
        });
  }

  private static long accepted(String source, String entity) {
    return accepted(source, entity, "");
  }

  private static long accepted(String source, String entity, String inName) {
    return REPORTS.get(source).files().stream()
        .filter(file -> file.entity().equals(entity) && file.file().contains(inName))
        .mapToLong(FileReport::accepted)
        .sum();
  }

  private static long learners(boolean ofVendorB) {
    long count = 0;
    for (Institution institution : scene.institutions(ofVendorB)) {
      for (SchoolClass one : scene.year().classes(institution)) {
        for (LocalDate day : scene.termStarts()) {
          count += scene.year().size(one, (int) day.toEpochDay());
        }
      }
    }
    return count;
  }

  private static long absences(boolean ofVendorB) {
    Stints stints = scene.year().stints();
    long count = 0;
    for (Institution institution : scene.institutions(ofVendorB)) {
      for (SchoolClass one : scene.year().classes(institution)) {
        for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
          for (Absences.Day off :
              scene.absences().of(stints.learner(i), one.level(), institution.index())) {
            int day = (int) scene.days().day(off.dayIndex()).toEpochDay();
            count += stints.holds(i, day) ? 1 : 0;
          }
        }
      }
    }
    return count;
  }

  @Test
  void listsOfVendorAHoldAllWhoLearn() {
    assertThat(accepted("sms_a", "learner")).isEqualTo(learners(false)).isPositive();
  }

  @Test
  void rollCallsOfVendorAHoldAllAbsences() {
    assertThat(accepted("sms_a", "attendance")).isEqualTo(absences(false) + classDays(false));
  }

  @Test
  void listsOfVendorBHoldAllWhoLearnAndWhoLeft() {
    long left = 0;
    Stints stints = scene.year().stints();
    LocalDate second = scene.termStarts().get(1);
    for (Institution institution : scene.institutions(true)) {
      for (SchoolClass one : scene.year().classes(institution)) {
        for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
          left += stints.to(i) <= second.toEpochDay() ? 1 : 0;
        }
      }
    }
    assertThat(left).isPositive();
    assertThat(accepted("sms_b", "learner")).isEqualTo(learners(true) + left);
  }

  @Test
  void registersOfVendorBHoldAllAbsencesAndAllRollCalls() {
    assertThat(accepted("sms_b", "attendance")).isEqualTo(absences(true)).isPositive();
    assertThat(accepted("sms_b", "roll_call")).isEqualTo(classDays(true)).isPositive();
  }

  private static long atEnd(Predicate<Level> levels, ToLongFunction<Integer> perGrade) {
    Stints stints = scene.year().stints();
    long count = 0;
    for (SchoolClass one : scene.year().classes()) {
      for (int i = stints.start(one.index()); i < stints.start(one.index() + 1); i++) {
        boolean isAtEnd = levels.test(one.level()) && stints.exit(i) == Stints.Exit.YEAR_END;
        count += isAtEnd ? perGrade.applyAsLong(stints.grade(i)) : 0;
      }
    }
    return count;
  }

  @Test
  void gradebooksOfBothVendorsHoldEverySubjectOfEveryLearner() {
    long ofSecondTerm = atEnd(Level::hasMarks, grade -> Subject.of(grade).size());

    assertThat(accepted("gradebook", "mark", "_hk2_")).isEqualTo(ofSecondTerm).isPositive();
    assertThat(accepted("gradebook", "mark", "A")).isPositive();
    assertThat(accepted("gradebook", "mark", "B")).isPositive();
  }

  @Test
  void transcriptsTellOfEveryLearnerOfTheLastDay() {
    assertThat(accepted("transcript", "year_result"))
        .isEqualTo(atEnd(level -> level == Level.PRIMARY || level.hasMarks(), grade -> 1L))
        .isPositive();
  }

  @Test
  void timetablesHoldThePeriodsOfEverySubjectOfEveryClass() {
    long periods = 0;
    for (SchoolClass one : scene.year().classes()) {
      if (Timetable.isTaught(one.level())) {
        for (Subject subject : Subject.of(one.grade())) {
          periods += Timetable.periods(subject, 1) + Timetable.periods(subject, 2);
        }
      }
    }
    assertThat(accepted("timetable", "slot")).isEqualTo(periods).isPositive();
  }

  @Test
  void nobodyTeachesTwoClassesAtOnceAndNoClassHasTwoLessonsAtOnce() {
    for (Delivery delivery : new TimetableSlot().deliveries(scene)) {
      Sheet sheet = delivery.content().get().get(0);
      assertThat(sheet.rows())
          .extracting(row -> row.cells().subList(1, 3) + " " + row.cells().get(4))
          .doesNotHaveDuplicates();
      assertThat(sheet.rows()).extracting(row -> row.cells().subList(0, 3)).doesNotHaveDuplicates();
    }
  }

  @Test
  void mostLessonsOfTheTimetableAreHeldAndSomeOnlineWhereSchoolsAreClosed() {
    long planned = 0;
    for (Week week : Week.of(scene)) {
      for (int index : week.dayIndexes().toArray()) {
        LocalDate day = scene.days().day(index);
        int weekday = day.getDayOfWeek().getValue() + 1;
        planned += day.isBefore(scene.days().secondTerm()) ? slots(1, weekday) : slots(2, weekday);
      }
    }
    Map<String, Integer> modes = new TreeMap<>();
    for (Delivery delivery : new TimetableLesson().deliveries(scene)) {
      for (Row row : delivery.content().get().get(0).rows()) {
        modes.merge(String.valueOf(row.cells().get(5)), 1, Integer::sum);
      }
    }
    long held = modes.values().stream().mapToLong(Integer::longValue).sum();

    assertThat(accepted("timetable", "lesson")).isEqualTo(held);
    assertThat((double) held / planned).isBetween(0.95, 0.995);
    assertThat(modes).containsOnlyKeys("in_class", "live_online", "self_study");
  }

  /** Lessons of all schools on a weekday of a term. */
  private static long slots(int term, int weekday) {
    return SLOTS.computeIfAbsent(
        term + "/" + weekday,
        unused ->
            new TimetableSlot()
                .deliveries(scene).stream()
                    .filter(delivery -> delivery.path().contains("_hk" + term))
                    .flatMap(delivery -> delivery.content().get().get(0).rows().stream())
                    .filter(row -> row.cells().get(1).equals(weekday))
                    .count());
  }

  /** Ingests the first delivery of a feed by a vendor's schools, with one cell changed. */
  private static FileReport changed(String feed, String account, String key, String text)
      throws IOException {
    for (Feed one : Feeds.all()) {
      for (Delivery delivery : one.deliveries(scene)) {
        if (delivery.feed().equals(feed) && delivery.sender().startsWith(account)) {
          List<Sheet> sheets = new ArrayList<>(delivery.content().get());
          Sheet first = sheets.get(0);
          List<Row> rows = new ArrayList<>(first.rows());
          rows.set(0, rows.get(0).with(first.column(key), text));
          Sheet.Block block = new Sheet.Block(first.blocks().get(0).title(), rows);
          sheets.set(0, new Sheet(first.name(), first.columns(), List.of(block)));
          Path file = folder.resolve("changed" + changes++).resolve(delivery.path());
          DeliveryWriter.write(file, delivery.form(), sheets);
          return lake.run(delivery.source(), file).files().get(0);
        }
      }
    }
    throw new IllegalArgumentException("No delivery of " + feed);
  }

  @ParameterizedTest
  @CsvSource({
    "sms_a.learner, A, sex_code, X",
    "sms_a.learner, A, policy_code, HX",
    "sms_a.attendance, A, status_code, Z",
    "sms_b.learner, B, status_code, 7",
    "sms_b.attendance, B, status_code.2, Z",
    "gradebook.mark, A, last_mark, 10.5",
    "gradebook.mark, A, middle_mark, 11",
    "gradebook.mark, A, term_mark, -1",
    "gradebook.mark, A, subject_name, Thiên văn",
    "gradebook.mark, B, last_mark, '10,1'",
    "gradebook.mark, B, regular_mark_1, '7,25'",
    "transcript.year_result, A, outcome_code, XX",
    "timetable.lesson, A, mode_code, asleep",
    "timetable.slot, A, weekday, 8"
  })
  void whatTheContractDoesNotKnowIsRefused(String feed, String account, String key, String text)
      throws IOException {
    FileReport report = changed(feed, account, key, text);

    assertThat(report.status()).isEqualTo(FileReport.Status.LOADED);
    assertThat(report.rejected()).isOne();
  }

  /** How many rolls are called in a year. */
  private static long classDays(boolean ofVendorB) {
    long count = 0;
    for (Institution institution : scene.institutions(ofVendorB)) {
      for (SchoolClass one : scene.year().classes(institution)) {
        if (one.level() == Level.SPECIAL) {
          continue;
        }
        for (int day = 0; day < scene.days().count(); day++) {
          // Vendor A also tells that there was no school.
          boolean isTold = !ofVendorB || !scene.absences().isClosed(institution.commune(), day);
          count += isTold && SchoolDays.teaches(one.level(), scene.days().day(day)) ? 1 : 0;
        }
      }
    }
    return count;
  }
}
