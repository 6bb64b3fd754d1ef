package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is who among invented learners. */
class PersonLinksTest {
  private static final LocalDate BORN = LocalDate.of(2014, 5, 3);

  /** Statements by their keys, and the days on which each is made. */
  private final TreeMap<String, StatedDays> statements = new TreeMap<>();

  private Said said(String key) {
    return new Said(key);
  }

  /** A statement about a girl named Lê Thị Mai, born on 3 May 2014, but for what is said of it. */
  private final class Said {
    private final String key;
    private String source = "moet";
    private String sender = "";
    private @Nullable String local;
    private @Nullable String code;
    private @Nullable String number;
    private String name = "Lê Thị Mai";
    private @Nullable LocalDate born = BORN;
    private @Nullable String sex = "female";
    private @Nullable String guardian;
    private @Nullable String phone;

    private Said(String key) {
      this.key = key;
    }

    Said inList(String account, String local) {
      this.source = "sms_a";
      this.sender = account;
      this.local = local;
      return this;
    }

    Said inTranscript(String account, String local) {
      this.source = "transcript";
      this.sender = account;
      this.local = local;
      this.born = null;
      this.sex = null;
      return this;
    }

    Said code(String code) {
      this.code = code;
      return this;
    }

    Said number(String number) {
      this.number = number;
      return this;
    }

    Said name(String name) {
      this.name = name;
      return this;
    }

    Said born(int year, int month, int day) {
      this.born = LocalDate.of(year, month, day);
      return this;
    }

    Said boy() {
      this.sex = "male";
      return this;
    }

    Said of(String guardian, String phone) {
      this.guardian = guardian;
      this.phone = phone;
      return this;
    }

    void on(int... days) {
      Statement statement =
          new Statement(
              key, source, sender, local, code, number, name, born, sex, guardian, phone, null,
              null, null);
      statements.put(key, new StatedDays(statement, days));
    }
  }

  private PersonLinks links(Decision... decisions) {
    return PersonLinks.of(
        PersonLinks.Kind.LEARNER, statements.values().iterator(), List.of(decisions), 1);
  }

  /** The statements of each person, as texts in order. */
  private static List<String> persons(PersonLinks links) {
    Map<Integer, TreeSet<String>> persons = new TreeMap<>();
    for (int i = 0; i < links.size(); i++) {
      persons.computeIfAbsent(links.cluster(i), unused -> new TreeSet<>()).add(links.key(i));
    }
    return persons.values().stream().map(one -> String.join(" ", one)).sorted().toList();
  }

