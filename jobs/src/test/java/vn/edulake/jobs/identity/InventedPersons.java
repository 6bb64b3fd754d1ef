package vn.edulake.jobs.identity;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import vn.edulake.models.contract.LegacyText;

/**
 * Persons who do not exist, in two files with mistakes. Number n is {@code L<n>} in the left file
 * and {@code R<n>} in the right one; some stand in one file only.
 */
final class InventedPersons {
  static final String WESTERN_SPEC =
      """
      id: rec_id
      columns:
        given_name: name
        surname: name
        street_number: exact
        street: address
        suburb: text
        postcode: code
        state: exact
        date_of_birth: date
        soc_sec_id: code
      """;

  static final String VIETNAMESE_SPEC =
      """
      id: id
      columns:
        full_name: name
        birth_date: date
        sex: exact
        learner_code: code
        guardian: name
        school: code
        commune: text
      """;

  private static final String[] SURNAMES = {
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Phan", "Trương", "Bùi", "Đặng", "Đỗ", "Ngô"
  };
  private static final String[] MIDDLE = {
    "Thị", "Văn", "Hoàng", "Minh", "Ngọc", "Thanh", "Quốc", "Thuý", "Hữu", "Kim", "Đức", "Bảo"
  };
  private static final String[] GIVEN = {
    "An", "Bình", "Châu", "Dung", "Giang", "Hà", "Hoà", "Hạnh", "Hùng", "Khánh", "Lan", "Linh",
    "Long", "Mai", "Nam", "Nga", "Nhung", "Phúc", "Quỳnh", "Sơn", "Tâm", "Thảo", "Thuỷ", "Tiến",
    "Trang", "Tuấn", "Uyên", "Vy", "Xuân", "Yến", "Khoa", "Đạt", "Loan", "Ngân", "Thắng", "Trúc"
  };

  private final SplittableRandom random;
  private final List<String> given = new ArrayList<>();
  private final List<String> surnames = new ArrayList<>();
  private final List<String> places = new ArrayList<>();

  InventedPersons(long seed) {
    random = new SplittableRandom(seed);
    invent(given, 300, 2, 3);
    invent(surnames, 1500, 2, 3);
    invent(places, 700, 2, 4);
  }

  private void invent(List<String> into, int count, int least, int most) {
    String[] begin = {"b", "br", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s"};
    String[] vowel = {"a", "e", "i", "o", "u", "ai", "ea"};
    String[] end = {"", "", "n", "r", "l", "s", "t", "ck", "nd"};
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      int syllables = least + random.nextInt(most - least + 1);
      for (int s = 0; s < syllables; s++) {
        name.append(one(begin)).append(one(vowel)).append(s + 1 == syllables ? one(end) : "");
      }
      into.add(name.toString());
    }
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  /** Some far more often than others. */
  private String often(List<String> of) {
    double u = random.nextDouble();
    return of.get((int) (of.size() * u * u));
  }

  private String often(String[] of) {
    double u = random.nextDouble();
    return of[(int) (of.length * u * u)];
  }

  private boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  private String slip(String text) {
    if (text.length() < 3) {
      return text;
    }
    int at = random.nextInt(text.length() - 1);
    char letter = (char) ('a' + random.nextInt(26));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + text.substring(at + 1);
      case 1 -> text.substring(0, at) + letter + text.substring(at);
      case 2 -> text.substring(0, at) + letter + text.substring(at + 1);
      default ->
          text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
    };
  }

  private String wrong(String text, double missing, double slips) {
    if (happens(missing)) {
      return "";
    }
    return happens(slips) ? slip(text) : text;
  }

  private String wrongDay(LocalDate day, DateTimeFormatter format, double rate) {
    if (!happens(rate)) {
      return format.format(day);
    }
    LocalDate wrong =
        switch (random.nextInt(4)) {
          case 0 ->
              day.getDayOfMonth() <= 12
                  ? LocalDate.of(day.getYear(), day.getDayOfMonth(), day.getMonthValue())
                  : day.plusDays(1);
          case 1 -> day.plusYears(happens(0.5) ? 1 : -1);
          case 2 -> day.withDayOfMonth(1 + random.nextInt(28));
          default -> day.withMonth(1 + random.nextInt(12));
        };
    return format.format(wrong);
  }

