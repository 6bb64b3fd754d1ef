package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Delivery.Semantics;
import vn.edulake.models.contract.KeyText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.ErrorCode;

/**
 * One walk through a file: which of its records are taken, refused, or known.
 *
 * <p>Records are decided upon in the order of the file, by one thread at a time; what comes before
 * (reading, checking) and after (writing) may be done side by side.
 */
final class Reading {
  private static final int REJECTS_AT_ONCE = 1000;
  private static final int ROWS_AT_ONCE = 4096;
  private static final int BYTES_AT_ONCE = 1 << 20;

  /** What part of memory may be set aside for a record that is only expected. */
  private static final int BYTES_EXPECTED = 1 << 10;

  private final LoadLedger ledger;
  private final long loadId;
  private final DeliveredFile file;
  private final SourceContract contract;
  private final Layout layout;
  private final Map<String, String> ofFile;
  private final @Nullable SeenHashes inTable;
  private final RawTable.Rows rows;
  private final RejectedLines.Writer refused;
  private final boolean isSnapshot;
  private final boolean repeatsSayNothing;
  private final SeenHashes records = new SeenHashes();
  private final SeenRecords statements = new SeenRecords();
  private final SeenHashes refusedBefore = new SeenHashes();
  private final boolean hasRefusedBefore;
  private final RecordSet set = new RecordSet();
  private final List<LoadLedger.Reject> rejects = new ArrayList<>();
  private final Refusals refusals;
  private long received;
  private long accepted;
  private long rejected;

  Reading(
      LoadLedger ledger,
      long loadId,
      DeliveredFile file,
      SourceContract contract,
      Layout layout,
      @Nullable SeenHashes inTable,
      RawTable.Rows rows,
      RejectedLines.Writer refused) {
    this.ledger = ledger;
    this.loadId = loadId;
    this.file = file;
    this.contract = contract;
    this.layout = layout;
    this.inTable = inTable;
    this.rows = rows;
    this.refused = refused;
    this.ofFile = FileValues.of(file, contract, layout);
    this.isSnapshot = contract.delivery().semantics() == Semantics.SNAPSHOT;
    this.refusals = new Refusals(contract, layout);
    this.repeatsSayNothing = contract.delivery().repeatsSayNothing();
    if (layout.database().flatMap(Layout.DatabaseTable::watermark).isPresent()) {
      List<String> before = ledger.refused(contract, layout);
      for (String hash : before) {
        refusedBefore.add(
            HexFormat.fromHexDigitsToLong(hash, 0, Long.BYTES * 2),
            HexFormat.fromHexDigitsToLong(hash, Long.BYTES * 2, Long.BYTES * 4));
      }
      hasRefusedBefore = !before.isEmpty();
    } else {
      hasRefusedBefore = false;
    }
  }

  /** The values that hold for the whole file. */
  Map<String, String> ofFile() {
    return ofFile;
  }

