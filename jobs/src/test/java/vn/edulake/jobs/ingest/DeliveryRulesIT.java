package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.SourceContract;

/** What counts of several deliveries, from the files to the rows that a model reads. */
class DeliveryRulesIT {
  @TempDir private Path folder;
  private int lakes;

  private static List<String> delivered(TestLake lake, SourceContract contract, String columns) {
    SparkSession session = TestSession.ofRuns().with(lake.catalogs, new byte[32], s -> s);
    String sql = DeliveredRows.sql(contract, "personal." + contract.rawTable());
    return session
        .sql("SELECT " + columns + " FROM (" + sql + ") ORDER BY ALL")
        .collectAsList()
        .stream()
        .map(row -> row.mkString("|"))
        .toList();
  }

  private TestLake open(SourceContract contract) {
    return TestLake.open(folder.resolve("lake" + lakes++), contract);
  }

  /** A file: what it holds, and the number under which it was posted. */
  private record Posting(int content, int number) {}

  private Path file(Posting posting, int copy) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(List.of("V1" + i, "Guest " + posting.content(), "01/02/2026", posting.content()));
    }
    // Another order or container of the same records is the same content.
    Collections.rotate(rows, copy);
    Path place = folder.resolve("posting-" + posting.number() + "/c" + copy);
    return copy % 2 == 0
        ? Fixtures.csv(place.resolve(posting.content() + ".csv"), Fixtures.withHeader(rows))
        : Fixtures.xlsx(place.resolve(posting.content() + ".xlsx"), Fixtures.withHeader(rows));
  }

  @ParameterizedTest
  @CsvSource({"first, 1", "first, 2", "first, 3", "again, 4", "again, 5"})
  void noOrderBatchOrCopyOfPostingsChangesWhichOneCounts(String sameRecords, int seed) {
    SourceContract contract =
        Fixtures.visits(
            "{semantics: snapshot, scope: [district], prefer: [{highest: posting, same_records: "
                + sameRecords
                + "}]}");
    Random random = new Random(seed);
    List<Posting> postings = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      postings.add(new Posting(random.nextInt(3), number));
    }
    String wanted = "Guest " + counting(postings, sameRecords.equals("first"));

    for (int turn = 0; turn < 3; turn++) {
      List<Path> files = new ArrayList<>();
      for (Posting posting : postings) {
        files.add(file(posting, random.nextInt(3)));
      }
      files.add(file(postings.get(random.nextInt(5)), random.nextInt(3)));
      files.add(files.get(random.nextInt(5)));
      Collections.shuffle(files, random);
      try (TestLake lake = open(contract)) {
        for (int from = 0; from < files.size(); ) {
          int to = Math.min(files.size(), from + 1 + random.nextInt(3));
          IngestReport report = lake.run("town", files.subList(from, to).toArray(Path[]::new));
          assertThat(report.failed()).isEmpty();
          from = to;
        }
        assertThat(delivered(lake, contract, "number, guest"))
            .as("postings %s in the order %s", postings, files)
            .containsExactly("V10|" + wanted, "V11|" + wanted, "V12|" + wanted);
      }
    }
  }

  /** The content of the highest number, where a content has its first number or each of its own. */
  private static int counting(List<Posting> postings, boolean isOfFirst) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (Posting posting : postings) {
      numbers.merge(posting.content(), posting.number(), isOfFirst ? Math::min : Math::max);
    }
    return Collections.max(numbers.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  @Test
  void anEarlierPostingOfTheSameRecordsIsTakenAndALaterOneIsKnown() {
    SourceContract contract =
        Fixtures.visits(
            "{semantics: snapshot, scope: [district], prefer: [{highest: posting, same_records:"
                + " first}]}");
    try (TestLake lake = open(contract)) {
      assertThat(lake.run("town", file(new Posting(1, 2), 0)).files().get(0).accepted())
          .isEqualTo(3);
      assertThat(lake.run("town", file(new Posting(1, 3), 0)).files().get(0).known()).isEqualTo(3);
      assertThat(lake.run("town", file(new Posting(1, 1), 1)).files().get(0).accepted())
          .isEqualTo(3);
      assertThat(lake.run("town", file(new Posting(1, 1), 0)).files().get(0).known()).isEqualTo(3);
    }
  }

  private static SourceContract rooms(String delivery) {
    return SourceContract.parse(
        "town__room.yml",
        """
        source: town
        entity: room
        owner: places
        staging: derived
        key: [sender_code, room]
        delivery: %s
        columns:
          sender_code: {type: text, required: true}
          room: {type: text, required: true, header: [room]}
          kind: {type: code, codes: [bulk, delta]}
          sent: {type: date, format: yyyy-MM-dd}
        layouts:
          - name: csv
            files: ['**.csv']
            format: csv
            from_path:
              sender_code: '(\\w+)/\\w+/[^/]*\\.csv'
              kind: '(\\w+)/[^/]*\\.csv'
              sent: '([0-9-]+)\\.csv'
        """
            .formatted(delivery));
  }

  private Path roomFile(String name, String... rooms) {
    String lines = rooms.length == 0 ? "" : String.join("\n", rooms) + "\n";
    return Fixtures.text(folder.resolve(name), "room\n" + lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{semantics: snapshot, scope: [sender_code], prefer: [{highest: sent}], empty: allowed}",
        "{semantics: delta, version: sent, empty: allowed, complete: {scope: [sender_code], column:"
            + " kind, values: [bulk], order: [sent]}}"
      })
  void aFileOfNoRecordsEndsWhatItsSenderHad(String delivery) {
    SourceContract contract = rooms(delivery);
    for (boolean isEmptyFirst : new boolean[] {false, true}) {
      try (TestLake lake = open(contract)) {
        List<Path> files =
            new ArrayList<>(
                List.of(
                    roomFile("north/bulk/2026-01-01.csv", "N1", "N2"),
                    roomFile("south/bulk/2026-01-01.csv", "S1"),
                    roomFile("north/bulk/2026-02-01.csv"),
                    roomFile("south/bulk/2025-02-01.csv")));
        if (isEmptyFirst) {
          Collections.reverse(files);
        }
        for (Path file : files) {
          FileReport report = lake.run("town", file).files().get(0);
          assertThat(report.status()).as("%s", file).isEqualTo(FileReport.Status.LOADED);
          assertThat(report.received()).isEqualTo(report.accepted());
        }
        FileReport again = lake.run("town", files.get(2)).files().get(0);

        assertThat(again.status()).isEqualTo(FileReport.Status.KNOWN);
        assertThat(delivered(lake, contract, "sender_code, room")).containsExactly("south|S1");
      }
    }
  }

  @Test
  void whereNothingIsSaidAFileOfNoRecordsIsRefused() {
    try (TestLake lake = open(rooms("{semantics: snapshot, scope: [sender_code]}"))) {
      assertThat(lake.run("town", roomFile("north/bulk/2026-01-01.csv")).failed())
          .singleElement()
          .satisfies(file -> assertThat(file.reason()).startsWith("FILE_EMPTY"));
    }
    assertThatThrownBy(() -> rooms("{semantics: snapshot, scope: [room], empty: allowed}"))
        .hasMessageContaining("delivery.empty: a file without records does not say room");
  }

  @Test
  void aNewFieldOfADocumentIsAnAdditionAndOneLeftOutIsNone() {
    SourceContract contract =
        SourceContract.parse(
            "town__note.yml",
            """
            source: town
            entity: note
            owner: places
            key: [id]
            delivery: {semantics: append}
            columns:
              id: {type: text, required: true}
              text: {type: text, optional: true}
            layouts:
              - name: lines
                files: ['*.jsonl']
                format: json_lines
                records: [{path: '', columns: {id: id, text: text}}]
              - name: tree
                files: ['*.xml']
                format: xml
                records: [{path: Notes/Note, columns: {id: '@id', text: Text}}]
            """);
    try (TestLake lake = open(contract)) {
      lake.run("town", text("a.jsonl", "{\"id\":\"1\",\"text\":\"x\"}\n"));
      lake.run("town", text("b.jsonl", "{\"id\":\"2\"}\n"));
      lake.run("town", text("c.jsonl", "{\"id\":\"3\",\"mood\":\"good\"}\n"));
      lake.run("town", text("d.jsonl", "{\"name\":\"4\"}\n"));
      lake.run("town", text("a.xml", "<Notes><Note id='5'/></Notes>"));
      lake.run("town", text("b.xml", "<Notes><Note id='6'><Mood>x</Mood></Note></Notes>"));

      assertThat(
              lake.ops(
                  "SELECT concat_ws(' ', file_name, drift_code, drift_message) FROM ops.load ORDER BY"
                      + " load_id"))
          .satisfiesExactly(
              a -> assertThat(a).isEqualTo("a.jsonl none"),
              b -> assertThat(b).isEqualTo("b.jsonl none"),
              c ->
                  assertThat(c)
                      .isEqualTo(
                          "c.jsonl additive new: mood, kept in _extra; compared with b.jsonl"),
              d -> assertThat(d).startsWith("d.jsonl breaking"),
              x -> assertThat(x).isEqualTo("a.xml none"),
              y ->
                  assertThat(y)
                      .isEqualTo("b.xml additive new: Mood, kept in _extra; compared with a.xml"));
    }
  }

  private Path text(String name, String text) {
    return Fixtures.text(folder.resolve(name), text);
  }

  private static SourceContract marks(String delivery) {
    return SourceContract.parse(
        "town__mark.yml",
        """
        source: town
        entity: mark
        owner: places
        staging: derived
        key: [number, day, place]
        delivery: %s
        columns:
          number: {type: integer, required: true, header: [number]}
          day: {type: date, format: yyyy-MM-dd, required: true, header: [day]}
          place: {type: text, required: true, header: [place]}
          note: {type: text, header: [note]}
          version: {type: integer, header: [version]}
        layouts:
          - {name: machine, files: ['*.csv'], format: csv}
          - name: people
            files: ['*.txt']
            format: csv
            formats: {day: [dd/MM/yyyy, excel]}
            numbers: {number: {thousands: '.'}}
        """
            .formatted(delivery));
  }

  private Path marks(String name, String... lines) {
    return Fixtures.text(
        folder.resolve(name), "number,day,place,note,version\n" + String.join("\n", lines) + "\n");
  }

  @Test
  void ofASnapshotTheSecondRowOfOneKeyInAnotherWritingIsAConflict() {
    SourceContract contract = marks("{semantics: snapshot}");
    try (TestLake lake = open(contract)) {
      FileReport file =
          lake.run(
                  "town",
                  marks(
                      "a.txt",
                      "1000,31/12/2025,North,a,1",
                      "1.000,46022,North ,b,1",
                      "01000,31/12/2025,  North,c,1",
                      "1000,31/12/2025,South,d,1"))
              .files()
              .get(0);

      assertThat(List.of(file.received(), file.accepted(), file.rejected()))
          .containsExactly(4L, 2L, 2L);
      assertThat(lake.ops("SELECT rule_code FROM ops.reject")).containsOnly("key_conflict");
      assertThat(delivered(lake, contract, "note")).containsExactly("a", "d");
    }
  }

  @Test
  void ofADeltaTheLastVersionOfAKeyCountsInWhateverWriting() {
    SourceContract contract = marks("{semantics: delta, version: version}");
    try (TestLake lake = open(contract)) {
      lake.run(
          "town",
          marks("a.csv", "1000,2025-12-31,North,a,1", "01000,2025-12-31,North,b,2"),
          marks("b.txt", "1.000,31/12/2025,North,c,3", "7,1/1/2026,North,e,1"));

      assertThat(delivered(lake, contract, "note")).containsExactly("c");
    }
  }

  @Test
  void ofAnAppendOneRecordOfAKeyCountsWhoeverCameFirst() {
    SourceContract contract = marks("{semantics: append}");
    List<List<String>> answers = new ArrayList<>();
    for (int turn = 0; turn < 2; turn++) {
      Path machine = marks("a.csv", "1000,2025-12-31,North,a,1", "2,2025-12-31,North,z,1");
      Path people = marks("b.txt", "1.000,31/12/2025,North,b,1");
      try (TestLake lake = open(contract)) {
        lake.run("town", turn == 0 ? machine : people);
        lake.run("town", turn == 0 ? people : machine);
        answers.add(delivered(lake, contract, "note"));
      }
    }

    assertThat(answers.get(0)).hasSize(2).contains("z").isEqualTo(answers.get(1));
  }
}
