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
  void aLaterDeliveryThatLostRowsDoesNotReplaceAWholeOne() {
    SourceContract contract =
        contract(
            "{semantics: snapshot, scope: [place], prefer: [{whole: 0.6}, {highest: version}]}");
    List<Line> whole =
        List.of(
            new Line(1, 1, "a", "north", "old", "good", "1"),
            new Line(1, 2, "b", "north", "old", "good", "1"),
            new Line(1, 3, "c", "north", "old", "good", "1"));
    List<Line> lost = new ArrayList<>(whole);
    lost.add(new Line(2, 1, "a", "north", "new", "good", "2"));
    List<Line> corrected = new ArrayList<>(lost);
    corrected.add(new Line(3, 1, "a", "north", "newer", "good", "3"));
    corrected.add(new Line(3, 2, "b", "north", "newer", "good", "3"));

    assertThat(delivered(contract, lost))
        .containsExactly("a north old", "b north old", "c north old");
    assertThat(delivered(contract, corrected)).containsExactly("a north newer", "b north newer");
    Collections.reverse(corrected);
    assertThat(delivered(contract, corrected)).containsExactly("a north newer", "b north newer");
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
  void aDeltaMayKeepEveryVersionAndWhatWasTakenBack() {
    SourceContract contract =
        SourceContract.parse(
            "t__e.yml",
            "source: t\nentity: e\nowner: o\nkey: [code]\ndelivery: {semantics: delta, version:"
                + " version, keep: every_version, operation: {column: origin, delete: [poor]}}\n"
                + COLUMNS.replace("type: integer,", "type: integer, required: true,"));

    assertThat(
            delivered(
                contract,
                List.of(
                    new Line(1, 1, "a", "north", "tenth", "good", "10"),
                    new Line(2, 1, "a", "north", "ninth", "good", "9"),
                    new Line(3, 1, "a", "north", "ninth", "good", "9"),
                    new Line(1, 2, "b", "north", "taken back", "poor", "2"),
                    new Line(2, 2, "b", "north", "before", "good", "1"))))
        .containsExactly("a north ninth", "a north tenth", "b north before", "b north taken back");
    assertThat(contract.rowKey()).containsExactly("code", "version");
  }

  @Test
  void ofEqualVersionsOneIsKeptWhateverCameFirst() {
    SourceContract contract =
        SourceContract.parse(
            "t__e.yml",
            "source: t\nentity: e\nowner: o\nkey: [code]\n"
                + "delivery: {semantics: delta, version: version, keep: every_version}\n"
                + COLUMNS.replace("type: integer,", "type: integer, required: true,"));
    List<Line> one =
        List.of(
            new Line(1, 1, "a", "north", "x", "good", "1"),
            new Line(2, 1, "a", "north", "y", "good", "01"));
    List<Line> other =
        List.of(
            new Line(2, 1, "a", "north", "x", "good", "1"),
            new Line(1, 1, "a", "north", "y", "good", "01"));

    assertThat(delivered(contract, one)).hasSize(1).isEqualTo(delivered(contract, other));
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

  private static final String COMPLETE =
      "{semantics: delta, version: [version, day], operation: {column: origin, delete: [poor]},"
          + " complete: {column: kind, values: [bulk], order: [sent]}}";

  private static SourceContract packages() {
    return SourceContract.parse(
        "t__e.yml",
        """
        source: t
        entity: e
        owner: o
        key: [code]
        delivery: %s
        columns:
          code: {type: text, header: [code]}
          place: {type: text, header: [place]}
          note: {type: text, header: [note]}
          origin: {type: code, codes: [good, poor], header: [origin]}
          version: {type: integer, header: [version]}
          day: {type: date, format: dd/MM/yyyy, header: [day]}
          kind: {type: text}
          sent: {type: timestamp}
        layouts:
          - name: csv
            files: ['*.csv']
            format: csv
            from_path: {sent: '(x)'}
            from_manifest: {kind: {file: manifest.csv, property: kind}}
        """
            .formatted(COMPLETE));
  }

  @Test
  void whatDecidesBetweenStatementsOfADeltaIsPartOfTheRecord() {
    assertThat(packages().recordColumns()).contains("kind", "sent");
  }

  @Test
  void aDeliveryThatStatesEverythingEndsWhatItLeavesOutAndWhatWasBefore() {
    List<Line> lines =
        List.of(
            new Line(4, 1, "a", "north", "delta before", "good", "9", "", "delta", "2026-01-01"),
            new Line(4, 2, "z", "north", "delta before", "good", "9", "", "delta", "2026-01-01"),
            new Line(3, 1, "a", "north", "base", "good", "1", "", "bulk", "2026-02-01T08:00:00Z"),
            new Line(3, 2, "b", "north", "base", "good", "1", "", "bulk", "2026-02-01T08:00:00Z"),
            new Line(3, 3, "c", "north", "base", "good", "1", "", "bulk", "2026-02-01T08:00:00Z"),
            new Line(2, 1, "b", "north", "after", "good", "2", "", "delta", "2026-02-02"),
            new Line(2, 2, "c", "north", "after", "poor", "2", "", "delta", "2026-02-02"),
            new Line(2, 3, "d", "north", "after", "good", "1", "", "delta", "2026-02-02"),
            new Line(1, 1, "a", "north", "old base", "good", "1", "", "bulk", "2025-12-01"),
            new Line(1, 2, "y", "north", "old base", "good", "1", "", "bulk", "2025-12-01"));

    assertThat(delivered(packages(), lines))
        .containsExactly("a north base", "b north after", "d north after");
    assertThat(delivered(packages(), lines.subList(5, 8)))
        .containsExactly("b north after", "d north after");
  }

  @Test
  void versionsAreComparedFromLeftToRightAndByTheirType() {
    assertThat(
            delivered(
                packages(),
                List.of(
                    new Line(1, 1, "a", "north", "early", "good", "10", "31/12/2025", "", ""),
                    new Line(2, 1, "a", "north", "late", "good", "10", "01/02/2026", "", ""),
                    new Line(3, 1, "a", "north", "none", "good", "10", "", "", ""),
                    new Line(4, 1, "a", "north", "lower", "good", "9", "01/02/2027", "", ""))))
        .containsExactly("a north late");
  }

  @Test
  void noOrderOfDeliveriesChangesTheRowsOfADelta() {
    Random random = new Random(3);
    for (int turn = 0; turn < 4; turn++) {
      List<List<List<String>>> deliveries = new ArrayList<>();
      for (int delivery = 0; delivery < 6; delivery++) {
        // Two deliveries may be of one day, two records of one version.
        String kind = random.nextInt(3) == 0 ? "bulk" : "delta";
        String sent = "2026-01-0" + (1 + random.nextInt(4));
        List<List<String>> records = new ArrayList<>();
        for (String code : List.of("a", "b", "c", "d")) {
          if (random.nextInt(4) > 0) {
            String version = random.nextInt(5) == 0 ? "" : "" + random.nextInt(3);
            String origin = random.nextInt(4) == 0 ? "poor" : "good";
            String note = "note " + random.nextInt(1000);
            records.add(List.of(code, "north", note, origin, version, "", kind, sent));
          }
        }
        deliveries.add(records);
      }
      List<List<String>> answers = new ArrayList<>();
      for (int order = 0; order < 3; order++) {
        Collections.shuffle(deliveries, random);
        List<Line> lines = new ArrayList<>();
        for (int load = 0; load < deliveries.size(); load++) {
          for (List<String> cells : deliveries.get(load)) {
            lines.add(new Line(load, lines.size(), cells));
          }
        }
        answers.add(delivered(packages(), lines));
      }
      assertThat(answers).as("turn " + turn).allMatch(answer -> answer.equals(answers.get(0)));
    }
  }
}
