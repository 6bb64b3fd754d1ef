package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinkageTest {
  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<NamedCsvRecord> link(String spec, Path left, Path right, int threads)
      throws IOException {
    Path out = folder.resolve("pairs" + threads + ".csv");
    new Linkage(LinkSpec.parse("s.yml", spec), threads, line -> {}).run(left, right, out);
    return rows(out);
  }

  private static List<NamedCsvRecord> rows(Path file) throws IOException {
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
      return reader.stream().toList();
    }
  }

  /** Share of links that are right, and share of right pairs that are linked. */
  private record Quality(double precision, double recall) {}

  private static Quality quality(List<NamedCsvRecord> links, Path left, Path right)
      throws IOException {
    Set<String> inLeft = new HashSet<>();
    rows(left).forEach(row -> inLeft.add(row.getField(0).substring(1)));
    long both =
        rows(right).stream().filter(r -> inLeft.contains(r.getField(0).substring(1))).count();
    long correct =
        links.stream()
            .filter(l -> l.getField(0).substring(1).equals(l.getField(1).substring(1)))
            .count();
    return new Quality((double) correct / links.size(), (double) correct / both);
  }

  @Test
  void invented3000WesternPersonsAreLinked() throws IOException {
    Path left = folder.resolve("a.csv");
    Path right = folder.resolve("b.csv");
    new InventedPersons(11).western(left, right, 3000);
    Quality quality = quality(link(InventedPersons.WESTERN_SPEC, left, right, 2), left, right);
    assertThat(quality.precision()).isGreaterThanOrEqualTo(0.999);
    assertThat(quality.recall()).isGreaterThanOrEqualTo(0.985);
  }

  @Test
  void invented3000LearnersAreLinkedAndThreadsChangeNothing() throws IOException {
    Path left = folder.resolve("a.csv");
    Path right = folder.resolve("b.csv");
    new InventedPersons(12).vietnamese(left, right, 3000);
    Quality quality = quality(link(InventedPersons.VIETNAMESE_SPEC, left, right, 1), left, right);
    assertThat(quality.precision()).isGreaterThanOrEqualTo(0.999);
    assertThat(quality.recall()).isGreaterThanOrEqualTo(0.99);
    link(InventedPersons.VIETNAMESE_SPEC, left, right, 2);
    assertThat(folder.resolve("pairs2.csv")).hasSameTextualContentAs(folder.resolve("pairs1.csv"));
  }

  @Test
  void chancesAndSharesAreLearntFromTheFiles() throws IOException {
    int[] kinds = {20, 40, 60, 80, 100, 200};
    double[] kept = {0.95, 0.9, 0.85, 0.8, 0.9, 0.7};
    StringBuilder left = new StringBuilder("id,c0,c1,c2,c3,c4,c5\n");
    StringBuilder right = new StringBuilder(left);
    SplittableRandom random = new SplittableRandom(3);
    for (int n = 0; n < 2000; n++) {
      left.append("L").append(n);
      right.append("R").append(n);
      boolean isOther = n >= 1500;
      for (int c = 0; c < kinds.length; c++) {
        int value = random.nextInt(kinds[c]);
        boolean isKept = !isOther && random.nextDouble() < kept[c];
        left.append(",v").append(value);
        right
            .append(",v")
            .append(isKept ? value : (value + 1 + random.nextInt(kinds[c] - 1)) % kinds[c]);
      }
      left.append('\n');
      right.append('\n');
    }
    String spec =
        "id: id\ncolumns: {c0: exact, c1: exact, c2: exact, c3: exact, c4: exact, c5: exact}";
    LinkSpec parsed = LinkSpec.parse("s.yml", spec);
    Persons persons =
        PersonFiles.read(parsed, file("l.csv", left.toString()), file("r.csv", right.toString()));
    Linkage.Linked linked = new Linkage(parsed, 1, line -> {}).link(persons);
    assertThat(linked.weights().prior() * 2000 * 2000).isCloseTo(1500, within(90.0));
    Chance chance = Chance.of(persons);
    for (int c = 0; c < kinds.length; c++) {
      assertThat(linked.weights().shareOf(c, Level.EQUAL)).isCloseTo(kept[c], within(0.04));
      assertThat(chance.of(c, 0, Level.EQUAL)).isCloseTo(1.0 / kinds[c], within(0.1 / kinds[c]));
    }
  }

  /** Learners of ten schools, and two who share a name and a birth date. */
  private static String school(String id, List<String> more) {
    StringBuilder text = new StringBuilder("id,name,born,school\n");
    String[] surnames = {"Nguyễn", "Trần", "Lê", "Phạm", "Bùi", "Võ", "Đỗ", "Ngô"};
    String[] given = {"An", "Bình", "Châu", "Dung", "Giang", "Hà", "Khoa", "Lan", "Mai", "Nam"};
    for (int n = 0; n < 400; n++) {
      text.append(id).append(n).append(',').append(surnames[n % 8]).append(" Thị ");
      text.append(given[n / 8 % 10]).append(' ').append(given[n / 3 % 10]);
      text.append(",20").append(10 + n % 4).append("-0").append(1 + n % 9);
      text.append("-").append(10 + n * 7 % 19).append(",S").append(n * 31 % 10).append('\n');
    }
    more.forEach(row -> text.append(row).append('\n'));
    return text.toString();
  }

  private static final String SCHOOL_SPEC =
      "id: id\ncolumns: {name: name, born: date, school: exact}";

  private static Map<String, String> partners(List<NamedCsvRecord> links) {
    Map<String, String> result = new HashMap<>();
    links.forEach(link -> result.merge(link.getField(0), link.getField(1), (a, b) -> a + " " + b));
    return result;
  }

  @Test
  void twoOfOneNameAndBirthDateInTwoSchoolsStayTwo() throws IOException {
    Path left =
        file(
            "l.csv",
            school(
                "L",
                List.of(
                    "x1,Huỳnh Bảo Vy,2011-05-20,S1",
                    "x2,Huỳnh Bảo Vy,2011-05-20,S2",
                    "y1,Tạ Kim Yến,2012-03-21,S3")));
    Path right =
        file(
            "r.csv",
            school(
                "R",
                List.of(
                    "z1,Huỳnh Bảo Vy,2011-05-20,S1",
                    "z2,Huỳnh Bảo Vy,2011-05-20,S2",
                    "w1,Tạ Kim Yến,2012-03-21,S3",
                    "w2,Tạ Kim Yến,2012-03-21,S4")));
    Map<String, String> partners = partners(link(SCHOOL_SPEC, left, right, 1));
    assertThat(partners).containsEntry("x1", "z1").containsEntry("x2", "z2");
    assertThat(partners).containsEntry("y1", "w1");
  }

  @Test
  void aRowThatStandsTwiceIsLinkedTwiceUnlessTheSpecForbids() throws IOException {
    Path left = file("l.csv", school("L", List.of("x,Huỳnh Bảo Vy,2011-05-20,S1")));
    String twice = "Huỳnh Bảo Vy,2011-05-20,S1";
    Path right = file("r.csv", school("R", List.of("z1," + twice, "z2," + twice)));
    assertThat(partners(link(SCHOOL_SPEC, left, right, 1))).containsEntry("x", "z1 z2");
    assertThat(partners(link(SCHOOL_SPEC + "\none_to_one: true", left, right, 1)))
        .doesNotContainKey("x");
  }

  @Test
  void aThirdDoesNotTieTwoDifferentPersons() {
    Pairs pairs = new Pairs();
    pairs.add(0, 2, 12);
    pairs.add(0, 3, 11);
    List<Assignment.Link> apart =
        Assignment.of(pairs, Repeats.none(2, 4), 0.01, false, (a, b) -> -20.0);
    assertThat(apart).hasSize(1);
    assertThat(apart.get(0).pair()).isZero();
    assertThat(apart.get(0).score()).isCloseTo(2.0 / 3, within(0.01));
    assertThat(Assignment.of(pairs, Repeats.none(2, 4), 0.01, false, (a, b) -> 20.0)).hasSize(2);
  }

  @Test
  void namesInEachOthersColumnsAreFoundInSpiteOfASlip() throws IOException {
    String header = "id,given,surname\n";
    String spec = "id: id\ncolumns: {given: name, surname: name}";
    Persons persons =
        PersonFiles.read(
            LinkSpec.parse("s.yml", spec),
            file("l.csv", header + "1,tahlia,jackson\n2,tahlia,jackson\n3,tahlia,jackson\n"),
            file("r.csv", header + "4,ajckson,tahlia\n5,,tahlia\n6,walker,tahlia\n"));
    assertThat(levels(persons, 0, 3)).containsExactly(Level.EXCHANGED, Level.EXCHANGED);
    assertThat(levels(persons, 1, 4)).containsExactly(Level.MISSING, Level.EXCHANGED);
    assertThat(levels(persons, 2, 5)).containsExactly(Level.DIFFERENT, Level.DIFFERENT);
  }

  private static List<Level> levels(Persons persons, int a, int b) {
    long pattern = persons.pattern(a, b);
    return List.of(Persons.levelAt(pattern, 0), Persons.levelAt(pattern, 1));
  }

  @Test
  void rowsOfOnePersonAreGroupedWhenTheirPairsTogetherSpeakForIt() {
    Pairs pairs = new Pairs();
    pairs.add(0, 1, 9);
    pairs.add(1, 2, 8);
    pairs.add(3, 4, 7);
    Repeats.Bits bits = (a, b) -> a + b == 2 ? -12 : 8;
    Repeats repeats = Repeats.of(3, 5, pairs, bits);
    assertThat(repeats.groups()).containsExactly(List.of(0, 1), List.of(3, 4));
    assertThat(repeats.persons(true)).isEqualTo(2);
    assertThat(repeats.persons(false)).isEqualTo(1);
    assertThat(repeats.weight(0)).isEqualTo(0.5);
    assertThat(repeats.weight(2)).isEqualTo(1);
    assertThat(repeats.shareRepeated(false)).isEqualTo(1);
  }

  @Test
  void evidenceIsInWordsAndWithoutValues() throws IOException {
    Path left = file("l.csv", school("L", List.of("x,Huỳnh Bảo Vy,2011-05-10,S1")));
    Path right = file("r.csv", school("R", List.of("z,Vy Huynh Bao,2011-10-05,S1")));
    List<NamedCsvRecord> links =
        new ArrayList<>(link(SCHOOL_SPEC + "\nthreshold: 0.05", left, right, 1));
    links.removeIf(link -> !link.getField(0).equals("x"));
    assertThat(links).hasSize(1);
    assertThat(links.get(0).getField("evidence"))
        .isEqualTo(
            "name equal but for marks, order or spaces; born day and month exchanged (rare); school"
                + " equal (common)");
  }
}
