package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.Steps;
import vn.edulake.models.contract.Delivery.Semantics;
import vn.edulake.models.contract.HeaderText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ops.LakeLock;
import vn.edulake.warehouse.ops.OpsDatabase;

/**
 * Takes delivered files into the raw tables, once, and keeps the account.
 *
 * <p>Each line ends exactly one way. It is <em>accepted</em>; or <em>rejected</em> with a reason;
 * or <em>known</em>, because the same record stands before in the file, is in the raw table already
 * (deltas and appends), or because the whole file was loaded before: the same bytes, or the same
 * records in another order or container. Of two lines of a snapshot with one key and different
 * values the first is accepted; the other is rejected, since a statement that contradicts itself
 * has to be corrected by who made it.
 *
 * <p>The process may die at any moment: the account is written before the rows are appended, the
 * append is one commit per entity that names its batch, and {@link #recover} ends or forgets what
 * was begun.
 */
public final class Ingest {
  private static final Duration WAIT = Duration.ofMinutes(10);
  private static final int REJECTS_AT_ONCE = 1000;

  private final LakeCatalogs catalogs;
  private final OpsDatabase database;
  private final SourceContracts contracts;
  private final Clock clock;
  private final Steps steps;
  private final Consumer<String> progress;
  private final LoadLedger ledger;

  public Ingest(
      LakeCatalogs catalogs,
      OpsDatabase database,
      SourceContracts contracts,
      Clock clock,
      Steps steps,
      Consumer<String> progress) {
    this.catalogs = catalogs;
    this.database = database;
    this.contracts = contracts;
    this.clock = clock;
    this.steps = steps;
    this.progress = progress;
    this.ledger = new LoadLedger(database.jdbi());
  }

  /** A file, the contract it falls under, and its layouts there. */
  private record Job(DeliveredFile file, SourceContract contract, List<Layout> layouts) {}

  /** A job with its place in the account. */
  private record Load(Job job, long loadId, String contentHash, @Nullable DataError error) {}

  /**
   * Ingests files and folders of one source.
   *
   * @return one entry per file; a file that failed does not stop the others
   * @throws vn.edulake.models.error.UserError {@code SOURCE_UNKNOWN}
   * @throws ExternalError when database or storage failed; then no row was taken
   */
  public IngestReport run(String source, List<Path> paths) {
    List<SourceContract> ofSource = contracts.source(source);
    return whileLocked(
        () -> {
          recoverLocked();
          return runLocked(source, ofSource, paths);
        });
  }

  /**
   * Ingests what is new under a folder. Files whose bytes were taken before leave no trace in the
   * account, so that looking again costs nothing and changes nothing.
   *
   * @return one entry per file that was new
   */
  public IngestReport runPending(String source, Path folder) {
    List<SourceContract> ofSource = contracts.source(source);
    return whileLocked(
        () -> {
          recoverLocked();
          List<FileReport> reports = new ArrayList<>();
          Map<SourceContract, List<Job>> jobs = new LinkedHashMap<>();
          collect(source, ofSource, folder, jobs, reports, new ArrayList<>());
          jobs.forEach((contract, found) -> found.removeIf(job -> isTaken(contract, job)));
          jobs.values().removeIf(List::isEmpty);
          return takeAll(jobs, reports, List.of());
        });
  }

  private boolean isTaken(SourceContract contract, Job job) {
    try {
      return ledger.findContent(contract, 0, hash(job)).isPresent();
    } catch (IOException | DataError e) {
      return false;
    }
  }

  private static String hash(Job job) throws IOException {
    return FileValues.hash(job.file().contentHash(), job.file(), job.contract(), job.layouts());
  }

  private IngestReport runLocked(String source, List<SourceContract> ofSource, List<Path> paths) {
    List<FileReport> reports = new ArrayList<>();
    List<String> notCovered = new ArrayList<>();
    Map<SourceContract, List<Job>> jobs = new LinkedHashMap<>();
    for (Path path : paths) {
      collect(source, ofSource, path, jobs, reports, notCovered);
    }
    return takeAll(jobs, reports, notCovered);
  }

