package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a page that is written from the code; {@code -Dgolden=update} writes it anew. */
final class GeneratedPart {
  private GeneratedPart() {}

  static void isUpToDate(String page, String name, String wanted) {
    Path file = Path.of(page);
    String text = Project.read(file);
    Matcher part =
        Pattern.compile(
                "(<!-- generated: " + name + " -->\n)(.*?)(<!-- /generated -->)", Pattern.DOTALL)
            .matcher(text);
    assertThat(part.find()).as(page + " has a part generated: " + name).isTrue();
    if ("update".equals(System.getProperty("golden"))) {
      String updated = text.substring(0, part.start(2)) + wanted + text.substring(part.end(2));
      try {
        Files.writeString(Project.root().resolve(file), updated);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    assertThat(part.group(2))
        .as("%s, part %s; -Dgolden=update writes it anew", page, name)
        .isEqualTo(wanted);
  }
}
