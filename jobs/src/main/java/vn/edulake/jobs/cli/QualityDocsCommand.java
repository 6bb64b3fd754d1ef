package vn.edulake.jobs.cli;

import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.quality.DataDocs;

/** {@code lake quality docs}. */
@Command(
    name = "docs",
    mixinStandardHelpOptions = true,
    description = {
      "Write Data Docs: a static site of what is checked, the last results of each check and keys of",
      "rows that failed, without personal data, in Vietnamese and English."
    })
final class QualityDocsCommand implements Runnable {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the site; made when there is none.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public void run() {
    try (OpenLake lake = OpenLake.open(settings.load(), "lake quality docs")) {
      int pages =
          new DataDocs(lake.operations().jdbi(), lake.config().zone())
              .write(out, Clock.systemUTC().instant());
      spec.commandLine().getOut().println(pages + " pages in " + out);
    }
  }
}