  private IngestReport takeAll(
      Map<SourceContract, List<Job>> jobs, List<FileReport> reports, List<String> notCovered) {
    if (!jobs.isEmpty()) {
      long batchId = ledger.nextBatch();
      Instant startedAt = clock.instant();
      Map<SourceContract, List<Load>> registered = new LinkedHashMap<>();
      jobs.forEach(
          (contract, ofContract) ->
              registered.put(
                  contract,
                  ofContract.stream().map(job -> register(batchId, job, startedAt)).toList()));
      steps.at("ingest.registered");
      registered.forEach(
          (contract, loads) -> reports.addAll(take(contract, batchId, startedAt, loads)));
    }
    return new IngestReport(List.copyOf(reports), List.copyOf(notCovered));
  }

  /**
   * Ends or forgets what an ingest that died has begun: rows that it appended are kept and
   * accounted for, everything else is as if it had not begun.
   *
   * @return how many batches were ended or forgotten
   */
  public int recover() {
    return whileLocked(this::recoverLocked);
  }

  private <T> T whileLocked(Supplier<T> work) {
    LakeLock lock =
        LakeLock.take(
            LakeLock.Work.INGEST,
            database,
            "lake ingest (pid " + ProcessHandle.current().pid() + ")",
            WAIT,
            holder -> progress.accept("Waiting for " + holder));
    try {
      return work.get();
    } finally {
      lock.close();
    }
  }

  private int recoverLocked() {
    List<LoadLedger.Unended> unended = ledger.unended();
    for (LoadLedger.Unended batch : unended) {
      Optional<Long> snapshot =
          contracts.all().stream()
              .filter(c -> c.source().equals(batch.source()) && c.entity().equals(batch.entity()))
              .findFirst()
              .flatMap(contract -> RawTable.find(catalogs, contract))
              .flatMap(table -> table.findBatch(batch.batchId()));
      boolean isWhole =
          batch.isCounted()
              && batch.acceptedCount() == 0
              && (batch.rejectedCount() == 0 || hasRejectedLines(batch));
      if (snapshot.isPresent() || isWhole) {
        OptionalLong id = snapshot.map(OptionalLong::of).orElseGet(OptionalLong::empty);
        ledger.end(batch.batchId(), batch.source(), batch.entity(), id, clock.instant());
        progress.accept("Ended batch " + batch.batchId() + ", which was interrupted");
      } else {
        ledger.forget(batch.batchId(), batch.source(), batch.entity());
        progress.accept("Forgot batch " + batch.batchId() + ", which was interrupted");
      }
    }
    return unended.size();
  }

  private boolean hasRejectedLines(LoadLedger.Unended batch) {
    return contracts.all().stream()
        .filter(c -> c.source().equals(batch.source()) && c.entity().equals(batch.entity()))
        .anyMatch(contract -> RejectedLines.has(catalogs, contract, batch.batchId()));
  }

  private void collect(
      String source,
      List<SourceContract> contracts,
      Path argument,
      Map<SourceContract, List<Job>> jobs,
      List<FileReport> reports,
      List<String> notCovered) {
    DeliveredFile named = DeliveredFile.of(argument, argument);
    List<DeliveredFile> files = new ArrayList<>();
    try {
      if (Files.isDirectory(argument)) {
        try (Stream<Path> walk = Files.walk(argument)) {
          walk.filter(Files::isRegularFile)
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .sorted()
              .forEach(path -> files.add(DeliveredFile.of(argument, path)));
        }
        if (files.isEmpty()) {
          throw named.unreadable("the folder holds no file");
        }
      } else if (Files.exists(argument)) {
        files.add(named);
      } else {
        throw named.unreadable("there is no such file");
      }
    } catch (IOException | UncheckedIOException e) {
      reports.add(failed(source, "", named, named.unreadable(e), Duration.ZERO));
      return;
    } catch (DataError e) {
      reports.add(failed(source, "", named, e, Duration.ZERO));
      return;
    }
    int covered = 0;
    List<String> others = new ArrayList<>();
    for (DeliveredFile file : files) {
      boolean isCovered = false;
      for (SourceContract contract : contracts) {
        List<Layout> layouts = contract.layouts().stream().filter(file::matches).toList();
        if (!layouts.isEmpty()) {
          jobs.computeIfAbsent(contract, unused -> new ArrayList<>())
              .add(new Job(file, contract, layouts));
          isCovered = true;
        }
      }
      if (isCovered) {
        covered++;
      } else {
        others.add(file.name());
      }
    }
    if (covered == 0) {
      DataError error =
          named.error(
              ErrorCode.FILE_UNMATCHED,
              "no contract of "
                  + source
                  + " covers "
                  + (!Files.isDirectory(argument)
                      ? "a file of this name"
                      : "any of its " + files.size() + " files"),
              null);
      reports.add(failed(source, "", named, error, Duration.ZERO));
    } else {
      notCovered.addAll(others);
    }
  }

