package vn.edulake.jobs.simulate.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VietnameseOrderTest {
  @Test
  void lettersOfTheAlphabetDecideBeforeTones() {
    List<String> ordered =
        List.of("Ái", "An", "Anh", "Ánh", "Ân", "Dũng", "Đạt", "Hoa", "Hòa", "Hoàn", "Ơn", "Thư");
    List<String> sorted = new ArrayList<>(ordered);
    Collections.reverse(sorted);

    sorted.sort(new VietnameseOrder());

    assertThat(sorted).isEqualTo(ordered);
  }

  @Test
  void betweenEqualLettersTonesDecideInTheirOrder() {
    List<String> sorted =
        new ArrayList<>(List.of("ma nặng", "mạ", "má", "mã", "mả", "mà", "ma", "ma a"));

    sorted.sort(new VietnameseOrder());

    assertThat(sorted).containsExactly("ma", "mà", "mả", "mã", "má", "mạ", "ma a", "ma nặng");
  }

  @Test
  void decomposedAndComposedTextsAreEqual() {
    String composed = "Nguyễn Thị Tường Ơn";

    assertThat(
            new VietnameseOrder()
                .compare(composed, Normalizer.normalize(composed, Normalizer.Form.NFD)))
        .isZero();
  }
}
