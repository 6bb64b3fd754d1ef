package vn.edulake.orchestration.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.orchestration.timetable.CronTriggerTimetable.RunImmediately;

/** The table of scheduling semantics: one row, one case. Times are UTC. */
class TimetableTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final Delta NOTHING = Delta.of(Duration.ZERO);

  private static @Nullable Instant instant(@Nullable String time) {
    return time == null || time.isBlank() || time.equals("-") ? null : Instant.parse(time + ":00Z");
  }

  private static String shown(Optional<RunInfo> info) {
    return info.map(
            run ->
                short_(run.logicalDate())
                    + " "
                    + short_(run.interval().start())
                    + " "
                    + short_(run.interval().end())
                    + " "
                    + short_(run.runAfter()))
        .orElse("none");
  }

  private static String short_(Instant time) {
    return time.toString().substring(0, 16);
  }

  private static Timetable timetable(String kind) {
    return switch (kind) {
      case "trigger" -> CronTriggerTimetable.of(Cron.parse("@daily", UTC));
      case "trigger+1d" ->
          new CronTriggerTimetable(
              Cron.parse("@daily", UTC), Delta.of(Duration.ofDays(1)), new RunImmediately.Never());
      case "interval" -> new CronDataIntervalTimetable(Cron.parse("@daily", UTC));
      case "delta" -> new DeltaTriggerTimetable(Delta.of(Duration.ofHours(6)), NOTHING);
      case "delta interval" -> new DeltaDataIntervalTimetable(Delta.of(Duration.ofHours(6)));
      case "multiple" ->
          new MultipleCronTriggerTimetable(
              List.of(
                  CronTriggerTimetable.of(Cron.parse("0 6 * * *", UTC)),
                  CronTriggerTimetable.of(Cron.parse("0 18 * * *", UTC))));
      case "events" ->
          new EventsTimetable(
              List.of(
                  Instant.parse("2026-01-31T16:00:00Z"),
                  Instant.parse("2026-01-15T00:00:00Z"),
                  Instant.parse("2026-03-01T00:00:00Z")),
              true,
              "");
      case "once" -> new OnceTimetable();
      case "continuous" -> new ContinuousTimetable();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Last: logical start and end of the newest run that the clock started. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // case | timetable | catchup | start date | end date | last start | last end | now |
        // expected: logical, start, end, run after
        "trigger: enabled at 15:00, waits for midnight | trigger | false | 2026-01-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-02-01T00:00 2026-02-01T00:00 2026-02-01T00:00 2026-02-01T00:00",
        "interval: enabled at 15:00, runs for the day that ended | interval | false | 2026-01-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-01-30T00:00 2026-01-30T00:00 2026-01-31T00:00 2026-01-31T00:00",
        "trigger: paused two days, the missed ticks are left out | trigger | false | 2026-01-01T00:00 | - | 2026-01-31T00:00 | 2026-01-31T00:00 | 2026-02-02T15:00 | 2026-02-03T00:00 2026-02-03T00:00 2026-02-03T00:00 2026-02-03T00:00",
        "interval: paused two days, the newest interval runs at once | interval | false | 2026-01-01T00:00 | - | 2026-01-30T00:00 | 2026-01-31T00:00 | 2026-02-02T15:00 | 2026-02-01T00:00 2026-02-01T00:00 2026-02-02T00:00 2026-02-02T00:00",
        "trigger: nothing missed, the tick after the last run | trigger | false | 2026-01-01T00:00 | - | 2026-02-01T00:00 | 2026-02-01T00:00 | 2026-02-01T00:00 | 2026-02-02T00:00 2026-02-02T00:00 2026-02-02T00:00 2026-02-02T00:00",
        "trigger: catchup begins at the start date | trigger | true | 2026-01-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-01-01T00:00 2026-01-01T00:00 2026-01-01T00:00 2026-01-01T00:00",
        "trigger: catchup goes on after the last run | trigger | true | 2026-01-01T00:00 | - | 2026-01-05T00:00 | 2026-01-05T00:00 | 2026-01-31T15:00 | 2026-01-06T00:00 2026-01-06T00:00 2026-01-06T00:00 2026-01-06T00:00",
        "trigger: a start date between ticks is moved to the next | trigger | true | 2026-01-01T08:00 | - | - | - | 2026-01-31T15:00 | 2026-01-02T00:00 2026-01-02T00:00 2026-01-02T00:00 2026-01-02T00:00",
        "trigger: a start date to come is waited for | trigger | false | 2026-06-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-06-01T00:00 2026-06-01T00:00 2026-06-01T00:00 2026-06-01T00:00",
        "trigger: no run after the end date | trigger | true | 2026-01-01T00:00 | 2026-01-05T12:00 | 2026-01-05T00:00 | 2026-01-05T00:00 | 2026-01-31T15:00 | none",
        "trigger: a tick on the end date runs | trigger | true | 2026-01-01T00:00 | 2026-01-06T00:00 | 2026-01-05T00:00 | 2026-01-05T00:00 | 2026-01-31T15:00 | 2026-01-06T00:00 2026-01-06T00:00 2026-01-06T00:00 2026-01-06T00:00",
        "trigger with interval: it reaches back from the tick | trigger+1d | true | 2026-01-02T00:00 | - | - | - | 2026-01-31T15:00 | 2026-01-01T00:00 2026-01-01T00:00 2026-01-02T00:00 2026-01-02T00:00",
        "interval: catchup begins at the start date | interval | true | 2026-01-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-01-01T00:00 2026-01-01T00:00 2026-01-02T00:00 2026-01-02T00:00",
        "interval: catchup goes on with the next | interval | true | 2026-01-01T00:00 | - | 2026-01-04T00:00 | 2026-01-05T00:00 | 2026-01-31T15:00 | 2026-01-05T00:00 2026-01-05T00:00 2026-01-06T00:00 2026-01-06T00:00",
        "interval: without start date nothing is made up for | interval | true | - | - | - | - | 2026-01-31T15:00 | none",
        "interval: no interval that begins after the end date | interval | true | 2026-01-01T00:00 | 2026-01-04T12:00 | 2026-01-04T00:00 | 2026-01-05T00:00 | 2026-01-31T15:00 | none",
        "interval: one that ends right now is the newest | interval | false | 2026-01-01T00:00 | - | - | - | 2026-01-31T00:00 | 2026-01-30T00:00 2026-01-30T00:00 2026-01-31T00:00 2026-01-31T00:00",
        "delta: first run at the start date | delta | true | 2026-01-01T03:00 | - | - | - | 2026-01-31T15:00 | 2026-01-01T03:00 2026-01-01T03:00 2026-01-01T03:00 2026-01-01T03:00",
        "delta: next one distance after the last | delta | true | 2026-01-01T03:00 | - | 2026-01-01T03:00 | 2026-01-01T03:00 | 2026-01-31T15:00 | 2026-01-01T09:00 2026-01-01T09:00 2026-01-01T09:00 2026-01-01T09:00",
        "delta: without catchup not before now | delta | false | 2026-01-01T03:00 | - | 2026-01-01T03:00 | 2026-01-01T03:00 | 2026-01-31T15:00 | 2026-01-31T15:00 2026-01-31T15:00 2026-01-31T15:00 2026-01-31T15:00",
        "delta interval: next begins where the last ended | delta interval | true | 2026-01-01T03:00 | - | 2026-01-01T03:00 | 2026-01-01T09:00 | 2026-01-31T15:00 | 2026-01-01T09:00 2026-01-01T09:00 2026-01-01T15:00 2026-01-01T15:00",
        "delta interval: without catchup the newest whole one | delta interval | false | 2026-01-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-01-31T06:00 2026-01-31T06:00 2026-01-31T12:00 2026-01-31T12:00",
        "multiple: the earlier of the two | multiple | false | 2026-01-01T00:00 | - | 2026-01-31T06:00 | 2026-01-31T06:00 | 2026-01-31T06:00 | 2026-01-31T18:00 2026-01-31T18:00 2026-01-31T18:00 2026-01-31T18:00",
        "events: in their order, the passed ones left out | events | false | - | - | - | - | 2026-01-31T15:00 | 2026-01-31T16:00 2026-01-31T16:00 2026-01-31T16:00 2026-01-31T16:00",
        "events: catchup has the passed ones too | events | true | - | - | - | - | 2026-01-31T15:00 | 2026-01-15T00:00 2026-01-15T00:00 2026-01-15T00:00 2026-01-15T00:00",
        "events: none after the last | events | true | - | - | 2026-03-01T00:00 | 2026-03-01T00:00 | 2026-03-02T00:00 | none",
        "once: at the start date | once | false | 2026-01-01T00:00 | - | - | - | 2026-01-31T15:00 | 2026-01-01T00:00 2026-01-01T00:00 2026-01-01T00:00 2026-01-01T00:00",
        "once: never again | once | false | 2026-01-01T00:00 | - | 2026-01-01T00:00 | 2026-01-01T00:00 | 2026-01-31T15:00 | none",
        "continuous: from the end of the last until now | continuous | false | 2026-01-01T00:00 | - | 2026-01-31T14:00 | 2026-01-31T14:30 | 2026-01-31T15:00 | 2026-01-31T14:30 2026-01-31T14:30 2026-01-31T15:00 2026-01-31T15:00",
        "continuous: not without a start date | continuous | false | - | - | - | - | 2026-01-31T15:00 | none"
      })
  void theNextRunIs(
      String name,
      String kind,
      boolean catchup,
      @Nullable String start,
      @Nullable String end,
      @Nullable String lastStart,
      @Nullable String lastEnd,
      String now,
      String expected) {
    Instant from = instant(lastStart);
    Instant to = instant(lastEnd);
    DataInterval last = from == null || to == null ? null : new DataInterval(from, to);

    Optional<RunInfo> next =
        timetable(kind)
            .next(
                last,
                new Restriction(instant(start), instant(end), catchup),
                Instant.parse(now + ":00Z"));

    assertThat(shown(next)).as(name).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "trigger        | 2026-01-31T15:00 | 2026-01-31T15:00 | 2026-01-31T15:00",
        "trigger+1d     | 2026-01-31T15:00 | 2026-01-30T15:00 | 2026-01-31T15:00",
        "interval       | 2026-01-31T15:00 | 2026-01-30T00:00 | 2026-01-31T00:00",
        "interval       | 2026-01-31T00:00 | 2026-01-30T00:00 | 2026-01-31T00:00",
        "delta interval | 2026-01-31T15:00 | 2026-01-31T09:00 | 2026-01-31T15:00",
        "events         | 2026-02-10T15:00 | 2026-01-31T16:00 | 2026-01-31T16:00",
        "once           | 2026-01-31T15:00 | 2026-01-31T15:00 | 2026-01-31T15:00"
      })
  void aManualRunStandsFor(String kind, String at, String start, String end) {
    assertThat(timetable(kind).manual(Instant.parse(at + ":00Z")))
        .isEqualTo(new DataInterval(Instant.parse(start + ":00Z"), Instant.parse(end + ":00Z")));
  }

  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "always  | 2026-01-31T15:00 | 2026-01-31T00:00",
        "never   | 2026-01-31T15:00 | 2026-02-01T00:00",
        "an hour | 2026-01-31T00:50 | 2026-01-31T00:00",
        "an hour | 2026-01-31T01:10 | 2026-02-01T00:00"
      })
  void withoutStartDateTheTimetableSaysWhetherTheTickBeforeCounts(
      String when, String now, String expected) {
    RunImmediately immediately =
        switch (when) {
          case "always" -> new RunImmediately.Always();
          case "never" -> new RunImmediately.Never();
          default -> new RunImmediately.Within(Duration.ofHours(1));
        };
    Timetable timetable = new CronTriggerTimetable(Cron.parse("@daily", UTC), NOTHING, immediately);

    assertThat(
            timetable.next(null, new Restriction(null, null, false), Instant.parse(now + ":00Z")))
        .map(RunInfo::runAfter)
        .contains(Instant.parse(expected + ":00Z"));
  }

  @Test
  void aMonthLongDeltaFollowsTheCalendar() {
    Timetable monthly =
        new DeltaTriggerTimetable(new Delta(Period.ofMonths(1), Duration.ZERO), NOTHING);

    assertThat(
            monthly.next(
                DataInterval.at(Instant.parse("2026-01-31T00:00:00Z")),
                new Restriction(null, null, true),
                Instant.parse("2026-06-01T00:00:00Z")))
        .map(RunInfo::runAfter)
        .contains(Instant.parse("2026-02-28T00:00:00Z"));
  }

  @Test
  void midnightInVietnamIsSeventeenOClockInUtc() {
    Timetable nightly =
        CronTriggerTimetable.of(Cron.parse("@daily", ZoneId.of("Asia/Ho_Chi_Minh")));

    assertThat(
            nightly.next(
                null, new Restriction(null, null, false), Instant.parse("2026-09-14T10:00:00Z")))
        .map(RunInfo::logicalDate)
        .contains(Instant.parse("2026-09-14T17:00:00Z"));
  }

  @Test
  void idsOfRunsAreThoseOfAirflow() {
    Instant time = Instant.parse("2026-09-14T17:00:00Z");

    assertThat(RunIds.timed(RunType.SCHEDULED, time))
        .isEqualTo("scheduled__2026-09-14T17:00:00+00:00");
    assertThat(RunIds.timed(RunType.BACKFILL, time)).startsWith("backfill__2026");
    assertThat(RunIds.untimed(RunType.MANUAL, time.plusNanos(250_000_000), time, "x"))
        .isEqualTo("manual__2026-09-14T17:00:00.250000+00:00");
    assertThat(RunIds.untimed(RunType.ASSET_TRIGGERED, null, time, "aB3xY9zQ"))
        .isEqualTo("asset_triggered__2026-09-14T17:00:00+00:00_aB3xY9zQ");
    assertThat(RunIds.typeOf("scheduled__x")).contains(RunType.SCHEDULED);
    assertThat(RunIds.typeOf("by-hand")).isEmpty();
  }
}
