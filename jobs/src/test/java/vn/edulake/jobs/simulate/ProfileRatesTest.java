package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.DeliveryWriter;
import vn.edulake.jobs.simulate.feed.Feed;
import vn.edulake.jobs.simulate.feed.Feeds;
import vn.edulake.jobs.simulate.feed.Scene;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.policy.Policies;

/**
 * Progression, repetition and dropout of three school years, counted by DuckDB over the files that
 * are written, beside the rates of the profile.
 *
 * <p>A rate is events of a school year for each learner on its census day, before which nobody
 * comes or leaves. Dropout of a level is in the year, or in the summer after it by who had another
 * grade of the level before them.
 */
class ProfileRatesTest {
  private static final int YEARS = 3;

  /** A count has this probability or less where the rate is right: four deviations on each side. */
  private static final double SAMPLING_ERROR = 6.3e-5;

  private static final Profile PROFILE = Profile.load("dong_thap");

  /** Of the sector database, what tells of learners by name and in figures. */
  private static final Set<String> FEEDS = Set.of("moet.learner_record", "moet.yearly_enrolment");

  private static final String READ =
      """
      CREATE TABLE figure AS
      SELECT "Năm học" AS school_year, "Mã trường" AS school, "Khối" AS grade, "Cấp học" AS level,
        sum(CAST("Số học sinh" AS INTEGER)) AS learners
      FROM read_csv('%1$s/moet/*/quymo_*.csv', all_varchar = true)
      WHERE "Cấp học" <> '06'
      GROUP BY ALL;
      ALTER TABLE figure ADD COLUMN autumn INTEGER;
      UPDATE figure SET autumn = CAST(left(school_year, 4) AS INTEGER);
      CREATE TABLE record AS
      SELECT idbanghi AS record, mahocsinh AS learner, namhoc AS school_year, matruong AS school,
        makhoi AS grade, trangthai AS status, ketqua AS result, CAST(phienban AS INTEGER) AS version,
        CAST(substr(thoigiancapnhat, 1, 10) AS DATE) AS day
      FROM read_json('%1$s/moet/*/hoso_*.jsonl', columns = {idbanghi: 'VARCHAR', mahocsinh: 'VARCHAR',
        namhoc: 'VARCHAR', matruong: 'VARCHAR', makhoi: 'VARCHAR', trangthai: 'VARCHAR',
        ketqua: 'VARCHAR', phienban: 'VARCHAR', thoigiancapnhat: 'VARCHAR', sukien: 'VARCHAR'})
      WHERE idbanghi NOT IN (
        SELECT idbanghi FROM read_json('%1$s/moet/*/hoso_*.jsonl',
          columns = {idbanghi: 'VARCHAR', sukien: 'VARCHAR'}) WHERE sukien = 'CANCEL');
      -- How a school year began for a learner.
      CREATE TABLE stay AS
      SELECT learner, autumn, level, school, grade, day <= make_date(autumn, 10, 15) AS is_start
      FROM (SELECT learner, school_year, arg_min(school, version) AS school,
          arg_min(grade, version) AS grade, min(day) AS day
        FROM record WHERE status = 'Đang học' AND result IS NULL GROUP BY ALL) AS began
      JOIN figure USING (school_year, school, grade);
      CREATE TABLE event AS
      SELECT record.learner, CAST(left(record.school_year, 4) AS INTEGER) AS autumn, record.status,
        record.result
      FROM record WHERE result IS NOT NULL OR status <> 'Đang học';
      """;

  /** Whom something happened to of those who learned in a year, by level and calendar year. */
  private static final Map<String, String> COUNTED =
      Map.of(
          "dropout_rate",
          """
          SELECT level, stay.autumn, count(*) FROM stay JOIN event USING (learner)
          WHERE (event.autumn = stay.autumn AND event.status LIKE 'Thôi học kỳ _')
            OR (event.autumn = stay.autumn + 1 AND event.status = 'Thôi học hè'
              AND stay.grade NOT IN ('5T', '5', '9', '12'))
          GROUP BY ALL
          """,
          "repetition_rate",
          """
          SELECT level, autumn, count(*) FROM stay JOIN event USING (learner, autumn)
          WHERE result = 'Lưu ban' GROUP BY ALL
          """,
          "retest_rate",
          """
          SELECT level, autumn, count(*) FROM stay JOIN event USING (learner, autumn)
          WHERE result = 'Lên lớp sau rèn luyện hè' GROUP BY ALL
          """,
          "promotion_rate",
          """
          SELECT level, autumn, count(*) FROM stay JOIN event USING (learner, autumn)
          WHERE result LIKE 'Lên lớp%' AND is_start GROUP BY ALL
          """);

