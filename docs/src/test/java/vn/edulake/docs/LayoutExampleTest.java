package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;

/** The example of the page on layouts, put into the contract that it speaks of. */
class LayoutExampleTest {
  private static final Path PAGE = Path.of("docs/how-to/add-a-layout.md");
  private static final String FILE = "vn_exam__candidate.yml";

  private static String example(String part) {
    Matcher block =
        Pattern.compile(
                "<!-- contract " + part + ": vn_exam__candidate -->\n```yaml\n(.*?)```",
                Pattern.DOTALL)
            .matcher(Project.read(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void theContractTakesAnotherYearByYamlAlone() {
    String text = Project.read(Path.of("models/src/main/resources/lake/raw", FILE));
    for (String line : example("columns").split("\n", -1)) {
      String column = line.strip().replaceFirst(":.*", "");
      if (!column.isEmpty()) {
        text = text.replaceFirst("(?m)^  " + column + ": .*$", Matcher.quoteReplacement(line));
      }
    }
    String layout = example("layout");
    text = text.replace("  - name: publication_2017\n", layout + "  - name: publication_2017\n");

    SourceContract contract = SourceContract.parse(FILE, text);

    assertThat(contract.layouts().stream().map(Layout::name))
        .containsSubsequence("publication_2018", "publication_2017");
    assertThat(contract.column("candidate_number").headers()).contains("Số báo danh");
    Layout added =
        contract.layouts().stream()
            .filter(candidate -> candidate.name().equals("publication_2018"))
            .findFirst()
            .orElseThrow();
    assertThat(added.constant("exam_year")).contains("2018");
    assertThat(added.fromPath()).containsKey("publication");
  }
}