  /** Two files of a country with short dates, of which a tenth of persons stand in one only. */
  void western(Path left, Path right, int persons) {
    DateTimeFormatter plain = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);
    String header =
        "rec_id,given_name,surname,street_number,street,suburb,postcode,state,date_of_birth,soc_sec_id";
    try (BufferedWriter a = Files.newBufferedWriter(left, StandardCharsets.UTF_8);
        BufferedWriter b = Files.newBufferedWriter(right, StandardCharsets.UTF_8)) {
      a.write(header + "\n");
      b.write(header + "\n");
      for (int n = 0; n < persons; n++) {
        String first = often(given);
        String last = often(surnames);
        String number = String.valueOf(1 + random.nextInt(200));
        String street = often(places) + " street";
        int suburb = (int) (places.size() * random.nextDouble() * random.nextDouble());
        String postcode = String.format(Locale.ROOT, "%04d", 2000 + suburb * 7 % 5000);
        String state = "s" + suburb % 7;
        LocalDate day = LocalDate.of(1920, 1, 1).plusDays(random.nextInt(29_000));
        String social = String.format(Locale.ROOT, "%07d", random.nextInt(10_000_000));
        if (!happens(0.05)) {
          a.write(
              String.join(
                      ",",
                      "L" + n,
                      wrong(first, 0.02, 0),
                      wrong(last, 0.01, 0),
                      wrong(number, 0.03, 0),
                      wrong(street, 0.02, 0),
                      places.get(suburb),
                      postcode,
                      wrong(state, 0.1, 0),
                      happens(0.1) ? "" : plain.format(day),
                      social)
                  + "\n");
        }
        if (!happens(0.05)) {
          boolean isExchanged = happens(0.03);
          boolean isInitial = happens(0.03);
          boolean hasMoved = happens(0.08);
          String shown = isInitial ? first.substring(0, 1) : wrong(first, 0.05, 0.12);
          String shownLast = wrong(last, 0.03, 0.12);
          b.write(
              String.join(
                      ",",
                      "R" + n,
                      isExchanged ? shownLast : shown,
                      isExchanged ? shown : shownLast,
                      wrong(hasMoved ? "7" : number, 0.05, 0.05),
                      wrong(hasMoved ? often(places) + " street" : street, 0.05, 0.1),
                      wrong(hasMoved ? often(places) : places.get(suburb), 0.03, 0.1),
                      wrong(hasMoved ? "9999" : postcode, 0.02, 0.05),
                      wrong(state, 0.1, 0.03),
                      happens(0.1) ? "" : wrongDay(day, plain, 0.1),
                      wrong(social, 0.15, 0.08))
                  + "\n");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two files of a province's learners; codes are missing in one of five rows. */
  void vietnamese(Path left, Path right, int persons) {
    DateTimeFormatter iso = DateTimeFormatter.ISO_LOCAL_DATE;
    DateTimeFormatter local = DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT);
    String header = "id,full_name,birth_date,sex,learner_code,guardian,school,commune";
    try (BufferedWriter a = Files.newBufferedWriter(left, StandardCharsets.UTF_8);
        BufferedWriter b = Files.newBufferedWriter(right, StandardCharsets.UTF_8)) {
      a.write(header + "\n");
      b.write(header + "\n");
      int schools = Math.max(2, persons / 500);
      for (int n = 0; n < persons; n++) {
        String surname = often(SURNAMES);
        String middle = often(MIDDLE);
        String name = often(GIVEN);
        String full = surname + " " + middle + " " + name;
        String guardian = surname + " " + often(MIDDLE) + " " + often(GIVEN);
        String sex = happens(0.5) ? "Nam" : "Nữ";
        LocalDate day = LocalDate.of(2008, 1, 1).plusDays(random.nextInt(4000));
        int school = random.nextInt(schools);
        String code = "83" + String.format(Locale.ROOT, "%08d", n * 6_180_339L % 100_000_000L);
        String commune = places.get(school * 3 % places.size());
        if (!happens(0.05)) {
          a.write(
              String.join(
                      ",",
                      "L" + n,
                      full,
                      iso.format(day),
                      sex,
                      happens(0.1) ? "" : code,
                      happens(0.1) ? "" : guardian,
                      "S" + school,
                      commune)
                  + "\n");
        }
        if (!happens(0.05)) {
          String theirs =
              switch (random.nextInt(20)) {
                case 0 -> Normalizer.normalize(full, Normalizer.Form.NFD);
                case 1 -> name + " " + surname + " " + middle;
                case 2 -> surname + " " + name;
                case 3 -> withoutMarks(full);
                case 4 -> inOldLetters(full);
                case 5 -> full.toUpperCase(Locale.ROOT);
                case 6 -> slip(full);
                default -> full;
              };
          b.write(
              String.join(
                      ",",
                      "R" + n,
                      theirs,
                      wrongDay(day, local, 0.05),
                      happens(0.01) ? sex.equals("Nam") ? "Nữ" : "Nam" : sex,
                      happens(0.1) ? "" : happens(0.02) ? "99" + code.substring(2) : code,
                      happens(0.1) ? "" : guardian,
                      "S" + (happens(0.03) ? random.nextInt(schools) : school),
                      wrong(commune, 0.05, 0.02))
                  + "\n");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String withoutMarks(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .replace('đ', 'd')
        .replace('Đ', 'D');
  }

  static String inOldLetters(String text) {
    UnaryOperator<String> letter =
        wanted -> {
          for (char c = '\u00a1'; c <= '\u00ff'; c++) {
            if (LegacyText.TCVN3.decode(String.valueOf(c)).equals(wanted)) {
              return String.valueOf(c);
            }
          }
          return wanted;
        };
    StringBuilder result = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(c -> result.append(letter.apply(Character.toString(c))));
    return result.toString();
  }

  /** Writes files to measure with: the country, how many persons, and where. */
  public static void main(String[] arguments) {
    int persons = Integer.parseInt(arguments[1]);
    Path folder = Path.of(arguments[2]);
    InventedPersons invented = new InventedPersons(persons);
    if (arguments[0].equals("western")) {
      invented.western(folder.resolve("a.csv"), folder.resolve("b.csv"), persons);
    } else {
      invented.vietnamese(folder.resolve("a.csv"), folder.resolve("b.csv"), persons);
    }
  }
}