  private static final String ON_CENSUS_DAY =
      "SELECT level, autumn, sum(learners) FROM figure GROUP BY ALL";

  private static final String IN_LAST_GRADES =
      "SELECT level, autumn, sum(learners) FROM figure WHERE grade IN ('5T', '5', '9', '12') GROUP BY ALL";

  /** Who left a school without lower secondary after grade 5 and stayed in the province. */
  private static final String AFTER_GRADE_FIVE =
      """
      SELECT '', autumn, count(*), count(*) FILTER (goes_on)
      FROM (
        SELECT autumn, EXISTS (FROM stay AS next WHERE next.learner = stay.learner
            AND next.autumn = stay.autumn + 1 AND next.grade = '6') AS goes_on
        FROM stay JOIN event USING (learner, autumn)
        WHERE grade = '5' AND result LIKE 'Lên lớp%'
          AND school NOT IN (SELECT school FROM figure WHERE level = '03')
          AND NOT EXISTS (FROM event AS left_in_summer WHERE left_in_summer.learner = stay.learner
            AND left_in_summer.autumn = stay.autumn + 1 AND left_in_summer.status = 'Chuyển đi hè'))
      GROUP BY ALL
      """;

  private static final String AFTER_DROPOUT =
      """
      SELECT '', autumn, count(*), count(*) FILTER (comes_back)
      FROM (
        SELECT autumn, EXISTS (FROM stay AS next WHERE next.learner = stay.learner
            AND next.autumn = stay.autumn + 1) AS comes_back
        FROM stay JOIN event USING (learner, autumn)
        WHERE level <> '01' AND status LIKE 'Thôi học kỳ _')
      GROUP BY ALL
      """;

  private static final List<Rate> RATES = new ArrayList<>();

  @TempDir private static Path folder;

  /** A count of a level in the school year that begins in an autumn. */
  private record Cell(String level, int autumn) {}

  /**
   * A rate as it is assumed and as it is counted.
   *
   * @param name its parameter of the profile, and when
   */
  private record Rate(String name, double assumed, int events, int learners) {
    Rate doubled() {
      return new Rate(name, 2 * assumed, events, learners);
    }

    boolean isWithinSamplingError() {
      return atMost(events, learners, assumed) > SAMPLING_ERROR / 2
          && atMost(learners - events, learners, 1 - assumed) > SAMPLING_ERROR / 2;
    }

    /** Whether four deviations of this rate and four of its double leave room between them. */
    boolean isFarFromItsDouble() {
      double expected = learners * assumed;
      return assumed < 0.4 && expected > 4 * (Math.sqrt(expected) + Math.sqrt(2 * expected));
    }

    @Override
    public String toString() {
      return "%s: %d of %d, %.5f instead of %.5f"
          .formatted(name, events, learners, (double) events / learners, assumed);
    }
  }

  /** How likely so many of so many are at most, by the binomial distribution. */
  private static double atMost(int count, int of, double probability) {
    double term = of * Math.log1p(-probability);
    double sum = 0;
    for (int i = 0; i <= count; i++) {
      sum += Math.exp(term);
      term += Math.log((double) (of - i) / (i + 1)) + Math.log(probability / (1 - probability));
    }
    return sum;
  }

  @BeforeAll
  static void liveAndCount() throws IOException, SQLException {
    Province province =
        Province.found(
            PROFILE, Scale.parse("60000"), 23, Path.of("bundled/vn-admin-units"), Policies.load());
    write(province);
    for (int i = 0; i < YEARS; i++) {
      province.turn();
      write(province);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(READ.formatted(folder));
      Map<Cell, int[]> learners = counts(statement, ON_CENSUS_DAY);
      Map<Cell, int[]> last = counts(statement, IN_LAST_GRADES);
      for (String name : COUNTED.keySet().stream().sorted().toList()) {
        Map<Cell, int[]> events = counts(statement, COUNTED.get(name));
        List<Rate> ofLevels = new ArrayList<>();
        for (Level level : Level.values()) {
          boolean isGraded = level != Level.PRESCHOOL || name.equals("dropout_rate");
          if (level != Level.SPECIAL && isGraded) {
            ofLevels.add(add(name, level, events, learners, last));
          }
        }
        RATES.addAll(ofLevels);
        RATES.add(together(name, ofLevels));
      }
      addAll("lower_secondary_rate", counts(statement, AFTER_GRADE_FIVE));
      addAll("return_rate", counts(statement, AFTER_DROPOUT));
    }
  }

  private static void write(Province province) throws IOException {
    Scene scene = new Scene(province, 0);
    for (Feed feed : Feeds.all()) {
      for (Delivery delivery : feed.deliveries(scene)) {
        if (FEEDS.contains(delivery.feed())) {
          DeliveryWriter.write(
              folder.resolve(delivery.path()), delivery.form(), delivery.content().get());
        }
      }
    }
  }

