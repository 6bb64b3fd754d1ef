package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import vn.edulake.models.error.DataError;

/**
 * The parts of an XLSX workbook, which is a zip package of XML documents. Its reader holds the
 * shared texts and one cell in memory, and believes what stands there.
 */
final class WorkbookParts {
  private static final long SHARED = 256L << 20;
  private static final String SHARED_TEXTS = "sharedStrings.xml";

  private WorkbookParts() {}

  /**
   * Reads all parts once, to see that they are no bigger than the limits.
   *
   * @throws DataError {@code UNPACKED_TOO_BIG}, {@code LINE_TOO_LONG}, or that it is damaged or has
   *     a document type, of which entities come
   */
  static void check(DeliveredFile file, Path path) {
    IngestSettings.Limits limits = file.settings().limits();
    byte[] buffer = new byte[1 << 16];
    try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
      long left = limits.allowed(Files.size(path));
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        boolean isMarkup = entry.getName().matches(".*\\.(xml|rels)");
        long allowed = entry.getName().endsWith(SHARED_TEXTS) ? Math.min(left, SHARED) : left;
        if (entry.getSize() > allowed) {
          throw file.tooBig();
        }
        InputStream part = new UnpackedStream(zip.getInputStream(entry), allowed);
        if (isMarkup) {
          try (MarkupStream in = new MarkupStream(part, limits.lineLength())) {
            left -= count(in, buffer);
            if (in.hasDocumentType()) {
              throw file.unreadable("a part of it has a document type");
            }
          }
        } else {
          try (part) {
            left -= count(part, buffer);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof DataError known ? known : file.unreadable(e);
    }
  }

  private static long count(InputStream in, byte[] buffer) throws IOException {
    long result = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      result += read;
    }
    return result;
  }
}
