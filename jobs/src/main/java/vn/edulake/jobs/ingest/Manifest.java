package vn.edulake.jobs.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import vn.edulake.models.contract.ManifestProperty;

/** What the manifest of a delivery says: a CSV file of property and value, beside its files. */
final class Manifest {
  private Manifest() {}

  /**
   * The value of a property; empty when there is no manifest or it does not say it.
   *
   * @throws vn.edulake.models.error.DataError when the manifest cannot be read
   */
  static Optional<String> find(DeliveredFile file, ManifestProperty wanted) {
    Optional<DeliveredFile> manifest = file.beside(wanted.file());
    if (manifest.isEmpty()) {
      return Optional.empty();
    }
    try (CloseableIterator<CsvRecord> records =
        CsvReader.builder()
            .ofCsvRecord(StrictText.open(manifest.get(), StandardCharsets.UTF_8))
            .iterator()) {
      while (records.hasNext()) {
        CsvRecord record = records.next();
        if (record.getFieldCount() > 1 && record.getField(0).strip().equals(wanted.property())) {
          String value = record.getField(1).strip();
          return value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw manifest.get().unreadable(e);
    }
  }
}
