package vn.edulake.models.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyTextTest {
  /** All letters of Vietnamese that ASCII does not have, in small and as the fonts write them. */
  private static final String LETTERS =
      "àảãáạ ăằẳẵắặ âầẩẫấậ đ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ";

  private static final String TCVN3 =
      "µ¶·¸¹ ¨»¼½¾Æ ©ÇÈÉÊË ® ÌÎÏÐÑ ªÒÓÔÕÖ ×ØÜÝÞ ßáâãä «åæçèé ¬êëìíî ïñòóô \u00adõö÷øù úûüýþ";

  private static final String VNI =
      "aøaûaõaùaï aêaèaúaüaéaë aâaàaåaãaáaä ñ eøeûeõeùeï eâeàeåeãeáeä ìæóíò oøoûoõoùoï"
          + " oâoàoåoãoáoä ôôøôûôõôùôï uøuûuõuùuï ööøöûöõöùöï yøyûyõyùî";

  @Test
  void everySmallLetterOfTcvn3IsDecoded() {
    assertThat(LETTERS.replace(" ", "")).hasSize(67);
    assertThat(LegacyText.TCVN3.decode(TCVN3)).isEqualTo(LETTERS);
  }

  @Test
  void theCapitalsThatTheAbcFontsHaveAreDecoded() {
    assertThat(LegacyText.TCVN3.decode("¡¢£¤¥¦§")).isEqualTo("ĂÂÊÔƠƯĐ");
  }

  @Test
  void theCapitalsOfTheLargerSetAndItsMarksAreDecoded() {
    assertThat(LegacyText.TCVN3.decode("¯º¿ÀÁÂÃÄÅÍÙÚÛàðÿ")).isEqualTo("ẰẲẴẮẦẨẪẤỀỂỄẾỒỔỖỐ");
    assertThat(LegacyText.TCVN3.decode("A°A±A²A³A´")).isEqualTo("ÀẢÃÁẠ");
  }

  @Test
  void everyLetterOfVniIsDecodedInBothCases() {
    assertThat(LegacyText.VNI.decode(VNI)).isEqualTo(LETTERS);
    assertThat(LegacyText.VNI.decode(VNI.toUpperCase(Locale.ROOT)))
        .isEqualTo(LETTERS.toUpperCase(Locale.ROOT));
  }

  @ParameterizedTest
  @CsvSource({
    "TCVN3, NguyÔn ThÞ Minh Hång, Nguyễn Thị Minh Hồng",
    "TCVN3, §ç Quèc C­êng, Đỗ Quốc Cường",
    "VNI, Nguyeãn Thò Minh Hoàng, Nguyễn Thị Minh Hồng",
    "VNI, Ñoã Quoác Cöôøng, Đỗ Quốc Cường",
    "VNI, NGUYEÃN THUÙY QUYØNH, NGUYỄN THÚY QUỲNH",
    "TCVN3, Abc 123 -, Abc 123 -",
    "VNI, Abc 123 -, Abc 123 -"
  })
  void namesReadAsTheyWereMeant(LegacyText legacy, String written, String meant) {
    assertThat(legacy.decode(written)).isEqualTo(meant);
    assertThat(Normalizer.isNormalized(legacy.decode(written), Normalizer.Form.NFC)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "NguyÔn ThÞ Minh Hång, true, false",
    "Nguyeãn Thò Minh Hoàng, true, true",
    "Vâ Quúnh YÕn, true, false",
    "Lan, true, true",
    "Nguyễn, false, false"
  })
  void whatAFontHasFitsIt(String text, boolean isTcvn3, boolean isVni) {
    assertThat(LegacyText.TCVN3.fits(text)).isEqualTo(isTcvn3);
    assertThat(LegacyText.VNI.fits(text)).isEqualTo(isVni);
  }

  @Test
  void theBytesOfTheFontsSurviveWesternEuropeanDecoding() {
    for (Charset charset : List.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"))) {
      assertThat(LegacyText.TCVN3.decode(new String(TCVN3.getBytes(charset), charset)))
          .isEqualTo(LETTERS);
      assertThat(LegacyText.VNI.decode(new String(VNI.getBytes(charset), charset)))
          .isEqualTo(LETTERS);
    }
  }
}
