package vn.edulake.jobs.simulate.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/** Writes deliveries as files whose bytes depend on their content alone. */
public final class DeliveryWriter {
  private static final LocalDate EXCEL_DAY_ZERO = LocalDate.of(1899, 12, 30);
  private static final LocalDateTime ZIP_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);
  private static final JsonFactory JSON = new JsonFactory();

  private DeliveryWriter() {}

  /** Writes a file, with the folders above it. */
  public static void write(Path file, Form form, List<Sheet> sheets) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      if (form instanceof Form.Csv csv) {
        if (csv.isPacked()) {
          try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            writeCsv(packed, csv, sheets.get(0));
          }
        } else {
          writeCsv(out, csv, sheets.get(0));
        }
      } else if (form instanceof Form.Workbook workbook) {
        writeWorkbook(file, out, workbook, sheets);
      } else if (form instanceof Form.JsonLines) {
        writeJson(out, sheets.get(0));
      } else {
        writeZip(out, sheets);
      }
    }
  }

  /**
   * The line or row of the file in which each row of a sheet stands, from 1, in the order of the
   * rows.
   */
  public static int[] lines(Form form, Sheet sheet) {
    int[] result = new int[sheet.rowCount()];
    int line = titleCount(form);
    boolean repeats = repeatsHeader(form);
    int at = 0;
    boolean hasHeader = !(form instanceof Form.JsonLines);
    for (int i = 0; i < sheet.blocks().size(); i++) {
      Sheet.Block block = sheet.blocks().get(i);
      if (hasHeader && (i == 0 || repeats)) {
        line += repeats && !block.title().isEmpty() ? 2 : 1;
      }
      for (int k = 0; k < block.rows().size(); k++) {
        result[at++] = ++line;
      }
    }
    return result;
  }

  private static int titleCount(Form form) {
    if (form instanceof Form.Csv csv) {
      return csv.titles().size();
    }
    return form instanceof Form.Workbook workbook ? workbook.titles().size() : 0;
  }

  private static boolean repeatsHeader(Form form) {
    return (form instanceof Form.Csv csv && csv.repeatsHeader())
        || (form instanceof Form.Workbook workbook && workbook.repeatsHeader());
  }

  private static void writeCsv(OutputStream out, Form.Csv form, Sheet sheet) throws IOException {
    if (form.hasMark()) {
      out.write(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});
    }
    Writer writer = new OutputStreamWriter(out, form.encoding());
    DateTimeFormatter dates = DateTimeFormatter.ofPattern(form.datePattern());
    for (String title : form.titles()) {
      writer.write(quoted(title, form.separator()) + "\n");
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < sheet.blocks().size(); i++) {
      Sheet.Block block = sheet.blocks().get(i);
      if (i == 0 || form.repeatsHeader()) {
        if (form.repeatsHeader() && !block.title().isEmpty()) {
          writer.write(quoted(block.title(), form.separator()) + "\n");
        }
        line.setLength(0);
        for (Column column : sheet.columns()) {
          append(line, column.header(), form.separator());
        }
        end(writer, line);
      }
      for (Row row : block.rows()) {
        line.setLength(0);
        for (Object cell : row.cells()) {
          append(line, text(cell, dates), form.separator());
        }
        end(writer, line);
      }
    }
    writer.flush();
  }

  private static void append(StringBuilder line, String text, char separator) {
    line.append(quoted(text, separator)).append(separator);
  }

  private static void end(Writer writer, StringBuilder line) throws IOException {
    line.setLength(line.length() - 1);
    line.append('\n');
    writer.write(line.toString());
  }

  private static String quoted(String text, char separator) {
    boolean isPlain = true;
    for (int i = 0; i < text.length() && isPlain; i++) {
      char one = text.charAt(i);
      isPlain = one != separator && one != '"' && one != '\n' && one != '\r';
    }
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String text(@Nullable Object cell, DateTimeFormatter dates) {
    if (cell == null) {
      return "";
    }
    return cell instanceof LocalDate date ? dates.format(date) : cell.toString();
  }

  private static void writeJson(OutputStream out, Sheet sheet) throws IOException {
    for (Row row : sheet.rows()) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      try (JsonGenerator json = JSON.createGenerator(line)) {
        json.writeStartObject();
        for (int i = 0; i < sheet.columns().size(); i++) {
          Object cell = row.cells().get(i);
          String name = sheet.columns().get(i).header();
          if (cell instanceof Integer number) {
            json.writeNumberField(name, number);
          } else if (cell != null) {
            json.writeStringField(name, cell.toString());
          }
        }
        json.writeEndObject();
      }
      line.write('\n');
      line.writeTo(out);
    }
  }

  private static void writeZip(OutputStream out, List<Sheet> sheets) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Sheet sheet : sheets) {
        ZipEntry entry = new ZipEntry(sheet.name());
        entry.setTimeLocal(ZIP_TIME);
        zip.putNextEntry(entry);
        writeCsv(zip, Form.Csv.PLAIN, sheet);
        zip.closeEntry();
      }
    }
  }

  private static void writeWorkbook(
      Path file, OutputStream out, Form.Workbook form, List<Sheet> sheets) throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream part = new BufferedOutputStream(Files.newOutputStream(made), 1 << 16);
        Workbook workbook = new Workbook(part, "edulake", "1.0")) {
      // Compressed once, below.
      workbook.setCompressionLevel(0);
      for (Sheet sheet : sheets) {
        Worksheet worksheet = workbook.newWorksheet(sheet.name());
        fill(worksheet, form, sheet);
        worksheet.finish();
      }
    }
    Workbooks.copyWithoutTimes(made, out, ZIP_TIME);
    Files.delete(made);
  }

  private static void fill(Worksheet worksheet, Form.Workbook form, Sheet sheet) {
    int at = 0;
    for (String title : form.titles()) {
      worksheet.value(at++, 0, title);
    }
    @Nullable DateTimeFormatter dates =
        form.datePattern().isEmpty() ? null : DateTimeFormatter.ofPattern(form.datePattern());
    for (int i = 0; i < sheet.blocks().size(); i++) {
      Sheet.Block block = sheet.blocks().get(i);
      if (i == 0 || form.repeatsHeader()) {
        if (form.repeatsHeader() && !block.title().isEmpty()) {
          worksheet.value(at++, 0, block.title());
        }
        for (int k = 0; k < sheet.columns().size(); k++) {
          worksheet.value(at, k, sheet.columns().get(k).header());
        }
        at++;
      }
      for (Row row : block.rows()) {
        for (int k = 0; k < row.cells().size(); k++) {
          value(worksheet, at, k, row.cells().get(k), dates);
        }
        at++;
      }
    }
  }

  private static void value(
      Worksheet worksheet,
      int row,
      int column,
      @Nullable Object cell,
      @Nullable DateTimeFormatter dates) {
    if (cell instanceof LocalDate date && dates == null) {
      worksheet.value(row, column, ChronoUnit.DAYS.between(EXCEL_DAY_ZERO, date));
    } else if (cell instanceof Number number) {
      worksheet.value(row, column, number);
    } else if (cell != null) {
      String text = dates == null ? cell.toString() : text(cell, dates);
      worksheet.value(row, column, text);
    }
  }
}
