package vn.edulake.models.policy;

import java.time.Duration;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * How one table is maintained.
 *
 * @param targetFileBytes about how large a rewritten data file gets
 * @param smallFileBytes a data file below it is small
 * @param compactFrom how many small files of one partition are rewritten
 * @param manifestsFrom how many manifests are rewritten
 * @param keepFor how long a state stays that another one followed
 * @param keepAtLeast how many of the newest states stay whatever their age
 * @param orphansAfter the age from which a file that nothing names is deleted
 * @param metadataFiles how many earlier metadata files stay
 * @param failedBranchesAfter how long the branch of a failed run stays
 * @param rejectedBranchesAfter how long the branch of a rejected run stays
 */
public record MaintenanceRule(
    long targetFileBytes,
    long smallFileBytes,
    int compactFrom,
    int manifestsFrom,
    Duration keepFor,
    int keepAtLeast,
    Duration orphansAfter,
    int metadataFiles,
    Duration failedBranchesAfter,
    Duration rejectedBranchesAfter) {

  public MaintenanceRule {
    check(smallFileBytes > 0 && smallFileBytes < targetFileBytes, "small_file_mb < target_file_mb");
    check(compactFrom >= 2, "compact_from of at least 2");
    check(manifestsFrom >= 2, "manifests_from of at least 2");
    check(keepAtLeast >= 1, "keep_at_least of at least 1");
    check(metadataFiles >= 1, "metadata_files of at least 1");
    check(
        !keepFor.isNegative()
            && !orphansAfter.isNegative()
            && !failedBranchesAfter.isNegative()
            && !rejectedBranchesAfter.isNegative(),
        "durations of zero or more");
  }

  private static void check(boolean holds, String wanted) {
    if (!holds) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot use policy " + MaintenancePolicy.FILE + ": it needs " + wanted);
    }
  }
}
