package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links, anchors and snippets of all pages. */
class PagesTest {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```[ \\t]*$");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\n]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: (\\S+) -->\n```[a-z]*\n(.*?)\n```", Pattern.DOTALL);

  private static List<String> links(Path page) {
    String text =
        INLINE_CODE.matcher(FENCE.matcher(Project.read(page)).replaceAll("")).replaceAll("");
    List<String> result = new ArrayList<>();
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      result.add(link.group(1));
    }
    return result;
  }

  private static boolean isOutside(String link) {
    return link.matches("[a-z]+:.*");
  }

  /** The file that a link names, relative to the project; the page itself for a bare anchor. */
  private static Path target(Path page, String link) {
    String file = link.replaceFirst("#.*", "");
    if (file.isEmpty()) {
      return page;
    }
    Path folder = page.getParent();
    return (folder == null ? Path.of(file) : folder.resolve(file)).normalize();
  }

  /** The anchors of a page, made from its headings as code hosts make them. */
  private static Set<String> anchors(Path page) {
    Set<String> result = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    Matcher heading = HEADING.matcher(FENCE.matcher(Project.read(page)).replaceAll(""));
    while (heading.find()) {
      String anchor =
          heading
              .group(1)
              .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
              .replace(' ', '-');
      int count = seen.merge(anchor, 1, Integer::sum);
      result.add(count == 1 ? anchor : anchor + "-" + (count - 1));
    }
    return result;
  }

  @Test
  void everyLinkLeadsToAFileAndItsAnchor() {
    List<String> broken = new ArrayList<>();
    for (Path page : Project.pages()) {
      for (String link : links(page)) {
        if (isOutside(link)) {
          continue;
        }
        Path target = target(page, link);
        int anchor = link.indexOf('#');
        boolean isThere = Files.exists(Project.root().resolve(target));
        if (!isThere || (anchor >= 0 && !anchors(target).contains(link.substring(anchor + 1)))) {
          broken.add(page + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageOfTheManualIsReachedFromItsContents() {
    Set<Path> reached = new HashSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(Path.of("docs/index.md")));
    while (!next.isEmpty()) {
      Path page = next.pop();
      if (reached.add(page)) {
        links(page).stream()
            .filter(link -> !isOutside(link))
            .map(link -> target(page, link))
            .filter(target -> target.toString().endsWith(".md"))
            .forEach(next::push);
      }
    }
    assertThat(Project.pages())
        .filteredOn(page -> page.startsWith("docs"))
        .isNotEmpty()
        .allMatch(reached::contains);
  }

  @Test
  void everySnippetIsAPartOfItsFile() {
    int count = 0;
    for (Path page : Project.pages()) {
      Matcher snippet = SNIPPET.matcher(Project.read(page));
      while (snippet.find()) {
        count++;
        assertThat(Project.read(Path.of(snippet.group(1))))
            .as("snippet of " + page)
            .contains(snippet.group(2));
      }
    }
    assertThat(count).isPositive();
  }

  @Test
  void everyLakeCommandOfAPageIsOne() {
    Set<String> known = new HashSet<>();
    Matcher heading =
        Pattern.compile("(?m)^## lake((?: [a-z]+)+)$")
            .matcher(Project.read(Path.of("docs/cli.md")));
    while (heading.find()) {
      known.add(heading.group(1).strip());
    }
    Set<String> groups = new HashSet<>();
    known.stream()
        .filter(name -> name.contains(" "))
        .forEach(name -> groups.add(name.substring(0, name.lastIndexOf(' '))));
    List<String> unknown = new ArrayList<>();
    Pattern command = Pattern.compile("\\./lake ([a-z]+)(?:[ \\t]+([a-z][a-z_-]*))?");
    for (Path page : Project.pages()) {
      Matcher used = command.matcher(Project.read(page));
      while (used.find()) {
        String name = used.group(1);
        boolean isGroup = groups.contains(name) && used.group(2) != null;
        if (!known.contains(isGroup ? name + " " + used.group(2) : name)) {
          unknown.add(page + ": " + used.group());
        }
      }
    }
    assertThat(groups).contains("dag", "scheduler");
    assertThat(unknown).isEmpty();
  }
}
