package vn.edulake.models.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyKindTest {
  private static final byte[] SECRET = "s".getBytes(StandardCharsets.UTF_8);

  @Test
  void spellingsOfOneTextGiveOneKey() {
    String composed = "Hoà  Đông ";
    String decomposed = Normalizer.normalize("hoà đông", Normalizer.Form.NFD);

    assertThat(KeyKind.SUBJECT.key(List.of(composed)))
        .isEqualTo(KeyKind.SUBJECT.key(List.of(decomposed)))
        .hasSize(32)
        .isNotEqualTo(KeyKind.SUBJECT.key(List.of("hoà dông")));
  }

  @Test
  void keysAreTheseHashesOfKindAndInputs() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    byte[] learner = "LEARNER\u001fcode\u001ftmp 01".getBytes(StandardCharsets.UTF_8);
    byte[] subject = "SUBJECT\u001ftoan".getBytes(StandardCharsets.UTF_8);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");

    String pseudonym = KeyKind.LEARNER.pseudonym(SECRET, List.of("Code", "\u2003TMP \t01 "));
    String key = KeyKind.SUBJECT.key(List.of("TOAN"));

    assertThat(pseudonym)
        .isEqualTo(HexFormat.of().formatHex(mac.doFinal(learner)).substring(0, 32))
        .as("the second time")
        .isEqualTo(KeyKind.LEARNER.pseudonym(SECRET.clone(), List.of("code", "tmp 01")));
    assertThat(key)
        .isEqualTo(HexFormat.of().formatHex(sha.digest(subject)).substring(0, 32))
        .as("the second time")
        .isEqualTo(KeyKind.SUBJECT.key(List.of("toan")));
  }

  @Test
  void aKindIsFoundByItsName() {
    assertThat(KeyKind.parse("exam_council")).isEqualTo(KeyKind.EXAM_COUNCIL);
    assertThatThrownBy(() -> KeyKind.parse("exam_counsil"))
        .hasMessageContaining("Invalid kind of key: exam_counsil (did you mean exam_council?)");
  }

  @Test
  void aMissingInputIsTheMissingMemberNeverAHashOfNothing() {
    assertThat(KeyKind.EXAM_COUNCIL.key(Arrays.asList("50", null))).isEqualTo("-1");
    assertThat(KeyKind.EXAM_CANDIDATE.pseudonym(SECRET, Arrays.asList(null, "1"))).isEqualTo("-1");
  }

  @Test
  void theNumberOfInputsIsPartOfTheKind() {
    assertThatThrownBy(() -> KeyKind.PLACE.key(List.of("82")))
        .hasMessageContaining("1 inputs given ([level, code, valid_from])");
  }

  @Property
  void inputsNeverRunIntoEachOther(@ForAll String left, @ForAll String right) {
    String joined = KeyKind.EXAM_COUNCIL.key(List.of(left + "x", right));
    assertThat(joined).isNotEqualTo(KeyKind.EXAM_COUNCIL.key(List.of(left, "x" + right)));
  }

  @Property
  void aPseudonymDependsOnTheSecret(@ForAll String number) {
    assertThat(KeyKind.EXAM_CANDIDATE.pseudonym(SECRET, List.of("2017", number)))
        .isNotEqualTo(
            KeyKind.EXAM_CANDIDATE.pseudonym(
                "other".getBytes(StandardCharsets.UTF_8), List.of("2017", number)));
  }
}
