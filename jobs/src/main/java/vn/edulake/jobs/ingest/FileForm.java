package vn.edulake.jobs.ingest;

import java.util.List;
import vn.edulake.models.contract.HeaderText;

/**
 * The form of a file: what stays the same from one delivery to the next unless its sender's system
 * changed.
 *
 * @param header the names of its fields in its order; empty when they are not known
 * @param headerRow the row in which they stand; 0 where no row says them
 * @param headerRepeats how often they stand again among the records
 * @param encoding of a text file; empty for others
 * @param sheets the names of the sheets that were read, unless a name is data
 */
record FileForm(
    List<String> header, long headerRow, int headerRepeats, String encoding, List<String> sheets) {

  /** Of a file that could not be read. */
  static final FileForm UNKNOWN = of(List.of());

  FileForm {
    header = header.stream().map(FileForm::kept).toList();
    sheets = sheets.stream().map(FileForm::kept).toList();
  }

  /** Of a file of which the fields alone are known. */
  static FileForm of(List<String> header) {
    return new FileForm(header, 0, 0, "", List.of());
  }

  FileForm withHeader(List<String> names) {
    return new FileForm(names, headerRow, headerRepeats, encoding, sheets);
  }

  /** A name as it is kept: in its own writing, without marks that part names from each other. */
  private static String kept(String name) {
    StringBuilder result = new StringBuilder(name);
    for (int i = 0; i < result.length(); i++) {
      if (Character.isISOControl(result.charAt(i))) {
        result.setCharAt(i, ' ');
      }
    }
    return result.toString();
  }

  /** Names of sheets count their months and classes: these are no other sheets. */
  List<String> sheetKinds() {
    return sheets.stream().map(s -> HeaderText.normal(s).replaceAll("\\d+", "#")).toList();
  }
}
