package vn.edulake.jobs.pipeline;

import java.util.List;
import vn.edulake.jobs.Steps;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;
import vn.edulake.warehouse.ops.LakeLock;
import vn.edulake.warehouse.ops.OpsDatabase;
import vn.edulake.warehouse.release.Publisher;
import vn.edulake.warehouse.release.Release;

/** Takes up the state of an earlier release, as a release of its own. */
public final class RollBack {
  private final LakeConfig config;
  private final OpsDatabase database;
  private final LakeCatalogs catalogs;
  private final Pipeline pipeline;

  public RollBack(
      LakeConfig config, OpsDatabase database, LakeCatalogs catalogs, Pipeline pipeline) {
    this.config = config;
    this.database = database;
    this.catalogs = catalogs;
    this.pipeline = pipeline;
  }

  /** The tables that would move. */
  public List<TableName> plan(long releaseId) {
    return publisher().planRollBack(releaseId);
  }

  /** Rolls back; readers see the earlier state when this returns. */
  public Release to(long releaseId) {
    return LakeLock.whileHeld(
        LakeLock.Work.PUBLISH,
        database,
        "lake release rollback (pid " + ProcessHandle.current().pid() + ")",
        config.duration(Setting.RELEASE_WAIT),
        holder -> {},
        () -> {
          Release release = publisher().rollBack(releaseId, "back to release " + releaseId);
          pipeline.mirror();
          pipeline.syncViews();
          return release;
        });
  }

  private Publisher publisher() {
    return Pipeline.publisher(config, catalogs, database, Steps.ofProcess());
  }
}
