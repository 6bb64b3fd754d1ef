package vn.edulake.jobs.ingest;

import java.util.Locale;

/**
 * The reasons for which a line is refused, and what the sender can do, in the words of both
 * languages. {@code %s} stands for the detail: a form, a type, the codes.
 */
public enum Rule {
  FIELD_COUNT(
      "Wrong number of fields",
      "Sai số ô trong dòng",
      "has another number of fields than the header",
      "có số trường khác với dòng tiêu đề",
      "Give the line as many fields as the header has. Put a value that contains the separator in"
          + " quotation marks.",
      "Hãy sửa dòng này cho đủ số ô như dòng tiêu đề. Giá trị có chứa dấu phân cách phải đặt trong"
          + " dấu ngoặc kép."),
  MALFORMED(
      "Unreadable line",
      "Dòng không đọc được",
      "cannot be read as a record",
      "không đọc được thành một bản ghi",
      "The line is damaged or cut off. Write the file anew from your program and send it again.",
      "Dòng này bị hỏng hoặc bị cắt ngang. Hãy xuất lại tệp từ phần mềm và gửi lại."),
  LINE_TOO_LONG(
      "Line too long",
      "Dòng quá dài",
      "is longer than the limit",
      "dài hơn giới hạn",
      "Several lines probably ran into one: a line break or a quotation mark is missing. Correct it"
          + " and send the file again.",
      "Có thể nhiều dòng bị dính liền vì thiếu dấu xuống dòng hoặc dấu ngoặc kép. Hãy sửa và gửi lại"
          + " tệp."),
  KEY_MISSING(
      "Key is missing",
      "Thiếu giá trị của khóa",
      "is empty, but part of the key",
      "để trống, nhưng là một phần của khóa",
      "Fill in the column. Without it nobody can tell which record the line is about.",
      "Hãy điền giá trị vào cột này. Nếu để trống thì không xác định được dòng này nói về bản ghi"
          + " nào."),
  REQUIRED(
      "Required value is missing",
      "Thiếu giá trị bắt buộc",
      "is empty",
      "để trống",
      "Fill in the column; it must not be empty.",
      "Hãy điền giá trị vào cột này; cột không được để trống."),
  PATTERN(
      "Wrong form",
      "Sai dạng",
      "is not of the form %s",
      "không đúng dạng %s",
      "Write the value in the agreed form (%s), without other signs or spaces.",
      "Hãy ghi giá trị đúng dạng đã thống nhất (%s), không thêm ký tự hay khoảng trắng khác."),
  TYPE(
      "Wrong kind of value",
      "Sai kiểu giá trị",
      "is no %s",
      "không phải kiểu %s",
      "Write the value as %s.",
      "Hãy ghi giá trị là %s."),
  CODE(
      "Unknown code",
      "Mã không có trong danh mục",
      "is none of the codes %s",
      "không thuộc các mã %s",
      "Use one of the agreed codes: %s.",
      "Hãy dùng một trong các mã đã thống nhất: %s."),
  KEY_CONFLICT(
      "One key, different values",
      "Trùng khóa nhưng khác giá trị",
      "has a key that stands before with other values",
      "có khóa trùng với một dòng trước nhưng giá trị khác",
      "Two lines say different things of the same record. Keep the right one and delete the other.",
      "Hai dòng nói khác nhau về cùng một bản ghi. Hãy giữ lại dòng đúng và xóa dòng kia.");

  private final String englishKind;
  private final String vietnameseKind;
  private final String english;
  private final String vietnamese;
  private final String englishRemedy;
  private final String vietnameseRemedy;

  Rule(
      String englishKind,
      String vietnameseKind,
      String english,
      String vietnamese,
      String englishRemedy,
      String vietnameseRemedy) {
    this.englishKind = englishKind;
    this.vietnameseKind = vietnameseKind;
    this.english = english;
    this.vietnamese = vietnamese;
    this.englishRemedy = englishRemedy;
    this.vietnameseRemedy = vietnameseRemedy;
  }

  /** The name in {@code ops.reject}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What kind of fault it is, in a few words. */
  public String kind(Language language) {
    return language.of(vietnameseKind, englishKind);
  }

  /** What is wrong, with {@code %s} for the detail. */
  public String words(Language language) {
    return language.of(vietnamese, english);
  }

  /** What the sender can do, with {@code %s} for the detail. */
  public String remedy(Language language) {
    return language.of(vietnameseRemedy, englishRemedy);
  }

  /** One line for whoever has to correct the file; it never quotes the value. */
  String message(String column, String detail) {
    String subject = column.isEmpty() ? "the line" : column;
    String vietnameseSubject = column.isEmpty() ? "dòng" : "cột " + column;
    return subject
        + " "
        + english.replace("%s", detail)
        + " / "
        + vietnameseSubject
        + " "
        + vietnamese.replace("%s", detail);
  }
}