  private static FileReport failed(
      String source, String entity, DeliveredFile file, DataError error, Duration elapsed) {
    return new FileReport(
        source,
        entity,
        file.name(),
        FileReport.Status.FAILED,
        0,
        0,
        0,
        0,
        error.line(),
        elapsed,
        drift(error));
  }

  /** A file without the columns of its contract has another form than the one agreed upon. */
  private static Drift drift(DataError error) {
    return error.code() == ErrorCode.HEADER_NOT_FOUND || error.code() == ErrorCode.HEADER_DOUBLED
        ? Drift.breaking(error.getMessage())
        : Drift.NONE;
  }

  private Load register(long batchId, Job job, Instant startedAt) {
    long byteCount = 0;
    String hash = "";
    DataError error = null;
    try {
      byteCount = Files.size(job.file().path());
      hash = job.file().contentHash();
      hash = hash(job);
      if (byteCount == 0) {
        error = job.file().error(ErrorCode.FILE_EMPTY, "it is empty", null);
      }
    } catch (IOException e) {
      error = job.file().unreadable(e);
    } catch (DataError e) {
      error = e;
    }
    FileValues.Said said = FileValues.NOTHING_SAID;
    if (error == null) {
      said = FileValues.said(job.file(), job.contract());
    }
    long loadId =
        ledger.register(batchId, job.contract(), job.file(), byteCount, hash, startedAt, said);
    return new Load(job, loadId, hash, error);
  }

  /** Reads the files of one entity and appends their rows in one commit. */
  private List<FileReport> take(
      SourceContract contract, long batchId, Instant startedAt, List<Load> loads) {
    List<FileReport> reports = new ArrayList<>();
    List<DataFile> dataFiles = new ArrayList<>();
    List<DataFile> rejectedFiles = new ArrayList<>();
    try {
      RawTable table = RawTable.ensure(catalogs, contract);
      SeenHashes inTable = null;
      if (contract.delivery().knownRecordsSayNothing()) {
        inTable = table.recordHashes();
      }
      for (Load load : loads) {
        long began = System.nanoTime();
        FileReport report;
        try {
          if (load.error() != null) {
            throw load.error();
          }
          report = read(table, batchId, startedAt, load, inTable, dataFiles, rejectedFiles, began);
        } catch (DataError e) {
          ledger.forgetRejects(load.loadId());
          ledger.fail(load.loadId(), e);
          ledger.form(load.loadId(), List.of(), drift(e));
          report = failed(contract.source(), contract.entity(), load.job().file(), e, since(began));
        }
        reports.add(report);
        progress.accept(progress(report));
      }
      steps.at("ingest.counted");
      if (!rejectedFiles.isEmpty()) {
        RejectedLines.append(catalogs, contract, batchId, rejectedFiles);
      }
      steps.at("ingest.refused");
      OptionalLong snapshot =
          dataFiles.isEmpty()
              ? OptionalLong.empty()
              : OptionalLong.of(table.append(batchId, dataFiles));
      steps.at("ingest.appended");
      ledger.end(batchId, contract.source(), contract.entity(), snapshot, clock.instant());
      steps.at("ingest.recorded");
      return reports;
    } catch (CommitStateUnknownException e) {
      throw storage(contract, "the catalog did not say whether the rows were appended", e);
    } catch (IOException | UncheckedIOException e) {
      throw storage(contract, String.valueOf(e.getMessage()), e);
    }
  }

