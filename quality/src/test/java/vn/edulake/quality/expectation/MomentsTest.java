package vn.edulake.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 9, 5);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-09-05 | 2026-09-05T00:00",
        "05/09/2026 | 2026-05-09T00:00",
        "13/09/2026 | 2026-09-13T00:00",
        "5.9.26 | 2026-05-09T00:00",
        "1/2/76 | 1976-01-02T00:00",
        "20260905 | 2026-09-05T00:00",
        "20260905T0730 | 2026-09-05T07:30",
        "2026-09-05T07:30:15.123456 | 2026-09-05T07:30:15.123456",
        "Sep 5 2026 | 2026-09-05T00:00",
        "5th of September, 2026 at 7:30 pm | 2026-09-05T19:30",
        "Sat, 05 Sep 2026 12:00 AM | 2026-09-05T00:00",
        "September 2026 | 2026-09-05T00:00",
        "7 pm | 2026-09-05T19:00",
        "2026-248 | 2026-09-05T00:00"
      })
  void aDateIsReadInTheWaysPeopleWriteIt(String text, LocalDateTime wanted) {
    assertThat(Moments.find(text, TODAY))
        .hasValueSatisfying(found -> assertThat(found.local()).isEqualTo(wanted));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "school",
        "2026-13-02",
        "2026-02-30",
        "32/13/2026",
        "today",
        "1-2-3-4",
        "25:00"
      })
  void whatIsNoDateIsNone(String text) {
    assertThat(Moments.find(text, TODAY)).isEmpty();
  }

  @Test
  void anOffsetMakesItAPointInTime() {
    assertThat(Moments.find("2026-09-05 07:30:00 +0700", TODAY))
        .hasValueSatisfying(
            found -> assertThat(found.at(ZoneOffset.UTC)).hasToString("2026-09-05T00:30:00Z"));
    assertThat(Moments.find("2026-09-05T07:30Z", TODAY))
        .hasValueSatisfying(
            found ->
                assertThat(found.at(ZoneOffset.ofHours(7))).hasToString("2026-09-05T07:30:00Z"));
  }
}