  /** Reads all lines. */
  void readAll(Lines lines) {
    Checked checked = new Checked();
    RecordBatch batch = new RecordBatch(contract);
    int[] taken = new int[ROWS_AT_ONCE];
    try {
      RawTable.Rows.Part target = rows.part();
      for (Line line = lines.next(); line != null; line = lines.next()) {
        checked.add(line, batch);
        if (batch.count() == ROWS_AT_ONCE || batch.byteCount() >= BYTES_AT_ONCE) {
          target.write(batch, taken, take(batch, taken));
          batch.clear();
        }
      }
      target.write(batch, taken, take(batch, taken));
      if (statesNothing()) {
        batch.clear();
        checked.addNothing(batch);
        target.write(batch, new int[] {0}, 1);
      }
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    end();
  }

  /** Checks lines and puts them into a batch; one object serves one thread. */
  final class Checked {
    final LineCheck check = new LineCheck(contract, layout, ofFile);
    final RecordHash recordHash = new RecordHash(contract.recordColumns());
    final RecordHash keyHash = new RecordHash(isSnapshot ? contract.key() : List.of());
    final KeyText keyText = new KeyText(contract, layout);

    void add(Line line, RecordBatch batch) {
      Map<String, String> values = check.values(line);
      // A line that could not be read has no columns; its text tells it from others.
      RecordHash hash =
          line.fault() == Rule.MALFORMED
              ? recordHash.ofText(String.valueOf(line.extra()))
              : recordHash.of(values);
      Optional<Violation> violation = check.violation(line, values);
      batch.add(line, values, violation.orElse(null), hash, keyHash.of(keyText.of(values)));
    }

    /** Adds the row that says that there is nothing. */
    void addNothing(RecordBatch batch) {
      Line line = new Line(0, Map.of(), null, false);
      Map<String, String> values = check.values(line);
      batch.add(line, values, null, recordHash.of(values), keyHash.of(values));
    }
  }

  /** Whether the file says that there is nothing: a header, and no record. */
  boolean statesNothing() {
    return received == 0
        && contract.delivery().mayBeEmpty()
        && !(file.origin() instanceof Origin.InDatabase);
  }

  /** Makes room for about so many records, as far as memory is surely there. */
  void expect(long recordCount) {
    int count = (int) Math.min(recordCount, Runtime.getRuntime().maxMemory() / BYTES_EXPECTED);
    if (isSnapshot) {
      statements.expect(count);
    } else if (repeatsSayNothing) {
      records.expect(count);
    }
  }

  /**
   * Decides on the records of a batch.
   *
   * @param taken filled with the rows that go into the table
   * @return how many these are
   */
  int take(RecordBatch batch, int[] taken) {
    int count = 0;
    for (int row = 0; row < batch.count(); row++) {
      received++;
      RecordBatch.Doubtful doubtful = batch.doubtful(row);
      if (doubtful != null) {
        reject(batch, row, doubtful.line(), doubtful.values(), doubtful.violation());
      } else if (isTaken(batch, row)) {
        taken[count++] = row;
      }
    }
    accepted += count;
    return count;
  }

  private boolean isTaken(RecordBatch batch, int row) {
    long high = batch.high(row);
    long low = batch.low(row);
    if (isSnapshot) {
      switch (statements.add(batch.keyHigh(row), batch.keyLow(row), high, low)) {
        case NEW -> {}
        case REPEATED -> {
          return false;
        }
        case CONTRADICTS -> {
          Line line = batch.line(row);
          Violation violation = Violation.ofLine(Rule.KEY_CONFLICT);
          reject(batch, row, line, line.values(), violation);
          return false;
        }
      }
    } else if (repeatsSayNothing && !records.add(high, low)) {
      return false;
    }
    set.accept(high, low);
    return inTable == null || !inTable.holds(high, low);
  }

  private void reject(
      RecordBatch batch, int row, Line line, Map<String, String> values, Violation violation) {
    long high = batch.high(row);
    long low = batch.low(row);
    if (hasRefusedBefore && refusedBefore.holds(high, low)) {
      return;
    }
    set.reject(high, low);
    refusals.add(violation, values);
    rejected++;
    refused.write(batch.number(row), line.extra(), values);
    rejects.add(new LoadLedger.Reject(batch.number(row), violation, RecordHash.text(high, low)));
    if (rejects.size() >= REJECTS_AT_ONCE) {
      flush();
    }
  }

  /** Ends the walk. */
  void end() {
    if (received == 0 && !statesNothing() && !(file.origin() instanceof Origin.InDatabase)) {
      throw file.error(ErrorCode.FILE_EMPTY, "it holds no row", null);
    }
    flush();
  }

  private void flush() {
    ledger.reject(loadId, rejects);
    rejects.clear();
  }

  /** Remembers the records for the files that follow, since they go into the table. */
  void remember() {
    if (inTable != null) {
      inTable.addAll(records);
    }
  }

  /** The rules that its lines broke. */
  Refusals refusals() {
    return refusals;
  }

  long received() {
    return received;
  }

  /** The hash of all records; null where there are none, or where their order says something. */
  @Nullable String recordHash() {
    return repeatsSayNothing && !statesNothing() ? set.hash() : null;
  }

  LoadLedger.Count count() {
    return new LoadLedger.Count(received, accepted, rejected, received - accepted - rejected);
  }
}
