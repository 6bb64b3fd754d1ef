package vn.edulake.orchestration.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private static Instant at(String time) {
    return OffsetDateTime.parse(time).toInstant();
  }

  @ParameterizedTest(name = "{0} after {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *           | 2026-09-14T10:00:00Z | 2026-09-14T10:01:00Z",
        "*/15 * * * *        | 2026-09-14T10:07:30Z | 2026-09-14T10:15:00Z",
        "5/20 * * * *        | 2026-09-14T10:26:00Z | 2026-09-14T10:45:00Z",
        "0 22-2 * * *        | 2026-09-14T23:30:00Z | 2026-09-15T00:00:00Z",
        "0 22-2 * * *        | 2026-09-15T02:00:00Z | 2026-09-15T22:00:00Z",
        "30 1,13 * * *       | 2026-09-14T02:00:00Z | 2026-09-14T13:30:00Z",
        "0 0 * * 0           | 2026-09-14T00:00:00Z | 2026-09-20T00:00:00Z",
        "0 0 * * 7           | 2026-09-14T00:00:00Z | 2026-09-20T00:00:00Z",
        "0 0 * * SUN         | 2026-09-14T00:00:00Z | 2026-09-20T00:00:00Z",
        "0 0 * * fri-mon     | 2026-09-15T00:00:00Z | 2026-09-18T00:00:00Z",
        "0 0 * * 5-7         | 2026-09-19T00:00:00Z | 2026-09-20T00:00:00Z",
        "0 0 1 jan,SEP *     | 2026-02-01T00:00:00Z | 2026-09-01T00:00:00Z",
        "0 0 13 * 5          | 2026-09-10T12:00:00Z | 2026-09-11T00:00:00Z",
        "0 0 13 * 5          | 2026-09-12T00:00:00Z | 2026-09-13T00:00:00Z",
        "0 0 */2 * MON       | 2026-09-05T00:00:00Z | 2026-09-07T00:00:00Z",
        "0 0 */2 * 2         | 2026-09-07T00:00:00Z | 2026-09-08T00:00:00Z",
        "0 0 1-31 * 5        | 2026-09-14T00:00:00Z | 2026-09-18T00:00:00Z",
        "0 0 13 * 0-6        | 2026-09-14T00:00:00Z | 2026-10-13T00:00:00Z",
        "0 0 * * MON#1       | 2026-09-08T00:00:00Z | 2026-10-05T00:00:00Z",
        "0 0 * * 5#3,L5      | 2026-09-18T00:00:00Z | 2026-09-25T00:00:00Z",
        "0 0 * * FRI#L       | 2026-09-14T00:00:00Z | 2026-09-25T00:00:00Z",
        "0 0 * * MON#5       | 2026-09-14T00:00:00Z | 2026-11-30T00:00:00Z",
        "0 0 15 * MON#1      | 2026-09-08T00:00:00Z | 2026-09-15T00:00:00Z",
        "0 0 L * *           | 2026-02-14T00:00:00Z | 2026-02-28T00:00:00Z",
        "0 0 L * *           | 2028-02-14T00:00:00Z | 2028-02-29T00:00:00Z",
        "0 0 29 2 *          | 2026-09-14T00:00:00Z | 2028-02-29T00:00:00Z",
        "0 0 ? * 1           | 2026-09-15T00:00:00Z | 2026-09-21T00:00:00Z",
        "@hourly             | 2026-09-14T10:00:00Z | 2026-09-14T11:00:00Z",
        "@daily              | 2026-09-14T10:00:00Z | 2026-09-15T00:00:00Z",
        "@weekly             | 2026-09-14T10:00:00Z | 2026-09-20T00:00:00Z",
        "@monthly            | 2026-09-14T10:00:00Z | 2026-10-01T00:00:00Z",
        "@quarterly          | 2026-09-14T10:00:00Z | 2026-10-01T00:00:00Z",
        "@quarterly          | 2026-10-01T00:00:00Z | 2027-01-01T00:00:00Z",
        "@yearly             | 2026-09-14T10:00:00Z | 2027-01-01T00:00:00Z"
      })
  void theTickAfterATimeIsThatOfCroniter(String expression, String time, String tick) {
    Cron cron = Cron.parse(expression, UTC);

    assertThat(cron.next(at(time))).isEqualTo(at(tick));
    assertThat(cron.previous(at(tick).plusSeconds(30))).isEqualTo(at(tick));
  }

  /**
   * New York leaves 02:00 to 03:00 out on 8 March 2026 and has 01:00 to 02:00 twice on 1 November.
   */
  @ParameterizedTest(name = "{0} after {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // A tick in the hour that is left out comes an hour later on the clock.
        "30 2 * * *  | 2026-03-07T12:00:00-05:00 | 2026-03-08T03:30:00-04:00",
        "30 2 * * *  | 2026-03-08T12:00:00-04:00 | 2026-03-09T02:30:00-04:00",
        // Midnight stays midnight on either side of the change.
        "0 0 * * *   | 2026-03-08T00:00:00-05:00 | 2026-03-09T00:00:00-04:00",
        "0 0 * * *   | 2026-11-01T00:00:00-04:00 | 2026-11-02T00:00:00-05:00",
        // A tick in the hour that comes twice comes once, the second time.
        "30 1 * * *  | 2026-10-31T12:00:00-04:00 | 2026-11-01T01:30:00-05:00",
        // An expression that ticks every hour ticks in both.
        "30 * * * *  | 2026-11-01T00:30:00-04:00 | 2026-11-01T01:30:00-04:00",
        "30 * * * *  | 2026-11-01T01:30:00-04:00 | 2026-11-01T01:30:00-05:00",
        "30 * * * *  | 2026-11-01T01:30:00-05:00 | 2026-11-01T02:30:00-05:00",
        "30 * * * *  | 2026-03-08T01:30:00-05:00 | 2026-03-08T03:30:00-04:00"
      })
  void whereClocksChangeTicksAreThoseOfAirflow(String expression, String time, String tick) {
    assertThat(Cron.parse(expression, ZoneId.of("America/New_York")).next(at(time)))
        .isEqualTo(at(tick));
  }

  @Test
  void aZoneIsThatOfTheExpressionNotOfTheMachine() {
    Cron nightly = Cron.parse("0 1 * * *", ZoneId.of("Asia/Ho_Chi_Minh"));

    assertThat(nightly.next(at("2026-09-14T10:00:00Z"))).isEqualTo(at("2026-09-15T01:00:00+07:00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * MON#6",
        "*/0 * * * *",
        "1-2-3 * * * *",
        "a * * * *",
        "@fortnightly",
        "0 0 30 2 *",
        "1, * * * *",
        "-1 * * * *"
      })
  void whatIsNoExpressionIsRefusedWithItsText(String expression) {
    assertThatThrownBy(() -> Cron.parse(expression, UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid ");
  }

  @Property(tries = 300)
  void aTickIsBetweenItsNeighboursAndItself(
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
    Instant time = Instant.ofEpochSecond(second);
    for (String expression :
        new String[] {"*/7 3,4 * * *", "0 0 13 * 5", "15 * * * *", "0 12 L * *"}) {
      Cron cron = Cron.parse(expression, ZoneId.of("America/New_York"));
      Instant next = cron.next(time);

      assertThat(next).isAfter(time);
      assertThat(cron.previous(time)).isBefore(time);
      assertThat(cron.atOrAfter(next)).isEqualTo(next);
      assertThat(cron.atOrBefore(next)).isEqualTo(next);
    }
  }
}
