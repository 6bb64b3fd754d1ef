package vn.edulake.jobs.ingest;

import java.util.Locale;

/** The reasons for which a line is refused, in the words of both languages. */
enum Rule {
  FIELD_COUNT("has another number of fields than the header", "có số trường khác với dòng tiêu đề"),
  MALFORMED("cannot be read as a record", "không đọc được thành một bản ghi"),
  LINE_TOO_LONG("is longer than the limit", "dài hơn giới hạn"),
  KEY_MISSING("is empty, but part of the key", "để trống, nhưng là một phần của khóa"),
  REQUIRED("is empty", "để trống"),
  PATTERN("is not of the form %s", "không đúng dạng %s"),
  TYPE("is no %s", "không phải kiểu %s"),
  CODE("is none of the codes %s", "không thuộc các mã %s"),
  KEY_CONFLICT(
      "has a key that stands before with other values",
      "có khóa trùng với một dòng trước nhưng giá trị khác");

  private final String english;
  private final String vietnamese;

  Rule(String english, String vietnamese) {
    this.english = english;
    this.vietnamese = vietnamese;
  }

  /** The name in {@code ops.reject}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
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
