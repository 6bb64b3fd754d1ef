package vn.edulake.models.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.edulake.models.error.UserError;

class FeedsTest {
  private static final ZoneId HANOI = ZoneId.of("Asia/Ho_Chi_Minh");

  private static Feeds feed(String due, String more) {
    return Feeds.parse(
        """
        feeds:
          - sender: north
            feed: town.visit
            due: %s
            by: 18:00
            legal_ref: none (a test)
            valid_from: 2026-01-01
            valid_to: 2027-01-01
        %s"""
            .formatted(due, more.indent(4)));
  }

  private static List<String> days(Feeds feeds, String last) {
    return feeds.due(LocalDate.parse(last), HANOI).stream()
        .map(due -> due.day().toString())
        .toList();
  }

  @Test
  void aWorkingDayIsNoWeekendAndNoDayOfTheExceptions() {
    Feeds feeds = feed("{every: working_day}", "except: [2026-01-01, 2026-01-06/2026-01-08]");

    // 2026-01-01 is a Thursday.
    assertThat(days(feeds, "2026-01-12"))
        .containsExactly("2026-01-02", "2026-01-05", "2026-01-09", "2026-01-12");
  }

  @Test
  void aWeekAndAYearNameTheirDays() {
    assertThat(days(feed("{every: week, on: [monday]}", ""), "2026-01-20"))
        .containsExactly("2026-01-05", "2026-01-12", "2026-01-19");
    assertThat(days(feed("{every: year, on: [02-29, 07-07]}", ""), "2026-12-31"))
        .containsExactly("2026-07-07");
  }

  @Test
  void theDeadlineIsOfTheSchoolsZoneAndMayLieDaysLater() {
    Feeds feeds = feed("{every: day}", "after: P1D");

    assertThat(feeds.due(LocalDate.parse("2026-01-01"), HANOI))
        .extracting(due -> due.until().toString())
        .containsExactly("2026-01-02T11:00:00Z");
  }

  @Test
  void nothingIsOwedFromTheEndOfTheValidityOn() {
    assertThat(days(feed("{every: day}", ""), "2028-01-01")).hasSize(365).endsWith("2026-12-31");
  }

  @Test
  void ofEverySenderNothingIsOwedWhereNobodyIsKnown() {
    Feeds feeds =
        Feeds.parse(
            """
            feeds:
              - {sender: '*', feed: town.visit, due: {every: day}, by: '18:00',
                 legal_ref: none (a test), valid_from: 2026-01-01}
            """);

    assertThat(feeds.all()).singleElement().matches(Feeds.Feed::isOfEverySender);
    assertThat(days(feeds, "2026-01-05")).isEmpty();
  }

  @Test
  void anEntryThatCannotBeReadSaysWhere() {
    assertThatThrownBy(() -> feed("{every: month}", ""))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("feeds.yml")
        .hasMessageContaining("month");
    assertThatThrownBy(() -> feed("{every: week}", "")).hasMessageContaining("on names the days");
    assertThatThrownBy(() -> feed("{every: year, on: [13-01]}", "")).hasMessageContaining("13-01");
    assertThatThrownBy(() -> feed("{every: day}", "except: [2026-02-01/2026-01-01]"))
        .hasMessageContaining("ends before it begins");
    assertThatThrownBy(() -> feed("{every: day}", "until: noon")).hasMessageContaining("until");
  }

  @Test
  void theFeedsOfTheProjectCanBeRead() {
    assertThat(Feeds.load().all()).doesNotHaveDuplicates();
  }
}
