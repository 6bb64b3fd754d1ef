package vn.edulake.jobs.simulate.feed;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a delivery is written. */
public sealed interface Form {
  /**
   * Text with separators.
   *
   * @param separator between fields
   * @param hasMark whether the file begins with a byte order mark
   * @param titles lines above the first header
   * @param repeatsHeader whether each block has its title and the header again
   * @param datePattern how dates are written
   * @param isPacked whether the file is packed by gzip
   */
  record Csv(
      char separator,
      Charset encoding,
      boolean hasMark,
      List<String> titles,
      boolean repeatsHeader,
      String datePattern,
      boolean isPacked)
      implements Form {
    /** Commas, UTF-8, one header, dates as ISO 8601. */
    public static final Csv PLAIN =
        new Csv(',', StandardCharsets.UTF_8, false, List.of(), false, "yyyy-MM-dd", false);
  }

  /**
   * A workbook with one sheet for each sheet.
   *
   * @param titles rows above the header of each sheet
   * @param datePattern how dates are written; empty for numbers of days as Excel counts them
   */
  record Workbook(List<String> titles, boolean repeatsHeader, String datePattern) implements Form {}

  /** One JSON object a line, its fields named by the headers; empty cells are left out. */
  record JsonLines() implements Form {}

  /** A zip package with one CSV file for each sheet, named by it. */
  record ZippedCsv() implements Form {}
}
