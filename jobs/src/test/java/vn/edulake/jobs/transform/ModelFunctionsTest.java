package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ModelFunctionsTest {
  @Test
  void aTextIsComposedTrimmedAndSpacedOnce() {
    assertThat(ModelFunctions.nfc("Hoa\u0300")).isEqualTo("Hoà");
    assertThat(ModelFunctions.nfc(" Nguyễn\u00a0 Thị\tHoà ")).isEqualTo("Nguyễn Thị Hoà");
    assertThat(ModelFunctions.nfc("Ế")).isEqualTo("Ế");
    assertThat(ModelFunctions.nfc(" ")).isEmpty();
    assertThat(ModelFunctions.nfc("")).isEmpty();
    assertThat(ModelFunctions.nfc(null)).isNull();
  }

  @Property
  void whatIsTakenAsItIsWouldNotChange(@ForAll("texts") String text) {
    String whole =
        Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("[\\s\\u00a0]+", " ").strip();

    assertThat(ModelFunctions.nfc(text)).isEqualTo(whole);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("aơĐÝ09 -\t\u00a0\u0085\u001c\u0301\u0323ạỹ\u2003ﬁ\u1e9f\u1efa\u0344")
        .withCharRange('\u0000', '\u1fff')
        .ofMaxLength(8);
  }
}
