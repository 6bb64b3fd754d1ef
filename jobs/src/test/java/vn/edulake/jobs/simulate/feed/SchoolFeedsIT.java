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

  /** The only delivery of a feed and account in a folder of its day, changed in one cell. */
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
    "transcript.year_result, A, outcome_code, XX"
  })
  void whatNoContractKnowsIsRefused(String feed, String account, String key, String text)
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
        for (int day = 0; day < scene.days().count(); day++) {
          boolean isOpen = !scene.absences().isClosed(institution.commune(), day);
          count += isOpen && SchoolDays.teaches(one.level(), scene.days().day(day)) ? 1 : 0;
        }
      }
    }
    return count;
  }
}
