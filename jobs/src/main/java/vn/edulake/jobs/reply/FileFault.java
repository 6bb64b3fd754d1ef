package vn.edulake.jobs.reply;

import java.util.Map;
import vn.edulake.jobs.ingest.Language;

/** Why nothing of a file could be taken, and what its sender can do, in both languages. */
record FileFault(String vietnamese, String english) {
  private static final Map<String, FileFault> KNOWN =
      Map.of(
          "FILE_UNREADABLE",
          new FileFault(
              "Không mở được tệp, hoặc nội dung không đúng loại tệp. Hãy lưu lại tệp và gửi lại.",
              "The file cannot be opened or is of another kind. Save it anew and send it again."),
          "FILE_EMPTY",
          new FileFault(
              "Tệp không có dòng dữ liệu nào. Hãy kiểm tra và gửi lại tệp đầy đủ.",
              "The file holds no record. Check it and send the full file."),
          "HEADER_NOT_FOUND",
          new FileFault(
              "Không tìm thấy dòng tiêu đề có đủ các cột đã thống nhất. Hãy gửi lại theo đúng mẫu.",
              "No row has all the agreed column headers. Send the file in the agreed form."),
          "HEADER_DOUBLED",
          new FileFault(
              "Có hai cột cùng một tiêu đề. Hãy xóa hoặc đổi tên một cột rồi gửi lại.",
              "Two columns have the same header. Remove or rename one of them and send it again."),
          "ENCODING_INVALID",
          new FileFault(
              "Bảng mã ký tự của tệp không đúng. Hãy lưu tệp với bảng mã UTF-8 rồi gửi lại.",
              "The characters are in another encoding. Save the file as UTF-8 and send it again."));

  private static final FileFault OTHER =
      new FileFault(
          "Không đọc được tệp theo mẫu đã thống nhất. Hãy kiểm tra và gửi lại.",
          "The file could not be read in the agreed form. Check it and send it again.");

  static String words(SentFile file, Language language) {
    FileFault fault = KNOWN.getOrDefault(file.errorCode().orElse(""), OTHER);
    return language.of(fault.vietnamese, fault.english);
  }
}
