package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Feeds;

/** The feeds of the policy, and the example of the page on late deliveries. */
class FeedExampleTest {
  @Test
  void theExampleOfThePageCanBeRead() {
    String page = Project.read(Path.of("docs/runbooks/delivery-late.md"));
    Matcher block = Pattern.compile("```yaml\n(feeds:.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(block.find()).isTrue();

    assertThat(Feeds.parse(block.group(1)).all())
        .singleElement()
        .satisfies(feed -> assertThat(feed.except()).hasSize(9));
  }

  @Test
  void everyFeedOfThePolicyHasAContract() {
    SourceContracts contracts = SourceContracts.load();
    assertThat(Feeds.load().all())
        .allSatisfy(
            feed ->
                assertThat(contracts.all())
                    .anyMatch(
                        contract ->
                            contract.source().equals(feed.source())
                                && contract.entity().equals(feed.entity())));
  }
}
