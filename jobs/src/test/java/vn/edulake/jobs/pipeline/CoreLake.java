package vn.edulake.jobs.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;

/** A lake of a simulated province, and all that was said while it was filled and built. */
final class CoreLake implements AutoCloseable {
  /** The units of the country, as the project brings them. */
  static final Path PLACES = Path.of("bundled/vn-admin-units");

  /** Sources that tell of schools and people; lessons, of which there are most, are left out. */
  static final List<String> SOURCES =
      List.of("moet", "sms_a", "sms_b", "staff", "transcript", "gradebook", "population");

  /** Names of files that call the roll of a day or a week; of them there are most. */
  static final String ROLLS = ".*_(diemdanh|tuan)_.*";

  final TestLake lake;
  final List<String> said = new ArrayList<>();
  final List<String> logged = new ArrayList<>();
  final List<FileReport> reports = new ArrayList<>();

  private final SparkSessions sessions;

  private CoreLake(TestLake lake, SparkSessions sessions) {
    this.lake = lake;
    this.sessions = sessions;
  }

  /** A lake that knows places and nothing else. */
  static CoreLake open(Path home) {
    return open(home, TestSession.ofInterpretedRuns());
  }

  /** The same for so many rows that it pays to compile what is done with them. */
  static CoreLake ofManyRows(Path home) {
    return open(home, TestSession.ofRuns());
  }

  private static CoreLake open(Path home, SparkSessions sessions) {
    CoreLake result = new CoreLake(TestLake.open(home, SourceContracts.load()), sessions);
    result.take("vn_admin", PLACES);
    return result;
  }

  /** The lake of two school years about the reform, in which no file is wrong; of the process. */
  static CoreLake ofTwoYears() {
    return TwoYears.LAKE;
  }

  /** What was delivered to {@link #ofTwoYears}, a folder for each source. */
  static Path twoYears() {
    return TwoYears.FILES;
  }

  private static final class TwoYears {
    private static final Path HOME = TestFolder.ofProcess("core-lake");
    private static final Path FILES = HOME.resolve("simulation");
    private static final CoreLake LAKE = build();

    private static CoreLake build() {
      simulate(FILES, 2025, 2, 9101, false);
      CoreLake result = open(HOME.resolve("lake"));
      for (String source : SOURCES) {
        result.take(source, FILES.resolve(source));
      }
      result.run();
      return result;
    }
  }

  /**
   * The lake of a school year with all its mistakes and some corrections, built at once; of the
   * process. Rolls are of the first weeks: those tell all that rolls can tell.
   */
  static CoreLake ofMistakes() {
    return Mistakes.LAKE;
  }

  /** What was delivered to {@link #ofMistakes}, a folder for each source. */
  static Path mistakes() {
    return Mistakes.FILES;
  }

  private static final class Mistakes {
    private static final Path HOME = TestFolder.ofProcess("core-mistakes");
    private static final Path FILES = HOME.resolve("simulation");
    private static final CoreLake LAKE = build();

    private static CoreLake build() {
      simulate(FILES, 2025, 1, 9103, true);
      drop(FILES, ROLLS, "2024-09-21");
      correct("sms_a/2024-09-10/", "_diemdanh_", ",P,", ",K,", "2024-09-13");
      correct("gradebook/2025-02-06/A", "_diem", ";7.0;", ";8.5;", "2025-02-10");
      try (KeptLog log = KeptLog.start()) {
        CoreLake result = open(HOME.resolve("lake"));
        for (String source : SOURCES) {
          result.take(source, FILES.resolve(source));
        }
        result.run();
        result.logged.addAll(log.lines());
        return result;
      }
    }

    /** The first such file comes again some days later, with one thing in it changed. */
    private static void correct(
        String start, String name, String before, String after, String laterDay) {
      try (Stream<Path> files = Files.walk(FILES)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          Path below = FILES.relativize(file);
          if (below.toString().startsWith(start) && below.toString().contains(name)) {
            String text = Files.readString(file);
            if (text.contains(before)) {
              Path later =
                  FILES.resolve(below.getName(0)).resolve(laterDay).resolve(file.getFileName());
              Files.createDirectories(later.getParent());
              Files.writeString(later, text.replaceFirst(before, after));
              return;
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      throw new IllegalStateException("No file to correct: " + start + name);
    }
  }

  /** Writes the files of a province of a thousand learners. */
  static void simulate(Path out, int from, int years, long seed, boolean hasDefects) {
    new Simulation(
            new Simulation.Request(
                Profile.load("dong_thap"),
                Scale.parse("1000"),
                from,
                years,
                0,
                seed,
                out,
                hasDefects,
                2),
            PLACES,
            line -> {})
        .run();
  }

  /**
   * Takes the deliveries of a day and all later ones away again.
   *
   * @param name what names of files have to match
   */
  static void drop(Path simulation, String name, String fromDay) {
    for (String source : SOURCES) {
      Path folder = simulation.resolve(source);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String day = folder.relativize(file).getName(0).toString();
          if (day.compareTo(fromDay) >= 0 && file.getFileName().toString().matches(name)) {
            Files.delete(file);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void take(String source, Path... paths) {
    reports.addAll(lake.ingest(Steps.unheard(), said::add).run(source, List.of(paths)).files());
  }

  /** Takes of each source what was sent from a day on and before another one. */
  void takeDays(Path simulation, LocalDate from, LocalDate to) {
    for (String source : SOURCES) {
      try (Stream<Path> days = Files.list(simulation.resolve(source))) {
        Path[] sent =
            days.filter(Files::isDirectory)
                .filter(
                    folder -> {
                      LocalDate day = LocalDate.parse(folder.getFileName().toString());
                      return !day.isBefore(from) && day.isBefore(to);
                    })
                .sorted()
                .toArray(Path[]::new);
        if (sent.length > 0) {
          take(source, sent);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The rows that readers see of some models, by table, sorted. */
  Map<TableName, List<String>> rows(Set<TableName> tables) {
    Map<TableName, List<String>> result = new TreeMap<>();
    tables.forEach(table -> result.put(table, TinyLake.rows(lake.catalogs, table)));
    return result;
  }

  /** Builds all that is out of date. */
  Pipeline.Result run() {
    return run(new RunRequest(Optional.empty(), false, Optional.empty()));
  }

  Pipeline.Result run(RunRequest request) {
    return new Pipeline(
            lake.config,
            lake.database,
            lake.catalogs,
            sessions,
            Clock.systemUTC(),
            Steps.unheard(),
            said::add)
        .run("test", request);
  }

  /** The rows of a query, cells by bars; tables have the names that Spark knows them by. */
  List<String> ask(String query) {
    return TestSession.ofRuns()
        .with(
            lake.catalogs,
            new byte[0],
            session ->
                session.sql(query).collectAsList().stream()
                    .map(
                        row ->
                            IntStream.range(0, row.length())
                                .mapToObj(i -> String.valueOf(row.get(i)))
                                .collect(Collectors.joining("|")))
                    .toList());
  }

  @Override
  public void close() {
    lake.close();
  }
}
