package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Persons of other countries, in files as odd as they come. */
final class ForeignLinkageTest {
  @TempDir private Path folder;

  /** How many links are right, of those made and of those to be made. */
  private record Quality(double precision, double recall) {
    double f1() {
      return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
  }

  private static int person(String id) {
    return Integer.parseInt(id.split("-")[1]);
  }

  private static List<NamedCsvRecord> rows(Path file) throws IOException {
    char separator =
        Files.readString(file).lines().findFirst().orElse("").contains(";") ? ';' : ',';
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().fieldSeparator(separator).ofNamedCsvRecord(file)) {
      return reader.stream().toList();
    }
  }

  private List<NamedCsvRecord> link(String spec, Path left, Path right) throws IOException {
    Path out = folder.resolve("pairs.csv");
    new Linkage(LinkSpec.parse("s.yml", spec), 2, line -> {}).run(left, right, out);
    return rows(out);
  }

  private Quality measure(ForeignPersons.Design design, int persons, long seed) throws IOException {
    Path left = folder.resolve("a.csv");
    Path right = folder.resolve("b.csv");
    new ForeignPersons(seed).write(design, persons, left, right);
    Map<Integer, Integer> inLeft = new HashMap<>();
    for (NamedCsvRecord row : rows(left)) {
      inLeft.merge(person(row.getField(0)), 1, Integer::sum);
    }
    long wanted = 0;
    for (NamedCsvRecord row : rows(right)) {
      wanted += inLeft.getOrDefault(person(row.getField(0)), 0);
    }
    List<NamedCsvRecord> links = link(design.spec(), left, right);
    long good = links.stream().filter(l -> person(l.getField(0)) == person(l.getField(1))).count();
    return new Quality((double) good / Math.max(1, links.size()), (double) good / wanted);
  }

  @ParameterizedTest
  @CsvSource({
    "AUSTRALIAN_FEW_COLUMNS,  600, 0.97",
    "AUSTRALIAN_REPEATED,     400, 0.98",
    "BRITISH,                 120, 0.95",
    "HISTORICAL,              250, 0.94",
    "VOTERS,                  700, 0.94",
    "NAME_AND_DATE,           700, 0.96",
  })
  void foreignPersonsAreLinked(ForeignPersons.Design design, int persons, double least)
      throws IOException {
    Quality quality = measure(design, persons, 71);
    assertThat(quality.f1()).describedAs("%s", quality).isGreaterThanOrEqualTo(least);
  }

