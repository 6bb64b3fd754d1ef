package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.edulake.jobs.transform.TownLake.call;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.bench.WrittenFiles;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.jobs.transform.TownLake.Call;
import vn.edulake.models.TableName;
import vn.edulake.quality.Verdict;
import vn.edulake.warehouse.catalog.LiveRows;
import vn.edulake.warehouse.catalog.RowState;

/** What changed is built, nothing else, and it is what building everything gives. */
class IncrementalIT {
  @TempDir private Path home;

  private static List<Call> september() {
    List<Call> result = new ArrayList<>();
    for (int learner = 1; learner <= 3; learner++) {
      for (int day = 1; day <= 9; day++) {
        result.add(
            call(
                "r" + learner + "-" + day,
                1,
                "l" + learner,
                "s" + learner % 2,
                "2026-09-0" + day,
                (learner + day) % 3 == 0 ? "absent" : "present"));
      }
    }
    return result;
  }

  @Test
  void aCorrectedRecordBuildsItsDayItsReadersItsKeyAndNoMore() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      assertThat(how(lake.run())).containsOnly("all rows");

      // The same record a second time, with another mark: day 4 of learner 1 in school 1.
      lake.deliver(List.of(call("r1-4", 2, "l1", "s1", "2026-09-04", "absent")));
      RunPlan plan = lake.plan(false, Optional.empty());
      assertThat(lake.extents(plan))
          .containsEntry(TownLake.STAGING, "day 2026-09-04")
          .containsEntry(TownLake.COUNT, "all rows")
          .containsEntry(
              TownLake.ABSENCE,
              "the days that change in staging.stg_town__call, up to 2 days after each");
      Map<TableName, TableOutcome> built = lake.run(plan);

