package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of the scheduler and the tests that hold them. */
class SchedulingSemanticsTest {
  private static final String PAGE = Project.read(Path.of("docs/scheduling-semantics.md"));
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final Pattern TEST =
      Pattern.compile("@(?:Test|ParameterizedTest|Property)\\b[\\s\\S]*?\\bvoid (\\w+)\\(");

  private static List<String> rows() {
    return PAGE.lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| row |"))
        .toList();
  }

  /** The tests of a class of the scheduler. */
  private static Set<String> tests(String name) {
    Path file =
        Project.files().stream()
            .filter(path -> path.startsWith("orchestration/src/test"))
            .filter(path -> path.endsWith(name + ".java"))
            .findFirst()
            .orElseThrow();
    Set<String> tests = new TreeSet<>();
    Matcher test = TEST.matcher(Project.read(file));
    while (test.find()) {
      tests.add(test.group(1));
    }
    return tests;
  }

  @Test
  void everyRuleNamesATestThatIsThere() {
    List<String> wrong = new ArrayList<>();
    for (String row : rows()) {
      Matcher named = NAMED.matcher(row);
      int count = 0;
      while (named.find()) {
        count++;
        if (!tests(named.group(1)).contains(named.group(2))) {
          wrong.add("no such test: " + named.group());
        }
      }
      if (count == 0) {
        wrong.add("no test: " + row);
      }
    }
    assertThat(rows()).hasSizeGreaterThan(40);
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyTestOfARuleStandsForOneThatIsTold() {
    assertThat(tests("SemanticsIT"))
        .hasSizeGreaterThan(20)
        .allSatisfy(test -> assertThat(PAGE).contains("`SemanticsIT." + test + "`"));
  }
}
