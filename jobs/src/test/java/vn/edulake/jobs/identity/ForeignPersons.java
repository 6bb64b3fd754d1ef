package vn.edulake.jobs.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Person files of other countries, of nobody who lives. The number in an id, {@code rec-12-b0}, is
 * the person; the letter is the file.
 *
 * <p>The designs follow what is published of the files that record linkage is usually measured by:
 * which columns, how many rows of a person, which mistakes and how many.
 */
final class ForeignPersons {
  private static final DateTimeFormatter PLAIN =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
  private static final DateTimeFormatter AMERICAN =
      DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.ROOT);
  private static final DateTimeFormatter EUROPEAN =
      DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.ROOT);

  /** A kind of files. */
  enum Design {
    /** Australians by name, address, date and number; one mistaken row of each. */
    AUSTRALIAN(
        """
        id: rec_id
        columns:
          given_name: name
          surname: name
          street_number: code
          address_1: address
          address_2: address
          suburb: text
          postcode: code
          state: exact
          date_of_birth: date
          soc_sec_id: code
        """),
    /** The same without the number. */
    AUSTRALIAN_NO_NUMBER(
        """
        id: rec_id
        columns:
          given_name: name
          surname: name
          street_number: code
          address_1: address
          address_2: address
          suburb: text
          postcode: code
          state: exact
          date_of_birth: date
        """),
    /** The same by name, date and suburb alone. */
    AUSTRALIAN_FEW_COLUMNS(
        """
        id: rec_id
        columns:
          given_name: name
          surname: name
          date_of_birth: date
          suburb: text
          postcode: code
        """),
    /** Up to five mistaken rows of a person in the right file. */
    AUSTRALIAN_REPEATED(
        """
        id: rec_id
        columns: {given_name: name, surname: name, date_of_birth: date, soc_sec_id: code,
          suburb: text, postcode: code, address_1: address, state: exact}
        """),
    /** Hundreds of Britons, each many times on both sides, their letters jumbled. */
    BRITISH(
        """
        id: rec_id
        columns: {first_name: name, surname: name, dob: date, city: text, email: text}
        """),
    /** Persons of long ago by many rows: nicknames, occupations, much that is missing. */
    HISTORICAL(
        """
        id: rec_id
        columns: {first_name: name, surname: name, dob: date, birth_place: text,
          postcode: code, gender: exact, occupation: text}
        """),
    /** Voters who move and marry: year of birth only, households, fathers and sons of one name. */
    VOTERS(
        """
        id: rec_id
        columns: {last_name: name, first_name: name, midl_name: name, birth_year: date,
          gender: exact, race: exact, street: address, city: text, zip: code}
        """),
    /** Germans, Czechs, Spaniards and Danes by one name, in another order in the other file. */
    EUROPEAN_NAMES(
        """
        id: rec_id
        columns: {name: name, born: date, sex: exact, place: text, street: address}
        """),
    /** Patients by name, American date, telephone and one line of address. */
    PATIENTS(
        """
        id: rec_id
        columns: {full_name: name, dob: date, sex: exact, phone: code, address: address, mrn: code}
        """),
    /** Name and date of birth, nothing else. */
    NAME_AND_DATE(
        """
        id: rec_id
        columns: {given_name: name, surname: name, date_of_birth: date}
        """),
    /** Names and the parts of a date in columns of their own. */
    PARTS_OF_DATE(
        """
        id: rec_id
        columns: {fname: name, lname: name, by: exact, bm: exact, bd: exact, plz: code}
        """);

    private final String spec;

    Design(String spec) {
      this.spec = spec;
    }

    String spec() {
      return spec;
    }
  }

  private static final String[] GIVEN =
      """
      joshua isabella jack emily thomas sophie william jessica lachlan georgia james olivia samuel \
      charlotte matthew chloe benjamin hannah daniel grace nicholas ella joseph sarah ethan lauren \
      ryan amelia liam ruby jacob lily oliver emma alexander madison riley zoe dylan mia luke \
      caitlin harrison alexandra patrick holly connor lucy michael jasmine hayden tahlia max \
      samantha charlie kate bailey rachel angus ebony jordan maddison cooper brooke noah erin \
      hamish alyssa isaac abbey mitchell paige aidan taylor timothy imogen adam eliza sebastian \
      katherine finn elizabeth aaron nicole blake molly jake summer callum rebecca henry amy \
      harry lara david bethany oscar rosie edward megan andrew stella robert claire john anna \
      peter mary george margaret paul susan mark patricia richard linda charles barbara kevin \
      dorothy brian helen arthur alice frederick florence albert edith walter ethel"""
          .split(" ");
  private static final String[] SURNAMES =
      """
      smith jones williams brown wilson taylor johnson white martin anderson thompson nguyen thomas \
      walker harris lee ryan robinson kelly king davis wright evans roberts green hall wood \
      jackson clarke patel khan lewis james phillips mason mitchell campbell miller baker young \
      scott allen hill moore turner ward watson morris cooper carter parker edwards collins \
      stewart murphy bell cook morgan richardson bailey shaw simpson marshall bennett mccarthy \
      webb stevens ford murray reid ross graham henderson burgess matthews mcdonald blackwell \
      chandler o'brien van-galen godfrey pettigrove hathaway lazavroff matthiessen bishop donaldson"""
          .split(" ");
  private static final String[][] NICKNAMES = {
    {"william", "bill", "will", "billy"},
    {"robert", "bob", "rob"},
    {"elizabeth", "liz", "betty"},
    {"margaret", "peggy", "maggie"},
    {"james", "jim", "jimmy"},
    {"thomas", "tom"},
    {"katherine", "kate", "kitty"},
    {"richard", "dick", "rick"},
    {"john", "jack"},
    {"charles", "charlie"},
    {"edward", "ted", "ned"},
    {"dorothy", "dolly"},
    {"joseph", "joe"},
    {"samuel", "sam"},
    {"alexander", "alex", "sandy"},
    {"rebecca", "becky"},
    {"mary", "polly"},
    {"henry", "harry"},
    {"frederick", "fred"},
    {"susan", "sue"},
    {"patricia", "pat"},
  };
  private static final String[] GERMAN =
      "Müller Schmidt Schneider Weiß Schäfer Köhler Groß Jäger Böhm Krämer Vogt Lange".split(" ");
  private static final String[] GERMAN_GIVEN =
      "Jürgen Hans-Peter Björn Käthe Günther Anneliese Sören Lieselotte Klaus Jörg Ute Karl-Heinz"
          .split(" ");
  private static final String[] CZECH =
      "Novák Svoboda Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Růžička Šimek"
          .split(" ");
  private static final String[] CZECH_GIVEN =
      "Jiří Tomáš Lukáš Zdeněk Kateřina Jana Věra Ondřej Božena Štěpán Alžběta Luděk".split(" ");
  private static final String[] SPANISH =
      "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Muñoz Álvarez Núñez"
          .split(" ");
  private static final String[] SPANISH_GIVEN =
      "José María Ángel Lucía Jesús Sofía Andrés Inés Martín Begoña Iñigo Concepción".split(" ");
  private static final String[] NORDIC =
      "Sørensen Jørgensen Østergård Åkesson Lindström Håkansson Møller Kjær Sjöberg Nygård"
          .split(" ");
  private static final String[] NORDIC_GIVEN =
      "Søren Bjørn Åse Pär Märta Jørgen Tuija Åke Øystein Göran".split(" ");
  private static final String[] STREETS = {
    "street", "place", "crescent", "circuit", "avenue", "close", "court", "drive"
  };
  private static final String[] STATES = {
    "nsw", "nsw", "nsw", "vic", "vic", "qld", "qld", "wa", "sa", "tas", "act", "nt"
  };
  private static final String[] WORKS = {
    "farmer", "politician", "writer", "clergyman", "soldier", "painter", "actor", "cricketer",
    "engineer", "physician", "lawyer", "teacher", "merchant", "sailor", "composer", "bishop",
  };
  private static final String KEYS = "qwertyuiopasdfghjklzxcvbnm";
  private static final String[][] SOUNDS = {
    {"ph", "f"},
    {"ck", "k"},
    {"th", "t"},
    {"ee", "ea"},
    {"ou", "u"},
    {"y", "i"},
    {"s", "z"},
    {"c", "k"},
    {"ll", "l"},
    {"nn", "n"},
    {"ie", "y"},
    {"wh", "w"},
    {"tt", "t"},
  };
  private static final String[][] LOOKS = {
    {"m", "rn"},
    {"l", "1"},
    {"o", "0"},
    {"s", "5"},
    {"g", "q"},
    {"e", "c"},
    {"d", "cl"},
    {"b", "6"},
    {"n", "h"},
    {"u", "v"},
  };

  private final SplittableRandom random;
  private final List<String> words = new ArrayList<>();
  private final List<String> rareSurnames = new ArrayList<>();
  private final List<Map<String, String>> left = new ArrayList<>();
  private final List<Map<String, String>> right = new ArrayList<>();

  ForeignPersons(long seed) {
    random = new SplittableRandom(seed);
    invent(words, 2500);
    invent(rareSurnames, 2500);
  }

  /**
   * Writes two files.
   *
   * @param persons how many there are in either file, about
   */
  void write(Design design, int persons, Path leftFile, Path rightFile) {
    for (int n = 0; n < persons; n++) {
      switch (design) {
        case AUSTRALIAN, AUSTRALIAN_NO_NUMBER, AUSTRALIAN_FEW_COLUMNS -> australian(n, 1);
        case AUSTRALIAN_REPEATED -> australian(n, below(3) == 0 ? 0 : 1 + skewed(5));
        case BRITISH -> british(n);
        case HISTORICAL -> historical(n);
        case VOTERS -> voter(n);
        case EUROPEAN_NAMES -> european(n);
        case PATIENTS -> patient(n);
        case NAME_AND_DATE -> nameAndDate(n);
        case PARTS_OF_DATE -> partsOfDate(n);
      }
    }
    save(left, leftFile, ",");
    save(right, rightFile, design == Design.EUROPEAN_NAMES ? ";" : ",");
  }

  private void save(List<Map<String, String>> rows, Path file, String separator) {
    for (int i = rows.size() - 1; i > 0; i--) {
      int j = below(i + 1);
      Map<String, String> swap = rows.get(i);
      rows.set(i, rows.get(j));
      rows.set(j, swap);
    }
    StringBuilder text = new StringBuilder(String.join(separator, rows.get(0).keySet()) + "\n");
    for (Map<String, String> row : rows) {
      List<String> cells =
          row.values().stream()
              .map(c -> c.contains(separator) ? '"' + c.replace("\"", "\"\"") + '"' : c)
              .toList();
      text.append(String.join(separator, cells)).append('\n');
    }
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Chance.

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  /** A number below the bound, small ones more often. */
  private int skewed(int bound) {
    double u = random.nextDouble();
    return (int) (bound * u * u);
  }

  private String one(String... of) {
    return of[below(of.length)];
  }

  private String often(String[] of) {
    return of[skewed(of.length)];
  }

  private void invent(List<String> into, int count) {
    String[] begin = {"b", "br", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "w"};
    String[] vowel = {"a", "e", "i", "o", "u", "ai", "ee"};
    String[] end = {"", "", "n", "r", "l", "s", "t", "ck", "nd", "ton", "ville", "wood", "ley"};
    for (int i = 0; i < count; i++) {
      StringBuilder word = new StringBuilder();
      int syllables = 2 + below(2);
      for (int s = 0; s < syllables; s++) {
        word.append(one(begin)).append(one(vowel)).append(s + 1 == syllables ? one(end) : "");
      }
      into.add(word.toString());
    }
  }

  private String surname() {
    return happens(0.45) ? often(SURNAMES) : rareSurnames.get(skewed(rareSurnames.size()));
  }

  private String given() {
    return happens(0.85) ? often(GIVEN) : words.get(2400 + below(100));
  }

  private LocalDate born(int first, int years) {
    return LocalDate.of(first, 1, 1).plusDays(below(years * 365));
  }

  private String digits(int count) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < count; i++) {
      result.append(below(10));
    }
    return result.toString();
  }

  private String maybe(double missing, String value) {
    return happens(missing) ? "" : value;
  }

  private static Map<String, String> row(String... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i], cells[i + 1]);
    }
    return row;
  }

  // Mistakes.

  /** One mistake of a hand, an eye or an ear. */
  private String mistyped(String text) {
    if (text.length() < 2) {
      return text;
    }
    int at = below(text.length());
    String before = text.substring(0, at);
    String after = text.substring(at + 1);
    boolean isDigit = Character.isDigit(text.charAt(at));
    String other = isDigit ? digits(1) : String.valueOf(KEYS.charAt(below(26)));
    return switch (below(8)) {
      case 0 -> before + after;
      case 1 -> before + other + text.substring(at);
      case 2, 3 -> before + other + after;
      case 4 ->
          after.isEmpty()
              ? before + other
              : before + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
      case 5 ->
          replaced(text, isDigit ? new String[][] {{"1", "7"}, {"3", "8"}, {"5", "6"}} : SOUNDS);
      case 6 -> isDigit ? before + other + after : replaced(text, LOOKS);
      default -> {
        String spaced =
            text.indexOf(' ') > 0 ? text.replaceFirst(" ", "") : before + " " + text.substring(at);
        yield isDigit ? before + other + after : spaced;
      }
    };
  }

  private String replaced(String text, String[][] pairs) {
    int from = below(pairs.length);
    for (int i = 0; i < pairs.length; i++) {
      String[] pair = pairs[(from + i) % pairs.length];
      if (text.contains(pair[0])) {
        return text.replaceFirst(pair[0], pair[1]);
      }
      if (text.contains(pair[1])) {
        return text.replaceFirst(pair[1], pair[0]);
      }
    }
    return text;
  }

  /** Letters exchanged at random places, and one or two lost. */
  private String jumbled(String text) {
    StringBuilder result = new StringBuilder(text);
    for (int i = 1 + below(2); i > 0 && result.length() > 2; i--) {
      if (happens(0.5)) {
        result.deleteCharAt(below(result.length()));
      } else {
        int a = below(result.length());
        int b = Math.min(result.length() - 1, Math.max(0, a + below(5) - 2));
        char c = result.charAt(a);
        result.setCharAt(a, result.charAt(b));
        result.setCharAt(b, c);
      }
    }
    return result.toString();
  }

  private void exchange(Map<String, String> row, String a, String b) {
    String swap = row.get(a);
    row.put(a, row.get(b));
    row.put(b, swap);
  }

  private String nickname(String name) {
    for (String[] one : NICKNAMES) {
      if (one[0].equals(name)) {
        return one[1 + below(one.length - 1)];
      }
    }
    return name;
  }

  // Designs.

  private void australian(int n, int copies) {
    Map<String, String> own =
        row(
            "rec_id", "rec-" + n + "-a0",
            "given_name", maybe(0.02, given()),
            "surname", maybe(0.01, surname()),
            "street_number", maybe(0.04, String.valueOf(1 + skewed(400))),
            "address_1", maybe(0.02, words.get(skewed(1500)) + " " + often(STREETS)),
            "address_2",
                maybe(
                    0.2,
                    words.get(below(2000))
                        + maybe(
                            0.6, " " + one("village", "lodge", "medical centre", "park", "flats"))),
            "suburb", maybe(0.01, (happens(0.2) ? "mount " : "") + words.get(skewed(1200))),
            "postcode", String.valueOf(2000 + skewed(1500)),
            "state", maybe(0.05, one(STATES)),
            "date_of_birth", maybe(0.03, PLAIN.format(born(1900, 100))),
            "soc_sec_id", digits(7));
    left.add(own);
    for (int copy = 0; copy < copies; copy++) {
      Map<String, String> theirs = new LinkedHashMap<>(own);
      theirs.put("rec_id", "rec-" + n + "-b" + copy);
      String[] often = {"given_name", "surname", "address_1", "address_2", "suburb"};
      for (int i = 1 + below(6); i > 0; i--) {
        String column =
            happens(0.7)
                ? one(often)
                : one("street_number", "postcode", "state", "date_of_birth", "soc_sec_id");
        mistake(theirs, column);
      }
      right.add(theirs);
    }
  }

  private void mistake(Map<String, String> row, String column) {
    String value = row.get(column);
    int kind = below(20);
    if (kind == 0) {
      row.put(column, "");
    } else if (kind == 1 && column.endsWith("name")) {
      exchange(row, "given_name", "surname");
    } else if (kind <= 2 && column.startsWith("address")) {
      exchange(row, "address_1", "address_2");
    } else if (kind <= 4) {
      row.put(
          column,
          switch (column) {
            case "date_of_birth" -> PLAIN.format(born(1900, 100));
            case "soc_sec_id" -> digits(7);
            case "postcode" -> String.valueOf(2000 + skewed(1500));
            case "state" -> one(STATES);
            case "suburb" -> words.get(skewed(1200));
            default -> mistyped(mistyped(value));
          });
    } else {
      row.put(column, mistyped(value));
    }
  }

  private void british(int n) {
    String first = given();
    String last = often(SURNAMES);
    String city = happens(0.35) ? "London" : capital(words.get(skewed(40))) + maybe(0.8, "-on-Sea");
    String email =
        given() + digits(2) + "@" + often(SURNAMES) + "-" + surname() + one(".com", ".net");
    LocalDate day = born(1970, 50);
    for (int copies = 1 + below(9); copies > 0; copies--) {
      Map<String, String> row =
          row(
              "rec_id", "rec-" + n + "-x" + copies,
              "first_name", maybe(0.12, happens(0.15) ? jumbled(first) : first),
              "surname", maybe(0.12, happens(0.15) ? jumbled(last) : last),
              "dob", (happens(0.25) ? day.plusDays(below(180) - 90) : day).toString(),
              "city", maybe(0.15, happens(0.18) ? jumbled(city) : city),
              "email", maybe(0.15, happens(0.18) ? jumbled(jumbled(email)) : email));
      if (happens(0.15)) {
        exchange(row, "first_name", "surname");
      }
      (happens(0.5) ? left : right).add(row);
    }
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private void historical(int n) {
    String first = often(GIVEN);
    String middle = often(GIVEN);
    String last = surname();
    String place = words.get(skewed(400));
    String post = one("ab", "bn", "cf", "dt", "ex", "gl", "sw", "tq") + (1 + skewed(30));
    String code = post + " " + below(10) + KEYS.charAt(below(26)) + KEYS.charAt(below(26));
    LocalDate day = happens(0.3) ? LocalDate.of(1700 + below(200), 1, 1) : born(1700, 200);
    String work = often(WORKS);
    String gender = happens(0.8) ? "male" : "female";
    for (int copies = 1 + skewed(10); copies > 0; copies--) {
      String name = happens(0.15) ? nickname(first) : first;
      name = happens(0.2) ? name + " " + middle : name;
      Map<String, String> row =
          row(
              "rec_id", "rec-" + n + "-x" + copies,
              "first_name", maybe(0.03, happens(0.1) ? mistyped(name) : name),
              "surname", maybe(0.02, happens(0.12) ? mistyped(last) : last),
              "dob", maybe(0.2, (happens(0.08) ? day.plusDays(below(60) - 30) : day).toString()),
              "birth_place", maybe(0.2, happens(0.15) ? words.get(skewed(400)) : place),
              "postcode", maybe(0.25, happens(0.25) ? post + " 1aa" : code),
              "gender", maybe(0.05, gender),
              "occupation", maybe(0.4, happens(0.1) ? often(WORKS) : work));
      (happens(0.5) ? left : right).add(row);
    }
  }

  private int household;
  private String householdName = "";
  private String householdStreet = "";
  private int householdCity;

  private void voter(int n) {
    if (household-- <= 0) {
      household = below(4);
      householdName = surname();
      householdStreet =
          (1 + below(4000))
              + " "
              + words.get(skewed(900))
              + " "
              + one("st", "rd", "dr", "ln", "ct");
      householdCity = skewed(120);
    }
    boolean isWoman = happens(0.5);
    String first = given();
    String middle = given();
    int year = 1925 + below(78);
    String race = often(new String[] {"w", "b", "u", "o", "a", "m"});
    String[] own = {householdStreet, words.get(householdCity), "27" + (100 + householdCity)};
    voterRow(left, n, "a0", first, maybe(0.08, middle), householdName, year, isWoman, race, own);
    if (happens(0.04)) {
      // A son of the same name in the same house.
      voterRow(left, 1_000_000 + n, "a1", first, "", householdName, year + 25, isWoman, race, own);
      voterRow(right, 1_000_000 + n, "b1", first, "", householdName, year + 25, isWoman, race, own);
    }
    if (happens(0.75)) {
      int city = skewed(120);
      String[] moved = {
        (1 + below(4000)) + " " + words.get(skewed(900)) + " " + one("st", "rd", "dr"),
        words.get(city),
        "27" + (100 + city)
      };
      String last = isWoman && happens(0.06) ? surname() : householdName;
      String given = happens(0.04) ? nickname(first) : happens(0.03) ? mistyped(first) : first;
      String initial = happens(0.25) ? middle.substring(0, 1) : maybe(0.1, middle);
      voterRow(
          right,
          n,
          "b0",
          given,
          initial,
          happens(0.03) ? mistyped(last) : last,
          happens(0.02) ? year + 1 : year,
          isWoman,
          race,
          happens(0.15) ? moved : own);
    }
  }

  private void voterRow(
      List<Map<String, String>> into,
      int n,
      String file,
      String first,
      String middle,
      String last,
      int year,
      boolean isWoman,
      String race,
      String[] address) {
    into.add(
        row(
            "rec_id", "rec-" + n + "-" + file,
            "last_name", last.toUpperCase(Locale.ROOT),
            "first_name", first.toUpperCase(Locale.ROOT),
            "midl_name", middle.toUpperCase(Locale.ROOT),
            "birth_year", String.valueOf(year),
            "gender", happens(0.02) ? "U" : isWoman ? "F" : "M",
            "race", maybe(0.05, race),
            "street", address[0].toUpperCase(Locale.ROOT),
            "city", address[1].toUpperCase(Locale.ROOT),
            "zip", address[2]));
  }

  private void european(int n) {
    String[][] names = {GERMAN, CZECH, SPANISH, NORDIC};
    String[][] given = {GERMAN_GIVEN, CZECH_GIVEN, SPANISH_GIVEN, NORDIC_GIVEN};
    int country = below(4);
    String first = often(given[country]) + maybe(0.5, " " + often(given[country]));
    String last = country == 2 ? often(SPANISH) + " " + often(SPANISH) : often(names[country]);
    last = happens(0.5) ? capital(rareSurnames.get(skewed(2500))) : last;
    LocalDate day = born(1930, 80);
    String sex = one("m", "w");
    String place = capital(words.get(skewed(300)));
    String street =
        capital(words.get(skewed(900)))
            + one("straße", "gata", " ulice", " calle")
            + " "
            + (1 + below(90));
    left.add(
        row(
            "rec_id",
            "rec-" + n + "-a0",
            "name",
            first + " " + last,
            "born",
            maybe(0.03, EUROPEAN.format(day)),
            "sex",
            sex,
            "place",
            maybe(0.05, place),
            "street",
            maybe(0.05, street)));
    if (happens(0.9)) {
      String shown = happens(0.4) ? InventedPersons.withoutMarks(last) : last;
      shown = country == 2 && happens(0.2) ? shown.split(" ")[0] : shown;
      String shownFirst = happens(0.15) ? first.split(" ")[0] : first;
      shown = happens(0.08) ? mistyped(shown) : shown;
      right.add(
          row(
              "rec_id",
              "rec-" + n + "-b0",
              "name",
              shown.toUpperCase(Locale.ROOT) + ", " + shownFirst,
              "born",
              maybe(0.05, (happens(0.05) ? day.plusDays(below(40)) : day).toString()),
              "sex",
              happens(0.01) ? one("m", "w") : sex,
              "place",
              maybe(0.08, happens(0.12) ? capital(words.get(skewed(300))) : place),
              "street",
              maybe(0.08, happens(0.15) ? "Neuweg 1" : mistypedSometimes(street))));
    }
  }

  private String mistypedSometimes(String text) {
    return happens(0.1) ? mistyped(text) : text;
  }

  private void patient(int n) {
    String first = given();
    String last = surname();
    LocalDate day = born(1935, 85);
    String sex = one("M", "F");
    String phone = "(" + (200 + skewed(30)) + ") " + digits(3) + "-" + digits(4);
    String address =
        (1 + below(9000))
            + " "
            + words.get(skewed(900))
            + " "
            + one("Street", "Road", "Avenue")
            + ", "
            + words.get(skewed(60))
            + ", "
            + one("OH", "PA")
            + " "
            + digits(5);
    left.add(
        row(
            "rec_id",
            "rec-" + n + "-a0",
            "full_name",
            first + " " + KEYS.charAt(below(26)) + ". " + last,
            "dob",
            AMERICAN.format(day),
            "sex",
            sex,
            "phone",
            maybe(0.1, phone),
            "address",
            maybe(0.05, address),
            "mrn",
            ""));
    if (happens(0.6)) {
      String name = happens(0.08) ? nickname(first) : mistypedSometimes(first);
      right.add(
          row(
              "rec_id", "rec-" + n + "-b0",
              "full_name", last.toUpperCase(Locale.ROOT) + ", " + name.toUpperCase(Locale.ROOT),
              "dob", maybe(0.02, happens(0.04) ? mistyped(PLAIN.format(day)) : PLAIN.format(day)),
              "sex", maybe(0.02, sex),
              "phone", maybe(0.2, happens(0.2) ? digits(10) : phone.replaceAll("[^0-9]", "")),
              "address",
                  maybe(
                      0.1,
                      happens(0.2)
                          ? (1 + below(9000)) + " " + words.get(skewed(900)) + " RD"
                          : address.replace("Street", "ST").replace("Avenue", "AVE")),
              "mrn", digits(6)));
    }
  }

  private void nameAndDate(int n) {
    String first = given();
    String last = surname();
    LocalDate day = born(1920, 90);
    left.add(
        row(
            "rec_id",
            "rec-" + n + "-a0",
            "given_name",
            first,
            "surname",
            last,
            "date_of_birth",
            maybe(0.02, day.toString())));
    if (happens(0.8)) {
      Map<String, String> theirs =
          row(
              "rec_id",
              "rec-" + n + "-b0",
              "given_name",
              maybe(0.02, happens(0.1) ? mistyped(first) : first),
              "surname",
              maybe(0.02, happens(0.1) ? mistyped(last) : last),
              "date_of_birth",
              happens(0.1) ? mistyped(PLAIN.format(day)) : PLAIN.format(day));
      if (happens(0.03)) {
        exchange(theirs, "given_name", "surname");
      }
      right.add(theirs);
    }
  }

  private void partsOfDate(int n) {
    String first = given();
    String last = surname();
    LocalDate day = born(1930, 80);
    String post = String.valueOf(10_000 + skewed(400) * 17);
    left.add(
        row(
            "rec_id",
            "rec-" + n + "-a0",
            "fname",
            first,
            "lname",
            last,
            "by",
            String.valueOf(day.getYear()),
            "bm",
            String.valueOf(day.getMonthValue()),
            "bd",
            String.valueOf(day.getDayOfMonth()),
            "plz",
            post));
    if (happens(0.7)) {
      LocalDate shown = happens(0.08) ? day.withDayOfMonth(1 + below(28)) : day;
      right.add(
          row(
              "rec_id",
              "rec-" + n + "-b0",
              "fname",
              happens(0.12) ? mistyped(first) : first,
              "lname",
              happens(0.12) ? mistyped(last) : last,
              "by",
              String.valueOf(happens(0.02) ? 1900 + below(100) : shown.getYear()),
              "bm",
              String.valueOf(shown.getMonthValue()),
              "bd",
              String.valueOf(shown.getDayOfMonth()),
              "plz",
              happens(0.1) ? digits(5) : post));
    }
  }
}
