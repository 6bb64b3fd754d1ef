package vn.edulake.jobs.identity;

import static java.text.Normalizer.Form.NFD;
import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
  private static Level level(Comparison kind, String a, String b) {
    Values values = Values.of(kind);
    int x = values.number(a);
    int y = values.number(b);
    values.number("Quite another one");
    values.complete();
    return x == y ? Level.EQUAL : values.compare(x, y);
  }

  @ParameterizedTest
  @CsvSource({
    "Nguyễn Văn Hoà, nguyễn văn  HÒA, EQUAL",
    "Đỗ Thị Hoa, Do Thi Hoa, VARIANT",
    "Nguyễn Văn An, An Nguyễn Văn, VARIANT",
    "Mary-Ann, Maryann, VARIANT",
    "O'Brien, OBrien, EQUAL",
    "Søren Łukas, Soren Lukas, VARIANT",
    "Nguyễn Văn An, Nguyễn An, PART",
    "J Smith, John Smith, PART",
    "Jon Smith, John Smith, CLOSE",
    "brown, borwn, CLOSE",
    "Amelia, lmeAi, CLOSE",
    "Ebony, E, PART",
    "Kevin, E, DIFFERENT",
    "Nguyễn Văn An, Nguyễn Văn Bình, WEAK",
    "catherine, catrin, WEAK",
    "Trần Thị Mai, Lê Hoàng Long, DIFFERENT",
    "smith, jones, DIFFERENT",
    "'', smith, MISSING"
  })
  void namesAgreeAsFarAsPeopleWriteThem(String a, String b, Level expected) {
    if (expected != Level.MISSING) {
      assertThat(level(Comparison.NAME, a, b)).isEqualTo(expected);
      assertThat(level(Comparison.NAME, b, a)).isEqualTo(expected);
    } else {
      assertThat(PlainText.isMissing(a)).isTrue();
    }
  }

  @Test
  void aDecomposedNameIsTheSame() {
    String name = "Trương Thị Thuý";
    assertThat(level(Comparison.NAME, name, Normalizer.normalize(name, Normalizer.Form.NFD)))
        .isEqualTo(Level.EQUAL);
  }

  @Test
  void aNameInLettersWithMarksBehindThemIsDecoded() {
    String[][] names = {
      {"Nguyeãn Thò Minh Hoàng", "Nguyễn Thị Minh Hồng"},
      {"Ñoã Quoác Cöôøng", "Đỗ Quốc Cường"},
      {"NGUYEÃN THUÙY QUYØNH", "Nguyễn Thúy Quỳnh"},
      {"Traàn Vaên Nam", "Trần Văn Nam"},
      {"Leâ Thò Bích Ngoïc", "Lê Thị Bích Ngọc"},
    };
    for (String[] name : names) {
      assertThat(PlainText.words(name[0])).isEqualTo(PlainText.words(name[1]));
    }
  }

  @Test
  void aNameOfAnotherLanguageOrInUnicodeIsNoOldText() {
    for (String name :
        new String[] {
          "Lê Hoà",
          "Hoàng Ân",
          "João Leão",
          "Raúl Núñez",
          "Noël Dubois",
          "Zoë Müller",
          "Bjørn Åkesson",
          "Céline Léa Aimée",
          "Michaël Faïz",
          "Søren Kjær"
        }) {
      assertThat(PlainText.words(name)).isEqualTo(PlainText.words(Normalizer.normalize(name, NFD)));
    }
  }

  @Test
  void aNameInOldLettersIsDecoded() {
    for (String name :
        List.of(
            "Nguyễn Văn Hùng",
            "Đặng Thị Thuỷ",
            "Đỗ Quỳnh Hoà",
            "Đỗ Đức Khoa",
            "Đặng Phương Đào",
            "Dương Minh Đạt")) {
      assertThat(PlainText.words(InventedPersons.inOldLetters(name)))
          .describedAs(name)
          .isEqualTo(PlainText.words(name));
    }
  }

  @Test
  void aNameOfAnotherCountryIsNotTakenForOldLetters() {
    for (String name : List.of("Müller", "Ángel Núñez", "Zoë", "Anaïs", "McDonald", "Øst")) {
      assertThat(PlainText.words(name))
          .isEqualTo(PlainText.words(Normalizer.normalize(name, Normalizer.Form.NFD)));
    }
    assertThat(PlainText.words("Müller")).containsExactly("mu\u0308ller");
  }

  @ParameterizedTest
  @CsvSource({
    "20100503, 20100503, EQUAL",
    "20100503, 20100305, VARIANT",
    "20100503, 20100504, CLOSE",
    "20100513, 20100531, CLOSE",
    "20100503, 20110503, CLOSE",
    "20091231, 20101231, CLOSE",
    "20100503, 20100528, PART",
    "20100503, 20000000, DIFFERENT",
    "20100503, 20100000, PART",
    "20100503, 2010053, CLOSE",
    "20100503, 201005503, CLOSE",
    "20100503, 1987111, MISSING",
    "20100503, 20110917, WEAK",
    "20100503, 19850917, DIFFERENT"
  })
  void daysAgreeAsFarAsTheyAreMistyped(int a, int b, Level expected) {
    assertThat(DayText.compare(a, b)).isEqualTo(expected);
    assertThat(DayText.compare(b, a)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "2010-05-03, DAY_FIRST, 20100503",
    "03/05/2010, DAY_FIRST, 20100503",
    "03/05/2010, MONTH_FIRST, 20100305",
    "25/05/2010, MONTH_FIRST, 20100525",
    "05/25/2010, DAY_FIRST, 20100525",
    "3.5.2010, DAY_FIRST, 20100503",
    "20100503, DAY_FIRST, 20100503",
    "03052010, DAY_FIRST, 20100503",
    "2010-05-03T00:00:00, DAY_FIRST, 20100503",
    "3 May 2010, MONTH_FIRST, 20100503",
    "'May 3, 2010', DAY_FIRST, 20100503",
    "03/05/10, DAY_FIRST, 20100503",
    "03/05/85, DAY_FIRST, 19850503",
    "2010, DAY_FIRST, 20100000",
    "2010-05, DAY_FIRST, 20100500",
    "19831345, DAY_FIRST, 19831345",
    "unknown, DAY_FIRST, -1"
  })
  void daysAreReadInAnyUsualOrder(String text, DayText.Order order, int expected) {
    assertThat(DayText.digits(text, order)).isEqualTo(expected);
  }

  @Test
  void theOrderOfDayAndMonthIsThatOfTheFile() {
    assertThat(DayText.order(List.of("03/05/2010", "04/25/2010")))
        .isEqualTo(DayText.Order.MONTH_FIRST);
    assertThat(DayText.order(List.of("03/05/2010"))).isEqualTo(DayText.Order.DAY_FIRST);
  }

  @ParameterizedTest
  @CsvSource({
    "0012-345, 12345, VARIANT",
    "ab-12 345, AB12345, EQUAL",
    "8301234, 8301243, CLOSE",
    "8301234, 830123, CLOSE",
    "8301234, 8301432, WEAK",
    "8301234, 8391734, WEAK",
    "27101, 271011234, PART",
    "AB12CD, AB13XY, WEAK",
    "123, 124, DIFFERENT",
    "8301234, 8304321, DIFFERENT"
  })
  void codesForgiveOneSlip(String a, String b, Level expected) {
    assertThat(level(Comparison.CODE, a, b)).isEqualTo(expected);
  }

  @Test
  void anAddressIsTheSameByItsRareWords() {
    Values values = Values.of(Comparison.ADDRESS);
    int[] numbers = {
      values.number("12 Garmel Street"),
      values.number("12 Garmel Str."),
      values.number("14 Wilpe Street"),
      values.number("Street 12, Garmel"),
      values.number("9 Torfen Street"),
      values.number("7 Kilu Street")
    };
    values.complete();
    assertThat(values.compare(numbers[0], numbers[1])).isIn(Level.CLOSE, Level.PART);
    assertThat(values.compare(numbers[0], numbers[2])).isEqualTo(Level.DIFFERENT);
    assertThat(values.compare(numbers[0], numbers[3])).isEqualTo(Level.VARIANT);
  }

  @ParameterizedTest
  @CsvSource({
    "smith, smith, 0",
    "smith, smiht, 1",
    "smith, smth, 1",
    "smith, jones, 3",
    "a, '', 1"
  })
  void slipsAreCounted(String a, String b, int expected) {
    assertThat(Slips.count(a, b, 2)).isEqualTo(expected);
  }
}
