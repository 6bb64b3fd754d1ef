package vn.edulake.jobs.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;

/** A walk through the records of a file in one layout. */
interface Lines extends Closeable {
  /**
   * The next record; null after the last one.
   *
   * @throws vn.edulake.models.error.DataError when the file is not what its layout says
   */
  @Nullable Line next() throws IOException;

  /**
   * The names of the file's fields in its order; empty when they are not known. Those of a document
   * are known when all of it was read.
   */
  default List<String> header() {
    return List.of();
  }

  /** The form of the file, as far as it was read. */
  default FileForm form() {
    return FileForm.of(header());
  }

  /** Up to where a table was read; empty for everything that is read whole. */
  default String watermark() {
    return "";
  }

  /**
   * Starts a walk.
   *
   * @throws vn.edulake.models.error.DataError {@code HEADER_NOT_FOUND} when the file has another
   *     layout, or any other error of the file
   */
  static Lines open(DeliveredFile file, SourceContract contract, Layout layout) throws IOException {
    return switch (layout.format()) {
      case JSON, JSON_LINES -> new JsonLines(file, contract, layout);
      case XML -> new XmlLines(file, contract, layout);
      case JDBC -> new JdbcLines(file, contract, layout);
      case CSV -> TableLines.open(file, contract, layout);
      case EXCEL -> {
        ExcelKind.of(file).check(file);
        yield TableLines.open(file, contract, layout);
      }
    };
  }
}
