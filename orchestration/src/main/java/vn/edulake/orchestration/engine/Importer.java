package vn.edulake.orchestration.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.orchestration.dag.Asset;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.dag.DagFiles;
import vn.edulake.orchestration.dag.DagYaml;
import vn.edulake.orchestration.dag.ImportError;
import vn.edulake.orchestration.store.AssetEvents;
import vn.edulake.orchestration.store.Catalogue;

/**
 * Brings DAG files into the database: a new version for what has changed, an error for what is
 * broken.
 */
public final class Importer {
  private final Jdbi jdbi;
  private final Map<String, String> environment;
  private final Clock clock;

  public Importer(Jdbi jdbi, Map<String, String> environment, Clock clock) {
    this.jdbi = jdbi;
    this.environment = environment;
    this.clock = clock;
  }

  /** What an import found. */
  public record Found(int dags, int changed, List<ImportError> errors) {}

  /** Reads a folder; files that are broken stop no others, and their DAGs go on as they were. */
  public Found read(Path folder) {
    DagFiles.Result result = new DagFiles(environment, clock).read(folder);
    Instant now = clock.instant();
    return jdbi.inTransaction(
        handle -> {
          Catalogue catalogue = new Catalogue(handle);
          catalogue.lock();
          int changed = 0;
          Set<String> present = new LinkedHashSet<>();
          for (Dag dag : result.dags()) {
            present.add(dag.id());
            String definition = DagYaml.write(dag);
            Boolean paused = dag.pausedUponCreation();
            if (catalogue.save(
                dag.id(),
                dag.source().file(),
                hash(definition),
                definition,
                result.texts().getOrDefault(dag.id(), definition),
                paused == null || paused,
                now)) {
              changed++;
              AssetEvents assets = new AssetEvents(handle);
              assetsOf(dag).forEach(asset -> assets.save(asset, now));
            }
          }
          catalogue.forgetProblems();
          for (ImportError error : result.errors()) {
            catalogue.saveProblem(error.file(), error.line(), error.message(), now);
          }
          // A DAG whose file is broken now is known by the file it came from.
          catalogue.all().stream()
              .filter(
                  entry ->
                      result.errors().stream().anyMatch(error -> error.file().equals(entry.file())))
              .forEach(entry -> present.add(entry.dagId()));
          catalogue.markStale(present);
          return new Found(result.dags().size(), changed, result.errors());
        });
  }

  private static Set<Asset> assetsOf(Dag dag) {
    Set<Asset> assets = new LinkedHashSet<>(dag.schedule().watched());
    dag.tasks()
        .forEach(
            task -> {
              assets.addAll(task.inlets());
              assets.addAll(task.outlets());
            });
    return assets;
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