  /** Counts of each level and school year that is over; of the last one no summer is told. */
  private static Map<Cell, int[]> counts(Statement statement, String query) throws SQLException {
    Map<Cell, int[]> result = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        int[] counts = new int[columns - 2];
        for (int i = 0; i < counts.length; i++) {
          counts[i] = rows.getInt(i + 3);
        }
        result.put(new Cell(rows.getString(1), rows.getInt(2)), counts);
      }
    }
    return result;
  }

  private static List<Integer> autumns() {
    return IntStream.range(0, YEARS).mapToObj(i -> PROFILE.censusYear() - 1 + i).toList();
  }

  /** The rate of a level in all years; notes those of single years. */
  private static Rate add(
      String name,
      Level level,
      Map<Cell, int[]> events,
      Map<Cell, int[]> learners,
      Map<Cell, int[]> last) {
    int allEvents = 0;
    int allLearners = 0;
    int allLast = 0;
    for (int autumn : autumns()) {
      Cell cell = new Cell(level.code(), autumn);
      int happened = events.getOrDefault(cell, new int[1])[0];
      int among = learners.get(cell)[0];
      int inLast = last.get(cell)[0];
      String label = name + "." + level.figure();
      RATES.add(
          new Rate(
              label + " of " + autumn,
              assumed(name, level, (double) inLast / among),
              happened,
              among));
      allEvents += happened;
      allLearners += among;
      allLast += inLast;
    }
    return new Rate(
        name + "." + level.figure(),
        assumed(name, level, (double) allLast / allLearners),
        allEvents,
        allLearners);
  }

  /** The rate of all levels, which a slant of each would move further than chance could. */
  private static Rate together(String name, List<Rate> ofLevels) {
    int learners = ofLevels.stream().mapToInt(Rate::learners).sum();
    double expected = ofLevels.stream().mapToDouble(one -> one.assumed() * one.learners()).sum();
    int events = ofLevels.stream().mapToInt(Rate::events).sum();
    return new Rate(name + " of all levels", expected / learners, events, learners);
  }

  private static void addAll(String name, Map<Cell, int[]> counts) {
    int among = 0;
    int happened = 0;
    for (int autumn : autumns()) {
      among += counts.get(new Cell("", autumn))[0];
      happened += counts.get(new Cell("", autumn))[1];
    }
    RATES.add(new Rate(name, PROFILE.parameter(name), happened, among));
  }

  /** A rate of the profile; who neither repeats nor leaves in the year is promoted. */
  private static double assumed(String name, Level level, double lastGrade) {
    if (!name.equals("promotion_rate")) {
      return PROFILE.parameter(name, level);
    }
    double dropoutInYear = 1 - PROFILE.parameter("dropout_in_summer") * (1 - lastGrade);
    double transferInYear = 1 - PROFILE.parameter("transfer_in_summer");
    return 1
        - PROFILE.parameter("repetition_rate", level)
        - PROFILE.parameter("dropout_rate", level) * dropoutInYear
        - PROFILE.parameter("transfer_out_rate") * transferInYear;
  }

  @Test
  void ratesOfTheFilesAreThoseOfTheProfileWithinTheSamplingError() {
    assertThat(RATES).hasSizeGreaterThan(60);
    assertThat(RATES).allMatch(Rate::isWithinSamplingError, "within the sampling error");
  }

  @Test
  void aProfileWithTwiceARateIsNotTakenForThisOne() {
    List<Rate> told = RATES.stream().filter(Rate::isFarFromItsDouble).toList();

    assertThat(told)
        .extracting(Rate::name)
        .contains(
            "dropout_rate.lower_secondary",
            "dropout_rate.upper_secondary",
            "repetition_rate.lower_secondary",
            "repetition_rate.primary",
            "repetition_rate.upper_secondary");
    assertThat(told).map(Rate::doubled).noneMatch(Rate::isWithinSamplingError);
  }

  @Test
  void everybodyWhoIsOnRecordOnTheCensusDayIsInTheFiguresOfIt() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(READ.formatted(folder));
      Map<Cell, int[]> figures = counts(statement, ON_CENSUS_DAY);
      Map<Cell, int[]> records =
          counts(
              statement, "SELECT level, autumn, count(*) FILTER (is_start) FROM stay GROUP BY ALL");

      assertThat(figures).hasSize(5 * (YEARS + 1));
      figures.forEach(
          (cell, learners) ->
              assertThat(records.get(cell)).as(cell.toString()).isEqualTo(learners));
    }
  }
}
