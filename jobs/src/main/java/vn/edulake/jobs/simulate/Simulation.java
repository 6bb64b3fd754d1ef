package vn.edulake.jobs.simulate;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import vn.edulake.jobs.simulate.defect.Answer;
import vn.edulake.jobs.simulate.defect.DefectPlanter;
import vn.edulake.jobs.simulate.defect.Planned;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.DeliveryWriter;
import vn.edulake.jobs.simulate.feed.Feed;
import vn.edulake.jobs.simulate.feed.Feeds;
import vn.edulake.jobs.simulate.feed.Scene;
import vn.edulake.jobs.simulate.feed.Sheet;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Policies;

/** Lets a province live and writes what its systems send. */
public final class Simulation {
  private final Request request;
  private final Path places;
  private final Consumer<String> progress;
  private final DefectPlanter planter;

  /**
   * What is simulated.
   *
   * @param from the first school year of which files are written, by the year in which it ends
   * @param history years before the first one that are told in yearly figures
   * @param out a folder that is empty or not there
   * @param threads how many files are written at the same time; no byte depends on it
   */
  public record Request(
      Profile profile,
      Scale scale,
      int from,
      int years,
      int history,
      long seed,
      Path out,
      boolean hasDefects,
      int threads) {
    /** A request that can be fulfilled. */
    public Request {
      if (from < profile.censusYear()) {
        throw new UserError(
            ErrorCode.USAGE,
            "Invalid --from: %d. The profile %s begins with the school year %d."
                .formatted(from, profile.name(), profile.censusYear()));
      }
      if (years < 1 || history < 0 || threads < 1) {
        throw new UserError(ErrorCode.USAGE, "--years is at least 1, --history at least 0");
      }
    }
  }

  /**
   * What was written.
   *
   * @param files by feed
   * @param rows by feed
   */
  public record Written(Map<String, Integer> files, Map<String, Long> rows) {}

  /**
   * A simulation.
   *
   * @param places the folder of the lists of administrative units
   */
  public Simulation(Request request, Path places, Consumer<String> progress) {
    this.request = request;
    this.places = places;
    this.progress = progress;
    this.planter =
        new DefectPlanter(
            SourceContracts.load(),
            Feeds.owedDaily(),
            defect -> request.profile().defectRate(defect.code()));
  }

  /**
   * Writes all files.
   *
   * @throws UserError {@code USAGE} when the folder holds something
   * @throws ExternalError {@code STORAGE_FAILED}
   */
  public Written run() {
    ensureEmpty();
    Written written = new Written(new TreeMap<>(), new TreeMap<>());
    Province province =
        Province.found(request.profile(), request.scale(), request.seed(), places, Policies.load());
    while (province.year().year() < request.from()) {
      province.turn();
    }
    LocalDate last = LocalDate.MIN;
    ExecutorService threads = Executors.newFixedThreadPool(request.threads());
    try (BufferedWriter key = Files.newBufferedWriter(SimulationLog.key(madeFolder()))) {
      for (int i = 0; i < request.years(); i++) {
        if (i > 0) {
          province.turn();
        }
        Scene scene = new Scene(province, i == 0 ? request.history() : 0);
        List<Delivery> deliveries = new ArrayList<>();
        for (Feed feed : Feeds.all()) {
          deliveries.addAll(feed.deliveries(scene));
        }
        List<Planned> planned = plan(scene, deliveries);
        planned.sort(Comparator.comparing(one -> one.delivery().day()));
        write(threads, planned, key, written);
        last = planned.get(planned.size() - 1).delivery().day();
        progress.accept("School year %s: %,d files".formatted(scene.days().name(), planned.size()));
      }
      Files.writeString(SimulationLog.profile(request.out()), request.profile().text());
      log(written, last).write(request.out());
      return written;
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write to " + request.out() + ": " + e.getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private SimulationLog log(Written written, LocalDate last) {
    return new SimulationLog(
        request.profile().name(),
        request.scale().toString(),
        request.from(),
        request.years(),
        request.history(),
        request.seed(),
        request.hasDefects(),
        last,
        List.copyOf(written.files().keySet()));
  }

  private List<Planned> plan(Scene scene, List<Delivery> deliveries) {
    if (!request.hasDefects()) {
      return new ArrayList<>(deliveries.stream().map(Planned::right).toList());
    }
    return planter.plant(scene, deliveries);
  }

  private Path madeFolder() throws IOException {
    return Files.createDirectories(request.out());
  }

  private void ensureEmpty() {
    if (!Files.exists(request.out())) {
      return;
    }
    try (Stream<Path> inside = Files.list(request.out())) {
      if (inside.findAny().isPresent()) {
        throw new UserError(
            ErrorCode.USAGE,
            "Cannot simulate into " + request.out() + ": it is not empty. Nothing was written.");
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read " + request.out() + ": " + e.getMessage(), e);
    }
  }

  /** Rows of a file, and what is wrong in it. */
  private record Done(Planned planned, long rows, List<Answer> answers) {}

  private void write(
      ExecutorService threads, List<Planned> deliveries, BufferedWriter key, Written written)
      throws IOException {
    ArrayDeque<Future<Done>> waiting = new ArrayDeque<>();
    for (Planned delivery : deliveries) {
      waiting.add(threads.submit(() -> write(delivery)));
      if (waiting.size() > 4 * request.threads()) {
        end(waiting.remove(), key, written);
      }
    }
    while (!waiting.isEmpty()) {
      end(waiting.remove(), key, written);
    }
  }

  private Done write(Planned planned) throws IOException {
    Planned.Content content = planned.content().get();
    long rows = 0;
    if (planned.isWritten()) {
      Path file = request.out().resolve(planned.delivery().path());
      DeliveryWriter.write(file, content.form(), content.sheets());
      rows = content.sheets().stream().mapToLong(Sheet::rowCount).sum();
    }
    return new Done(planned, rows, content.answers());
  }

  private static void end(Future<Done> future, BufferedWriter key, Written written)
      throws IOException {
    Done done;
    try {
      done = future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
    String feed = done.planned().delivery().feed();
    written.files().merge(feed, done.planned().isWritten() ? 1 : 0, Integer::sum);
    written.rows().merge(feed, done.rows(), Long::sum);
    for (Answer answer : done.answers()) {
      key.write(answer.json());
      key.write('\n');
    }
  }
}
