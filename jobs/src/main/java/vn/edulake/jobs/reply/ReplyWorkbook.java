package vn.edulake.jobs.reply;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dhatim.fastexcel.BorderSide;
import org.dhatim.fastexcel.BorderStyle;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import vn.edulake.jobs.ingest.Language;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * Writes a reply as a workbook: a sheet of files and counts, and a sheet of what is to be
 * corrected. Every text is a text cell, so that leading zeros stay and nothing is a formula.
 */
public final class ReplyWorkbook {
  /** What a sheet holds, its header included. */
  private static final int ROWS_OF_SHEET = 1_048_576;

  /** Rows that are held in memory. */
  private static final int ROWS_AT_ONCE = 1000;

  /** Widths of the columns of what is to be corrected, in letters. */
  private static final int[] WIDTHS = {18, 28, 8, 20, 22, 34, 46};

  /** A row is no higher than so many lines. */
  private static final int LINES_SHOWN = 12;

  /** What a line of text takes, in points. */
  private static final double LINE = 15.5;

  /** What a cell holds. */
  private static final int LETTERS_OF_CELL = 32_000;

  private static final String DARK = "1F3864";
  private static final String PALE = "DDE6F3";
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");

  private final SenderReply reply;
  private final Language language;
  private final Map<String, Long> byRule = new TreeMap<>();
  private long findings;
  private boolean lacksValues;

  private ReplyWorkbook(SenderReply reply) {
    this.reply = reply;
    this.language = reply.language();
  }

  /**
   * What was written.
   *
   * @param files files of the sender
   * @param findings things to correct
   */
  public record Written(long files, long findings) {}

