package vn.edulake.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  @TempDir private Path folder;

  @Test
  void aSectionTakesThePlaceOfTheOneWithItsHeading() throws IOException {
    Path page = folder.resolve("page.md");

    ReportPage.write(page, "Performance", "Load", "one\n");
    ReportPage.write(page, "Performance", "A school year", "two");
    ReportPage.write(page, "Performance", "Load", "### Part\n\nthree");

    assertThat(Files.readString(page))
        .isEqualTo(
            """
            # Performance

            ## Load

            ### Part

            three

            ## A school year

            two
            """);
  }

  @Test
  void aPageThatBeginsWithItsSectionHasNoTitleAbove() {
    assertThat(ReportPage.with("## Load\n\nold\n", "Load", "new"))
        .contains("new")
        .doesNotContain("old");
  }
}
