package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The questions in the notebooks only ask. */
class NotebooksTest {
  private static List<Path> notebooks() {
    return Project.files().stream()
        .filter(file -> file.startsWith("notebooks") && file.toString().endsWith(".sql"))
        .toList();
  }

  @Test
  void everyStatementReadsAndSaysWhatItAsks() {
    assertThat(notebooks()).isNotEmpty();
    for (Path notebook : notebooks()) {
      Stream.of(Project.read(notebook).split(";", -1))
          .forEach(
              statement -> {
                assertThat(statement.strip()).as(notebook.toString()).startsWith("-- ");
                assertThat(statement.replaceAll("(?m)^--.*$", "").strip())
                    .as(notebook.toString())
                    .matches("(?s)(SELECT|WITH)\\s.*");
              });
    }
  }

  @Test
  void everyNotebookStandsInTheirContents() {
    String contents = Project.read(Path.of("notebooks/README.md"));
    for (Path notebook : notebooks()) {
      assertThat(contents).contains("(" + notebook.getFileName() + ")");
    }
  }
}
