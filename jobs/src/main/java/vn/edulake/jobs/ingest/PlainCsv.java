package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.TableForm;
import vn.edulake.models.contract.TableForm.HeaderPlace;

/**
 * Reads a CSV file in UTF-8 by bytes, on all cores: threads cut chunks into fields and check them,
 * decide on the records in turn, in the order of the file, and each writes its own data file.
 *
 * <p>A line in which anything is out of the ordinary goes the way of all other connectors, alone. A
 * file that is written in an unusual way (lone carriage returns, text after a closing quotation
 * mark, bytes that are not UTF-8, endless lines) is {@link NotPlain}: the other reader reads it
 * from its beginning, and says what is wrong with it, if something is.
 */
final class PlainCsv {
  private static final int MOST_FIELDS = 1 << 14;
  private static final int OTHER = -1;
  private static final int OMITTED = -2;
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final DeliveredFile file;
  private final SourceContract contract;
  private final Layout layout;
  private final TableLines table;
  private final Reading reading;
  private final RawTable.Rows rows;
  private final byte separator;
  private final byte quote;
  private final boolean[] isStop = new boolean[256];
  private final List<String> names;

  /** By position in the line: the column of the contract, OTHER or OMITTED. */
  private final int[] columnAt;

  /** By position in the line: the text of the header, which may stand again. */
  private final byte[][] headerTexts;

  private final long headerNumber;
  private final int lineLimit;
  private final Turn turn = new Turn();

  /** A file is not written as plainly as this reader wants it; the other reader reads it. */
  static final class NotPlain extends Exception {
    private NotPlain(String why) {
      super(why);
    }
  }

