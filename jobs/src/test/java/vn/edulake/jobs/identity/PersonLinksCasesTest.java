package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which statements are about one person: writings, identifiers of others, splits, a province. */
class PersonLinksCasesTest {
  private static final int SEPTEMBER = (int) LocalDate.of(2024, 9, 9).toEpochDay();
  private static final int JANUARY = (int) LocalDate.of(2025, 1, 15).toEpochDay();
  private static final String LAN = "Nguyễn Thị Lan";
  private static final LocalDate MAY = LocalDate.of(2012, 5, 3);

  private final List<StatedDays> stated = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();

  private void moet(String key, String code, String number, String name, LocalDate born) {
    say(
        new Statement(
            key, "moet", "", null, code, number, name, born, "female", null, null, null, null,
            null));
  }

  private void school(
      String key, String sender, String local, String code, String name, @Nullable LocalDate born) {
    school(key, sender, local, code, name, born, null);
  }

  private void school(
      String key,
      String sender,
      String local,
      String code,
      String name,
      @Nullable LocalDate born,
      @Nullable String phone) {
    say(
        new Statement(
            key, "sms_a", sender, local, code, null, name, born, "female", null, phone, null, null,
            null));
  }

  private void transcript(String key, String sender, String local, String code, String name) {
    say(
        new Statement(
            key,
            "transcript",
            sender,
            local,
            code,
            null,
            name,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  private void say(Statement statement) {
    stated.add(new StatedDays(statement, SEPTEMBER, JANUARY));
  }

  private PersonLinks links() {
    List<StatedDays> ordered = new ArrayList<>(stated);
    ordered.sort(Comparator.comparing(one -> one.statement().key()));
    return PersonLinks.of(PersonLinks.Kind.LEARNER, ordered.iterator(), decisions, 2);
  }

  /** The keys of each person, persons and keys in order. */
  private List<String> persons() {
    return persons(links());
  }

  private static List<String> persons(PersonLinks links) {
    Map<Integer, TreeSet<String>> result = new TreeMap<>();
    for (int i = 0; i < links.size(); i++) {
      result.computeIfAbsent(links.cluster(i), unused -> new TreeSet<>()).add(links.key(i));
    }
    return result.values().stream().map(keys -> String.join(" ", keys)).sorted().toList();
  }

  private static List<String> open(PersonLinks links) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      for (PersonLinks.OpenPair pair : links.open(i)) {
        result.add(
            links.key(i) + " " + pair.otherKey() + (pair.isTogether() ? " together" : " apart"));
      }
    }
    return result;
  }

  /** Everything that comes out, as text. */
  private static List<String> all(PersonLinks links) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      result.add(
          String.join(
              "|",
              links.key(i),
              links.identifierKind(i),
              links.identifier(i),
              links.method(i),
              String.valueOf(links.score(i)),
              links.evidence(i),
              links.open(i).toString()));
    }
    return result;
  }

  private static int place(PersonLinks links, String key) {
    for (int i = 0; i < links.size(); i++) {
      if (links.key(i).equals(key)) {
        return i;
      }
    }
    throw new AssertionError("no statement " + key);
  }

  @Test
  void oneCodeOneNameOneBirthDateIsOneLearner() {
    moet("a", "8200000001", "900000000001", LAN, MAY);
    school("b", "A0001", "HS000001", "8200000001", LAN, MAY);
    transcript("c", "A0001", "HS000001", "8200000001", LAN);

    PersonLinks links = links();

    assertThat(persons(links)).containsExactly("a b c");
    assertThat(links.method(place(links, "b"))).isEqualTo("learner_code");
    assertThat(links.evidence(place(links, "b")))
        .contains("learner_code equal", "full_name equal", "birth_date")
        .doesNotContain(LAN, "8200000001");
  }

  @Test
  void aNameWrittenOtherwiseOrOneWrongBirthDateIsTheSameLearner() {
    moet("a", "8200000001", "900000000001", "Nguyễn Thị Hoà", MAY);
    school("b", "A0001", "HS000001", "8200000001", "Nguyễn Thị Hòa", MAY);
    school("c", "A0001", "HS000001", "8200000001", "Hòa Nguyễn Thị", MAY);
    school("d", "A0001", "HS000001", "8200000001", "NGUYỄN THỊ HÒA", LocalDate.of(2012, 3, 5));
    school("e", "A0001", "HS000001", "8200000001", "Nguyen Thi Hoa", LocalDate.of(2013, 5, 3));
    school("f", "A0001", "HS000001", "8200000001", "NguyÔn ThÞ Hoµ", MAY);

    assertThat(persons()).containsExactly("a b c d e f");
  }

  @Test
  void theCodeOfAnotherChildTiesNobody() {
    LocalDate other = LocalDate.of(2010, 11, 20);
    moet("a1", "8200000001", "900000000001", LAN, MAY);
    school("a2", "A0001", "HS000001", "8200000001", LAN, MAY);
    school("a3", "A0001", "HS000001", "8200000002", LAN, MAY);
    moet("b1", "8200000002", "900000000002", "Trần Văn Hùng", other);
    school("b2", "A0002", "HS000001", "8200000002", "Trần Văn Hùng", other);

    PersonLinks links = links();

    assertThat(persons(links)).containsExactly("a1 a2 a3", "b1 b2");
    assertThat(links.evidence(place(links, "a3"))).contains("learner_code is another's");
    assertThat(links.identifier(place(links, "a3"))).isEqualTo("8200000001");
  }

  @Test
  void aPersonalNumberOfAnotherChildTiesNobody() {
    LocalDate other = LocalDate.of(2010, 11, 20);
    moet("a1", "8200000001", "900000000001", LAN, MAY);
    school("a2", "A0001", "HS000001", "8200000001", LAN, MAY);
    moet("b1", "8200000002", "900000000002", "Trần Văn Hùng", other);
    moet("b2", "8200000002", "900000000001", "Trần Văn Hùng", other);

    assertThat(persons()).containsExactly("a1 a2", "b1 b2");
  }

  @Test
  void aThirdStatementDoesNotChainTwoChildrenOfOneName() {
    moet("a1", "8200000001", "900000000001", LAN, MAY);
    school("a2", "A0001", "HS000001", "8200000001", LAN, MAY);
    moet("b1", "8200000002", "900000000002", LAN, MAY);
    school("b2", "A0002", "HS000007", "8200000002", LAN, MAY);
    // A list of the second school gives the number of its child and the code of the other one.
    school("x", "A0002", "HS000007", "8200000001", LAN, MAY);

    List<String> persons = persons();

    assertThat(persons).hasSize(2);
    assertThat(persons.get(0)).startsWith("a1 a2");
    assertThat(persons.get(1)).startsWith("b1 b2");
  }

  @Test
  void twinsInOneSchoolStayTwo() {
    moet("a1", "8200000001", "900000000001", "Nguyễn Minh An", MAY);
    school("a2", "A0001", "HS000001", "8200000001", "Nguyễn Minh An", MAY, "0100000001");
    transcript("a3", "A0001", "HS000001", "8200000001", "Nguyễn Minh An");
    moet("b1", "8200000002", "900000000002", "Nguyễn Minh Anh", MAY);
    school("b2", "A0001", "HS000002", "8200000002", "Nguyễn Minh Anh", MAY, "0100000001");
    transcript("b3", "A0001", "HS000002", "8200000002", "Nguyễn Minh Anh");

    assertThat(persons()).containsExactly("a1 a2 a3", "b1 b2 b3");
  }

  @Test
  void theCodeOfATwinIsAskedAboutAndTiesNoTwins() {
    moet("a1", "8200000001", "900000000001", "Nguyễn Minh An", MAY);
    school("a2", "A0001", "HS000001", "8200000001", "Nguyễn Minh An", MAY);
    moet("b1", "8200000002", "900000000002", "Nguyễn Minh Bình", MAY);
    school("b2", "A0001", "HS000002", "8200000002", "Nguyễn Minh Bình", MAY);
    school("b3", "A0001", "HS000002", "8200000001", "Nguyễn Minh Bình", MAY);

    PersonLinks links = links();

    assertThat(persons(links)).containsExactly("a1 a2", "b1 b2 b3");
    assertThat(open(links)).isNotEmpty().allMatch(pair -> pair.endsWith(" apart"));
  }

  @Test
  void aNumberThatOneSchoolGivesSaysNothingInAnother() {
    school("a", "A0001", "HS000001", "8200000001", LAN, MAY);
    school("b", "A0002", "HS000001", "TMP00000002", LAN, LocalDate.of(2012, 8, 1));

    assertThat(persons()).containsExactly("a", "b");
  }

  @Test
  void aValueThatManyShareTiesNobody() {
    for (int i = 0; i < 200; i++) {
      school(
          String.format("%03d", i),
          "A" + i,
          "HS000001",
          "0000000000",
          "Người " + (char) ('a' + i % 26) + (char) ('a' + i / 26),
          MAY.plusDays(37L * i));
    }

    assertThat(persons()).hasSize(200);
  }

  @Test
  void aLearnerIsNamedByWhatWasStatedFirst() {
    stated.add(
        new StatedDays(
            new Statement(
                "z",
                "moet",
                "",
                null,
                "8200000001",
                "900000000001",
                LAN,
                MAY,
                "female",
                null,
                null,
                null,
                null,
                null),
            SEPTEMBER - 30));
    school("a", "A0001", "HS000001", "8200000001", LAN, MAY);
    moet("b", "9900000001", "900000000001", LAN, MAY);

    PersonLinks links = links();

    assertThat(persons(links)).containsExactly("a b z");
    assertThat(links.identifierKind(0)).isEqualTo("learner_code");
    assertThat(links.identifier(0)).isEqualTo("8200000001");
  }

  @Test
  void noTwoLearnersHaveOneName() {
    moet("a", "8200000001", "900000000001", LAN, MAY);
    moet("b", "8200000001", "900000000001", "Trần Văn Hùng", LocalDate.of(2010, 11, 20));
    moet("c", "8200000001", "900000000001", "Lê Hoài Phương", LocalDate.of(2008, 1, 9));

    PersonLinks links = links();

    assertThat(persons(links)).hasSize(3);
    assertThat(List.of(links.identifier(0), links.identifier(1), links.identifier(2)))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsSureByNameBirthDateAndPhoneIsLinkedByScore() {
    for (int i = 0; i < 400; i++) {
      String name = LinkedNames.name(i);
      moet("m" + i, "82" + (10_000_000 + i), "9" + (10_000_000_000L + i), name, born(i));
      school("s" + i, "A0001", "HS" + i, "82" + (10_000_000 + i), name, born(i), phone(i));
    }
    // Moved, and the new school mistyped the code.
    school("x", "A0002", "HS7", "9900000007", LinkedNames.name(7), born(7), phone(7));
    // Of the same name and birth date as another one, with another phone.
    school("y", "A0002", "HS8", "9900000008", LinkedNames.name(8), born(8), phone(900));

    PersonLinks links = links();

    assertThat(persons(links)).contains("m7 s7 x", "m8 s8", "y");
    assertThat(links.method(place(links, "x"))).isEqualTo("scored");
    assertThat(links.score(place(links, "x"))).isGreaterThanOrEqualTo(0.99);
    assertThat(links.evidence(place(links, "x"))).contains("phone equal").doesNotContain(phone(7));
  }

  /** Two schools with 200 learners each, ten classes of each, known by codes in both sources. */
  private void twoSchools() {
    for (int i = 0; i < 400; i++) {
      String code = "82" + (10_000_000 + i);
      String number = "9" + (10_000_000_000L + i);
      String name = LinkedNames.own(i);
      say(
          new Statement(
              "m" + i,
              "moet",
              "",
              null,
              code,
              number,
              name,
              born(i),
              "female",
              null,
              null,
              null,
              "8700000" + i % 2,
              "class " + i % 20));
      say(
          new Statement(
              "s" + i,
              "sms_a",
              "A000" + i % 2,
              "HS" + i,
              code,
              null,
              name,
              born(i),
              "female",
              null,
              null,
              null,
              null,
              "2025 6A" + i % 20 / 2));
    }
  }

  private static Statement unnumbered(
      String key,
      String source,
      int sender,
      int learner,
      @Nullable LocalDate born,
      String className) {
    return new Statement(
        key,
        source,
        "A000" + sender,
        null,
        null,
        null,
        LinkedNames.own(learner),
        born,
        null,
        null,
        null,
        null,
        null,
        className);
  }

  @Test
  void whatHasNoIdentifierIsLinkedByNameBirthDateAndSchool() {
    twoSchools();
    say(unnumbered("x", "sms_a", 1, 7, born(7), "2025 6A3"));
    // Of the same name and birth date, but in the other school.
    say(unnumbered("y", "sms_a", 1, 8, born(8), "2025 6A4"));

    PersonLinks links = links();

    assertThat(persons(links)).contains("m7 s7 x", "m8 s8", "y");
    assertThat(links.method(place(links, "x"))).isEqualTo("scored");
    assertThat(links.evidence(place(links, "x"))).contains("school equal", "class equal");
  }

  @Test
  void whereNoBirthDateIsToldSchoolAndClassHaveToAgree() {
    twoSchools();
    say(unnumbered("x", "transcript", 1, 7, null, "2025 6A3"));
    say(unnumbered("y", "transcript", 1, 9, null, "2025 6A3"));

    assertThat(persons()).contains("m7 s7 x", "m9 s9", "y");
  }

  @Test
  void severalStatementsWithoutIdentifiersAreLinkedToOnePerson() {
    twoSchools();
    say(unnumbered("x", "sms_a", 1, 7, born(7), "2025 6A3"));
    say(unnumbered("y", "transcript", 1, 7, null, "2025 6A3"));

    assertThat(persons()).contains("m7 s7 x y");
  }

  @Test
  void ofTwoOfOneNameInAClassNobodyIsChosen() {
    twoSchools();
    say(
        new Statement(
            "n",
            "moet",
            "",
            null,
            "8299999999",
            "999999999999",
            LinkedNames.own(7),
            born(7),
            "female",
            null,
            null,
            null,
            "87000001",
            "class 7"));
    say(unnumbered("x", "sms_a", 1, 7, born(7), "2025 6A3"));

    PersonLinks links = links();

    assertThat(persons(links)).contains("m7 s7", "n", "x");
    assertThat(open(links)).hasSize(2);
  }

  private static LocalDate born(int i) {
    return MAY.plusDays(i * 13L % 1500);
  }

  private static String phone(int i) {
    return String.format("010%07d", i * 7919L % 10_000_000);
  }

  /** Names of no particular person. */
  private static final class LinkedNames {
    private static final List<String> SURNAMES = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Võ");
    private static final List<String> MIDDLES = List.of("Thị", "Ngọc", "Minh", "Thanh");
    private static final List<String> GIVEN =
        List.of("Lan", "Hương", "Trúc", "Phượng", "Ngân", "Duyên", "Khoa", "Tuấn", "Quốc");

    /** As {@link #name}, and nobody else's among a thousand. */
    static String own(int i) {
      return name(i) + " " + GIVEN.get(i / 180 % 9);
    }

    static String name(int i) {
      return SURNAMES.get(i % 5) + " " + MIDDLES.get(i / 5 % 4) + " " + GIVEN.get(i / 20 % 9);
    }
  }

  // Decisions.

  private void twoOfOneName() {
    moet("a1", "8200000001", "900000000001", LAN, MAY);
    school("a2", "A0001", "HS000001", "8200000001", LAN, MAY);
    moet("b1", "8200000002", "900000000002", LAN, MAY);
    school("b2", "A0002", "HS000001", "8200000002", LAN, MAY);
  }

  @Test
  void peopleJoinTwoAndUndoIt() {
    twoOfOneName();
    List<String> before = all(links());

    decisions.add(new Decision("D1", Decision.Kind.SAME, List.of("a1", "b2"), List.of()));
    PersonLinks joined = links();
    decisions.clear();

    assertThat(persons(joined)).containsExactly("a1 a2 b1 b2");
    assertThat(joined.method(place(joined, "b2"))).isEqualTo("decided");
    assertThat(joined.evidence(place(joined, "b2"))).contains("decision D1");
    assertThat(all(links())).isEqualTo(before);
  }

  @Test
  void peopleSplitOneAndUndoIt() {
    twoOfOneName();
    moet("a3", "8200000001", "900000000001", LAN, LocalDate.of(2012, 3, 5));
    List<String> before = all(links());

    decisions.add(new Decision("D1", Decision.Kind.SPLIT, List.of("a2"), List.of("a1", "a3")));
    PersonLinks split = links();
    decisions.clear();

    assertThat(persons(split)).containsExactly("a1 a3", "a2", "b1 b2");
    assertThat(split.identifier(place(split, "a2")))
        .isNotEqualTo(split.identifier(place(split, "a1")));
    assertThat(all(links())).isEqualTo(before);
  }

  @Test
  void aSplitKeepsTogetherWhatNothingElseTies() {
    twoOfOneName();
    school("b3", "A0003", "HS000004", "8200000002", LAN, MAY);
    decisions.add(
        new Decision("D1", Decision.Kind.SPLIT, List.of("a2", "b2"), List.of("a1", "b1", "b3")));

    assertThat(persons()).containsExactly("a1", "a2 b2", "b1 b3");
  }

  @Test
  void whatIsDifferentByDecisionIsNotTiedByANumber() {
    twoOfOneName();
    decisions.add(new Decision("D1", Decision.Kind.DIFFERENT, List.of("a1"), List.of("a2")));

    assertThat(persons()).containsExactly("a1", "a2", "b1 b2");
  }

  @Test
  void aLaterDecisionStandsAgainstAnEarlierOne() {
    twoOfOneName();
    decisions.add(new Decision("D2", Decision.Kind.DIFFERENT, List.of("a1"), List.of("b1")));
    decisions.add(new Decision("D1", Decision.Kind.SAME, List.of("a1", "b1"), List.of()));
    assertThat(persons()).containsExactly("a1 a2", "b1 b2");

    decisions.add(new Decision("D3", Decision.Kind.SAME, List.of("a2", "b2"), List.of()));
    decisions.remove(0);
    assertThat(persons()).containsExactly("a1 a2 b1 b2");
  }

  @Test
  void aDecidedPairIsNotAskedAboutAgain() {
    theCodeOfATwinIsAskedAboutAndTiesNoTwins();
    String[] pair = open(links()).get(0).split(" ");
    decisions.add(new Decision("D1", Decision.Kind.DIFFERENT, List.of(pair[0]), List.of(pair[1])));

    assertThat(open(links())).isEmpty();
    assertThat(persons()).containsExactly("a1 a2", "b1 b2 b3");
  }

  /** 1.3 million statements; the iterator makes each as it is asked for. */
  @Tag("proof")
  @Test
  void aWholeProvinceIsLinkedInBoundedMemory() {
    int learners = 325_000;
    PersonLinks links = province(learners, 2);

    BitSet seen = new BitSet();
    for (int i = 0; i < links.size(); i++) {
      seen.set(links.cluster(i));
      assertThat(links.cluster(i)).isEqualTo(links.cluster(i / 4 * 4));
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long megabytes = (runtime.totalMemory() - runtime.freeMemory()) >> 20;

    assertThat(seen.cardinality()).isEqualTo(learners);
    assertThat(megabytes).isLessThan(1000);
  }

  @Test
  void whoReadsBesideChangesNothing() {
    PersonLinks alone = province(6_000, 1);
    PersonLinks beside = province(6_000, 2);

    assertThat(said(beside)).isEqualTo(said(alone)).hasSize(24_000);
  }

  private static List<String> said(PersonLinks links) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      result.add(
          String.join(
              "|",
              links.key(i),
              links.key(links.cluster(i)),
              links.identifier(i),
              links.method(i),
              links.evidence(i)));
    }
    return result;
  }

  private static PersonLinks province(int learners, int threads) {
    int[] next = {0};
    return PersonLinks.of(
        PersonLinks.Kind.LEARNER,
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return next[0] < 4 * learners;
          }

          @Override
          public StatedDays next() {
            return ofProvince(next[0]++);
          }
        },
        List.of(),
        threads);
  }

  /** Two of the sector database, a school's and a transcript; one code in 500 is another's. */
  private static StatedDays ofProvince(int place) {
    int learner = place / 4;
    String key = String.format("%09d", place);
    String name = LinkedNames.name(learner * 31) + " " + (char) ('a' + learner % 7);
    LocalDate born = MAY.minusDays(learner * 13L % 5000);
    String number = "9" + (10_000_000_000L + learner);
    int whose = learner % 500 == 3 && place % 4 == 2 ? (learner + 7_919) % 325_000 : learner;
    String code = "82" + (10_000_000 + whose);
    String sender = "A" + learner % 600;
    String local = "HS" + learner / 600;
    Statement statement =
        switch (place % 4) {
          case 0 ->
              new Statement(
                  key, "moet", "", null, code, number, name, born, "male", null, null, "Xã A", null,
                  null);
          case 1 ->
              new Statement(
                  key,
                  "moet",
                  "",
                  null,
                  code,
                  number,
                  name,
                  learner % 300 == 0 ? born.plusYears(1) : born,
                  "male",
                  null,
                  null,
                  "Xã A",
                  null,
                  null);
          case 2 ->
              new Statement(
                  key,
                  "sms_a",
                  sender,
                  local,
                  code,
                  null,
                  name,
                  born,
                  "male",
                  LinkedNames.name(learner * 17),
                  phone(learner),
                  "Xã A",
                  null,
                  null);
          default ->
              new Statement(
                  key,
                  "transcript",
                  sender,
                  local,
                  code,
                  null,
                  name,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null);
        };
    return new StatedDays(statement, SEPTEMBER, JANUARY);
  }

  @Test
  void statementsOutOfOrderAreRefused() {
    twoOfOneName();
    stated.sort(Comparator.comparing((StatedDays one) -> one.statement().key()).reversed());

    assertThatThrownBy(
            () -> PersonLinks.of(PersonLinks.Kind.LEARNER, stated.iterator(), List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Statements come in the order of their keys");
  }
}
