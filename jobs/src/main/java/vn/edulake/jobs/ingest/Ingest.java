package vn.edulake.jobs.ingest;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSError;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.Outage;
import vn.edulake.jobs.Steps;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.HeaderText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
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
 * <p>A file of no records is refused, unless its contract says that it may be empty: then one row
 * without key states in the raw table that there is nothing.
 *
 * <p>The process may die at any moment: the account is written before the rows are appended, the
 * append is one commit per entity that names its batch, and {@link #recover} ends or forgets what
 * was begun.
 */
public final class Ingest {
  private static final Duration WAIT = Duration.ofMinutes(10);

  private final LakeCatalogs catalogs;
  private final OpsDatabase database;
  private final SourceContracts contracts;
  private final IngestSettings settings;
  private final Clock clock;
  private final Steps steps;
  private final Consumer<String> progress;
  private final LoadLedger ledger;
  private @Nullable LakeLock lock;

  public Ingest(
      LakeCatalogs catalogs,
      OpsDatabase database,
      SourceContracts contracts,
      IngestSettings settings,
      Clock clock,
      Steps steps,
      Consumer<String> progress) {
    this.catalogs = catalogs;
    this.database = database;
    this.contracts = contracts;
    this.settings = settings;
    this.clock = clock;
    this.steps = steps;
    this.progress = progress;
    this.ledger = new LoadLedger(database.jdbi());
  }

  /** A file, the contract it falls under, and its layouts there. */
  private record Job(DeliveredFile file, SourceContract contract, List<Layout> layouts) {}

  /** A job with its place in the account. */
  private record Load(
      Job job,
      long loadId,
      String contentHash,
      @Nullable String sender,
      @Nullable BigDecimal posting,
      @Nullable DataError error) {}

  /** A package of which nothing is taken. */
  private record Refused(DeliveredFile file, DataError error) {}

  /** What was found under the paths of one source. */
  private static final class Found {
    final String source;
    final Map<SourceContract, List<Job>> jobs = new LinkedHashMap<>();
    final List<FileReport> reports = new ArrayList<>();
    final List<Refused> refused = new ArrayList<>();
    final List<String> notCovered = new ArrayList<>();

    Found(String source) {
      this.source = source;
    }
  }

  /**
   * Ingests files and folders of one source.
   *
   * @return one entry per file; a file that failed does not stop the others
   * @throws UserError {@code SOURCE_UNKNOWN}
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
          Found found = new Found(source);
          collect(found, ofSource, folder);
          found.jobs.forEach((contract, jobs) -> jobs.removeIf(job -> isTaken(contract, job)));
          found.jobs.values().removeIf(List::isEmpty);
          found.notCovered.clear();
          return takeAll(found);
        });
  }

  /** Whether the configuration says where the tables are that a contract of the source reads. */
  public boolean readsTables(String source) {
    return settings.sources().containsKey(source)
        && contracts.source(source).stream()
            .flatMap(contract -> contract.layouts().stream())
            .anyMatch(layout -> layout.database().isPresent());
  }

  /**
   * Reads the tables of a source's database, each from its watermark on. A table with nothing new
   * leaves no trace in the account.
   *
   * @return one entry per table
   * @throws UserError {@code USAGE} when no contract of the source has a table, {@code
   *     CONFIGURATION_INVALID} when its database is not configured
   */
  public IngestReport runTables(String source) {
    List<SourceContract> ofSource = contracts.source(source);
    Found found = new Found(source);
    return whileLocked(
        () -> {
          recoverLocked();
          for (SourceContract contract : ofSource) {
            for (Layout layout : contract.layouts()) {
              if (layout.database().isPresent()) {
                found
                    .jobs
                    .computeIfAbsent(contract, unused -> new ArrayList<>())
                    .add(new Job(table(contract, layout), contract, List.of(layout)));
              }
            }
          }
          if (found.jobs.isEmpty()) {
            throw new UserError(
                ErrorCode.USAGE,
                "Missing argument: PATH. No contract of " + source + " reads a database.");
          }
          return takeAll(found);
        });
  }

  private DeliveredFile table(SourceContract contract, Layout layout) {
    String source = contract.source();
    DatabaseAddress database = settings.sources().get(source);
    if (database == null) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Missing key: sources." + source + ".url, the address of the source's database");
    }
    Layout.DatabaseTable table = layout.database().orElseThrow();
    String since = table.watermark().isPresent() ? ledger.watermark(contract, layout) : "";
    String part = since.isEmpty() ? "" : "?" + table.watermark().get() + ">=" + since;
    String unique = UUID.randomUUID().toString();
    byte[] hash = DeliveredFile.sha256().digest(unique.getBytes(StandardCharsets.UTF_8));
    return DeliveredFile.table(
        new Origin.InDatabase(database, since, HexFormat.of().formatHex(hash)),
        "jdbc:" + table.name() + part,
        settings);
  }

  private boolean isTaken(SourceContract contract, Job job) {
    try {
      BigDecimal posting = FileValues.posting(job.file(), contract, job.layouts());
      return ledger
          .findContent(contract, 0, hash(job))
          .filter(earlier -> !earlier.isAfter(posting))
          .isPresent();
    } catch (IOException | DataError e) {
      return false;
    }
  }

  private static String hash(Job job) throws IOException {
    return FileValues.hash(job.file().contentHash(), job.file(), job.contract(), job.layouts());
  }

  private IngestReport runLocked(String source, List<SourceContract> ofSource, List<Path> paths) {
    Found found = new Found(source);
    for (Path path : paths) {
      collect(found, ofSource, path);
    }
    return takeAll(found);
  }

  private IngestReport takeAll(Found found) {
    List<FileReport> reports = found.reports;
    if (!found.jobs.isEmpty() || !found.refused.isEmpty()) {
      long batchId = ledger.nextBatch();
      Instant startedAt = clock.instant();
      found.refused.forEach(refused -> reports.add(refuse(found, batchId, startedAt, refused)));
      Map<SourceContract, List<Load>> registered = new LinkedHashMap<>();
      found.jobs.forEach(
          (contract, ofContract) ->
              registered.put(
                  contract,
                  ofContract.stream().map(job -> register(batchId, job, startedAt)).toList()));
      steps.at("ingest.registered");
      registered.forEach(
          (contract, loads) -> reports.addAll(take(contract, batchId, startedAt, loads)));
    }
    return new IngestReport(List.copyOf(reports), List.copyOf(found.notCovered));
  }

  private FileReport refuse(Found found, long batchId, Instant at, Refused refused) {
    long byteCount = 0;
    String hash = "";
    try {
      byteCount = refused.file().origin().byteCount();
      hash = refused.file().contentHash();
    } catch (IOException e) {
      progress.accept(refused.file().unreadable(e).line());
    }
    ledger.refuse(batchId, found.source, refused.file(), byteCount, hash, at, refused.error());
    FileReport report =
        failed(found.source, "", refused.file(), refused.error(), Duration.ZERO, Drift.NONE);
    progress.accept(progress(report));
    return report;
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
    LakeLock taken =
        LakeLock.take(
            LakeLock.Work.INGEST,
            database,
            "lake ingest (pid " + ProcessHandle.current().pid() + ")",
            WAIT,
            holder -> progress.accept("Waiting for " + holder));
    lock = taken;
    try {
      return work.get();
    } catch (LakeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Outage.isDatabaseGone(e) ? databaseGone(e) : e;
    } finally {
      lock = null;
      taken.close();
    }
  }

  private static ExternalError databaseGone(RuntimeException cause) {
    return new ExternalError(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot go on with the ingest: the database went away. What was begun is not visible; the"
            + " next ingest ends or forgets it.",
        cause);
  }

  private int recoverLocked() {
    removeCopies();
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

  /** Removes what was unpacked to the disk, by this ingest or one that died. */
  private void removeCopies() {
    if (!Files.isDirectory(settings.folder())) {
      return;
    }
    try (Stream<Path> copies = Files.list(settings.folder())) {
      for (Path copy : copies.toList()) {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot empty " + settings.folder() + ": " + e.getMessage(), e);
    }
  }

  private void collect(Found found, List<SourceContract> contracts, Path argument) {
    DeliveredFile named = DeliveredFile.of(argument, argument, settings);
    List<DeliveredFile> files = new ArrayList<>();
    try {
      if (Files.isDirectory(argument)) {
        try (Stream<Path> walk = Files.walk(argument)) {
          walk.filter(Files::isRegularFile)
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .sorted()
              .forEach(path -> files.add(DeliveredFile.of(argument, path, settings)));
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
      found.reports.add(notTaken(found, named, named.unreadable(e)));
      return;
    } catch (DataError e) {
      found.reports.add(notTaken(found, named, e));
      return;
    }
    List<String> others = new ArrayList<>();
    boolean isAnyCovered = false;
    for (DeliveredFile file : files) {
      isAnyCovered |= assign(found, contracts, file, others);
    }
    if (isAnyCovered) {
      found.notCovered.addAll(others);
    } else {
      DataError error =
          named.error(
              ErrorCode.FILE_UNMATCHED,
              "no contract of "
                  + found.source
                  + " covers "
                  + (!Files.isDirectory(argument)
                      ? "a file of this name"
                      : "any of its " + files.size() + " files"),
              null);
      found.reports.add(notTaken(found, named, error));
    }
  }

  /** Makes the jobs for a file, or for the files of a package; false when there is none. */
  private boolean assign(
      Found found, List<SourceContract> contracts, DeliveredFile file, List<String> others) {
    boolean isPackage = isPackage(file);
    if (isPackage && file.origin() instanceof Origin.OnDisk disk && !isWorkbook(contracts, file)) {
      ZipPackage.Contents contents;
      try {
        contents =
            ZipPackage.open(file, disk.path(), inner -> !layouts(contracts, inner).isEmpty());
      } catch (DataError e) {
        found.refused.add(new Refused(file, e));
        return true;
      }
      others.addAll(contents.others());
      boolean isAnyCovered = false;
      for (DeliveredFile inner : contents.covered()) {
        isAnyCovered |= assign(found, contracts, inner, others);
      }
      return isAnyCovered;
    }
    if (isPackage && !isWorkbook(contracts, file)) {
      progress.accept(file.name() + ": a package in a package is not opened");
      others.add(file.name());
      return false;
    }
    Map<SourceContract, List<Layout>> layouts = layouts(contracts, file);
    if (layouts.isEmpty()) {
      others.add(file.name());
    }
    layouts.forEach(
        (contract, ofContract) ->
            found
                .jobs
                .computeIfAbsent(contract, unused -> new ArrayList<>())
                .add(new Job(file, contract, ofContract)));
    return !layouts.isEmpty();
  }

  private static Map<SourceContract, List<Layout>> layouts(
      List<SourceContract> contracts, DeliveredFile file) {
    Map<SourceContract, List<Layout>> result = new LinkedHashMap<>();
    for (SourceContract contract : contracts) {
      List<Layout> layouts = contract.layouts().stream().filter(file::matches).toList();
      if (!layouts.isEmpty()) {
        result.put(contract, layouts);
      }
    }
    return result;
  }

  private static boolean isWorkbook(List<SourceContract> contracts, DeliveredFile file) {
    return layouts(contracts, file).values().stream()
        .flatMap(List::stream)
        .anyMatch(layout -> layout.format() == Layout.Format.EXCEL);
  }

  /** What cannot be opened is no package; reading it says why. */
  private static boolean isPackage(DeliveredFile file) {
    try {
      return ZipPackage.begins(file.start(4));
    } catch (IOException e) {
      return false;
    }
  }

  private static FileReport notTaken(Found found, DeliveredFile named, DataError error) {
    return failed(found.source, "", named, error, Duration.ZERO, Drift.NONE);
  }

  private static FileReport failed(
      String source,
      String entity,
      DeliveredFile file,
      LakeException error,
      Duration elapsed,
      Drift drift) {
    FileReport.Status status =
        error instanceof ExternalError ? FileReport.Status.UNAVAILABLE : FileReport.Status.FAILED;
    String reason =
        drift.kind() == Drift.Kind.NONE ? error.line() : error.code() + " " + drift.message();
    return new FileReport(source, entity, file.name(), status, 0, 0, 0, 0, reason, elapsed, drift);
  }

  /** A file that the contract cannot read has another form than the one agreed upon. */
  private Drift drift(Load load, LakeException error) {
    return switch (error.code()) {
      case HEADER_NOT_FOUND, HEADER_DOUBLED, SHEET_LEFT_OUT, ENCODING_INVALID, VALUES_CHANGED ->
          Drift.breaking(
              error.getMessage(),
              ledger
                  .lastFile(
                      load.job().contract(), load.sender(), load.job().layouts(), load.loadId())
                  .map(LoadLedger.LastFile::fileName));
      default -> Drift.NONE;
    };
  }

  private Load register(long batchId, Job job, Instant startedAt) {
    long byteCount = 0;
    String hash = "";
    DataError error = null;
    try {
      byteCount = job.file().origin().byteCount();
      hash = job.file().contentHash();
      hash = hash(job);
      if (byteCount == 0 && !isTable(job)) {
        error = job.file().error(ErrorCode.FILE_EMPTY, "it is empty", null);
      }
    } catch (IOException e) {
      error = job.file().unreadable(e);
    } catch (DataError e) {
      error = e;
    }
    FileValues.Said said = FileValues.NOTHING_SAID;
    BigDecimal posting = null;
    if (error == null) {
      said = FileValues.said(job.file(), job.contract());
      try {
        posting = FileValues.posting(job.file(), job.contract(), job.layouts());
      } catch (DataError e) {
        error = e;
      }
    }
    long loadId =
        ledger.register(
            batchId, job.contract(), job.file(), byteCount, hash, startedAt, said, posting);
    return new Load(job, loadId, hash, said.sender(), posting, error);
  }

  private static boolean isTable(Job job) {
    return job.file().origin() instanceof Origin.InDatabase;
  }

  /** Reads the files of one entity and appends their rows in one commit. */
  private List<FileReport> take(
      SourceContract contract, long batchId, Instant startedAt, List<Load> loads) {
    try {
      RawTable table = RawTable.ensure(catalogs, contract);
      try (RawTable.Batch batch = table.batch(contract, batchId)) {
        return take(contract, table, batch, batchId, startedAt, loads);
      }
    } catch (CommitStateUnknownException e) {
      throw storage(contract, "the catalog did not say whether the rows were appended", e);
    } catch (IOException | UncheckedIOException | FSError e) {
      throw storage(contract, String.valueOf(e.getMessage()), e);
    }
  }

  private List<FileReport> take(
      SourceContract contract,
      RawTable table,
      RawTable.Batch batch,
      long batchId,
      Instant startedAt,
      List<Load> loads)
      throws IOException {
    List<FileReport> reports = new ArrayList<>();
    List<DataFile> rejectedFiles = new ArrayList<>();
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
        report = read(batch, batchId, startedAt, load, inTable, rejectedFiles, began);
      } catch (DataError | ExternalError e) {
        if (e instanceof ExternalError && e.code() != ErrorCode.SOURCE_UNAVAILABLE) {
          throw e;
        }
        ledger.forgetRejects(load.loadId());
        ledger.fail(load.loadId(), e);
        Drift drift = drift(load, e);
        ledger.form(load.loadId(), FileForm.UNKNOWN, drift);
        DeliveredFile file = load.job().file();
        report = failed(contract.source(), contract.entity(), file, e, since(began), drift);
      } finally {
        removeCopies();
      }
      reports.add(report);
      progress.accept(progress(report));
    }
    List<DataFile> dataFiles = batch.finish();
    ledger.settle(batchId);
    steps.at("ingest.counted");
    if (!rejectedFiles.isEmpty()) {
      RejectedLines.append(catalogs, contract, batchId, rejectedFiles);
    }
    steps.at("ingest.refused");
    if (lock != null && !dataFiles.isEmpty()) {
      // Another ingest would forget this one's account.
      lock.ensureHeld();
    }
    OptionalLong snapshot =
        dataFiles.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(table.append(batchId, dataFiles));
    steps.at("ingest.appended");
    ledger.end(batchId, contract.source(), contract.entity(), snapshot, clock.instant());
    steps.at("ingest.recorded");
    return reports;
  }

  private static LakeException storage(SourceContract contract, String why, Throwable cause) {
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
      RawTable.Batch batch,
      long batchId,
      Instant startedAt,
      Load load,
      @Nullable SeenHashes inTable,
      List<DataFile> rejectedFiles,
      long began)
      throws IOException {
    SourceContract contract = load.job().contract();
    DeliveredFile file = load.job().file();
    Optional<LoadLedger.Earlier> sameBytes =
        ledger
            .findContent(contract, load.loadId(), load.contentHash())
            .filter(earlier -> !earlier.isAfter(load.posting()));
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
        try (RawTable.Rows rows = batch.rows(delivery);
            RejectedLines.Writer refused = new RejectedLines.Writer(catalogs, load.loadId())) {
          Reading reading;
          Drift drift;
          try {
            reading = readPlainly(load, candidate, inTable, lines, rows, refused);
            if (reading == null) {
              reading = reading(load, candidate, inTable, rows, refused);
              reading.readAll(lines);
            }
            Optional<LoadLedger.LastFile> last =
                ledger.lastFile(contract, load.sender(), List.of(candidate), load.loadId());
            FileForm form = form(candidate, lines, last);
            drift = drift(load, candidate, form, reading, last);
            ledger.form(load.loadId(), form, drift);
          } catch (LakeException e) {
            rows.discard();
            refused.discard();
            throw e;
          }
          String recordHash = reading.recordHash();
          LoadLedger.Count count = reading.count();
          if (isTable(load.job()) && isUnchanged(load, layout, recordHash, count, lines)) {
            rows.discard();
            refused.discard();
            ledger.forget(load.loadId());
            var all = new LoadLedger.Count(count.received(), 0, 0, count.received());
            return report(load, FileReport.Status.KNOWN, all, "nothing in it is new", drift, began);
          }
          Optional<LoadLedger.Earlier> sameRecords =
              recordHash == null || isTable(load.job())
                  ? Optional.empty()
                  : ledger
                      .findRecords(contract, load.loadId(), recordHash)
                      .filter(earlier -> !earlier.isAfter(load.posting()));
          if (sameRecords.isPresent()) {
            rows.discard();
            refused.discard();
            ledger.forgetRejects(load.loadId());
            var earlier =
                new LoadLedger.Earlier(sameRecords.get().fileName(), reading.received(), null);
            return known(load, layout, recordHash, earlier, "the records of ", drift, began);
          }
          if (count.accepted() > 0 || reading.statesNothing()) {
            rows.finish();
            reading.remember();
          } else {
            rows.discard();
          }
          refused.finish(rejectedFiles);
          String watermark = lines.watermark().isEmpty() ? null : lines.watermark();
          if (reading.statesNothing()) {
            ledger.stateNothing(load.loadId());
          }
          ledger.count(load.loadId(), layout.name(), recordHash, count, watermark);
          boolean isKnown =
              count.accepted() == 0 && count.rejected() == 0 && !reading.statesNothing();
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

  private Reading reading(
      Load load,
      Layout layout,
      @Nullable SeenHashes inTable,
      RawTable.Rows rows,
      RejectedLines.Writer refused) {
    SourceContract contract = load.job().contract();
    return new Reading(
        ledger, load.loadId(), load.job().file(), contract, layout, inTable, rows, refused);
  }

  /** Reads a file the fast way; null when it has to be read the other way, from its beginning. */
  private @Nullable Reading readPlainly(
      Load load,
      Layout layout,
      @Nullable SeenHashes inTable,
      Lines lines,
      RawTable.Rows rows,
      RejectedLines.Writer refused)
      throws IOException {
    SourceContract contract = load.job().contract();
    if (!(lines instanceof TableLines table) || !PlainCsv.covers(contract, layout)) {
      return null;
    }
    Reading reading = reading(load, layout, inTable, rows, refused);
    try {
      new PlainCsv(load.job().file(), contract, layout, table, reading, rows).readAll();
      return reading;
    } catch (PlainCsv.NotPlain e) {
      steps.at("ingest.not-plain");
      table.restart();
      rows.discard();
      refused.discard();
      ledger.forgetRejects(load.loadId());
      return null;
    }
  }

  /**
   * A document leaves out what it has no value for, so that of its fields only new ones say more.
   */
  private static FileForm form(Layout layout, Lines lines, Optional<LoadLedger.LastFile> last) {
    FileForm form = lines.form();
    if (layout.format().isTable() || layout.database().isPresent()) {
      return form;
    }
    FieldNames names = new FieldNames();
    last.ifPresent(file -> names.add(file.form().header()));
    names.add(form.header());
    return form.withHeader(names.all());
  }

  /**
   * Compares a file with the last one of its sender that was read by the same layout.
   *
   * @throws DataError {@code VALUES_CHANGED} when half of its lines break a rule that that one kept
   */
  private Drift drift(
      Load load,
      Layout layout,
      FileForm form,
      Reading reading,
      Optional<LoadLedger.LastFile> last) {
    if (last.isEmpty()) {
      return Drift.NONE;
    }
    LoadLedger.LastFile before = last.get();
    Drift drift = Drift.between(before.form(), form, meaning(load.job().contract(), layout));
    if (!reading.refusals().isEmpty()) {
      List<Refusals.Change> changes =
          reading
              .refusals()
              .changes(
                  reading.received(), ledger.refusals(before.loadId()), before.receivedCount());
      String words = changes.stream().map(Refusals.Change::words).collect(joining("; "));
      if (changes.stream().anyMatch(Refusals.Change::isWhole) && !isTable(load.job())) {
        throw load.job().file().error(ErrorCode.VALUES_CHANGED, words, null);
      }
      if (!changes.isEmpty()) {
        drift = drift.and(new Drift(Drift.Kind.VALUES, words));
      }
    }
    return drift.comparedWith(before.fileName());
  }

  private static Drift.Meaning meaning(SourceContract contract, Layout layout) {
    if (!layout.format().isTable() && layout.database().isEmpty()) {
      Set<String> fields = new HashSet<>();
      contract.columns().forEach(column -> fields.addAll(layout.namesInFiles(column)));
      return new Drift.Meaning(
          text -> text,
          text -> fields.stream().noneMatch(field -> isWithin(field, text)),
          contract.columns().stream()
              .map(ContractColumn::name)
              .filter(name -> layout.records().stream().anyMatch(set -> set.whole().contains(name)))
              .findFirst()
              .orElse(RawColumn.EXTRA),
          text -> false);
    }
    Header.Wanted wanted = new Header.Wanted(contract, layout);
    return new Drift.Meaning(
        text -> {
          Header.Meaning meaning = wanted.meaning(text);
          return meaning instanceof Header.Other ? "text " + HeaderText.normal(text) : meaning;
        },
        text -> wanted.meaning(text) instanceof Header.Other,
        RawColumn.EXTRA,
        text -> wanted.meaning(text) instanceof Header.Spread);
  }

  /** Whether a field of a document is one of the layout's, or an object around it. */
  private static boolean isWithin(String field, String text) {
    return field.equals(text) || field.startsWith(text + ".") || field.startsWith(text + "/");
  }

  /** A part of a table has nothing new, or the whole of it says what it said the last time. */
  private boolean isUnchanged(
      Load load, Layout layout, @Nullable String recordHash, LoadLedger.Count count, Lines lines) {
    if (layout.database().flatMap(Layout.DatabaseTable::watermark).isEmpty()
        && recordHash != null) {
      return count.received() == 0
          || ledger.lastRecords(load.job().contract(), layout).equals(recordHash);
    }
    Origin.InDatabase origin = (Origin.InDatabase) load.job().file().origin();
    return count.accepted() == 0
        && count.rejected() == 0
        && lines.watermark().equals(origin.since());
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
    String layoutName = layout == null ? null : layout.name();
    ledger.count(load.loadId(), layoutName, recordHash, count, null);
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
      case UNAVAILABLE -> report.file() + ": not available";
    };
  }
}
