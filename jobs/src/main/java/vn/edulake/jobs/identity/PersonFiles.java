package vn.edulake.jobs.identity;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;

/**
 * Reads person files: CSV in UTF-8 with a header, separated by the comma, semicolon, tab or bar
 * that its first line has most of.
 */
final class PersonFiles {
  /** Rows that are looked at for the order of day and month. */
  private static final int SAMPLE = 20_000;

  private static final String SEPARATORS = ",;\t|";

  private final List<String> ids = new ArrayList<>();
  private final List<Persons.Column> columns;

  private PersonFiles(LinkSpec spec) {
    this.columns = Persons.columns(spec);
  }

  static Persons read(LinkSpec spec, Path left, Path right) {
    PersonFiles files = new PersonFiles(spec);
    files.add(left, spec.leftId(), spec.columns().stream().map(LinkSpec.Column::left).toList());
    int leftCount = files.ids.size();
    files.add(right, spec.rightId(), spec.columns().stream().map(LinkSpec.Column::right).toList());
    for (Persons.Column column : files.columns) {
      column.values().complete();
    }
    return new Persons(files.ids, leftCount, files.columns);
  }

  private void add(Path file, String id, List<String> headers) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(ErrorCode.USAGE, "Cannot read " + file + ": there is no such file");
    }
    try {
      List<List<String>> days = new ArrayList<>();
      scan(file, id, headers, SAMPLE, (row, cells) -> days.add(cells));
      DayText.Order[] orders = new DayText.Order[headers.size()];
      for (int i = 0; i < orders.length; i++) {
        int column = i;
        orders[i] = DayText.order(days.stream().map(cells -> cells.get(column + 1)).toList());
      }
      if (days.isEmpty()) {
        throw new DataError(
            ErrorCode.FILE_EMPTY, "Cannot link " + file + ": it holds no row below its header");
      }
      Map<String, Long> rowOfId = new HashMap<>();
      scan(
          file,
          id,
          headers,
          Long.MAX_VALUE,
          (row, cells) -> {
            String own = cells.get(0).strip();
            if (own.isEmpty()) {
              throw new DataError(
                  ErrorCode.NULL_NOT_ALLOWED,
                  "Cannot link " + file + ": row " + row + " has no " + id);
            }
            Long before = rowOfId.putIfAbsent(own, row);
            if (before != null) {
              throw new DataError(
                  ErrorCode.KEY_NOT_UNIQUE,
                  "Cannot link "
                      + file
                      + ": rows "
                      + before
                      + " and "
                      + row
                      + " have the same "
                      + id);
            }
            ids.add(own);
            for (int i = 0; i < columns.size(); i++) {
              columns.get(i).add(value(columns.get(i), cells.get(i + 1), orders[i]));
            }
          });
    } catch (CharacterCodingException e) {
      throw notUtf8(file, e);
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof CharacterCodingException ? notUtf8(file, e) : notCsv(file, e);
    } catch (IOException | CsvParseException e) {
      throw notCsv(file, e);
    }
  }

  private static LakeException notUtf8(Path file, Exception cause) {
    return new DataError(
        ErrorCode.ENCODING_INVALID, "Cannot read " + file + ": it is not in UTF-8", cause);
  }

  private static LakeException notCsv(Path file, Exception cause) {
    boolean isEncoding = false;
    for (Throwable one = cause; one != null; one = one.getCause()) {
      isEncoding |= one instanceof CharacterCodingException;
    }
    return isEncoding
        ? new DataError(
            ErrorCode.ENCODING_INVALID, "Cannot read " + file + ": it is not in UTF-8", cause)
        : new DataError(
            ErrorCode.FILE_UNREADABLE,
            "Cannot read " + file + ": it is no CSV file: " + cause.getMessage(),
            cause);
  }

  private static int value(Persons.Column column, String cell, DayText.Order order) {
    if (PlainText.isMissing(cell)) {
      return -1;
    }
    if (column.spec().comparison() != Comparison.DATE) {
      return column.values().number(cell);
    }
    int digits = DayText.digits(cell, order);
    return digits <= 0 ? -1 : column.values().number(String.valueOf(digits));
  }

  private interface Sink {
    /** The cells of the id and of the columns, in the spec's order. */
    void row(long row, List<String> cells);
  }

  private static void scan(Path file, String id, List<String> headers, long limit, Sink sink)
      throws IOException {
    try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CsvReader<CsvRecord> records = reader(file, text)) {
      Iterator<CsvRecord> rows = records.iterator();
      if (!rows.hasNext()) {
        throw new DataError(ErrorCode.FILE_EMPTY, "Cannot link " + file + ": it is empty");
      }
      List<String> header = rows.next().getFields();
      int[] places = places(file, header, id, headers);
      for (long row = 0; row < limit && rows.hasNext(); row++) {
        CsvRecord record = rows.next();
        String[] cells = new String[places.length];
        for (int i = 0; i < places.length; i++) {
          cells[i] = places[i] < record.getFieldCount() ? record.getField(places[i]) : "";
        }
        sink.row(record.getStartingLineNumber(), Arrays.asList(cells));
      }
    }
  }

  private static CsvReader<CsvRecord> reader(Path file, BufferedReader text) throws IOException {
    char separator = ',';
    try (BufferedReader first = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = first.readLine();
      long most = 0;
      for (int i = 0; i < SEPARATORS.length(); i++) {
        char one = SEPARATORS.charAt(i);
        long count = line == null ? 0 : line.chars().filter(c -> c == one).count();
        if (count > most) {
          most = count;
          separator = one;
        }
      }
    }
    text.mark(1);
    if (text.read() != '\ufeff') {
      text.reset();
    }
    return CsvReader.builder()
        .fieldSeparator(separator)
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .ofCsvRecord(text);
  }

  /** Where the id and the columns stand; all that do not are told at once. */
  private static int[] places(Path file, List<String> header, String id, List<String> headers) {
    List<String> wanted = new ArrayList<>();
    wanted.add(id);
    wanted.addAll(headers);
    List<String> present = header.stream().map(String::strip).toList();
    int[] places = new int[wanted.size()];
    Set<String> missing = new LinkedHashSet<>();
    for (int i = 0; i < places.length; i++) {
      places[i] = place(wanted.get(i), present);
      if (places[i] < 0) {
        missing.add(wanted.get(i) + Choice.suggestion(wanted.get(i), present));
      }
    }
    if (!missing.isEmpty()) {
      throw new UserError(
          ErrorCode.HEADER_NOT_FOUND,
          "Cannot link "
              + file
              + ": the spec's columns are not there: "
              + String.join(", ", missing)
              + ". The file has: "
              + String.join(", ", present));
    }
    return places;
  }

  /**
   * As it is written; else, in whatever case, if only one header is. Negative when there is none.
   */
  private static int place(String wanted, List<String> present) {
    int exact = present.indexOf(wanted);
    if (exact >= 0) {
      return exact;
    }
    int found = -1;
    for (int i = 0; i < present.size(); i++) {
      if (present.get(i).equalsIgnoreCase(wanted)) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }
}
