package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.jobs.pipeline.TinyFiles.Candidate;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.ops.RunLog;

/** Any order of the deliveries, re-delivery and re-run give the same rows. */
class DeliveryOrderIT {
  @TempDir private static Path first;
  private static List<Path> files;
  private static Map<TableName, List<String>> wanted;

  @TempDir private Path home;

  /** The dirt of the real postings: no scores, sorted, doubled, worse, corrected. */
  private static List<Path> files(TinyLake lake) {
    List<Candidate> dongThap =
        List.of(
            new Candidate("50000001", "Toán:   5.00   Ngữ văn:   8.00   "),
            new Candidate("50000002", "Toán:   4.99   Vật lí:   7.00   KHTN: 7   "));
    List<Candidate> phuYen =
        List.of(
            new Candidate("39000001", "Toán:   6.00   "),
            new Candidate("39000002", "Toán:   7.00   Tiếng Nga:   9.25   "));
    List<Candidate> withoutScores =
        phuYen.stream().map(candidate -> new Candidate(candidate.number(), "")).toList();
    List<Candidate> corrected =
        List.of(
            new Candidate("53000001", "Toán:   9.00   "),
            new Candidate("53000002", "Toán:  1.25 "));
    return List.of(
        TinyFiles.posting(lake.exam("publication-1/8_PhuYen_A.xls.xlsx"), withoutScores),
        TinyFiles.posting(lake.exam("publication-2/8.PhuYen_B.xlsx"), phuYen),
        TinyFiles.sortedPosting(lake.exam("publication-3/phu-yen.xlsx"), withoutScores),
        TinyFiles.posting(lake.exam("publication-1/3_Dong_Thap_C.xls.xlsx"), dongThap),
        TinyFiles.sortedPosting(lake.exam("publication-2/3.Dong Thap_D.xlsx"), dongThap),
        TinyFiles.posting(
            lake.exam("publication-1/7_Tien_Giang_E.xls.xlsx"),
            List.of(
                new Candidate("53000001", "Toán:   8.00   "),
                new Candidate("53000002", "Toán:  1.25 "))),
        TinyFiles.posting(lake.exam("publication-2/7_Tien_Giang_F.xlsx"), corrected));
  }

  @BeforeAll
  static void deliverAllAtOnce() {
    try (TinyLake lake = TinyLake.open(first)) {
      files = files(lake);
      lake.ingestExam(files.toArray(Path[]::new));
      lake.run();
      wanted = lake.published();
      assertThat(scores(wanted)).hasSize(9).anyMatch(row -> row.contains("|9.25|"));
    }
  }

  private static List<String> scores(Map<TableName, List<String>> published) {
    return published.get(TableName.parse("core.fct_exam_score"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1})
  void anotherOrderWithARunAfterEachDelivery(long seed) {
    assertSameRows(seed, 1);
  }

  @Tag("proof")
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7})
  void manyOrdersAndBatches(long seed) {
    assertSameRows(seed, 1 + new Random(seed).nextInt(4));
  }

  @Test
  void deliveringAllAgainChangesNothing() {
    try (TinyLake lake = TinyLake.built(home.resolve("again"))) {
      lake.ingestExam(files.toArray(Path[]::new));
      lake.run();
      Map<TableName, String> states = modelled(lake.states());
      lake.ingestExam(files.toArray(Path[]::new));

      assertThat(lake.run().end()).isEqualTo(RunLog.End.UNCHANGED);
      // The account of loads grows by the files that were known; nothing else does.
      assertThat(modelled(lake.states())).isEqualTo(states);
      assertThat(core(lake.published())).isEqualTo(core(wanted));
    }
  }

  private void assertSameRows(long seed, int batch) {
    List<Path> order = new ArrayList<>(files);
    order.add(files.get(new Random(seed).nextInt(files.size())));
    Collections.shuffle(order, new Random(seed));
    try (TinyLake lake = TinyLake.built(home.resolve("seed" + seed))) {
      for (int i = 0; i < order.size(); i += batch) {
        lake.ingestExam(order.subList(i, Math.min(i + batch, order.size())).toArray(Path[]::new));
        lake.run();
      }
      assertThat(core(lake.published())).as("order " + order).isEqualTo(core(wanted));
    }
  }

  private static Map<TableName, String> modelled(Map<TableName, String> states) {
    Map<TableName, String> result = new TreeMap<>(states);
    result.keySet().removeIf(table -> table.layer() == Layer.OPS);
    return result;
  }

  /** Pseudonyms differ between lakes, as their secrets do: they are numbered by their rows. */
  private static Map<TableName, List<String>> core(Map<TableName, List<String>> published) {
    Map<TableName, List<String>> result = new TreeMap<>();
    published.forEach(
        (table, rows) -> {
          if (table.layer().schema().matches("core|marts")) {
            result.put(
                table,
                rows.stream()
                    .map(
                        row ->
                            table.name().startsWith("fct_exam")
                                ? row.replaceFirst("[0-9a-f]{32}", "candidate")
                                : row)
                    .sorted()
                    .toList());
          }
        });
    return result;
  }
}