  PlainCsv(
      DeliveredFile file,
      SourceContract contract,
      Layout layout,
      TableLines table,
      Reading reading,
      RawTable.Rows rows) {
    this.file = file;
    this.contract = contract;
    this.layout = layout;
    this.table = table;
    this.reading = reading;
    this.rows = rows;
    this.separator = (byte) layout.csv().separator();
    this.quote = (byte) layout.csv().quote();
    isStop[separator] = true;
    isStop['\n'] = true;
    isStop['\r'] = true;
    Header header = table.onlyHeader();
    this.names = header.names();
    this.columnAt = new int[header.meanings().size()];
    List<String> columns = contract.columns().stream().map(ContractColumn::name).toList();
    for (int i = 0; i < columnAt.length; i++) {
      Header.Meaning meaning = header.meanings().get(i);
      if (meaning instanceof Header.Column column) {
        columnAt[i] = columns.indexOf(column.name());
      } else {
        columnAt[i] = meaning instanceof Header.Omitted ? OMITTED : OTHER;
      }
    }
    List<String> texts = table.header();
    this.headerTexts = new byte[texts.size()][];
    for (int i = 0; i < headerTexts.length; i++) {
      headerTexts[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
    }
    this.headerNumber = table.headerNumber();
    this.lineLimit = file.settings().limits().lineLength();
  }

  static NotPlain notPlain(String why) {
    return new NotPlain(why);
  }

  /** Whether files of a layout may be read so: each line for itself says all of its columns. */
  static boolean covers(SourceContract contract, Layout layout) {
    TableForm form = layout.table();
    return layout.format() == Layout.Format.CSV
        && layout.csv().encoding().equals(StandardCharsets.UTF_8)
        && layout.csv().separator() < 0x80
        && layout.csv().quote() < 0x80
        && form.header().kind() != HeaderPlace.Kind.REPEATED
        && form.titles().isEmpty()
        && form.unpivots().isEmpty()
        && form.composes().isEmpty()
        && form.legacyText().isEmpty()
        && form.filledDown().isEmpty()
        && form.skips().isEmpty()
        && form.replaces().isEmpty()
        && layout.joins().isEmpty()
        && contract.columns().stream()
            .allMatch(column -> column.derive().isEmpty() && column.parts().isEmpty());
  }

  /**
   * Reads the whole file.
   *
   * @throws NotPlain when the other reader has to; what was decided and written until then counts
   *     for nothing
   */
  void readAll() throws NotPlain {
    try (CsvChunks chunks = new CsvChunks(file.open(), quote)) {
      int count = Runtime.getRuntime().availableProcessors();
      List<Thread> helpers = new ArrayList<>();
      Worker first = new Worker(chunks);
      CsvChunks.Chunk chunk = chunks.next(first.batch);
      if (chunk != null && !chunk.isLast()) {
        for (int i = 1; i < count; i++) {
          Thread helper = new Thread(new Worker(chunks)::work, "ingest-csv-" + i);
          helper.start();
          helpers.add(helper);
        }
      }
      first.work(chunk);
      for (Thread helper : helpers) {
        join(helper);
      }
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    turn.check();
    if (reading.received() == 0) {
      throw notPlain("no record");
    }
    reading.end();
  }

  private void join(Thread helper) {
    boolean isInterrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
        turn.fail(e);
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Who may decide on the records of the next chunk. */
  private final class Turn {
    private long next;
    private long linesBefore;
    private @Nullable Throwable failure;

    /** Waits for a chunk's turn; false when another thread failed. */
    synchronized boolean await(long sequence) throws InterruptedException {
      while (failure == null && next != sequence) {
        wait();
      }
      return failure == null;
    }

    /** Decides on a chunk whose turn it is. */
    int take(RecordBatch batch, int[] taken, long lineCount) {
      batch.shiftNumbers(linesBefore);
      linesBefore += lineCount;
      return reading.take(batch, taken);
    }

    synchronized void pass() {
      next++;
      notifyAll();
    }

    synchronized void fail(Throwable why) {
      if (failure == null || why instanceof NotPlain) {
        failure = why;
      }
      notifyAll();
    }

    synchronized void check() throws NotPlain {
      if (failure instanceof NotPlain notPlain) {
        throw notPlain;
      }
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof IOException unreadable) {
        throw file.unreadable(unreadable);
      }
      if (failure != null) {
        throw new IllegalStateException("The reading was interrupted", failure);
      }
    }
  }

  /** One thread's part of the work. */
  private final class Worker {
    final RecordBatch batch = new RecordBatch(contract);
    private final CsvChunks chunks;
    private final RawTable.Rows.Part target = rows.part();
    private final Reading.Checked checked = reading.new Checked();
    private final SureCheck[] sure = checked.check.sureChecks();
    private final boolean[] mayBeEmpty = checked.check.mayBeEmpty();
    private final byte[] @Nullable [] constants;
    private final int[] recordColumns = positions(checked.recordHash);
    private final int[] keyColumns = positions(checked.keyHash);
    private final KeyBytes[] keyBytes =
        Arrays.stream(keyColumns)
            .mapToObj(i -> new KeyBytes(contract, layout, contract.columns().get(i)))
            .toArray(KeyBytes[]::new);
    private final int[] constantStarts;
    private int[] starts = new int[64];
    private int[] lengths = new int[64];

    /** Which fields hold doubled quotation marks. */
    private boolean[] areEscaped = new boolean[64];

    private int[] taken = new int[1 << 14];

    Worker(CsvChunks chunks) {
      this.chunks = chunks;
      List<ContractColumn> columns = contract.columns();
      constants = new byte[columns.size()][];
      constantStarts = new int[columns.size()];
      for (int i = 0; i < columns.size(); i++) {
        String constant = reading.ofFile().get(columns.get(i).name());
        if (constant != null) {
          constants[i] = constant.getBytes(StandardCharsets.UTF_8);
        }
      }
    }

    private int[] positions(RecordHash hash) {
      List<String> columns = contract.columns().stream().map(ContractColumn::name).toList();
      return hash.columns().stream().mapToInt(columns::indexOf).toArray();
    }

    void work() {
      try {
        work(chunks.next(batch));
      } catch (IOException | NotPlain | RuntimeException e) {
        turn.fail(e);
      }
    }

    void work(CsvChunks.@Nullable Chunk first) {
      try {
        for (CsvChunks.Chunk chunk = first; chunk != null; chunk = chunks.next(batch)) {
          long lineCount = cut(chunk);
          if (!turn.await(chunk.sequence())) {
            return;
          }
          if (taken.length < batch.count()) {
            taken = new int[batch.count() + (batch.count() >> 2)];
          }
          if (chunk.sequence() == 0) {
            expect();
          }
          int count = turn.take(batch, taken, lineCount);
          turn.pass();
          target.write(batch, taken, count);
          batch.clear();
        }
        target.end();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        turn.fail(e);
      } catch (IOException | NotPlain | RuntimeException | Error e) {
        turn.fail(e);
      }
    }

    /** Says how many records the file has, if all of it is like its first chunk. */
    private void expect() throws IOException {
      long chunkCount = file.origin().byteCount() / Math.max(1, batch.byteCount());
      reading.expect(batch.count() * (chunkCount + 1));
    }

    /** Cuts a chunk into records; how many lines it has. */
    private long cut(CsvChunks.Chunk chunk) throws NotPlain {
      byte[] bytes = batch.bytes();
      int end = batch.byteCount();
      if (!chunk.isAscii()) {
        if (!Utf8.isValid(bytes, end)) {
          throw notPlain("bytes that are not UTF-8");
        }
      }
      for (int i = 0; i < constants.length; i++) {
        byte[] constant = constants[i];
        if (constant != null) {
          constantStarts[i] = batch.append(constant);
        }
      }
      boolean isFirst = chunk.sequence() == 0;
      int at = 0;
      if (isFirst
          && end >= MARK.length
          && Arrays.equals(MARK, 0, MARK.length, bytes, 0, MARK.length)) {
        at = MARK.length;
      }
      long line = 1;
      while (at < end) {
        int recordStart = at;
        long recordLine = line;
        int fields = 0;
        boolean isEscaped = false;
        while (true) {
          int start = at;
          int length;
          boolean isFieldEscaped = false;
          if (at < end && bytes[at] == quote) {
            start = ++at;
            while (true) {
              if (at >= end) {
                throw notPlain("a quotation mark that is not closed");
              }
              byte one = bytes[at];
              if (one == quote) {
                if (at + 1 < end && bytes[at + 1] == quote) {
                  isFieldEscaped = true;
                  at += 2;
                  continue;
                }
                break;
              }
              if (one == '\n') {
                line++;
              } else if (one == '\r' && (at + 1 >= end || bytes[at + 1] != '\n')) {
                throw notPlain("a lone carriage return");
              }
              at++;
            }
            length = at - start;
            at++;
            if (at < end && !isStop[bytes[at] & 0xff]) {
              throw notPlain("text after a closing quotation mark");
            }
          } else {
            while (at < end && !isStop[bytes[at] & 0xff]) {
              at++;
            }
            length = at - start;
          }
          if (fields == starts.length) {
            grow();
          }
          starts[fields] = start;
          lengths[fields] = length;
          areEscaped[fields] = isFieldEscaped;
          isEscaped |= isFieldEscaped;
          fields++;
          if (at >= end) {
            break;
          }
          byte stop = bytes[at++];
          if (stop == separator) {
            continue;
          }
          if (stop == '\r') {
            if (at < end && bytes[at] == '\n') {
              at++;
            } else {
              throw notPlain("a lone carriage return");
            }
          }
          line++;
          break;
        }
        if (at - recordStart > lineLimit) {
          throw notPlain("a long line");
        }
        if (!isBlank(fields)) {
          record(isFirst, recordLine, fields, isEscaped);
        }
      }
      if (isFirst && !chunk.isLast() && line <= headerNumber) {
        throw notPlain("a header far below");
      }
      return line - 1;
    }

    private void grow() throws NotPlain {
      if (starts.length >= MOST_FIELDS) {
        throw notPlain("very many fields");
      }
      starts = Arrays.copyOf(starts, 2 * starts.length);
      lengths = Arrays.copyOf(lengths, 2 * lengths.length);
      areEscaped = Arrays.copyOf(areEscaped, 2 * areEscaped.length);
    }

    private boolean isBlank(int fields) {
      byte[] bytes = batch.bytes();
      for (int i = 0; i < fields; i++) {
        if (lengths[i] > 0) {
          byte one = bytes[starts[i]];
          if ((one > ' ' && one < 0x7f) || !text(i).isBlank()) {
            return false;
          }
        }
      }
      return true;
    }

    private String text(int field) {
      return new String(batch.bytes(), starts[field], lengths[field], StandardCharsets.UTF_8);
    }

    private void record(boolean isFirst, long line, int fields, boolean isEscaped) throws NotPlain {
      if (!isFirst && isHeaderText(0)) {
        throw notPlain("a header far below, whose line only the other reader knows");
      }
      boolean isPlain =
          !isEscaped
              && fields == columnAt.length
              && (!isFirst || line > headerNumber)
              && !isHeaderText(0);
      if (!isPlain || !addPlain(line, fields)) {
        add(isFirst, line, fields);
      }
    }

    /** Whether a field says what some field of the header says. */
    private boolean isHeaderText(int field) {
      int length = lengths[field];
      if (length == 0) {
        return false;
      }
      int start = starts[field];
      for (byte[] text : headerTexts) {
        if (text.length == length
            && Arrays.equals(batch.bytes(), start, start + length, text, 0, length)) {
          return true;
        }
      }
      return false;
    }

    /** Adds a record that surely keeps the contract; false when that is not sure. */
    private boolean addPlain(long line, int fields) {
      int row = batch.begin();
      boolean hasOthers = false;
      for (int i = 0; i < fields; i++) {
        int column = columnAt[i];
        if (lengths[i] > 0) {
          if (column >= 0) {
            batch.text(row, column, starts[i], lengths[i]);
          } else {
            hasOthers |= column == OTHER;
          }
        }
      }
      byte[] bytes = batch.bytes();
      for (int column = 0; column < sure.length; column++) {
        int start = batch.start(row, column);
        if (start == RecordBatch.NO_TEXT) {
          byte[] constant = constants[column];
          if (constant == null) {
            if (!mayBeEmpty[column]) {
              return false;
            }
            continue;
          }
          start = constantStarts[column];
          batch.text(row, column, start, constant.length);
        }
        if (!sure[column].holds(bytes, start, batch.length(row, column))) {
          return false;
        }
      }
      if (hasOthers) {
        byte[] others = others(fields).getBytes(StandardCharsets.UTF_8);
        batch.text(row, batch.extra(), batch.append(others), others.length);
      }
      hash(row, checked.recordHash, recordColumns);
      hashKey(row);
      batch.end(
          line,
          checked.recordHash.high(),
          checked.recordHash.low(),
          checked.keyHash.high(),
          checked.keyHash.low());
      return true;
    }

    private void hash(int row, RecordHash hash, int[] columns) {
      byte[] bytes = batch.bytes();
      hash.begin();
      for (int i = 0; i < columns.length; i++) {
        int start = batch.start(row, columns[i]);
        if (start != RecordBatch.NO_TEXT) {
          hash.add(i, bytes, start, batch.length(row, columns[i]));
        }
      }
      hash.end();
    }

    private void hashKey(int row) {
      byte[] bytes = batch.bytes();
      RecordHash hash = checked.keyHash;
      hash.begin();
      for (int i = 0; i < keyColumns.length; i++) {
        int start = batch.start(row, keyColumns[i]);
        if (start != RecordBatch.NO_TEXT) {
          keyBytes[i].addTo(hash, i, bytes, start, batch.length(row, keyColumns[i]));
        }
      }
      hash.end();
    }

    private String others(int fields) {
      Map<String, String> others = new LinkedHashMap<>();
      for (int i = 0; i < fields; i++) {
        if (columnAt[i] == OTHER && lengths[i] > 0) {
          others.put(names.get(i), JsonText.quoted(text(i)));
        }
      }
      return String.valueOf(JsonText.object(others));
    }

    /** Adds a record the way all connectors do. */
    private void add(boolean isFirst, long line, int fields) {
      List<@Nullable String> cells = new ArrayList<>(fields);
      String mark = String.valueOf((char) quote);
      for (int i = 0; i < fields; i++) {
        String text = areEscaped[i] ? text(i).replace(mark + mark, mark) : text(i);
        cells.add(text.isEmpty() ? null : text);
      }
      // Only the first chunk has lines above the header; what follows only has to be below it.
      long above = isFirst ? 0 : headerNumber;
      for (Line one : table.lines(new TableRow(0, "", line + above, cells))) {
        checked.add(new Line(line, one.values(), one.extra(), one.fault()), batch);
      }
    }
  }
}
