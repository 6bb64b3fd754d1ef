package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.HeaderText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.LegacyText;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.TableForm;
import vn.edulake.models.contract.TableForm.Compose;
import vn.edulake.models.contract.TableForm.HeaderPlace;
import vn.edulake.models.contract.TableForm.Unpivot;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/**
 * The records of a sheet or CSV file.
 *
 * <p>The header may stand after the rows it names, since people sort whole sheets. So a first walk
 * looks for it, and a second one reads.
 *
 * <p>What stands above a header that may be anywhere is a record if it looks like one: it has the
 * key, more than one text, and half of the header's columns. Sorting puts rows without key at the
 * end, so that what has none above a header is a title.
 */
final class TableLines implements Lines {
  private static final int ALL_SHEETS = -1;
  private static final int MOST_TITLES = 20;

  /** Where a header is looked for that is not expected. */
  private static final int MOST_ROWS_ABOVE = 100;

  private static final Map<Character, String> SEPARATORS =
      Map.of(',', "','", ';', "';'", '\t', "a tab", '|', "'|'");

  private final DeliveredFile file;
  private final TableRows rows;
  private final SourceContract contract;
  private final TableForm form;
  private final boolean hasSheets;
  private final Header.Wanted wanted;
  private final Map<Integer, Found> headers;
  private final String encoding;

  private final Deque<Line> pending = new ArrayDeque<>();

  /** Lines with one filled cell: titles if a header follows, else records. */
  private final Deque<Line> held = new ArrayDeque<>();

  private final Map<String, String> titles = new HashMap<>();
  private final Map<String, String> above = new HashMap<>();
  private int sheet = -1;

  /** How often the header stood again among the records. */
  private int repeats;

  /** A header, the sheet and row in which it stands, and its texts. */
  private record Found(String sheetName, long number, Header header, List<String> texts) {}

  private TableLines(
      DeliveredFile file,
      TableRows rows,
      SourceContract contract,
      Layout layout,
      Header.Wanted wanted,
      Map<Integer, Found> headers,
      String encoding) {
    this.file = file;
    this.rows = rows;
    this.contract = contract;
    this.form = layout.table();
    this.hasSheets =
        layout.format() == Layout.Format.EXCEL
            && layout.sheets().choice() != Layout.Sheets.Choice.FIRST;
    this.wanted = wanted;
    this.headers = headers;
    this.encoding = encoding;
  }

  static TableLines open(DeliveredFile file, SourceContract contract, Layout layout)
      throws IOException {
    Header.Wanted wanted = new Header.Wanted(contract, layout);
    Map<Integer, Found> headers =
        layout.table().header().kind() == HeaderPlace.Kind.NONE
            ? declared(file, layout)
            : find(file, layout, wanted);
    if (layout.format() == Layout.Format.EXCEL) {
      checkOthers(file, layout, wanted, headers);
    }
    String encoding =
        layout.format() == Layout.Format.CSV
            ? StrictText.encoding(file, layout.csv().encoding()).name()
            : "";
    return new TableLines(file, open(file, layout), contract, layout, wanted, headers, encoding);
  }

  /** The rows with their texts decoded, where all of them are written in a way of old. */
  private static TableRows open(DeliveredFile file, Layout layout) throws IOException {
    TableRows rows = TableRows.open(file, layout);
    TableForm form = layout.table();
    if (form.legacyText().isPresent() && form.legacyColumns().isEmpty()) {
      return new DecodedRows(rows, form.legacyText().get()::decode);
    }
    // It has tone marks as characters of their own.
    boolean isDecomposed =
        layout.format() == Layout.Format.CSV
            && layout.csv().encoding().name().equalsIgnoreCase("windows-1258");
    return isDecomposed
        ? new DecodedRows(rows, text -> Normalizer.normalize(text, Normalizer.Form.NFC))
        : rows;
  }

