package vn.edulake.jobs.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.quality.TableProfile;
import vn.edulake.models.terminal.TextTable;

/** {@code lake quality profile}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = {
      "Show what the values of a table look like, column by column.",
      "Values of people are counted and not shown."
    })
final class QualityProfileCommand implements Runnable {
  @Parameters(paramLabel = "TABLE", description = "The table, e.g. core.fct_enrolment.")
  private String name = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private TextTable.Format format = TextTable.Format.TABLE;

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Override
  public void run() {
    TableProfile profile = ProfiledTable.read(settings, name);
    TextTable table =
        new TextTable(
            "column",
            "type",
            "missing",
            "different",
            "least",
            "most",
            "mean",
            "deviation",
            "values");
    for (TableProfile.ColumnProfile column : profile.columns()) {
      table.row(
          column.name(),
          column.type().sql().toLowerCase(Locale.ROOT),
          new TextTable.Count(column.nullCount()),
          new TextTable.Count(column.distinctCount()),
          text(column.least()),
          text(column.most()),
          number(column.mean()),
          number(column.deviation()),
          column.isShown()
              ? column.values().stream().map(String::valueOf).collect(Collectors.joining(", "))
              : "(personal)");
    }
    if (format == TextTable.Format.TABLE) {
      spec.commandLine().getOut().println(profile.table() + ": " + profile.rowCount() + " rows");
    }
    table.print(spec.commandLine().getOut(), format);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable String number(@Nullable Double value) {
    return value == null ? null : String.format(Locale.ROOT, "%.4f", value);
  }
}
