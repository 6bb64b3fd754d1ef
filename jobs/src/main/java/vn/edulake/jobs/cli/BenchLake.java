package vn.edulake.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.config.LakeConfig;

/** A lake in a temporary folder, made for a measurement and removed after it. */
final class BenchLake implements AutoCloseable {
  private static final long SEED = 11;
  private static final int FIRST_YEAR = 2025;

  private final Path folder;
  private final OpenLake lake;
  private final boolean isKept;

  private BenchLake(Path folder, OpenLake lake, boolean isKept) {
    this.folder = folder;
    this.lake = lake;
    this.isKept = isKept;
  }

  static BenchLake make() {
    return make(Map.of());
  }

  /** With further settings. */
  static BenchLake make(Map<String, String> settings) {
    Path folder = temporary();
    try {
      return new BenchLake(folder, open(folder, settings), false);
    } catch (RuntimeException e) {
      remove(folder);
      throw e;
    }
  }

  /** In a folder that stays, and may be there already. */
  static BenchLake in(Path folder, Map<String, String> settings) {
    return new BenchLake(folder, open(folder, settings), true);
  }

  private static OpenLake open(Path folder, Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("home", folder.resolve("lake").toString());
    return OpenLake.open(LakeConfig.load(project(), Optional.empty(), Map.of(), all), "lake bench");
  }

  static Path project() {
    return Path.of(System.getProperty("lake.project", "")).toAbsolutePath();
  }

  OpenLake lake() {
    return lake;
  }

  /** Simulates a school year with defects and takes in what all its systems sent. */
  void takeIn(String scale) {
    Path simulation = folder.resolve("simulation");
    Path places = project().resolve("jobs/bundled/vn-admin-units");
    new Simulation(
            new Simulation.Request(
                Profile.load("dong_thap"),
                Scale.parse(scale),
                FIRST_YEAR,
                1,
                0,
                SEED,
                simulation,
                true,
                Runtime.getRuntime().availableProcessors()),
            places,
            line -> {})
        .run();
    Ingest ingest = lake.ingest(line -> {});
    ingest.run("vn_admin", List.of(places));
    for (String source : SimulationLog.read(simulation).sources()) {
      ingest.run(source, List.of(simulation.resolve(source)));
    }
  }

  /** For files beside the lake. */
  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    try {
      lake.close();
    } finally {
      if (!isKept) {
        remove(folder);
      }
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("lake-bench");
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }
}