      assertThat(built.get(TownLake.STAGING).how()).isEqualTo("1 day");
      assertThat(built.get(TownLake.STAGING).writtenCount())
          .as("the two other rows of the day stay")
          .isEqualTo(1);
      assertThat(built.get(TownLake.ABSENCE).how()).isEqualTo("3 days");
      assertThat(built.get(TownLake.ABSENCE).writtenCount())
          .as("learner 1 on the day and the two behind it")
          .isEqualTo(3);
      assertThat(built.get(TownLake.DAY).how()).isEqualTo("3 days");
      assertThat(built.get(TownLake.SCHOOL).how()).as("reads no marks").isEqualTo("nothing");
      assertThat(built.get(TownLake.LEARNER).how()).isEqualTo("1 key");
      assertIsWholeBuild(lake);
    }
  }

  @Test
  void aRecordThatMovesToAnotherDayLeavesTheOldOne() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();

      lake.deliver(List.of(call("r2-9", 2, "l2", "s0", "2026-10-20", "absent")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.STAGING).how()).isEqualTo("2 days");
      assertThat(lake.rows(TownLake.STAGING))
          .filteredOn(row -> row.startsWith("r2-9|"))
          .containsExactly("r2-9|l2|s0|2026-10-20|absent");
      assertIsWholeBuild(lake);
    }
  }

  /** A stay that begins or ends otherwise concerns the days in between, not all that it has. */
  @Test
  void aChangedPeriodBuildsTheDaysOnWhichItDiffers() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(
          List.of(
              call("a", 1, "ada", "s1", "2026-09-01", "present"),
              call("b", 1, "bob", "s1", "2026-09-02", "present"),
              call("c", 1, "bob", "s1", "2026-09-05", "present"),
              call("d", 1, "cy", "s2", "2026-09-08", "present"),
              call("e", 1, "dan", "s2", "2026-09-09", "present")));
      lake.run();
      assertThat(lake.rows(TownLake.STAY_DAY)).hasSize(12);

      // Ada goes to another school on the 5th: she was in the first one on the 1st and 2nd still.
      lake.deliver(List.of(call("f", 1, "ada", "s2", "2026-09-05", "present")));
      RunPlan plan = lake.plan(false, Optional.empty());
      assertThat(lake.extents(plan).get(TownLake.STAY_DAY))
          .isEqualTo(
              "the days that change in core.fct_town_stay,"
                  + " the days that change in staging.stg_town__call");
      Map<TableName, TableOutcome> built = lake.run(plan);

      assertThat(built.get(TownLake.STAY).how()).isEqualTo("1 key");
      assertThat(built.get(TownLake.STAY).writtenCount()).isEqualTo(2);
      assertThat(built.get(TownLake.STAY_DAY).how()).as("the 5th to the 9th").isEqualTo("5 days");
      assertThat(lake.rows(TownLake.STAY_DAY))
          .contains("ada|2026-09-02|s1", "ada|2026-09-05|s2", "ada|2026-09-09|s2");
      assertIsWholeBuild(lake);
    }
  }

  /** A school that corrects a day of many schools builds its own rows, and a new day all of its. */
  @Test
  void ofADayThatIsStoredTheSlicesThatChangedAreBuilt() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();

      lake.deliver(
          List.of(
              call("new", 1, "l7", "s1", "2026-09-03", "present"),
              call("late", 1, "l7", "s1", "2026-09-12", "present"),
              call("too", 1, "l2", "s0", "2026-09-12", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.SCHOOL_DAY).how()).isEqualTo("2 days");
      assertThat(built.get(TownLake.SCHOOL_DAY).writtenCount())
          .as("school 1 on the 3rd, and both on the 12th")
          .isEqualTo(3);
      assertThat(lake.rows(TownLake.SCHOOL_DAY))
          .contains("2026-09-03|s0|1|l2@2026-09-01", "2026-09-03|s1|3|l1@2026-09-01");
      assertIsWholeBuild(lake);
    }
  }

  /** Of whom a changed state is, other tables tell: the schools that called this learner. */
  @Test
  void aSliceMayStandInAnotherTable() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();

      // Learner 2 of school 0 moves to school 1 on the 5th, and is called in the old one after it.
      lake.deliver(List.of(call("r2-5", 2, "l2", "s1", "2026-09-05", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.SCHOOL_DAY).how()).isEqualTo("5 days");
      assertThat(built.get(TownLake.SCHOOL_DAY).writtenCount())
          .as("school 1 on the 5th, school 0 on the four days in the state that is new")
          .isEqualTo(5);
      assertThat(lake.rows(TownLake.SCHOOL_DAY))
          .doesNotContain("2026-09-05|s0|1|l2@2026-09-05")
          .contains("2026-09-06|s0|1|l2@2026-09-06");
      assertIsWholeBuild(lake);
    }
  }

  /** A state holds for all time, but nobody was called on most days of it. */
  @Test
  void aChangedPeriodBuildsTheDaysOfItsKeyAlone() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();

      // A fourth learner, and a fifth one whom only the 1st and the 9th name.
      lake.deliver(
          List.of(
              call("new", 1, "l4", "s1", "2026-09-06", "present"),
              call("first", 1, "l5", "s1", "2026-09-01", "present"),
              call("last", 1, "l5", "s1", "2026-09-09", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.LEARNER).how()).isEqualTo("2 keys");
      assertThat(built.get(TownLake.VERSION_DAY).how())
          .as("of the days from the 1st to the 9th")
          .isEqualTo("3 days");
      assertThat(built.get(TownLake.VERSION_DAY).writtenCount()).isEqualTo(3);
      assertIsWholeBuild(lake);
    }
  }

  /** Rows of other tables may name a key that went; one whose row changed is still there. */
  @Test
  void aTableTellsWhetherItLostAKey() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(
          List.of(
              call("a", 1, "l1", "s1", "2026-09-01", "present"),
              call("b", 1, "l2", "s1", "2026-09-01", "present"),
              call("c", 1, "l3", "s2", "2026-09-01", "present")));
      lake.run();

      lake.deliver(List.of(call("b", 2, "l2", "s2", "2026-09-01", "present")));
      TableOutcome changed = lake.run().get(TownLake.DESK);
      assertThat(changed.how()).isEqualTo("2 keys");
      assertThat(changed.hasLostKeys()).isFalse();

      lake.deliver(List.of(call("a", 2, "l1", "s2", "2026-09-01", "present")));
      TableOutcome lost = lake.run().get(TownLake.DESK);
      assertThat(lake.rows(TownLake.DESK)).containsExactly("s2|3");
      assertThat(lost.hasLostKeys()).isTrue();
      assertIsWholeBuild(lake);
    }
  }

  @Test
  void aRowThatRefersToNothingIsFoundWhereOtherRowsStay() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();

      lake.deliver(List.of(call("odd", 1, "l1", "without desk", "2026-09-04", "present")));
      TableOutcome built =
          lake.build(lake.plan(false, Optional.empty()), "run_odd").stream()
              .filter(outcome -> outcome.table().equals(TownLake.DESK_CALL))
              .findFirst()
              .orElseThrow();

      assertThat(built.how()).isEqualTo("1 key");
      assertThat(built.writtenCount()).isEqualTo(1);
      assertThat(built.verdicts())
          .filteredOn(Verdict::rejects)
          .singleElement()
          .satisfies(
              verdict -> {
                assertThat(verdict.check()).isEqualTo("reference.desk_key");
                assertThat(verdict.keys()).containsExactly("desk_key=without desk");
              });
    }
  }

  /** What an earlier state of a key made goes, on days on which no later one has a row. */
  @Test
  void aStateThatEndsTakesItsRowsAlongOnEveryDayThatHadThem() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      assertThat(lake.rows(TownLake.VERSION_DAY)).hasSize(27);

      // Learner 2 had left on the 3rd: no state holds from then until the next call.
      lake.deliver(List.of(call("r2-3", 2, "l2", "s0", "2026-09-03", "left")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.VERSION_DAY).how())
          .as("the 3rd to the 9th")
          .isEqualTo("7 days");
      assertThat(lake.rows(TownLake.VERSION_DAY)).hasSize(26);
      assertIsWholeBuild(lake);
    }
  }

  /** A row without a period holds always; whom it concerns tells on which days. */
  @Test
  void anInputWithoutDaysBuildsThoseOfTheRowsItConcerns() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.deliver(
          List.of(
              call("x", 1, "ada", "s1", "2026-09-02", "present"),
              call("y", 1, "ada", "s1", "2026-09-07", "present")));
      lake.run();

      // Ada is called a third time, so that her count changes on the other two days as well.
      lake.deliver(List.of(call("z", 1, "ada", "s1", "2026-09-12", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.LEARNER).how()).as("her state is the same").isEqualTo("1 key");
      assertThat(built.get(TownLake.VERSION_DAY).how()).isEqualTo("3 days");
      assertThat(built.get(TownLake.VERSION_DAY).writtenCount()).isEqualTo(3);
      assertThat(lake.rows(TownLake.VERSION_DAY))
          .filteredOn(row -> row.startsWith("ada|"))
          .containsExactly(
              "ada|2026-09-02|ada@2026-09-02|3",
              "ada|2026-09-07|ada@2026-09-02|3",
              "ada|2026-09-12|ada@2026-09-02|3");
      assertIsWholeBuild(lake);
    }
  }

  /** Two numbers that were one learner: the days of both are built, and no others. */
  @Test
  void aCallThatTurnsOutToBeOfAnotherLearnerBuildsTheDaysOfBoth() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.deliver(
          List.of(
              call("x", 1, "ada", "s1", "2026-09-02", "present"),
              call("y", 1, "eda", "s1", "2026-09-05", "present")));
      lake.run();

      lake.deliver(List.of(call("y", 2, "ada", "s1", "2026-09-05", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.VERSION_DAY).how()).isEqualTo("2 days");
      assertThat(lake.rows(TownLake.VERSION_DAY))
          .filteredOn(row -> row.contains("da|"))
          .containsExactly("ada|2026-09-02|ada@2026-09-02|2", "ada|2026-09-05|ada@2026-09-02|2");
      assertIsWholeBuild(lake);
    }
  }

  /** A state names its learner; by which schools he was called, another table says. */
  @Test
  void aRowWhoseKeyStandsInAnotherTableBuildsThatKeyAlone() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.deliver(
          List.of(
              call("x", 1, "ada", "s7", "2026-09-02", "present"),
              call("y", 1, "ada", "s8", "2026-09-05", "present"),
              call("z", 1, "eda", "s9", "2026-09-05", "present")));
      lake.run();

      // Ada had left and come back: she has three states instead of two, in both her schools.
      lake.deliver(
          List.of(
              call("v", 1, "ada", "s7", "2026-09-03", "left"),
              call("w", 1, "ada", "s7", "2026-09-04", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.CALLED).how()).isEqualTo("2 keys");
      assertThat(lake.rows(TownLake.CALLED)).contains("s7|3", "s8|3", "s9|1");
      assertIsWholeBuild(lake);
      // Eda was called by another school after all: the old one loses its row.
      lake.deliver(List.of(call("z", 2, "eda", "s7", "2026-09-05", "present")));
      built = lake.run();
      assertThat(built.get(TownLake.CALLED).how()).isEqualTo("2 keys");
      assertThat(lake.rows(TownLake.CALLED)).noneMatch(row -> row.startsWith("s9|"));
      assertIsWholeBuild(lake);
    }
  }

  @Test
  void whoReadsATableThatWasBuiltWithTheSameRowsHasNothingToDo() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      long seen =
          RowState.of(lake.table(TownLake.COUNT), lake.table(TownLake.COUNT).currentSnapshot());

      // One more call of a learner in the same school changes days, but no period of a history.
      lake.deliver(List.of(call("again", 1, "l1", "s1", "2026-09-20", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.STAGING).how()).isEqualTo("1 day");
      assertThat(built.get(TownLake.COUNT).how()).isEqualTo("nothing");
      assertThat(built.get(TownLake.COUNT).writtenCount()).isZero();
      Table count = lake.table(TownLake.COUNT);
      assertThat(RowState.of(count, count.currentSnapshot())).isEqualTo(seen);
      assertThat(lake.plan(false, Optional.empty()).tables()).isEmpty();
      assertIsWholeBuild(lake);
    }
  }

  /** Who reads it later looks at these keys, and not at all rows of the files that were written. */
  @Test
  void aTableTellsTheFewKeysInWhichItChanged() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      long first = state(lake);

      // Two learners go to another school: a stay ends earlier and one begins, for each.
      lake.deliver(List.of(call("ada", 1, "l1", "s7", "2026-09-20", "present")));
      lake.run();
      long second = state(lake);
      lake.deliver(List.of(call("bob", 1, "l2", "s7", "2026-09-21", "present")));
      lake.run();
      long third = state(lake);

      Table stay = lake.table(TownLake.STAY);
      assertThat(ChangedKeys.between(stay, first, second).orElseThrow().hashes()).hasSize(2);
      assertThat(ChangedKeys.between(stay, second, third).orElseThrow().hashes()).hasSize(2);
      assertThat(ChangedKeys.between(stay, first, third).orElseThrow().hashes()).hasSize(4);
      assertThat(ChangedKeys.between(stay, third, first)).as("not back in time").isEmpty();
      assertThat(ChangedKeys.between(stay, 0, first)).as("all rows came").isEmpty();
      assertThat(stay.snapshot(third).summary().toString()).doesNotContain("l2");

      assertIsWholeBuild(lake);
    }
  }

  private static long state(TownLake lake) {
    Table stay = lake.table(TownLake.STAY);
    return RowState.of(stay, stay.currentSnapshot());
  }

  /** Readers of the call of a day that was built anew see the same files, but for what changed. */
  @Test
  void aFileOfWhichNoRowChangedStays() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      Map<TableName, Long> before = lake.heads();
      assertThat(before.values()).doesNotContain(0L);

      // Day 4 of a learner; the two days behind it look back at it.
      lake.deliver(List.of(call("r1-4", 2, "l1", "s1", "2026-09-04", "absent")));
      Map<TableName, TableOutcome> built = lake.run();

      Map<TableName, WrittenFiles.Change> changes = lake.changes(before);
      assertThat(changes.values()).allSatisfy(change -> assertThat(change.needless()).isZero());
      assertThat(changes.get(TownLake.ABSENCE))
          .as("beside three of nine files, a day each, it says that a row went")
          .satisfies(change -> assertThat(change.removed()).isZero())
          .satisfies(change -> assertThat(change.deletedRows()).isEqualTo(3))
          .satisfies(change -> assertThat(change.newRows()).isEqualTo(3));
      assertThat(built.get(TownLake.STAY_DAY).writtenCount()).as("no stay changed").isZero();
      assertThat(changes.get(TownLake.STAY_DAY).added()).isZero();
    }
  }

  @Test
  void aLateObservationSplitsTheHistoryOfItsLearner() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(
          List.of(
              call("a", 1, "ada", "s1", "2026-09-01", "present"),
              call("b", 1, "ada", "s1", "2026-09-03", "present"),
              call("c", 1, "ada", "s1", "2026-09-09", "left"),
              call("d", 1, "bob", "s1", "2026-09-01", "present")));
      lake.run();
      assertThat(lake.rows(TownLake.LEARNER))
          .containsExactly(
              "ada|ada@2026-09-01|2026-09-01|2026-09-09|s1",
              "bob|bob@2026-09-01|2026-09-01|9999-12-31|s1");

      lake.deliver(
          List.of(
              call("e", 1, "ada", "s2", "2026-09-02", "present"),
              call("f", 1, "ada", "s2", "2026-09-20", "present")));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.LEARNER).how()).isEqualTo("1 key");
      assertThat(lake.rows(TownLake.LEARNER))
          .containsExactly(
              "ada|ada@2026-09-01|2026-09-01|2026-09-02|s1",
              "ada|ada@2026-09-02|2026-09-02|2026-09-03|s2",
              "ada|ada@2026-09-03|2026-09-03|2026-09-09|s1",
              "ada|ada@2026-09-20|2026-09-20|9999-12-31|s2",
              "bob|bob@2026-09-01|2026-09-01|9999-12-31|s1");
      assertIsWholeBuild(lake);
    }
  }

  @Test
  void whatIsUnchangedIsNotPlannedAndADeadRunLeavesNothing() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      lake.deliver(september());
      assertThat(lake.plan(false, Optional.empty()).tables()).isEmpty();

      lake.deliver(List.of(call("r3-1", 2, "l3", "s1", "2026-09-01", "left")));
      lake.build(lake.plan(false, Optional.empty()), "run_died");
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.STAGING).how()).isEqualTo("1 day");
      assertIsWholeBuild(lake);
      assertThat(lake.plan(false, Optional.empty()).tables()).isEmpty();
    }
  }

  /** A part goes and comes in two commits of the branch of the run: readers see neither alone. */
  @Test
  void aRunThatDiesBetweenDeletionAndAppendLeavesReadersAndTheNextRunUnharmed() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      Map<TableName, List<String>> before = lake.rows();
      lake.deliver(
          List.of(
              call("r3-1", 2, "l3", "s1", "2026-09-01", "left"),
              call("r9-1", 1, "l9", "s1", "2026-09-02", "absent")));

      assertThatThrownBy(
              () ->
                  lake.build(
                      lake.plan(false, Optional.empty()),
                      "run_died",
                      step -> {
                        if (step.equals("run.part-deleted")) {
                          throw new IllegalStateException("died at " + step);
                        }
                      }))
          .hasMessage("died at run.part-deleted");

      Table staging = lake.table(TownLake.STAGING);
      assertThat(staging.snapshot("run_died").operation())
          .as("the branch has lost the row that changed")
          .isIn("delete", "overwrite");
      assertThat(LiveRows.of(staging, staging.snapshot("run_died"))).isEqualTo(26);
      assertThat(lake.rows()).isEqualTo(before);
      assertThat(lake.run().get(TownLake.STAGING).how()).isEqualTo("2 days");
      assertThat(lake.rows(TownLake.STAGING)).hasSize(28);
      assertIsWholeBuild(lake);
    }
  }

  @Test
  void moreThanAThousandHistoriesChangeAtOnce() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(crowd(0, 2_300, 1, "s1", "present"));
      lake.run();

      lake.deliver(crowd(600, 1_700, 2, "s1", "left"));
      Map<TableName, TableOutcome> built = lake.run();

      assertThat(built.get(TownLake.LEARNER).how()).isEqualTo("1100 keys");
      assertThat(lake.rows(TownLake.LEARNER)).hasSize(2_300 - 1_100);
      assertIsWholeBuild(lake);

      lake.deliver(crowd(0, 1_700, 3, "s2", "present"));
      assertThat(lake.run().get(TownLake.LEARNER).how())
          .as("more than half of them")
          .isEqualTo("all rows");
      assertThat(lake.rows(TownLake.LEARNER)).hasSize(2_300);
    }
  }

  /** A record of each learner from one number to another. */
  private static List<Call> crowd(int from, int to, int revision, String school, String mark) {
    List<Call> result = new ArrayList<>();
    for (int i = from; i < to; i++) {
      result.add(call("c" + i, revision, "l" + i, school, "2026-09-01", mark));
    }
    return result;
  }

  @Test
  void wantedDaysAreBuiltAlthoughNothingChangedAndGiveTheSame() {
    try (TownLake lake = TownLake.open(home)) {
      lake.deliver(september());
      lake.run();
      Map<TableName, List<String>> before = lake.rows();
      DayRange days = new DayRange(LocalDate.parse("2026-09-03"), LocalDate.parse("2026-09-05"));

      RunPlan plan = lake.plan(false, Optional.of(days));
      assertThat(plan.tables())
          .filteredOn(planned -> planned.spec().table().equals(TownLake.STAGING))
          .extracting(RunPlan.Planned::reason)
          .containsExactly("days 2026-09-03 to 2026-09-05 wanted");
      assertThat(lake.extents(plan))
          .containsEntry(TownLake.STAGING, "days 2026-09-03 to 2026-09-05");
      Map<TableName, TableOutcome> built = lake.run(plan);

      assertThat(built.get(TownLake.STAGING).how()).isEqualTo("3 days");
      assertThat(built.get(TownLake.STAGING).writtenCount()).isEqualTo(9);
      assertThat(built.get(TownLake.DAY).how()).isEqualTo("3 days");
      // They read the days and find that no row is another.
      assertThat(built.get(TownLake.LEARNER).how()).isEqualTo("nothing");
      assertThat(built.get(TownLake.SCHOOL).how()).isEqualTo("nothing");
      assertThat(lake.rows()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = 1)
  void anyOrderOfDeliveriesEndsAsOneBuild(long seed) {
    assertAnyOrder(seed);
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
  void manyOrdersOfDeliveriesEndAsOneBuild(long seed) {
    assertAnyOrder(seed);
  }

  /** Batches in any order, some twice, with a run after each and now and then some wanted days. */
  private void assertAnyOrder(long seed) {
    Random random = new Random(seed);
    List<List<Call>> batches = batches(random);
    Map<TableName, List<String>> wanted;
    try (TownLake lake = TownLake.open(home.resolve("whole"))) {
      batches.forEach(lake::deliver);
      lake.run();
      wanted = lake.rows();
    }
    List<List<Call>> order = new ArrayList<>(batches);
    order.add(batches.get(random.nextInt(batches.size())));
    Collections.shuffle(order, random);
    try (TownLake lake = TownLake.open(home.resolve("batches"))) {
      for (List<Call> batch : order) {
        lake.deliver(batch);
        LocalDate from = LocalDate.parse("2026-08-25").plusDays(random.nextInt(20));
        Optional<DayRange> days =
            random.nextInt(3) == 0
                ? Optional.of(new DayRange(from, from.plusDays(random.nextInt(5))))
                : Optional.empty();
        lake.run(lake.plan(false, days));
      }
      assertThat(lake.rows()).as("seed " + seed).isEqualTo(wanted);
    }
  }

  /** Records with up to three revisions, dealt out to files. */
  private static List<List<Call>> batches(Random random) {
    List<List<Call>> result = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      result.add(new ArrayList<>());
    }
    String[] marks = {"present", "absent", "left"};
    for (int record = 0; record < 30; record++) {
      int revisions = 1 + random.nextInt(3);
      for (int revision = 1; revision <= revisions; revision++) {
        Call call =
            call(
                "r" + record,
                revision,
                "l" + random.nextInt(4),
                "s" + random.nextInt(3),
                LocalDate.parse("2026-08-25").plusDays(random.nextInt(14)).toString(),
                marks[random.nextInt(3)]);
        boolean isDeletion = revision > 1 && random.nextInt(4) == 0;
        result
            .get(random.nextInt(result.size()))
            .add(
                isDeletion
                    ? new Call(
                        call.id(), revision, "D", call.learner(), call.school(), call.day(), "")
                    : call);
      }
    }
    result.removeIf(List::isEmpty);
    return result;
  }

  private static void assertIsWholeBuild(TownLake lake) {
    Map<TableName, List<String>> before = lake.rows();
    assertThat(how(lake.run(lake.plan(true, Optional.empty())))).containsOnly("all rows");
    assertThat(lake.rows()).isEqualTo(before);
  }

  private static List<String> how(Map<TableName, TableOutcome> built) {
    return built.values().stream().map(TableOutcome::how).toList();
  }
}
