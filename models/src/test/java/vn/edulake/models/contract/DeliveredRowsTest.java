package vn.edulake.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import vn.edulake.models.SparkFixture;

class DeliveredRowsTest {
  private static final String COLUMNS =
      """
      columns:
        code: {type: text, header: [code]}
        place: {type: text, header: [place]}
        note: {type: text, header: [note]}
        origin: {type: code, codes: [good, poor], header: [origin]}
        version: {type: integer, header: [version]}
      layouts:
        - {name: csv, files: ['*.csv'], format: csv}
      """;

  private static SourceContract contract(String delivery) {
    return SourceContract.parse(
        "t__e.yml",
        "source: t\nentity: e\nowner: o\nkey: [code]\ndelivery: " + delivery + "\n" + COLUMNS);
  }

  /** A delivered line: load, row, then code, place, note, origin, version. */
  private record Line(int load, int row, List<String> cells) {
    Line(int load, int row, String... cells) {
      this(load, row, List.of(cells));
    }

    String sql() {
      String texts =
          cells.stream()
              .map(cell -> cell.isEmpty() ? "CAST(NULL AS STRING)" : "'" + cell + "'")
              .collect(Collectors.joining(", "));
      return "SELECT "
          + texts
          + ", CAST(NULL AS STRING), 'file', CAST("
          + row
          + " AS BIGINT), CAST("
          + load
          + " AS BIGINT), 1L, TIMESTAMP '2026-01-01 00:00:00', sha2('"
          + String.join("|", cells)
          + "', 256), 'content"
          + load
          + "', 'usual'";
    }
  }

  private static List<String> delivered(SourceContract contract, List<Line> lines) {
    String names =
        contract.rawColumns().stream().map(RawColumn::name).collect(Collectors.joining(", "));
    String relation =
        "(SELECT * FROM ("
            + lines.stream().map(Line::sql).collect(Collectors.joining(" UNION ALL "))
            + ") AS t("
            + names
            + "))";
    List<String> result = new ArrayList<>();
    for (Row row :
        SparkFixture.session().sql(DeliveredRows.sql(contract, relation)).collectAsList()) {
      result.add(row.getString(0) + " " + row.getString(1) + " " + row.getString(2));
    }
    Collections.sort(result);
    return result;
  }

  @Test
  void ofASnapshotTheBetterDeliveryOfEachScopeCounts() {
    SourceContract contract =
        contract(
            "{semantics: snapshot, scope: [place], prefer: [{order: origin, values: [good, poor]},"
                + " {most_filled: note}, {highest: version}]}");
    List<Line> lines =
        List.of(
            new Line(1, 1, "a", "north", "", "good", "1"),
            new Line(1, 2, "b", "north", "", "good", "1"),
            new Line(2, 1, "a", "north", "full", "good", "1"),
            new Line(2, 2, "c", "south", "x", "poor", "9"),
            new Line(3, 1, "a", "north", "empty", "poor", "9"),
            new Line(3, 2, "c", "south", "y", "good", "1"),
            new Line(4, 1, "d", "east", "one", "good", "2"),
            new Line(5, 1, "d", "east", "two", "good", "10"));

    assertThat(delivered(contract, lines))
        .containsExactly("a north full", "c south y", "d east two");
  }

  @Test
  void neitherArrivalNorFileDecidesBetweenSnapshotsOfEqualRank() {
    SourceContract contract = contract("{semantics: snapshot}");
    List<List<String>> answers = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      List<Integer> loads = new ArrayList<>(List.of(1, 2, 3));
      Collections.shuffle(loads, new Random(seed));
      answers.add(
          delivered(
              contract,
              List.of(
                  new Line(loads.get(0), 1, "a", "north", "one", "good", "1"),
                  new Line(loads.get(1), 1, "a", "north", "two", "good", "1"),
                  new Line(loads.get(2), 1, "a", "north", "three", "good", "1"))));
    }

    assertThat(answers).hasSize(4).allMatch(answer -> answer.equals(answers.get(0)));
    assertThat(answers.get(0)).hasSize(1);
  }

  @Test
  void ofASnapshotEachKeyIsThereOnce() {
    assertThat(
            delivered(
                contract("{semantics: snapshot}"),
                List.of(
                    new Line(1, 1, "a", "north", "one", "good", "1"),
                    new Line(1, 2, "a", "north", "two", "good", "1"))))
        .hasSize(1);
  }

  @Test
  void ofADeltaTheHighestVersionCountsWhateverCameLast() {
    SourceContract contract =
        contract(
            "{semantics: delta, version: version, operation: {column: origin, delete: [poor]}}");

    assertThat(
            delivered(
                contract,
                List.of(
                    new Line(1, 1, "a", "north", "tenth", "good", "10"),
                    new Line(2, 1, "a", "north", "ninth", "good", "9"),
                    new Line(1, 2, "b", "north", "gone", "poor", "2"),
                    new Line(2, 2, "b", "north", "before", "good", "1"),
                    new Line(2, 3, "c", "north", "no version", "good", ""))))
        .containsExactly("a north tenth", "c north no version");
  }

  @Test
  void ofADeltaWithoutVersionTheLastDeliveryCounts() {
    assertThat(
            delivered(
                contract("{semantics: delta}"),
                List.of(
                    new Line(2, 1, "a", "north", "second", "good", ""),
                    new Line(1, 9, "a", "north", "first", "good", ""))))
        .containsExactly("a north second");
  }

  @Test
  void ofAnAppendEachRecordCountsOnce() {
    assertThat(
            delivered(
                contract("{semantics: append}"),
                List.of(
                    new Line(1, 1, "a", "north", "x", "good", ""),
                    new Line(2, 1, "a", "north", "x", "good", ""),
                    new Line(2, 2, "a", "north", "y", "good", ""))))
        .containsExactly("a north x", "a north y");
  }
}