  private static Map<Integer, Found> declared(DeliveredFile file, Layout layout)
      throws IOException {
    Header header = Header.declared(layout.table());
    int wanted = header.names().size();
    boolean isEmpty = true;
    try (TableRows rows = open(file, layout)) {
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        isEmpty = false;
        int width = row.cells().size();
        if (rows.isEven() ? width == wanted : width <= wanted) {
          return Map.of(ALL_SHEETS, new Found("", 0, header, List.of()));
        }
      }
    }
    if (isEmpty) {
      throw file.error(ErrorCode.FILE_EMPTY, "it holds no row", null);
    }
    throw file.error(
        ErrorCode.HEADER_NOT_FOUND,
        "no row of it has the " + wanted + " fields of the layout " + layout.name(),
        null);
  }

  private static Map<Integer, Found> find(DeliveredFile file, Layout layout, Header.Wanted wanted)
      throws IOException {
    Map<Integer, Found> found = new HashMap<>();
    Map<Integer, Missed> missing = new TreeMap<>();
    boolean onlyOne = layout.sheets().choice() == Layout.Sheets.Choice.FIRST;
    HeaderPlace place = layout.table().header();
    Map<Integer, Long> elsewhere = new HashMap<>();
    try (TableRows rows = open(file, layout)) {
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        if (found.containsKey(row.sheet())) {
          continue;
        }
        boolean mayBe = place.kind() != HeaderPlace.Kind.ROW || row.number() == place.row();
        List<String> lacking = wanted.missing(row);
        if (mayBe && lacking.isEmpty()) {
          checkSingle(file, wanted, row);
          Header header = wanted.header(row);
          found.put(row.sheet(), new Found(row.sheetName(), row.number(), header, texts(row)));
          missing.remove(row.sheet());
          if (onlyOne) {
            break;
          }
        } else {
          Missed best = missing.get(row.sheet());
          if (best == null || (mayBe && lacking.size() < best.lacking().size())) {
            missing.put(row.sheet(), new Missed(row, lacking));
          }
          if (!mayBe && lacking.isEmpty()) {
            elsewhere.putIfAbsent(row.sheet(), row.number());
          }
        }
      }
    }
    if (found.isEmpty() && missing.isEmpty()) {
      List<String> others = others(file, layout);
      throw others.isEmpty()
          ? file.error(ErrorCode.FILE_EMPTY, "it holds no row", null)
          : file.error(
              ErrorCode.HEADER_NOT_FOUND,
              "none of its sheets ("
                  + String.join(", ", others)
                  + ") is one that the layout "
                  + layout.name()
                  + " reads"
                  + (onlyOne ? ", the first" : ": " + String.join(", ", layout.sheets().names())),
              null);
    }
    if (!missing.isEmpty()) {
      Missed first = missing.values().iterator().next();
      long other = elsewhere.getOrDefault(first.row().sheet(), 0L);
      throw notFound(file, layout, wanted, first, other);
    }
    return found;
  }

  /** The row of a sheet that is most like its header, and the columns that it lacks. */
  private record Missed(TableRow row, List<String> lacking) {}

  /**
   * Says what is missing, and what there is instead.
   *
   * @param elsewhere the row in which the header stands against what the layout says, or 0
   */
  private static DataError notFound(
      DeliveredFile file, Layout layout, Header.Wanted wanted, Missed missed, long elsewhere)
      throws IOException {
    StringBuilder why = new StringBuilder();
    if (layout.format() == Layout.Format.EXCEL) {
      why.append("sheet ").append(missed.row().sheet() + 1).append(" has ");
    }
    why.append("no header with the columns that the layout ").append(layout.name());
    why.append(" requires");
    if (elsewhere > 0) {
      int row = layout.table().header().row();
      why.append(" in row ").append(row).append("; they stand in row ").append(elsewhere);
      return file.error(ErrorCode.HEADER_NOT_FOUND, why.toString(), null);
    }
    why.append("; missing: ").append(String.join(", ", missed.lacking()));
    List<String> unknown = wanted.unknown(missed.row());
    if (!unknown.isEmpty() && unknown.size() < missed.row().filled()) {
      why.append("; not in the contract: ").append(String.join(", ", unknown));
    }
    otherSeparator(file, layout, wanted)
        .ifPresent(
            other -> why.append("; with ").append(other).append(" as separator it has them"));
    return file.error(ErrorCode.HEADER_NOT_FOUND, why.toString(), null);
  }

  /** What parts the fields of a CSV file whose header is found only so. */
  private static Optional<String> otherSeparator(
      DeliveredFile file, Layout layout, Header.Wanted wanted) throws IOException {
    if (layout.format() != Layout.Format.CSV) {
      return Optional.empty();
    }
    Layout.Csv declared = layout.csv();
    for (char separator : new char[] {',', ';', '\t', '|'}) {
      Layout.Csv other =
          new Layout.Csv(separator, declared.quote(), declared.encoding(), declared.isRagged());
      if (separator == declared.separator()) {
        continue;
      }
      try (TableRows rows = new CsvRows(file, other)) {
        TableRow row = rows.next();
        while (row != null && row.number() <= MOST_ROWS_ABOVE) {
          if (wanted.missing(row).isEmpty()) {
            return Optional.ofNullable(SEPARATORS.get(separator));
          }
          row = rows.next();
        }
      } catch (DataError e) {
        // It is damaged with this separator: then it is not this one.
      }
    }
    return Optional.empty();
  }

  /** The names of the sheets that have rows and are not read. */
  private static List<String> others(DeliveredFile file, Layout layout) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    if (layout.format() == Layout.Format.EXCEL) {
      try (TableRows rows = ExcelKind.others(file, layout.sheets())) {
        for (TableRow row = rows.next(); row != null; row = rows.next()) {
          names.add(row.sheetName());
        }
      }
    }
    return List.copyOf(names);
  }

  /** Records on sheets that nobody reads would be lost unseen. */
  private static void checkOthers(
      DeliveredFile file, Layout layout, Header.Wanted wanted, Map<Integer, Found> headers)
      throws IOException {
    if (layout.sheets().choice() == Layout.Sheets.Choice.ALL
        || layout.table().header().kind() == HeaderPlace.Kind.NONE
        || hasAllNamed(layout.sheets(), headers)) {
      return;
    }
    int least = headers.values().stream().mapToInt(f -> f.header().size()).min().orElse(0);
    try (TableRows rows = ExcelKind.others(file, layout.sheets())) {
      int headed = -1;
      for (TableRow row = rows.next(); row != null; row = rows.next()) {
        if (row.sheet() == headed) {
          throw file.error(
              ErrorCode.SHEET_LEFT_OUT,
              "sheet "
                  + (headed + 1)
                  + " ("
                  + row.sheetName()
                  + ") holds records too, and the layout "
                  + layout.name()
                  + " reads "
                  + (layout.sheets().choice() == Layout.Sheets.Choice.FIRST
                      ? "the first sheet alone"
                      : "the sheets " + String.join(", ", layout.sheets().names()) + " alone"),
              null);
        }
        if (row.number() <= MOST_ROWS_ABOVE
            && row.filled() >= least
            && wanted.missing(row).isEmpty()
            && wanted.header(row).size() >= least) {
          headed = row.sheet();
        }
      }
    }
  }

  /** Whether the sheets are named, and all of them are there: others are for other contracts. */
  private static boolean hasAllNamed(Layout.Sheets sheets, Map<Integer, Found> headers) {
    return sheets.choice() == Layout.Sheets.Choice.NAMED
        && sheets.names().stream()
            .map(name -> new Layout.Sheets(sheets.choice(), List.of(name), sheets.merged()))
            .allMatch(one -> headers.values().stream().anyMatch(f -> one.covers(0, f.sheetName())));
  }

  private static void checkSingle(DeliveredFile file, Header.Wanted wanted, TableRow row) {
    List<String> doubled = wanted.doubled(row);
    if (!doubled.isEmpty()) {
      throw doubled(file, row, doubled);
    }
  }

  private static DataError doubled(DeliveredFile file, TableRow row, List<String> doubled) {
    return file.error(
        ErrorCode.HEADER_DOUBLED,
        "the header in row "
            + row.number()
            + " has more than one column "
            + String.join(", ", doubled),
        null);
  }

  private static List<String> texts(TableRow row) {
    List<String> result = new ArrayList<>();
    for (String cell : row.cells()) {
      result.add(cell == null ? "" : cell);
    }
    return result;
  }

  @Override
  public List<String> header() {
    return headers.isEmpty() ? List.of() : headers.get(Collections.min(headers.keySet())).texts();
  }

  @Override
  public FileForm form() {
    return new FileForm(
        header(),
        headers.isEmpty() ? 0 : found().number(),
        repeats,
        encoding,
        form.sheetName().isEmpty()
            ? new TreeMap<>(headers)
                .values().stream().map(Found::sheetName).filter(n -> !n.isEmpty()).toList()
            : List.of());
  }

  /** Forgets what a walk has seen that has to begin anew. */
  synchronized void restart() {
    repeats = 0;
  }

  @Override
  public @Nullable Line next() throws IOException {
    while (pending.isEmpty()) {
      TableRow row = rows.next();
      if (row == null) {
        release();
        return pending.poll();
      }
      take(row);
    }
    return pending.remove();
  }

  /** The header of a file without sheets. */
  Header onlyHeader() {
    return found().header();
  }

  /** The row in which it stands; 0 when it is declared. */
  long headerNumber() {
    return found().number();
  }

  private Found found() {
    return headers.containsKey(ALL_SHEETS)
        ? headers.get(ALL_SHEETS)
        : headers.get(Collections.min(headers.keySet()));
  }

  /** The records of one row, where no row says anything of others. */
  synchronized List<Line> lines(TableRow row) {
    take(row);
    List<Line> result = List.copyOf(pending);
    pending.clear();
    return result;
  }

  private void take(TableRow row) {
    if (row.sheet() != sheet) {
      release();
      sheet = row.sheet();
      titles.clear();
      above.clear();
      form.sheetName().forEach((column, pattern) -> say(titles, column, pattern, row.sheetName()));
    }
    boolean isTitle =
        form.isSkipped(row.firstText()) || (row.filled() == 1 && isTitle(row.firstText()));
    Found found = headers.getOrDefault(row.sheet(), headers.get(ALL_SHEETS));
    if (isTitle || found == null || row.number() == found.number()) {
      return;
    }
    switch (form.header().kind()) {
      case ROW -> {
        if (row.number() < found.number()) {
          return;
        }
      }
      case ANYWHERE -> {
        if (isAbove(row, found)) {
          return;
        }
      }
      case REPEATED -> {
        if (isAbove(row, found)) {
          return;
        }
        if (row.filled() == 1 && found.header().size() > 1 && held.size() < MOST_TITLES) {
          add(row, found.header(), held);
          return;
        }
        if (wanted.missing(row).isEmpty()) {
          checkSingle(file, wanted, row);
          held.clear();
          headers.put(
              row.sheet(),
              new Found(found.sheetName(), found.number(), wanted.header(row), found.texts()));
          return;
        }
      }
      case NONE -> {}
    }
    if (form.header().kind() != HeaderPlace.Kind.NONE && isHeaderAgain(row, found)) {
      repeats++;
      return;
    }
    release();
    add(row, found.header(), pending);
  }

  /**
   * Whether the header stands again among the records, as where files were put one behind the
   * other.
   *
   * @throws DataError {@code HEADER_DOUBLED} when it has other columns, so that the rows after it
   *     cannot be read
   */
  private boolean isHeaderAgain(TableRow row, Found found) {
    int position = found.header().firstColumn();
    String text = position < row.cells().size() ? row.cells().get(position) : null;
    if (text == null
        || row.number() < found.number()
        || !wanted.isHeaderText(text)
        || !wanted.missing(row).isEmpty()) {
      return false;
    }
    Header again = wanted.header(row);
    if (again.size() < found.header().size()) {
      return false;
    }
    if (!again.meanings().equals(found.header().meanings())) {
      throw file.error(
          ErrorCode.HEADER_DOUBLED,
          "a second header with other columns or in another order stands in row " + row.number(),
          null);
    }
    return true;
  }

  private void release() {
    pending.addAll(held);
    held.clear();
  }

  /** Takes the columns that a title line says. */
  private boolean isTitle(String text) {
    boolean result = false;
    for (Map.Entry<String, Pattern> title : form.titles().entrySet()) {
      result |= say(titles, title.getKey(), title.getValue(), HeaderText.spaced(text));
    }
    return result;
  }

  private static boolean say(
      Map<String, String> said, String column, Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return false;
    }
    String value = matcher.group(1);
    if (value != null) {
      said.put(column, value);
    }
    return true;
  }

  /** Whether a row is a title above the header, and no record that was sorted there. */
  private boolean isAbove(TableRow row, Found found) {
    if (row.number() > found.number()) {
      return false;
    }
    Header header = found.header();
    return (row.filled() == 1 && header.size() > 1)
        || row.filled() * 2 < header.size()
        || !contract.key().stream().allMatch(column -> header.mayHave(row, column));
  }

  private void add(TableRow row, Header header, Deque<Line> target) {
    Map<String, String> values = new HashMap<>(titles);
    Map<String, String> extra = new LinkedHashMap<>();
    if (hasSheets) {
      extra.put(RawColumn.SHEET, JsonText.quoted(row.sheetName()));
    }
    Map<Header.Part, String> parts = new HashMap<>();
    Map<Header.Spread, String> spread = new LinkedHashMap<>();
    boolean isMisshapen = rows.isEven() && row.cells().size() != header.names().size();
    for (int i = 0; i < row.cells().size(); i++) {
      String cell = row.cells().get(i);
      if (cell == null) {
        continue;
      }
      Header.Meaning meaning =
          i < header.meanings().size() ? header.meanings().get(i) : new Header.Other();
      if (meaning instanceof Header.Column column) {
        String text = form.replaced(column.name(), cell);
        values.put(column.name(), text);
        if (!text.equals(cell)) {
          extra.put(name(header, i), JsonText.quoted(cell));
        }
      } else if (meaning instanceof Header.Part part) {
        parts.put(part, cell);
      } else if (meaning instanceof Header.Spread one && !isMisshapen) {
        spread.put(one, cell);
      } else if (!(meaning instanceof Header.Omitted)) {
        extra.put(name(header, i), JsonText.quoted(cell));
      }
    }
    fillDown(values);
    form.composes().forEach((column, compose) -> compose(column, compose, parts, values));
    if (form.unpivots().isEmpty() || isMisshapen) {
      target.add(line(row, values, extra, isMisshapen));
    } else {
      spread.forEach((one, cell) -> target.add(line(row, spread(values, one, cell), extra, false)));
    }
  }

  private static String name(Header header, int position) {
    return position < header.names().size()
        ? header.names().get(position)
        : Header.positional(position);
  }

  /** Gives columns whose cell is empty, as under a merged one, the text of the last filled cell. */
  private void fillDown(Map<String, String> values) {
    for (String column : form.filledDown()) {
      String text = values.get(column);
      if (text != null && !text.isBlank()) {
        above.put(column, text);
      } else if (above.containsKey(column)) {
        values.put(column, above.get(column));
      }
    }
  }

  private Line line(
      TableRow row, Map<String, String> values, Map<String, String> extra, boolean isMisshapen) {
    if (form.legacyText().isPresent()) {
      LegacyText legacy = form.legacyText().get();
      for (String column : form.legacyColumns()) {
        values.computeIfPresent(column, (unused, text) -> legacy.decode(text));
      }
    }
    return new Line(row.number(), values, JsonText.object(extra), isMisshapen);
  }

  private static void compose(
      String column, Compose compose, Map<Header.Part, String> parts, Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    for (String field : compose.fields().keySet()) {
      String part = parts.get(new Header.Part(column, field));
      if (part != null && !part.isBlank()) {
        text.append(compose.text(field, part));
      }
    }
    if (!text.isEmpty()) {
      values.put(column, text.toString());
    }
  }

  private static Map<String, String> spread(
      Map<String, String> values, Header.Spread one, String cell) {
    Map<String, String> result = new HashMap<>(values);
    Unpivot unpivot = one.unpivot();
    for (int i = 0; i < unpivot.into().size(); i++) {
      if (!one.texts().get(i).isEmpty()) {
        result.put(unpivot.into().get(i), one.texts().get(i));
      }
    }
    result.put(unpivot.value(), cell);
    return result;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