  /**
   * Writes the file, readable by its owner alone; it is there whole or not at all.
   *
   * @param now told as the time of the reply
   */
  public static Written write(SenderReply reply, Path file, Instant now, ZoneId zone) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path beside = Files.createTempFile(folder, ".reply-", ".part", ownerOnly());
      try {
        Written written;
        try (OutputStream out = Files.newOutputStream(beside)) {
          written = new ReplyWorkbook(reply).write(out, now, zone);
        }
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        return written;
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private Written write(OutputStream out, Instant now, ZoneId zone) throws IOException {
    List<SentFile> files = reply.files();
    try (Workbook book = new Workbook(out, "edulake", "1.0")) {
      Worksheet summary = book.newWorksheet(language.of("Tổng hợp", "Summary"));
      Details details = new Details(book);
      for (SentFile file : files) {
        if (!file.isReplaced()) {
          details.file(file);
        }
      }
      details.end();
      summary(summary, files, now, zone);
    }
    return new Written(files.size(), findings);
  }

  private void summary(Worksheet sheet, List<SentFile> files, Instant now, ZoneId zone) {
    double[] widths = {13, 28, 40, 18, 12, 12, 12, 12, 12};
    for (int i = 0; i < widths.length; i++) {
      sheet.width(i, widths[i]);
    }
    page(sheet);
    sheet.value(0, 0, language.of("Kết quả tiếp nhận dữ liệu", "What became of the data sent"));
    sheet.style(0, 0).bold().fontSize(16).fontColor(DARK).set();
    fact(sheet, 1, language.of("Đơn vị gửi", "Sender"), reply.sender());
    fact(
        sheet,
        2,
        language.of("Từ ngày", "Since"),
        reply.since().map(DAY::format).orElse(language.of("tất cả các ngày", "all days")));
    fact(
        sheet,
        3,
        language.of("Lập lúc", "Made at"),
        DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm").withZone(zone).format(now));
    fact(sheet, 4, language.of("Cần sửa", "To correct"), verdict(files));

    int row = 6;
    header(
        sheet,
        row++,
        language == Language.VI
            ? List.of(
                "Ngày",
                "Dữ liệu",
                "Tệp",
                "Trạng thái",
                "Đã báo",
                "Nhận được",
                "Chấp nhận",
                "Từ chối",
                "Đã có")
            : List.of(
                "Day",
                "Data",
                "File",
                "Status",
                "Said",
                "Received",
                "Accepted",
                "Rejected",
                "Known"));
    long[] sums = new long[5];
    for (SentFile file : files) {
      text(sheet, row, 0, DAY.format(file.day()));
      text(sheet, row, 1, reply.title(file));
      text(sheet, row, 2, file.name());
      text(sheet, row, 3, status(file));
      long[] counts = {
        file.said().orElse(0L), file.received(), file.accepted(), file.rejected(), file.known()
      };
      for (int i = 0; i < counts.length; i++) {
        if (i > 0 || file.said().isPresent()) {
          number(sheet, row, 4 + i, counts[i]);
        }
        sums[i] += counts[i];
      }
      row++;
    }
    sheet.value(row, 0, language.of("Cộng", "Total"));
    for (int i = 1; i < sums.length; i++) {
      number(sheet, row, 4 + i, sums[i]);
    }
    sheet.range(row, 0, row, widths.length - 1).style().bold().fillColor(PALE).set();
    row += 2;
    if (!byRule.isEmpty()) {
      header(
          sheet,
          row++,
          List.of(language.of("Số lỗi", "Count"), language.of("Loại lỗi", "Kind of fault")));
      for (Map.Entry<String, Long> rule : byRule.entrySet()) {
        number(sheet, row, 0, rule.getValue());
        text(sheet, row, 1, rule.getKey());
        row++;
      }
      row++;
    }
    if (lacksValues) {
      sheet.value(
          row,
          0,
          language.of(
              "Ghi chú: ở cột “Giá trị”, dấu — nghĩa là nội dung của dòng không còn được lưu; hãy"
                  + " xem trong tệp của đơn vị.",
              "Note: in the column “Value” a — means that the line's text is not kept; see your"
                  + " own file."));
    }
  }

  private String verdict(List<SentFile> files) {
    long failed = files.stream().filter(file -> file.isFailed() && !file.isReplaced()).count();
    if (findings == 0 && failed == 0) {
      return language.of("không có lỗi nào", "nothing");
    }
    return language.of(
        number(findings) + " lỗi trong các dòng, " + number(failed) + " tệp không đọc được",
        number(findings) + " faults in lines, " + number(failed) + " files that cannot be read");
  }

  private String number(long count) {
    return String.format(
        language == Language.VI ? Locale.forLanguageTag("vi-VN") : Locale.ENGLISH, "%,d", count);
  }

  private String status(SentFile file) {
    if (file.isReplaced()) {
      return language.of("đã gửi lại", "sent again since");
    }
    return switch (file.status()) {
      case "failed" -> language.of("không đọc được", "cannot be read");
      case "known" -> language.of("đã có từ trước", "known already");
      default ->
          file.rejected() > 0
              ? language.of("nhận một phần", "taken in part")
              : language.of("đã nhận đủ", "taken whole");
    };
  }

  private static void fact(Worksheet sheet, int row, String name, String value) {
    sheet.value(row, 0, name);
    sheet.style(row, 0).bold().set();
    // Unwrapped, it runs on over the empty cells beside it.
    sheet.inlineString(row, 1, cell(value));
    sheet.style(row, 1).format("@").set();
  }

  private static void header(Worksheet sheet, int row, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      sheet.value(row, i, names.get(i));
    }
    sheet
        .range(row, 0, row, names.size() - 1)
        .style()
        .bold()
        .fontColor("FFFFFF")
        .fillColor(DARK)
        .verticalAlignment("center")
        .wrapText(true)
        .set();
  }

  private static void page(Worksheet sheet) {
    sheet.pageOrientation("landscape");
    sheet.fitToWidth((short) 1);
    sheet.fitToHeight((short) 0);
  }

  private static void text(Worksheet sheet, int row, int column, String value) {
    sheet.inlineString(row, column, cell(value));
    sheet
        .style(row, column)
        .format("@")
        .wrapText(true)
        .verticalAlignment("top")
        .borderStyle(BorderSide.BOTTOM, BorderStyle.HAIR)
        .set();
  }

  private static void number(Worksheet sheet, int row, int column, long value) {
    sheet.value(row, column, value);
    sheet
        .style(row, column)
        .format("#,##0")
        .verticalAlignment("top")
        .horizontalAlignment("center")
        .borderStyle(BorderSide.BOTTOM, BorderStyle.HAIR)
        .set();
  }

  /** A text as a cell can hold it: signs that no workbook may have are shown by their pictures. */
  static String cell(String value) {
    if (value.length() > LETTERS_OF_CELL) {
      return cell(value.substring(0, LETTERS_OF_CELL)) + " …";
    }
    StringBuilder result = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              boolean isWhite = c == '\n' || c == '\t';
              boolean isNone =
                  Character.getType(c) == Character.SURROGATE || (c & 0xFFFE) == 0xFFFE;
              result.appendCodePoint(c < 0x20 && !isWhite ? 0x2400 + c : isNone ? 0xFFFD : c);
            });
    return result.toString();
  }

  /** The sheets of what is to be corrected; a full one is followed by another. */
  private final class Details {
    private final Workbook book;
    private Worksheet sheet;
    private int sheets;
    private int row;

    Details(Workbook book) {
      this.book = book;
      this.sheet = next();
    }

    private Worksheet next() {
      sheets++;
      Worksheet made =
          book.newWorksheet(language.of("Chi tiết", "Details") + (sheets == 1 ? "" : " " + sheets));
      for (int i = 0; i < WIDTHS.length; i++) {
        made.width(i, WIDTHS[i]);
      }
      page(made);
      made.repeatRows(0);
      made.freezePane(0, 1);
      header(
          made,
          0,
          language == Language.VI
              ? List.of("Dữ liệu", "Tệp", "Dòng", "Cột", "Giá trị", "Lỗi", "Cách sửa")
              : List.of("Data", "File", "Row", "Column", "Value", "Fault", "What to do"));
      row = 1;
      return made;
    }

    void file(SentFile file) {
      if (file.isFailed()) {
        String words = FileFault.words(file, language);
        int stop = words.indexOf(". ") + 1;
        line(file, "", "", "", words.substring(0, stop), words.substring(stop).strip());
        byRule.merge(language.of("Không đọc được tệp", "File cannot be read"), 1L, Long::sum);
        return;
      }
      if (file.rejected() > 0) {
        reply.findings(file, this::finding);
      }
    }

    private void finding(Finding finding) {
      findings++;
      byRule.merge(finding.kind(), 1L, Long::sum);
      lacksValues |= finding.value().isEmpty() && !finding.column().isEmpty();
      line(
          finding.file(),
          String.valueOf(finding.row()),
          finding.column().isEmpty() ? language.of("(cả dòng)", "(whole line)") : finding.column(),
          finding.value().orElse(finding.column().isEmpty() ? "" : "—"),
          finding.words(),
          finding.remedy());
    }

    private void line(
        SentFile file, String number, String column, String value, String words, String remedy) {
      if (row == ROWS_OF_SHEET) {
        end();
        sheet = next();
      }
      text(sheet, row, 0, reply.title(file));
      text(sheet, row, 1, file.name());
      if (!number.isEmpty()) {
        number(sheet, row, 2, Long.parseLong(number));
      }
      text(sheet, row, 3, column);
      text(sheet, row, 4, value);
      text(sheet, row, 5, words);
      text(sheet, row, 6, remedy);
      sheet.rowHeight(
          row, LINE * lines(reply.title(file), file.name(), "", column, value, words, remedy));
      row++;
      if (row % ROWS_AT_ONCE == 0) {
        flush();
      }
    }

    /** Readers of workbooks do not agree on whether a row grows with its text. */
    private static int lines(String... cells) {
      int result = 1;
      for (int i = 0; i < cells.length; i++) {
        int lines = 0;
        for (String part : cells[i].split("\n", -1)) {
          // Words do not fill a line.
          lines += 1 + (int) (part.length() * 1.1) / WIDTHS[i];
        }
        result = Math.max(result, Math.min(lines, LINES_SHOWN));
      }
      return result;
    }

    private void flush() {
      try {
        sheet.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void end() {
      if (row > 1) {
        sheet.setAutoFilter(0, 0, row - 1, 6);
      } else {
        text(sheet, 1, 0, language.of("Không có lỗi nào.", "There is nothing to correct."));
      }
      try {
        sheet.finish();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
