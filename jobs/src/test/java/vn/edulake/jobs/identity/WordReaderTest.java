package vn.edulake.jobs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordReaderTest {
  private final WordReader reader = new WordReader();

  @Test
  void aTextReadByItsPiecesGivesTheWordsOfTheWhole() {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "Nguyễn Thị Hoà",
                "Nguyễn  Thị   Hoà ",
                " Đặng Văn-An",
                "TRẦN\u00a0VĂN  ÚT",
                "O'Brien d’Arcy",
                "Ý Nhi\tLê",
                "",
                " ",
                "Lê \u0301An",
                "Jose\u0301 Mª",
                "Trần Văn 5",
                "ΣΟΦΟΣ ΣΑΣ"));
    texts.add(Normalizer.normalize("Nguyễn Thị Hoà", Normalizer.Form.NFD));
    texts.add("NguyÔn ThÞ Minh Hång");
    texts.add("Nguyeãn Thò Minh Hoàng");
    for (int round = 0; round < 2; round++) {
      for (String text : texts) {
        assertThat(reader.words(text)).as(text).isEqualTo(PlainText.words(text));
        for (String word : reader.words(text)) {
          assertThat(reader.folded(word)).as(word).isEqualTo(PlainText.folded(word));
        }
      }
    }
  }

  @Test
  void lettersOfAnOlderFontAreReadAsTheyWereMeant() {
    assertThat(reader.words("NguyÔn ThÞ Minh Hång"))
        .isEqualTo(reader.words("Nguyễn Thị Minh Hồng"))
        .isEqualTo(reader.words("Nguyeãn Thò Minh Hoàng"));
  }

  /** Of some names an older font makes nothing but letters that other languages have. */
  @ParameterizedTest
  @CsvSource({
    "Hå Mü Trang, Hồ Mỹ Trang",
    "Hå H÷u Phong, Hồ Hữu Phong",
    "Vâ Quúnh YÕn, Võ Quỳnh Yến",
    "Vâ BÝch Hßa, Võ Bích Hòa"
  })
  void whatIsVietnameseInAnOlderFontAloneIsReadInIt(String written, String meant) {
    assertThat(reader.words(written)).isEqualTo(reader.words(meant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Vâ Minh Anh", "Håkan Åberg", "Jürgen Müller", "José Núñez", "Søren Bø", "Hå"})
  void whatMayBeMeantAsItStandsIsReadSo(String name) {
    assertThat(PlainText.decoded(name)).isEqualTo(name);
  }

  @Test
  void aFilterSaysYesOfEachKey() {
    KeyFilter filter = new KeyFilter(1000);
    for (long key = 0; key < 1000; key++) {
      filter.add(key * key * 7919);
    }
    long others = 0;
    for (long key = 0; key < 1000; key++) {
      assertThat(filter.mayHave(key * key * 7919)).isTrue();
      others += filter.mayHave(1_000_000_000_000L + key) ? 1 : 0;
    }
    assertThat(others).isLessThan(300);
  }
}
