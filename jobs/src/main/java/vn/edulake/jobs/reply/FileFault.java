package vn.edulake.jobs.reply;

import java.util.Map;
import vn.edulake.jobs.ingest.Language;

/** Why nothing of a file could be taken, and what its sender can do, in both languages. */
record FileFault(String vietnamese, String english) {
  private static final Map<String, FileFault> KNOWN =
      Map.ofEntries(
          Map.entry(
              "FILE_UNREADABLE",
              new FileFault(
                  "Không mở được tệp, hoặc nội dung không đúng loại tệp. Hãy lưu lại tệp và gửi lại.",
                  "The file cannot be opened or is of another kind. Save it anew and send it again.")),
          Map.entry(
              "FILE_EMPTY",
              new FileFault(
                  "Tệp không có dòng dữ liệu nào. Hãy kiểm tra và gửi lại tệp đầy đủ.",
                  "The file holds no record. Check it and send the full file.")),
          Map.entry(
              "HEADER_NOT_FOUND",
              new FileFault(
                  "Không tìm thấy dòng tiêu đề có đủ các cột đã thống nhất. Hãy gửi lại theo đúng mẫu.",
                  "No row has all the agreed column headers. Send the file in the agreed form.")),
          Map.entry(
              "HEADER_DOUBLED",
              new FileFault(
                  "Có hai cột cùng một tiêu đề, hoặc có dòng tiêu đề khác nằm giữa dữ liệu. Hãy sửa rồi"
                      + " gửi lại.",
                  "Two columns have the same header, or another header stands among the records. Correct it"
                      + " and send it again.")),
          Map.entry(
              "SHEET_LEFT_OUT",
              new FileFault(
                  "Tệp có dữ liệu ở trang tính khác ngoài trang đã thống nhất. Hãy gộp vào trang đã thống nhất rồi gửi lại.",
                  "Another sheet than the agreed one holds records too. Put them into the agreed sheet"
                      + " and send it again.")),
          Map.entry(
              "VALUES_CHANGED",
              new FileFault(
                  "Phần lớn giá trị của một cột được ghi theo dạng khác với lần gửi trước. Hãy ghi lại theo dạng cũ rồi gửi lại.",
                  "Most values of a column are written in another form than last time. Write them as"
                      + " before and send it again.")),
          Map.entry(
              "ENCODING_INVALID",
              new FileFault(
                  "Bảng mã ký tự của tệp không đúng. Hãy lưu tệp với bảng mã UTF-8 rồi gửi lại.",
                  "The characters are in another encoding. Save the file as UTF-8 and send it again.")),
          Map.entry(
              "LINE_TOO_LONG",
              new FileFault(
                  "Tệp có một dòng quá dài. Hãy kiểm tra dấu xuống dòng và dấu ngoặc kép rồi gửi lại.",
                  "The file has a line that is too long. Check line breaks and quotation marks, then"
                      + " send it again.")),
          Map.entry(
              "UNPACKED_TOO_BIG",
              new FileFault(
                  "Tệp nén khi giải nén lớn quá giới hạn. Hãy chia thành nhiều tệp nhỏ rồi gửi lại.",
                  "The packed file is too big when unpacked. Send it in several smaller files.")),
          Map.entry(
              "PACKAGE_UNSAFE",
              new FileFault(
                  "Gói zip có đường dẫn không hợp lệ. Hãy tạo lại gói zip chỉ gồm các tệp cần gửi.",
                  "The zip package has paths that are not allowed. Make it anew of just the files to"
                      + " send.")),
          Map.entry(
              "XML_UNSAFE",
              new FileFault(
                  "Tệp XML có khai báo không được phép. Hãy xuất lại tệp không kèm phần DOCTYPE.",
                  "The XML file has a declaration that is not allowed. Write it without DOCTYPE.")),
          Map.entry(
              "MANIFEST_INCOMPLETE",
              new FileFault(
                  "Tệp kê khai đi kèm bị thiếu hoặc thiếu thông tin. Hãy bổ sung và gửi lại cả gói.",
                  "The manifest beside the file is missing or lacks something. Complete it and send"
                      + " all of it again.")));

  private static final FileFault OTHER =
      new FileFault(
          "Không đọc được tệp theo mẫu đã thống nhất. Hãy kiểm tra và gửi lại.",
          "The file could not be read in the agreed form. Check it and send it again.");

  static String words(SentFile file, Language language) {
    FileFault fault = KNOWN.getOrDefault(file.errorCode().orElse(""), OTHER);
    return language.of(fault.vietnamese, fault.english);
  }
}
