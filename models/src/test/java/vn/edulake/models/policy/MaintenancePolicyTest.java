package vn.edulake.models.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import vn.edulake.models.TableName;
import vn.edulake.models.error.UserError;

class MaintenancePolicyTest {
  private static final String ALL =
      """
      tables:
        - match: "*"
          target_file_mb: 128
          small_file_mb: 32
          compact_from: 8
          manifests_from: 30
          keep_for: P7D
          keep_at_least: 3
          orphans_after: PT36H
          metadata_files: 20
          failed_branches_after: P1D
          rejected_branches_after: P14D
      """;

  @Test
  void aLaterEntryOverridesTheValuesThatItGives() {
    MaintenancePolicy policy =
        MaintenancePolicy.parse(
            ALL
                + """
                  - match: raw.*
                    keep_for: P1D
                  - match: raw.vn_*
                    compact_from: 2
                """);

    MaintenanceRule raw = policy.of(TableName.parse("raw.vn_exam__candidate"));
    assertThat(raw.keepFor()).isEqualTo(Duration.ofDays(1));
    assertThat(raw.compactFrom()).isEqualTo(2);
    assertThat(raw.orphansAfter()).isEqualTo(Duration.ofHours(36));
    assertThat(policy.of(TableName.parse("raw.uk__school")).compactFrom()).isEqualTo(8);
    assertThat(policy.of(TableName.parse("core.dim_place")).keepFor())
        .isEqualTo(Duration.ofDays(7));
  }

  @Test
  void thePolicyOfTheProjectIsWellFormed() {
    assertThat(MaintenancePolicy.load().of(TableName.parse("core.dim_place")).keepAtLeast())
        .isPositive();
    assertThat(Policies.load().parameters()).doesNotContainKey("keep_for");
  }

  @Test
  void theFirstEntryIsForAllTablesAndSaysEverything() {
    assertThatThrownBy(() -> MaintenancePolicy.parse(ALL.replace("\"*\"", "raw.*")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the first entry is for all tables");
    assertThatThrownBy(() -> MaintenancePolicy.parse(ALL.replaceFirst("    keep_for.*\n", "")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Missing key: keep_for");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertThatThrownBy(
            () -> MaintenancePolicy.parse(ALL.replace("small_file_mb: 32", "small_file_mb: 128")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("small_file_mb < target_file_mb");
    assertThatThrownBy(() -> MaintenancePolicy.parse(ALL.replace("P7D", "7 days")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("keep_for: 7 days (days or hours");
    assertThatThrownBy(() -> MaintenancePolicy.parse(ALL.replace("keep_for", "keep_four")))
        .isInstanceOf(UserError.class);
  }
}
