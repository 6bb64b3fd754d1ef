package vn.edulake.jobs.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout.Csv;

/** The records of a CSV file. */
final class CsvRows implements TableRows {
  private final DeliveredFile file;
  private final boolean isRagged;
  private final CloseableIterator<CsvRecord> records;

  CsvRows(DeliveredFile file, Csv csv) throws IOException {
    this.file = file;
    this.isRagged = csv.isRagged();
    this.records =
        CsvReader.builder()
            .fieldSeparator(csv.separator())
            .quoteCharacter(csv.quote())
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .ofCsvRecord(
                new BoundedLines(
                    StrictText.open(file, csv.encoding()), file.settings().limits().lineLength()))
            .iterator();
  }

  @Override
  public @Nullable TableRow next() {
    try {
      while (records.hasNext()) {
        CsvRecord record = records.next();
        List<@Nullable String> cells = new ArrayList<>(record.getFieldCount());
        for (String field : record.getFields()) {
          cells.add(field.isEmpty() ? null : field);
        }
        if (!TableRow.isBlank(cells)) {
          return new TableRow(0, "", record.getStartingLineNumber(), cells);
        }
      }
      return null;
    } catch (RuntimeException e) {
      throw file.unreadable(e);
    }
  }

  @Override
  public boolean isEven() {
    return !isRagged;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