  private static LakeException storage(SourceContract contract, String why, Exception cause) {
    return new ExternalError(
        ErrorCode.STORAGE_FAILED,
        "Cannot append to "
            + contract.rawTable()
            + ": "
            + why
            + ". The next ingest finds out and ends or forgets this one.",
        cause);
  }

  private FileReport read(
      RawTable table,
      long batchId,
      Instant startedAt,
      Load load,
      @Nullable SeenHashes inTable,
      List<DataFile> dataFiles,
      List<DataFile> rejectedFiles,
      long began)
      throws IOException {
    SourceContract contract = load.job().contract();
    DeliveredFile file = load.job().file();
    Optional<LoadLedger.Earlier> sameBytes =
        ledger.findContent(contract, load.loadId(), load.contentHash());
    if (sameBytes.isPresent()) {
      return known(load, null, null, sameBytes.get(), "the bytes of ", Drift.NONE, began);
    }
    Layout layout = null;
    DataError firstError = null;
    for (Layout candidate : load.job().layouts()) {
      try (Lines lines = open(file, contract, candidate)) {
        layout = candidate;
        var delivery =
            new RawTable.Delivery(
                file.name(),
                load.loadId(),
                batchId,
                startedAt,
                load.contentHash(),
                candidate.name());
        Drift drift = drift(load, candidate, lines.header());
        try (RawTable.Rows rows = table.rows(contract, delivery);
            RejectedLines.Writer refused = new RejectedLines.Writer(catalogs, load.loadId())) {
          Reading reading;
          try {
            reading = new Reading(load, candidate, inTable, rows, refused);
            reading.readAll(lines);
          } catch (DataError e) {
            rows.discard();
            refused.discard();
            throw e;
          }
          ledger.form(load.loadId(), lines.header(), drift);
          String recordHash = reading.recordHash();
          Optional<LoadLedger.Earlier> sameRecords =
              recordHash == null
                  ? Optional.empty()
                  : ledger.findRecords(contract, load.loadId(), recordHash);
          if (sameRecords.isPresent()) {
            rows.discard();
            refused.discard();
            ledger.forgetRejects(load.loadId());
            var earlier = new LoadLedger.Earlier(sameRecords.get().fileName(), reading.received);
            return known(load, layout, recordHash, earlier, "the records of ", drift, began);
          }
          LoadLedger.Count count = reading.count();
          if (count.accepted() > 0) {
            dataFiles.add(rows.finish());
          } else {
            rows.discard();
          }
          refused.finish(rejectedFiles);
          ledger.count(load.loadId(), layout.name(), recordHash, count);
          boolean isKnown = count.accepted() == 0 && count.rejected() == 0;
          return report(
              load,
              isKnown ? FileReport.Status.KNOWN : FileReport.Status.LOADED,
              count,
              isKnown ? "all records are in " + contract.rawTable() : "",
              drift,
              began);
        }
      } catch (DataError e) {
        // Another layout may fit a file whose header this one does not know.
        if (layout != null || e.code() != ErrorCode.HEADER_NOT_FOUND) {
          throw e;
        }
        firstError = firstError == null ? e : firstError;
      }
    }
    if (firstError == null) {
      throw new IllegalStateException("A file without layout was read: " + file.name());
    }
    throw firstError;
  }

  /** Compares a file's fields with those of the last file that was read by the same layout. */
  private Drift drift(Load load, Layout layout, List<String> header) {
    SourceContract contract = load.job().contract();
    List<String> before = ledger.lastHeader(contract, layout, load.loadId());
    Header.Wanted wanted = new Header.Wanted(contract, layout);
    return Drift.between(
        before,
        header,
        text -> {
          Header.Meaning meaning = wanted.meaning(text);
          return meaning instanceof Header.Other ? "text " + HeaderText.normal(text) : meaning;
        });
  }