  /** With {@code -Pproof}: the figures of the page on record linkage. */
  @Tag("proof")
  @Test
  void figuresOfTheDecision() throws IOException {
    StringBuilder table = new StringBuilder("design,seed,persons,precision,recall,f1\n");
    for (ForeignPersons.Design design : ForeignPersons.Design.values()) {
      int persons =
          switch (design) {
            case AUSTRALIAN, AUSTRALIAN_NO_NUMBER -> 5000;
            case BRITISH, HISTORICAL -> 500;
            default -> 2000;
          };
      for (long seed = 101; seed <= 102; seed++) {
        Quality quality = measure(design, persons, seed);
        table.append(
            String.format(
                Locale.ROOT,
                "%s,%d,%d,%.4f,%.4f,%.4f%n",
                design,
                seed,
                persons,
                quality.precision(),
                quality.recall(),
                quality.f1()));
        assertThat(quality.f1()).describedAs("%s %d", design, seed).isGreaterThanOrEqualTo(0.9);
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/foreign-linkage.csv"), table);
  }

  // Odd files.

  private static final String SPEC =
      "id: id\ncolumns: {given: name, surname: name, born: date, town: text, number: code}";

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private static final String[] TOWNS = {
    "Aarau", "Bergen", "Cork", "Delft", "Evora", "Fulda", "Ghent", "Hamar", "Izola", "Jena"
  };
  private static final String HEADER = "id,given,surname,born,town,number";

  private static List<String> persons(String side, int count) {
    String[] given = {"Ann", "Boris", "Chloé", "Dan", "Eva", "Finn", "Gerd"};
    String[] surnames = {"Ångström", "Brown", "Cížek", "Díaz", "Evans", "Förster"};
    SplittableRandom random = new SplittableRandom(5);
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int n = 0; n < count; n++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s%d,%s,%s%s,19%02d-%02d-%02d,%s,%06d",
              side,
              n,
              given[random.nextInt(7)],
              surnames[random.nextInt(6)],
              (char) ('a' + random.nextInt(20)),
              10 + random.nextInt(80),
              1 + random.nextInt(12),
              1 + random.nextInt(28),
              TOWNS[random.nextInt(TOWNS.length)],
              random.nextInt(1_000_000)));
    }
    return lines;
  }

  private static Set<String> pairs(List<NamedCsvRecord> links) {
    Set<String> pairs = new HashSet<>();
    links.forEach(link -> pairs.add(link.getField(0) + " " + link.getField(1)));
    return pairs;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "10, 10", "1, 300", "300, 10", "300, 300"})
  void filesOfAnySizeAreLinked(int left, int right) throws IOException {
    List<NamedCsvRecord> links =
        link(
            SPEC,
            file("a.csv", persons("L", left).toArray(String[]::new)),
            file("b.csv", persons("R", right).toArray(String[]::new)));
    Set<String> expected = new HashSet<>();
    for (int n = 0; n < Math.min(left, right); n++) {
      expected.add("L" + n + " R" + n);
    }
    assertThat(pairs(links)).isEqualTo(expected);
  }

  @Test
  void aFileIsLinkedWithItself() throws IOException {
    Path own = file("a.csv", persons("P", 300).toArray(String[]::new));
    assertThat(link(SPEC, own, own))
        .hasSize(300)
        .allMatch(link -> link.getField(0).equals(link.getField(1)));
  }

  @Test
  void filesWithoutAnybodyInCommonGiveNoLinks() throws IOException {
    List<String> others = new ArrayList<>(List.of(HEADER));
    for (int n = 0; n < 300; n++) {
      others.add(
          "R%d,Xaver%d,Yilmaz%c,20%02d-%02d-01,Zug,9%05d"
              .formatted(n, n % 9, 'a' + n % 20, n % 20, 1 + n % 12, n * 31));
    }
    List<NamedCsvRecord> links =
        link(
            SPEC,
            file("a.csv", persons("L", 300).toArray(String[]::new)),
            file("b.csv", others.toArray(String[]::new)));
    assertThat(links).isEmpty();
  }

  @Test
  void quotesSemicolonsMarksOfOrderLineEndsAndCapitalsChangeNothing() throws IOException {
    List<String> odd = new ArrayList<>();
    for (String line : persons("R", 200)) {
      odd.add('"' + line.replace(",", "\";\"") + '"');
    }
    odd.set(0, "Number;BORN;Surname;GIVEN;Id;Town;Spare");
    for (int n = 1; n < odd.size(); n++) {
      String[] cells = odd.get(n).split(";");
      odd.set(
          n,
          String.join(
              ";",
              cells[5],
              cells[3],
              cells[2].toUpperCase(Locale.ROOT),
              cells[1],
              cells[0],
              cells[4],
              ""));
    }
    Path right = folder.resolve("b.csv");
    Files.writeString(
        right, "\ufeff" + String.join("\r\n", odd) + "\r\n\r\n", StandardCharsets.UTF_8);
    List<NamedCsvRecord> links =
        link(SPEC, file("a.csv", persons("L", 200).toArray(String[]::new)), right);
    assertThat(links)
        .hasSize(200)
        .allMatch(l -> l.getField(0).substring(1).equals(l.getField(1).substring(1)));
  }

  @Test
  void columnsThatAreEmptyOrAllTheSameSayNothing() throws IOException {
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (String line : persons("L", 200)) {
      left.add(line + (left.isEmpty() ? ",nothing,same,onesided" : ",,AU,x" + left.size()));
    }
    for (String line : persons("R", 200)) {
      right.add(line + (right.isEmpty() ? ",nothing,same,onesided" : ",n/a,AU,"));
    }
    String spec =
        "id: id\n"
            + "columns: {given: name, surname: name, born: date, nothing: text, same: exact,"
            + " onesided: address}";
    List<NamedCsvRecord> links =
        link(
            spec,
            file("a.csv", left.toArray(String[]::new)),
            file("b.csv", right.toArray(String[]::new)));
    assertThat(links)
        .hasSize(200)
        .allMatch(l -> l.getField(0).substring(1).equals(l.getField(1).substring(1)));
  }

  @Test
  void whoStandsSeveralTimesInBothFilesIsLinkedEachTime() throws IOException {
    List<String> left = new ArrayList<>(persons("L", 150));
    List<String> right = new ArrayList<>(persons("R", 150));
    for (int n = 1; n <= 150; n++) {
      left.add("l" + left.get(n).substring(1).replaceFirst(",\\d+$", ","));
      right.add("r" + right.get(n).substring(1).replaceFirst("Ann", "Anna"));
    }
    List<NamedCsvRecord> links =
        link(
            SPEC,
            file("a.csv", left.toArray(String[]::new)),
            file("b.csv", right.toArray(String[]::new)));
    assertThat(links)
        .hasSize(600)
        .allMatch(l -> l.getField(0).substring(1).equals(l.getField(1).substring(1)));
  }
}
