package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.contract.SourceContracts;

class BytePatternTest {
  private static final String SIGNS = "0019AZaz_-. :/xđ";

  private static void assertSame(Pattern pattern, BytePattern bytes) {
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(14);
      String signs = i % 2 == 0 ? SIGNS : "0123456789";
      for (int j = 0; j < length; j++) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      byte[] encoded = ("__" + text).getBytes(StandardCharsets.UTF_8);
      assertThat(bytes.matches(encoded, 2, encoded.length - 2))
          .as("%s on '%s'", pattern, text)
          .isEqualTo(pattern.matcher(text).matches());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9]{10}",
        "\\d{8}",
        "\\d+",
        "[A-Z]{1,2}\\d*",
        "\\d{4}-\\d{2}",
        "x?\\d+\\.?",
        "[a-z_-]+",
        "\\d{1,3}",
        "[A-Za-z]+:[0-9]*",
        "",
        "[\\d.]{2,}"
      })
  void itMatchesAsTheRegularExpressionDoes(String text) {
    Pattern pattern = Pattern.compile(text);
    assertSame(pattern, BytePattern.of(pattern).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a|b", "(ab)+", "[^Z]*", "\\d+\\d", "x*x", "\\w+", ".*", "^a$", "\\d+?", "[a&&b]", "Đ",
        "\\d*+", "a?b?a", "\\p{L}"
      })
  void whatIsOfAnotherKindIsLeftToTheRegularExpression(String text) {
    Pattern pattern = Pattern.compile(text);
    assertThat(BytePattern.of(pattern)).isEmpty();
  }

  @Test
  void thePatternsOfTheContractsMatchAsTheyAre() {
    long covered =
        SourceContracts.load().all().stream()
            .flatMap(contract -> contract.columns().stream())
            .flatMap(column -> column.pattern().stream())
            .filter(pattern -> BytePattern.of(pattern).isPresent())
            .peek(pattern -> assertSame(pattern, BytePattern.of(pattern).orElseThrow()))
            .count();

    assertThat(covered).isPositive();
  }
}