  private static Lines open(DeliveredFile file, SourceContract contract, Layout layout) {
    try {
      return Lines.open(file, contract, layout);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private FileReport known(
      Load load,
      @Nullable Layout layout,
      @Nullable String recordHash,
      LoadLedger.Earlier earlier,
      String what,
      Drift drift,
      long began) {
    var count = new LoadLedger.Count(earlier.receivedCount(), 0, 0, earlier.receivedCount());
    ledger.count(load.loadId(), layout == null ? null : layout.name(), recordHash, count);
    return report(load, FileReport.Status.KNOWN, count, what + earlier.fileName(), drift, began);
  }

  private static FileReport report(
      Load load,
      FileReport.Status status,
      LoadLedger.Count count,
      String reason,
      Drift drift,
      long began) {
    SourceContract contract = load.job().contract();
    return new FileReport(
        contract.source(),
        contract.entity(),
        load.job().file().name(),
        status,
        count.received(),
        count.accepted(),
        count.rejected(),
        count.known(),
        reason,
        since(began),
        drift);
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static String progress(FileReport report) {
    String drift =
        report.drift().kind() == Drift.Kind.NONE
            ? ""
            : ", form changed (" + report.drift().kind().code() + ")";
    return switch (report.status()) {
      case LOADED ->
          report.file()
              + ": "
              + report.accepted()
              + " accepted, "
              + report.rejected()
              + " rejected, "
              + report.known()
              + " known"
              + drift
              + (drift.isEmpty() ? "" : ": " + report.drift().message());
      case KNOWN -> report.file() + ": known, " + report.reason() + drift;
      case FAILED -> report.file() + ": failed" + drift;
    };
  }

  /** One walk through a file. */
  private final class Reading {
    private final Load load;
    private final SourceContract contract;
    private final LineCheck check;
    private final RecordHash recordHash;
    private final RecordHash keyHash;
    private final @Nullable SeenHashes inTable;
    private final RawTable.Rows rows;
    private final RejectedLines.Writer refused;
    private final SeenHashes records = new SeenHashes();
    private final SeenHashes keys = new SeenHashes();
    private final RecordSet set = new RecordSet();
    private final List<LoadLedger.Reject> rejects = new ArrayList<>();
    private long received;
    private long accepted;
    private long rejected;

    Reading(
        Load load,
        Layout layout,
        @Nullable SeenHashes inTable,
        RawTable.Rows rows,
        RejectedLines.Writer refused) {
      this.load = load;
      this.contract = load.job().contract();
      this.inTable = inTable;
      this.rows = rows;
      this.refused = refused;
      this.recordHash = new RecordHash(contract.recordColumns());
      this.keyHash = new RecordHash(contract.key());
      Map<String, String> ofFile = FileValues.of(load.job().file(), contract, layout);
      this.check = new LineCheck(contract, layout, ofFile);
    }

    void readAll(Lines lines) {
      try {
        for (Line line = lines.next(); line != null; line = lines.next()) {
          received++;
          read(line);
        }
      } catch (IOException e) {
        throw load.job().file().unreadable(e);
      }
      if (received == 0) {
        throw load.job().file().error(ErrorCode.FILE_EMPTY, "it holds no row", null);
      }
      flush();
    }

    private void read(Line line) {
      Map<String, String> values = check.values(line);
      byte[] hash = recordHash.of(values);
      Optional<Violation> violation = check.violation(line, values);
      if (violation.isEmpty() && contract.delivery().repeatsSayNothing() && !records.add(hash)) {
        return;
      }
      if (violation.isEmpty()
          && contract.delivery().semantics() == Semantics.SNAPSHOT
          && !keys.add(keyHash.of(values))) {
        violation = Optional.of(Violation.ofLine(Rule.KEY_CONFLICT));
      }
      if (violation.isPresent()) {
        set.reject(hash);
        rejected++;
        refused.write(line, values);
        rejects.add(
            new LoadLedger.Reject(line.number(), violation.get(), HexFormat.of().formatHex(hash)));
        if (rejects.size() >= REJECTS_AT_ONCE) {
          flush();
        }
        return;
      }
      set.accept(hash);
      if (inTable == null || inTable.add(hash)) {
        rows.write(line, values, hash);
        accepted++;
      }
    }

    private void flush() {
      ledger.reject(load.loadId(), rejects);
      rejects.clear();
    }

    /** The hash of all records; null where their order says something. */
    @Nullable String recordHash() {
      return contract.delivery().repeatsSayNothing() ? set.hash() : null;
    }

    LoadLedger.Count count() {
      return new LoadLedger.Count(received, accepted, rejected, received - accepted - rejected);
    }
  }
}
