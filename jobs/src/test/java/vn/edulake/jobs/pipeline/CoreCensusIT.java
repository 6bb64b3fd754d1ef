package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.simulate.defect.DefectPlanter;
import vn.edulake.jobs.simulate.defect.Planned;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.DeliveryWriter;
import vn.edulake.jobs.simulate.feed.Feed;
import vn.edulake.jobs.simulate.feed.Feeds;
import vn.edulake.jobs.simulate.feed.Scene;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;

/**
 * The whole province in the year of its census, with all its mistakes, through the models: the
 * figures are those of Đồng Tháp's plan of 2022, as published. Lists of people are delivered, no
 * roll calls and no marks.
 */
@Tag("proof")
class CoreCensusIT {
  private static final Set<String> FEEDS =
      Set.of(
          "moet.institution",
          "moet.class",
          "moet.learner",
          "moet.learner_record",
          "sms_a.learner",
          "sms_b.learner",
          "staff.member");

  private static final String BUILT =
      "+marts.enrolment_by_school_grade,+core.fct_staff_assignment,+core.bridge_school__level";

  private static final String DAY = "DATE '2022-10-15'";

  @TempDir private Path home;

  @Test
  void allFiguresOfTheCensusDayAreThoseOfThePlan() throws IOException {
    write(home.resolve("simulation"));
    Map<String, Long> counts = new TreeMap<>();
    try (CoreLake lake = CoreLake.ofManyRows(home.resolve("lake"))) {
      for (String source : List.of("moet", "sms_a", "sms_b", "staff")) {
        lake.take(source, home.resolve("simulation").resolve(source));
      }
      lake.run(new RunRequest(Optional.of(BUILT), false, Optional.empty()));
      for (String row : counts(lake)) {
        int bar = row.indexOf('|');
        counts.put(row.substring(0, bar), Long.valueOf(row.substring(bar + 1)));
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
                Map.entry("learners", 325_386L),
                // Whatever is wrong with a vendor's row, the sector knows its learner.
                Map.entry("learners of vendors alone", 0L),
                Map.entry("learners 01", 42_384L),
                Map.entry("learners 02", 135_845L),
                Map.entry("learners 03", 99_201L),
                Map.entry("learners 04", 43_225L),
                Map.entry("learners 05", 4_731L),
                Map.entry("staff other", 3_429L),
                Map.entry("staff teacher", 17_188L)));
  }

  private static List<String> counts(CoreLake lake) {
    return lake.ask(
        """
        WITH school AS (
          SELECT school.school_key, school.kind_code
          FROM lake.core.dim_school AS school
          WHERE school.valid_from <= %1$s AND school.valid_to > %1$s AND school.is_open
        ),
        enrolled AS (
          SELECT enrolment.class_key, enrolment.source_codes
          FROM lake.core.fct_enrolment AS enrolment
          -- Learners of all levels are those without the special school.
          WHERE enrolment.entry_date <= %1$s AND enrolment.exit_date > %1$s
            AND enrolment.level_code <> '06'
        ),
        learner AS (
          SELECT level_code, sum(learner_count) AS learner_count
          FROM lake.marts.enrolment_by_school_grade
          WHERE as_of_date = %1$s AND boundary_mode = 'then' AND level_code <> '06'
          GROUP BY level_code
        )
        SELECT 'institutions', count(*) FROM school
        UNION ALL SELECT 'institutions ' || kind_code, count(*) FROM school GROUP BY kind_code
        UNION ALL
        SELECT 'teaching ' || level.level_code, count(DISTINCT level.school_key)
        FROM lake.core.bridge_school__level AS level
        WHERE level.valid_from <= %1$s AND level.valid_to > %1$s AND level.level_code IN ('02', '03')
        GROUP BY level.level_code
        UNION ALL SELECT 'classes', count(DISTINCT class_key) FROM enrolled
        UNION ALL
        SELECT 'learners of vendors alone', count(*)
        FROM enrolled
        WHERE source_codes NOT LIKE '%%moet%%'
        UNION ALL SELECT 'learners', sum(learner_count) FROM learner
        UNION ALL SELECT 'learners ' || level_code, learner_count FROM learner
        UNION ALL
        SELECT CASE role_code WHEN 'teacher' THEN 'staff teacher' ELSE 'staff other' END, count(*)
        FROM lake.core.fct_staff_assignment
        WHERE entry_date <= %1$s AND exit_date > %1$s
        GROUP BY 1
        """
            .formatted(DAY));
  }

  private static void write(Path folder) throws IOException {
    Profile profile = Profile.load("dong_thap");
    Province province =
        Province.found(profile, Scale.parse("province"), 11, CoreLake.PLACES, Policies.load());
    Scene scene = new Scene(province, 0);
    List<Delivery> deliveries = new ArrayList<>();
    for (Feed feed : Feeds.all()) {
      for (Delivery delivery : feed.deliveries(scene)) {
        if (FEEDS.contains(delivery.feed())) {
          deliveries.add(delivery);
        }
      }
    }
    DefectPlanter planter =
        new DefectPlanter(
            SourceContracts.load(), Feeds.owedDaily(), one -> profile.defectRate(one.code()));
    for (Planned planned : planter.plant(scene, deliveries)) {
      if (planned.isWritten()) {
        Planned.Content content = planned.content().get();
        DeliveryWriter.write(
            folder.resolve(planned.delivery().path()), content.form(), content.sheets());
      }
    }
  }
}
