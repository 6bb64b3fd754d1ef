package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.models.TableName;
import vn.edulake.models.terminal.TextTable;

/** {@code lake quality}. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    description = "See how good the data are, and what of them is not known.",
    subcommands = {
      QualityScoreCommand.class,
      QualityDocsCommand.class,
      QualityProfileCommand.class,
      QualitySuggestCommand.class,
      QualityCommand.Unknown.class,
      QualityCommand.Unresolved.class
    })
final class QualityCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code lake quality unknown}. */
  @Command(
      name = "unknown",
      mixinStandardHelpOptions = true,
      description = {
        "Show by fact and column how many rows name an unknown member of a dimension: of the rows",
        "that the last run wrote which built the table."
      })
  static final class Unknown implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      TextTable table =
          new TextTable(
              "run", "table", "column", "rows", "missing", "not yet arrived", "unknown %");
      try (OpenLake lake = OpenLake.open(settings.load(), "lake quality")) {
        lake.operations()
            .jdbi()
            .useHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT DISTINCT ON (table_name, column_name) *
                            FROM ops.unknown_member
                            WHERE row_count > 0
                            ORDER BY table_name, column_name, run_id DESC
                            """)
                        .map(
                            (row, context) -> {
                              long rows = row.getLong("row_count");
                              long missing = row.getLong("missing_count");
                              long pending = row.getLong("pending_count");
                              table.row(
                                  row.getLong("run_id"),
                                  row.getString("table_name"),
                                  row.getString("column_name"),
                                  new TextTable.Count(rows),
                                  new TextTable.Count(missing),
                                  new TextTable.Count(pending),
                                  String.format(
                                      Locale.ROOT, "%.3f", 100.0 * (missing + pending) / rows));
                              return rows;
                            })
                        .list());
      }
      table.print(spec.commandLine().getOut(), format);
    }
  }

  /** {@code lake quality unresolved}. */
  @Command(
      name = "unresolved",
      mixinStandardHelpOptions = true,
      description = {
        "List codes that sources tell and that name nothing known: of schools, accounts, communes,",
        "classes, subjects; of learners and staff how many, by the account that tells them."
      })
  static final class Unresolved implements Runnable {
    private static final TableName TABLE = TableName.parse("core.unresolved_code");

    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description = "Of this kind only, e.g. school or subject.")
    private @Nullable String kind;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
      TextTable table =
          new TextTable("feed", "kind", "code", "codes", "rows", "first day", "last day");
      try (OpenLake lake = OpenLake.open(settings.load(), "lake quality")) {
        List<Record> found = new ArrayList<>();
        if (lake.catalogs().exists(TABLE)) {
          try (CloseableIterable<Record> rows =
              IcebergGenerics.read(lake.catalogs().load(TABLE)).build()) {
            rows.forEach(found::add);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        found.stream()
            .filter(row -> kind == null || kind.equals(row.getField("kind_code")))
            .sorted(
                java.util.Comparator.comparing((Record row) -> text(row, "kind_code"))
                    .thenComparing(row -> -(Long) row.getField("row_count"))
                    .thenComparing(row -> text(row, "code")))
            .forEach(
                row ->
                    table.row(
                        text(row, "source_code") + "." + text(row, "entity_code"),
                        text(row, "kind_code"),
                        text(row, "code"),
                        new TextTable.Count((Long) row.getField("code_count")),
                        new TextTable.Count((Long) row.getField("row_count")),
                        text(row, "first_date"),
                        text(row, "last_date")));
      }
      table.print(spec.commandLine().getOut(), format);
    }

    private static String text(Record row, String column) {
      Object value = row.getField(column);
      return value == null ? "" : value.toString();
    }
  }
}
