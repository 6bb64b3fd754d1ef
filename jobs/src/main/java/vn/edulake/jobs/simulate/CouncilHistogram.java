package vn.edulake.jobs.simulate;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;

/**
 * How many candidates of a council there are, and how many have which score in which subject.
 *
 * @param scores the score texts of each subject, each as often as it occurs
 */
record CouncilHistogram(String code, int candidateCount, Map<String, List<String>> scores) {

  /** Reads the councils of a file, in the order of their codes. */
  static Map<String, CouncilHistogram> read(Path file) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Map<String, List<String>>> scores = new TreeMap<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : rows) {
        String council = row.getField("council_code");
        String label = row.getField("subject_label");
        int count = Integer.parseInt(row.getField("candidate_count"));
        Map<String, List<String>> ofCouncil =
            scores.computeIfAbsent(council, key -> new LinkedHashMap<>());
        if (label.isEmpty()) {
          counts.put(council, count);
        } else {
          List<String> texts = ofCouncil.computeIfAbsent(label, key -> new ArrayList<>());
          for (int i = 0; i < count; i++) {
            texts.add(row.getField("score_text"));
          }
        }
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read " + file + ": " + e.getMessage(), e);
    } catch (NumberFormatException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot read " + file + ": a candidate_count is no number. Nothing was written.",
          e);
    }
    Map<String, CouncilHistogram> result = new TreeMap<>();
    scores.forEach(
        (council, ofCouncil) ->
            result.put(
                council, checked(file, council, counts.getOrDefault(council, 0), ofCouncil)));
    return result;
  }

  private static CouncilHistogram checked(
      Path file, String council, int candidates, Map<String, List<String>> scores) {
    scores.forEach(
        (label, texts) -> {
          if (texts.size() > candidates) {
            throw new UserError(
                ErrorCode.CONFIGURATION_INVALID,
                "Cannot read %s: council %s has %d candidates, but %d scores in %s. Nothing was written."
                    .formatted(file, council, candidates, texts.size(), label));
          }
        });
    return new CouncilHistogram(council, candidates, scores);
  }

  /** The score texts of a subject; none when nobody took it. */
  List<String> of(String label) {
    return scores.getOrDefault(label, List.of());
  }
}
