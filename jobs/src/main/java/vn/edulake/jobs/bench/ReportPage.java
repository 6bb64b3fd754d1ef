package vn.edulake.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** A page of measurements, of which each bench writes one section. */
public final class ReportPage {
  private static final String SECTION = "## ";

  private ReportPage() {}

  /**
   * Puts a section into a page, in place of the one with its heading.
   *
   * @param title of the page, when it is made
   * @param text the section without its heading
   */
  public static void write(Path page, String title, String heading, String text) {
    try {
      String before = Files.exists(page) ? Files.readString(page) : "# " + title + "\n";
      Files.writeString(page, with(before, heading, text));
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + page + ": " + e.getMessage(), e);
    }
  }

  /** The page with the section. */
  static String with(String page, String heading, String text) {
    String section = SECTION + heading + "\n\n" + text.strip() + "\n";
    int start = ("\n" + page).indexOf("\n" + SECTION + heading + "\n");
    if (start < 0) {
      return page.strip() + "\n\n" + section;
    }
    int next = page.indexOf("\n" + SECTION, start);
    return page.substring(0, start) + section + (next < 0 ? "" : page.substring(next));
  }
}
