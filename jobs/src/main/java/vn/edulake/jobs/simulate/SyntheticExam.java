package vn.edulake.jobs.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * The posted results of the 2017 exam, generated: as many candidates per council, and the same
 * scores per council and subject, as in the real postings; which candidate has which of them is
 * drawn. One seed gives the same bytes.
 *
 * <p>The files have what makes the real ones hard: a council posted three times of which only the
 * second has scores, one posted twice under two names, a header in the last row, old binary
 * workbooks, doubled extensions, a second sheet with one blank cell, names in decomposed Unicode.
 */
public final class SyntheticExam {
  public static final String FOLDER = "vn-exam-2017-synthetic";

  /** The postings of the twelve councils; a council that is not named here is posted once. */
  private static final List<Posting> POSTINGS =
      List.of(
          new Posting("18", 1, "synthetic_3_BacGiang_KQTO.xls.xlsx", Form.PLAIN),
          new Posting("19", 1, "synthetic_4_BacNinh_WHRM.xls.xlsx", Form.PLAIN),
          new Posting("29", 1, "synthetic_14_NgheAn_PDVA.xls.xlsx", Form.PLAIN),
          new Posting("31", 1, "synthetic_16_QuangBinh_EJXS.xls.xlsx", Form.PLAIN),
          new Posting("31", 3, "synthetic_quang-binh.xls", Form.PLAIN),
          new Posting("32", 1, "synthetic_19_QuangTri_BLNC.xls.xlsx", Form.PLAIN),
          new Posting("39", 1, "synthetic_8_PhuYen_RZUG.xls.xlsx", Form.WITHOUT_SCORES),
          new Posting("39", 2, "synthetic_8.PhuYen_MYTI.xlsx", Form.WITH_COLUMNS),
          new Posting("39", 3, "synthetic_phu-yen.xls", Form.WITHOUT_SCORES),
          new Posting("49", 1, "synthetic_12_LongAn_CFOH.xls.xlsx", Form.HEADER_LAST),
          new Posting("50", 1, "synthetic_3_Dong_Thap_VSEJ.xls.xlsx", Form.PLAIN),
          new Posting("50", 2, "synthetic_3.Dong Thap_NQLX.xlsx", Form.PLAIN),
          new Posting("53", 1, "synthetic_7_Tien_Giang_UAWB.xls.xlsx", Form.PLAIN),
          new Posting("56", 1, "synthetic_12_BenTre_HGPZ.xls.xlsx", Form.PLAIN),
          new Posting("57", 1, "synthetic_9_Vinh_Long_TIKD.xls.xlsx", Form.PLAIN),
          new Posting("58", 1, "synthetic_13_TraVinh_OXFM.xls.xlsx", Form.PLAIN),
          new Posting("58", 3, "synthetic_tra-vinh.xls", Form.PLAIN));

  private SyntheticExam() {}

  /** What a sheet looks like. */
  enum Form {
    PLAIN,
    /** Somebody sorted the sheet, header and all. */
    HEADER_LAST,
    /** The column of scores is empty. */
    WITHOUT_SCORES,
    /** The province without a header and one column per subject stand beside the score text. */
    WITH_COLUMNS
  }

  private record Posting(String council, int publication, String file, Form form) {}

  /**
   * Writes all postings below {@code outputFolder}, replacing those of an earlier call.
   *
   * @param histograms rows {@code council_code, subject_label, score_text, candidate_count}; the
   *     row without a label is the number of candidates
   * @return the files, in the order of their writing
   * @throws ExternalError {@code STORAGE_FAILED} when a file cannot be read or written
   */
  public static List<Path> write(Path histograms, Path outputFolder, long seed) {
    Map<String, CouncilHistogram> councils = CouncilHistogram.read(histograms);
    List<Path> files = new ArrayList<>();
    try {
      for (CouncilHistogram council : councils.values()) {
        List<SyntheticCandidate> candidates = SyntheticCandidate.draw(council, seed);
        for (Posting posting : postings(council.code())) {
          Path folder =
              Files.createDirectories(
                  outputFolder.resolve(FOLDER).resolve("publication-" + posting.publication()));
          Path file = folder.resolve(posting.file());
          List<List<@Nullable Object>> rows = PostedSheet.rows(candidates, posting.form());
          if (posting.file().endsWith(".xls")) {
            PostedSheet.writeXls(file, rows);
          } else {
            PostedSheet.writeXlsx(file, rows, posting.form() != Form.WITH_COLUMNS);
          }
          files.add(file);
        }
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot write the synthetic exam: "
              + e.getMessage()
              + ". Files in "
              + outputFolder
              + " are incomplete.",
          e);
    }
    return List.copyOf(files);
  }

  private static List<Posting> postings(String council) {
    List<Posting> known =
        POSTINGS.stream().filter(posting -> posting.council().equals(council)).toList();
    return known.isEmpty()
        ? List.of(new Posting(council, 1, "synthetic_" + council + ".xlsx", Form.PLAIN))
        : known;
  }
}
