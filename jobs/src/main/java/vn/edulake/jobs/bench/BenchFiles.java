package vn.edulake.jobs.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * Attendance of invented learners, one row per learner, day and session, in the forms that the
 * connectors read. The same number of rows gives the same bytes.
 */
final class BenchFiles {
  static final String[] COLUMNS = {
    "student_code", "class_code", "day", "session", "status", "minutes", "recorded_at", "note"
  };

  private static final LocalDate FIRST_DAY = LocalDate.of(2025, 9, 5);
  private static final int DAYS = 150;
  private static final String[] NOTES = {"", "", "", "", "ốm", "về sớm", "đi trễ", "có phép"};

  private BenchFiles() {}

  /** Takes the fields of one row. */
  interface Sink {
    void row(String[] fields) throws IOException;
  }

  private static void rows(int count, Sink sink) throws IOException {
    Random random = new Random(20250905);
    String[] days = new String[DAYS];
    for (int i = 0; i < DAYS; i++) {
      days[i] = FIRST_DAY.plusDays(i).toString();
    }
    String[] fields = new String[COLUMNS.length];
    int learners = Math.max(1, (count + 2 * DAYS - 1) / (2 * DAYS));
    for (int i = 0; i < count; i++) {
      int learner = i % learners;
      int slot = i / learners;
      int draw = random.nextInt();
      fields[0] = Long.toString(8_700_000_000L + learner * 37L);
      fields[1] = "L" + (100 + learner / 35 % 900) + "A" + learner / 35;
      fields[2] = days[slot / 2];
      fields[3] = slot % 2 == 0 ? "M" : "A";
      fields[4] = (draw & 31) == 0 ? "E" : (draw & 31) == 1 ? "U" : "P";
      fields[5] = Integer.toString(170 + (draw >>> 5 & 15));
      fields[6] = days[slot / 2] + "T07:" + two(draw >>> 9) + ":" + two(draw >>> 15);
      fields[7] = (draw & 31) == 0 ? NOTES[draw >>> 21 & 7] : "";
      sink.row(fields);
    }
  }

  private static String two(int bits) {
    int number = (bits & 63) % 60;
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  /** Writes a CSV file. */
  static void csv(Path file, int count, boolean isQuoted) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      writeCsv(out, count, isQuoted);
    }
  }

  /** Writes a CSV file packed by gzip. */
  static void csvGz(Path file, int count) throws IOException {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      writeCsv(out, count, false);
    }
  }

  private static void writeCsv(Writer out, int count, boolean isQuoted) throws IOException {
    out.write(String.join(",", COLUMNS));
    out.write('\n');
    String separator = isQuoted ? "\",\"" : ",";
    rows(
        count,
        fields -> {
          if (isQuoted) {
            out.write('"');
          }
          out.write(String.join(separator, fields));
          out.write(isQuoted ? "\"\n" : "\n");
        });
  }

  /** Writes a document per line. */
  static void jsonLines(Path file, int count) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      rows(
          count,
          fields -> {
            StringBuilder line = new StringBuilder("{");
            for (int i = 0; i < fields.length; i++) {
              line.append(i == 0 ? "\"" : "\",\"").append(COLUMNS[i]).append("\":\"");
              line.append(fields[i]);
            }
            out.write(line.append("\"}\n").toString());
          });
    }
  }

  /** Writes an XML document. */
  static void xml(Path file, int count) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<attendance>\n");
      rows(
          count,
          fields -> {
            StringBuilder line = new StringBuilder("<record>");
            for (int i = 0; i < fields.length; i++) {
              line.append('<').append(COLUMNS[i]).append('>').append(fields[i]);
              line.append("</").append(COLUMNS[i]).append('>');
            }
            out.write(line.append("</record>\n").toString());
          });
      out.write("</attendance>\n");
    }
  }

  /** Writes a workbook with one sheet. */
  static void xlsx(Path file, int count) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "edulake", "1.0")) {
      Worksheet sheet = book.newWorksheet("attendance");
      for (int i = 0; i < COLUMNS.length; i++) {
        sheet.value(0, i, COLUMNS[i]);
      }
      int[] row = {1};
      rows(
          count,
          fields -> {
            for (int i = 0; i < fields.length; i++) {
              if (!fields[i].isEmpty()) {
                sheet.inlineString(row[0], i, fields[i]);
              }
            }
            row[0]++;
          });
    }
  }
}
