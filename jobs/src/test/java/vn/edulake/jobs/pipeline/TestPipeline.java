package vn.edulake.jobs.pipeline;

import java.time.Clock;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.transform.TestSession;

/** The pipeline of a lake of one test. */
public final class TestPipeline {
  private TestPipeline() {}

  /** With the sessions of the test JVM, the clock of the machine, and nobody who is told. */
  public static Pipeline of(TestLake lake) {
    return new Pipeline(
        lake.config,
        lake.database,
        lake.catalogs,
        TestSession.ofRuns(),
        Clock.systemUTC(),
        Steps.unheard(),
        line -> {});
  }
}