  /** All that is known of a statement, to compare runs by. */
  private static List<String> rows(PersonLinks links) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      rows.add(
          String.join(
              "|",
              links.key(i),
              links.identifierKind(i),
              links.identifier(i),
              links.method(i),
              links.evidence(i),
              String.valueOf(links.open(i))));
    }
    return rows;
  }

  private static int place(PersonLinks links, String key) {
    for (int i = 0; i < links.size(); i++) {
      if (links.key(i).equals(key)) {
        return i;
      }
    }
    throw new AssertionError(key);
  }

  @Test
  void twoChildrenOfOneNameAndBirthDateInTwoSchoolsStayTwo() {
    said("a1").code("8700000001").number("087314000001").on(1, 30);
    said("a2").inList("A1", "HS1").code("8700000001").on(5);
    said("a3").inTranscript("A1", "HS1").code("8700000001").on(60);
    said("b1").code("8700000002").number("087314000002").on(1, 30);
    said("b2").inList("A2", "HS1").code("8700000002").on(5);
    said("b3").inTranscript("A2", "HS1").code("8700000002").on(60);
    PersonLinks links = links();
    assertThat(persons(links)).containsExactly("a1 a2 a3", "b1 b2 b3");
    assertThat(links.evidence(place(links, "a2")))
        .isEqualTo("learner_code equal; full_name equal; birth_date equal; sex equal");
  }

  @Test
  void childrenOfOneNameAndBirthDateWithoutACodeAreNotGuessedTogether() {
    said("a").inList("A1", "HS1").code("TMP00001").of("Lê Văn Ba", "0901").on(5);
    said("b").inList("A2", "HS1").code("TMP00002").of("Võ Văn Tư", "0902").on(5);
    assertThat(persons(links())).containsExactly("a", "b");
  }

  @Test
  void twinsStayTwoAlsoWhereASchoolExchangesTheirCodes() {
    said("a1").name("Lê Văn An").boy().code("8700000001").number("087214000001").on(1, 30);
    said("b1").name("Lê Văn Anh").boy().code("8700000002").number("087214000002").on(1, 30);
    said("a2").inList("A1", "HS1").name("Lê Văn An").boy().code("8700000001").of("Ba", "09").on(5);
    said("b2").inList("A1", "HS2").name("Lê Văn Anh").boy().code("8700000002").of("Ba", "09").on(5);
    assertThat(persons(links())).containsExactly("a1 a2", "b1 b2");
  }

  @Test
  void aCodeThatIsAnotherChildsTiesNobody() {
    said("a1").code("8700000001").number("087314000001").on(1, 30);
    said("b1").name("Trần Gia Huy").boy().code("8700000002").number("087214000002").on(1, 30);
    said("b2").inList("A1", "HS2").name("Trần Gia Huy").boy().code("8700000002").on(5);
    // On a later list, the school gives the second child the code of the first one.
    said("b3").inList("A1", "HS2").name("Trần Gia Huy").boy().code("8700000001").on(35);
    PersonLinks links = links();
    assertThat(persons(links)).containsExactly("a1", "b1 b2 b3");
    assertThat(links.evidence(place(links, "b3"))).endsWith("learner_code is another's");
    assertThat(links.method(place(links, "b3"))).isEqualTo("local_number");
  }

  @Test
  void aChildUnderASecondCodeIsOneByItsNumber() {
    said("a1").code("8700000001").number("087314000001").on(1, 30);
    said("a2").code("9900000001").number("087314000001").on(60);
    said("a3").inList("A1", "HS1").code("8700000001").on(5);
    said("a4").inList("A1", "HS1").code("9900000001").on(35);
    PersonLinks links = links();
    assertThat(persons(links)).containsExactly("a1 a2 a3 a4");
    assertThat(links.identifier(place(links, "a2"))).isEqualTo("8700000001");
  }

  @Test
  void whoGetsACodeAfterATemporaryOneKeepsItsKey() {
    said("a1").inList("A1", "HS1").code("TMP00001").on(5);
    String before = links().identifierKind(0) + " " + links().identifier(0);
    said("a2").inList("A1", "HS1").code("8700000001").on(35);
    said("a3").code("8700000001").number("087314000001").on(30, 60);
    PersonLinks links = links();
    assertThat(persons(links)).containsExactly("a1 a2 a3");
    int last = place(links, "a3");
    assertThat(links.identifierKind(last) + " " + links.identifier(last)).isEqualTo(before);
  }

  @Test
  void nobodyIsTiedToAnotherThroughAThird() {
    said("a").inList("A1", "HS1").code("8700000001").born(2014, 5, 3).on(1, 2, 3);
    said("b").inList("A1", "HS1").code("8700000002").born(2013, 5, 3).on(4);
    said("c").code("8700000002").born(2012, 11, 27).name("Lê Thị Mai").on(1, 2);
    List<String> persons = persons(links());
    assertThat(persons).noneMatch(one -> one.contains("a") && one.contains("c"));
  }

  @Test
  void whatIsDoubtfulIsAskedAndCountsAsLeft() {
    said("a").code("8700000001").number("087314000001").on(1, 30);
    said("b").code("8700000001").born(2009, 9, 21).on(40);
    PersonLinks links = links();
    PersonLinks.OpenPair pair = links.open(place(links, "a")).get(0);
    assertThat(pair.otherKey()).isEqualTo("b");
    assertThat(pair.isTogether())
        .isEqualTo(links.cluster(place(links, "a")) == links.cluster(place(links, "b")));
    assertThat(pair.evidence()).contains("learner_code equal", "birth_date different");
  }

  private void twoOfOneName() {
    said("a1").code("8700000001").number("087314000001").on(1, 30);
    said("a2").inList("A1", "HS1").code("8700000001").on(5);
    said("b1").code("8700000002").number("087314000002").on(10, 40);
    said("b2").inList("A2", "HS1").code("8700000002").on(15);
  }

  private static Decision decision(
      String id, Decision.Kind kind, List<String> some, List<String> others) {
    return new Decision(id, kind, some, others);
  }

  @Test
  void whatIsDecidedHoldsAndWithoutItAllIsAsBefore() {
    twoOfOneName();
    List<String> before = rows(links());
    PersonLinks one =
        links(decision("1", Decision.Kind.SAME, List.of("a1", "a2", "b1", "b2"), List.of()));
    assertThat(persons(one)).containsExactly("a1 a2 b1 b2");
    assertThat(one.method(0)).isEqualTo("decided");
    assertThat(one.identifier(place(one, "b1"))).isEqualTo("8700000001");
    PersonLinks split = links(decision("1", Decision.Kind.SPLIT, List.of("a2"), List.of("a1")));
    assertThat(persons(split)).containsExactly("a1", "a2", "b1 b2");
    assertThat(rows(links())).isEqualTo(before);
  }

  @Test
  void aLaterDecisionStandsAgainstAnEarlierOneInAnyOrder() {
    twoOfOneName();
    Decision same = decision("1", Decision.Kind.SAME, List.of("a1", "b1"), List.of());
    Decision different = decision("2", Decision.Kind.DIFFERENT, List.of("a1"), List.of("b1"));
    assertThat(persons(links(same, different))).containsExactly("a1 a2", "b1 b2");
    assertThat(rows(links(different, same))).isEqualTo(rows(links(same, different)));
    Decision again = decision("3", Decision.Kind.SAME, List.of("a1", "b1"), List.of());
    assertThat(persons(links(again, same, different))).containsExactly("a1 a2 b1 b2");
  }

  @Test
  void aDecisionAboutStatementsThatAreGoneSaysNothing() {
    twoOfOneName();
    Decision gone = decision("1", Decision.Kind.SAME, List.of("a1", "zz"), List.of());
    assertThat(persons(links(gone))).containsExactly("a1 a2", "b1 b2");
  }

  /** Keys say only in which order statements come: persons do not depend on them. */
  @Test
  void whoIsWhoDoesNotDependOnTheOrderOfStatements() {
    twoOfOneName();
    said("c1").inList("A1", "HS2").name("Trần Gia Huy").boy().code("8700000001").on(35);
    said("d1").inList("A1", "HS3").name("Nguyễn Hoà Bình").code("TMP3").on(5);
    said("d2").inList("A1", "HS3").name("Bình Nguyễn Hòa").code("8700000003").on(35);
    List<String> expected = persons(links());
    List<StatedDays> all = List.copyOf(statements.values());
    for (int seed = 0; seed < 20; seed++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(seed));
      Map<String, String> names = new TreeMap<>();
      statements.clear();
      for (int i = 0; i < all.size(); i++) {
        Statement one = all.get(i).statement();
        String key = "k" + order.get(i);
        names.put(key, one.key());
        statements.put(
            key,
            new StatedDays(
                new Statement(
                    key,
                    one.source(),
                    one.sender(),
                    one.localNumber(),
                    one.code(),
                    one.personalNumber(),
                    one.name(),
                    one.birthDate(),
                    one.sex(),
                    one.guardian(),
                    one.phone(),
                    one.commune(),
                    one.institution(),
                    one.className()),
                all.get(i).days()));
      }
      List<String> found =
          persons(links()).stream()
              .map(
                  person ->
                      String.join(
                          " ",
                          List.of(person.split(" ")).stream().map(names::get).sorted().toList()))
              .sorted()
              .toList();
      assertThat(found).isEqualTo(expected);
    }
  }
}
