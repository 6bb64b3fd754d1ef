package vn.edulake.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.DeliveryWriter;
import vn.edulake.jobs.simulate.feed.Feed;
import vn.edulake.jobs.simulate.feed.Feeds;
import vn.edulake.jobs.simulate.feed.Scene;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;

/**
 * The whole province on its census day: DuckDB counts over the Parquet files of the raw tables and
 * knows nothing of the program. The figures are those of Đồng Tháp's plan of 2022, as published.
 */
@Tag("proof")
class CensusIT {
  private static final Set<String> CENSUS =
      Set.of("moet.institution", "moet.class", "moet.learner");

  /** Learners of all levels are those without the special school. */
  private static final String QUERY =
      """
      WITH institution AS (SELECT * FROM read_parquet([%s])),
        class AS (SELECT * FROM read_parquet([%s])),
        learner AS (
          SELECT class.level_code
          FROM read_parquet([%s]) AS learner
          INNER JOIN class ON class.class_code = learner.class_code
          WHERE learner.status_code = 'Đang học' OR learner.status_code LIKE 'Chuyển đến%%'
        ),
        teaching AS (
          SELECT unnest(string_split(level_codes, ',')) AS level_code FROM institution
        )
      SELECT 'institutions', count(*) FROM institution
      UNION ALL SELECT 'institutions ' || kind_code, count(*) FROM institution GROUP BY kind_code
      UNION ALL SELECT 'teaching ' || level_code, count(*) FROM teaching
        WHERE level_code IN ('02', '03') GROUP BY level_code
      UNION ALL SELECT 'classes', count(*) FROM class WHERE level_code <> '06'
      UNION ALL SELECT 'classes ' || level_code, count(*) FROM class
        WHERE level_code <> '06' GROUP BY level_code
      UNION ALL SELECT 'learners', count(*) FROM learner WHERE level_code <> '06'
      UNION ALL SELECT 'learners ' || level_code, count(*) FROM learner
        WHERE level_code <> '06' GROUP BY level_code
      UNION ALL SELECT 'staff', sum(CAST(staff_count AS BIGINT)) FROM institution
      UNION ALL SELECT 'teachers', sum(CAST(teacher_count AS BIGINT)) FROM institution
      """;

  @TempDir private Path folder;

  @Test
  void allCountsOfThePlanAreThoseOfTheFiles() throws IOException, SQLException {
    Profile profile = Profile.load("dong_thap");
    Province province =
        Province.found(
            profile,
            Scale.parse("province"),
            11,
            Path.of("bundled/vn-admin-units"),
            Policies.load());
    Scene scene = new Scene(province, 0);
    String day = profile.censusDay().toString();
    for (Feed feed : Feeds.all()) {
      for (Delivery delivery : feed.deliveries(scene)) {
        if (CENSUS.contains(delivery.feed()) && delivery.path().contains("_" + day)) {
          DeliveryWriter.write(
              folder.resolve(delivery.path()), delivery.form(), delivery.content().get());
        }
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    try (TestLake lake = TestLake.open(folder.resolve("lake"), SourceContracts.load())) {
      assertThat(lake.run("moet", folder.resolve("moet")).files())
          .allSatisfy(
              file -> {
                assertThat(file.status()).isEqualTo(FileReport.Status.LOADED);
                assertThat(file.rejected()).isZero();
              });
      String query =
          QUERY.formatted(
              files(lake, "moet__institution"),
              files(lake, "moet__class"),
              files(lake, "moet__learner"));
      try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
          ResultSet rows = duck.createStatement().executeQuery(query)) {
        while (rows.next()) {
          counts.put(rows.getString(1), rows.getLong(2));
        }
      }
    }

    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("institutions", 608L),
                Map.entry("institutions MN", 175L),
                Map.entry("institutions TH", 253L),
                Map.entry("institutions TH-THCS", 12L),
                Map.entry("institutions THCS", 122L),
                Map.entry("institutions THCS-THPT", 7L),
                Map.entry("institutions THPT", 36L),
                Map.entry("institutions GDTX", 2L),
                Map.entry("institutions KT", 1L),
                Map.entry("teaching 02", 265L),
                Map.entry("teaching 03", 141L),
                Map.entry("classes", 10_613L),
                Map.entry("classes 01", 1_989L),
                Map.entry("classes 02", 4_906L),
                Map.entry("classes 03", 2_512L),
                Map.entry("classes 04", 1_103L),
                Map.entry("classes 05", 103L),
                Map.entry("learners", 325_386L),
                Map.entry("learners 01", 42_384L),
                Map.entry("learners 02", 135_845L),
                Map.entry("learners 03", 99_201L),
                Map.entry("learners 04", 43_225L),
                Map.entry("learners 05", 4_731L),
                Map.entry("staff", 20_617L),
                Map.entry("teachers", 17_188L)));
  }

  /** The data files of a raw table, as DuckDB wants their paths. */
  private static String files(TestLake lake, String table) throws IOException {
    try (CloseableIterable<FileScanTask> tasks =
        lake.catalogs.load(new TableName(Layer.RAW, table)).newScan().planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false)
          .map(task -> "'" + task.file().location().replaceFirst("^file:", "") + "'")
          .collect(Collectors.joining(", "));
    }
  }
}
