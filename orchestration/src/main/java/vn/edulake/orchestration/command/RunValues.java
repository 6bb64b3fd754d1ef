package vn.edulake.orchestration.command;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Control;
import vn.edulake.orchestration.store.Json;

/** What a person says of a run that is to be made. */
final class RunValues {
  @Option(names = "--conf", paramLabel = "JSON", description = "Values for the run.")
  private @Nullable String conf;

  @Option(
      names = "--logical-date",
      paramLabel = "TIME",
      description = "The date it stands for; default: now.")
  private @Nullable String logicalDate;

  /**
   * Asks for the run.
   *
   * @param by the word for what it came through
   */
  Control.Trigger ask(Dag dag, @Nullable String runId, String by, Instant now) {
    return new Control.Trigger(
        dag.id(),
        runId,
        logicalDate == null ? now : TimeText.parse(logicalDate, dag.timezone()),
        null,
        null,
        Json.readMap(conf),
        null,
        by,
        Surroundings.user(),
        null);
  }
}
