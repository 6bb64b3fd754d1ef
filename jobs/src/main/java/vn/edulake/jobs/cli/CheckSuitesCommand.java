package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;
import vn.edulake.quality.expectation.CheckPlan;
import vn.edulake.quality.expectation.CheckRun;
import vn.edulake.quality.expectation.ExpectationResult;
import vn.edulake.quality.expectation.FailingRow;
import vn.edulake.quality.expectation.JUnitReport;
import vn.edulake.quality.expectation.ResultFormat;
import vn.edulake.quality.expectation.ValidationResult;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;

/** {@code lake check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Check files or tables of the lake against expectation suites of Great Expectations 1.x.",
      "Needs no running lake unless a table of it is named."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all expectations are met, or those that are not only warn",
      "2:a suite, the plan or a path is wrong; the other checks of the plan were made",
      "3:an expectation whose severity is critical is not met"
    })
final class CheckSuitesCommand implements Callable<Integer> {
  /** So many unexpected rows of one expectation are named to people. */
  private static final int NAMED = 5;

  /** More data than this are worth several parts in a shuffle. */
  private static final long LARGE = 256L << 20;

  /** Compiling code for less data than this costs more than it saves. */
  private static final long SMALL = 4L << 20;

  /** How an answer is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Mixin private LakeSettings settings = new LakeSettings();

  @Option(names = "--suite", paramLabel = "FILE", description = "The suite, in JSON.")
  private @Nullable String suite;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = {
        "What it is about: a file (.csv, .tsv, .jsonl, .parquet), or a served table of the lake,",
        "e.g. core.dim_place."
      })
  private @Nullable String data;

  @Option(
      names = "--schema",
      paramLabel = "DDL",
      description = {
        "Columns and types of a CSV or JSON file in Spark's DDL, e.g. 'id STRING, score DOUBLE'.",
        "Default: by what the values look like."
      })
  private @Nullable String schema;

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description = "Write the validation result of --suite as JSON into this file.")
  private @Nullable String result;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = {
        "Several checks in one session instead of one: YAML with",
        "checks: [{suite, data, schema, result, name}], paths relative to it."
      })
  private @Nullable Path plan;

  @Option(
      names = "--result-format",
      paramLabel = "LEVEL",
      description = {
        "How much a validation result tells: BOOLEAN_ONLY, BASIC, SUMMARY, COMPLETE.",
        "Default: ${DEFAULT-VALUE}."
      })
  private ResultFormat.Level level = ResultFormat.Level.SUMMARY;

  @Option(
      names = "--key",
      paramLabel = "COLUMN",
      description = {
        "A column that names a row; may be repeated. Default: the row's number in a file, the key",
        "of a table."
      })
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A value for a suite parameter; may be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write a report in the form of JUnit's XML into this file.")
  private @Nullable Path junit;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "What is printed: text or json. Default: text.")
  private Format format = Format.TEXT;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CheckPlan wanted = wanted();
    LakeConfig config = settings.load();
    boolean isLakeNeeded =
        wanted.checks().stream()
            .anyMatch(check -> check.file().isEmpty() && served(check.data()).isPresent());
    List<CheckRun.Outcome> outcomes;
    if (isLakeNeeded) {
      try (OpenLake lake = OpenLake.open(config, "lake check")) {
        outcomes =
            SparkSessions.own(config)
                .with(
                    lake.catalogs(),
                    new byte[32],
                    session -> run(wanted, session, name -> table(lake.catalogs(), session, name)));
      }
    } else {
      try (SparkSession session = ownSession(config, wanted)) {
        outcomes = run(wanted, session, name -> Optional.empty());
      }
    }
    if (junit != null) {
      JUnitReport.write(junit, outcomes);
    }
    print(outcomes);
    // A broken suite is told even when data are bad too.
    List<Integer> codes = outcomes.stream().map(CheckRun.Outcome::exitCode).toList();
    return codes.contains(4) ? 4 : codes.contains(2) ? 2 : codes.contains(3) ? 3 : 0;
  }

  private CheckPlan wanted() {
    if (plan != null) {
      if (suite != null || data != null || schema != null || result != null) {
        throw new UserError(
            ErrorCode.USAGE, "--plan stands instead of --suite, --data, --schema and --result");
      }
      return CheckPlan.load(plan);
    }
    if (suite == null || data == null) {
      throw new UserError(ErrorCode.USAGE, "Missing --suite and --data, or --plan");
    }
    return new CheckPlan(
        List.of(
            CheckPlan.Check.of(
                Path.of("").toAbsolutePath(),
                Optional.empty(),
                suite,
                data,
                Optional.ofNullable(schema),
                Optional.ofNullable(result))));
  }

  /** The table of this name, when readers see it. */
  private static Optional<TableName> served(String name) {
    return TableName.find(name).filter(table -> table.layer().zone() == Zone.SERVED);
  }

  private static Optional<CheckRun.Table> table(
      LakeCatalogs catalogs, SparkSession session, String name) {
    return served(name)
        .filter(catalogs::exists)
        .map(
            table ->
                new CheckRun.Table(
                    session.table(LakeCatalogs.sparkName(table)),
                    ModelGraph.load().find(table).map(TableSpec::key).orElse(List.of())));
  }

  /** A session that knows files only: it is there sooner than one with catalogs. */
  private static SparkSession ownSession(LakeConfig config, CheckPlan wanted) {
    long bytes = wanted.checks().stream().mapToLong(CheckSuitesCommand::bytes).max().orElse(0);
    SparkSession.Builder session =
        SparkSessions.plain(config, "edulake check")
            .config("spark.sql.shuffle.partitions", bytes > LARGE ? "8" : "1")
            .config("spark.sql.codegen.cache.maxEntries", "2000")
            .config("spark.sql.ui.retainedExecutions", "1");
    if (bytes <= SMALL) {
      session
          .config("spark.sql.codegen.wholeStage", "false")
          .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
          .config("spark.sql.adaptive.enabled", "false")
          .config("spark.sql.leafNodeDefaultParallelism", "1");
    }
    return session.getOrCreate();
  }

  private static long bytes(CheckPlan.Check check) {
    try {
      return check.file().isPresent() ? Files.size(check.file().get()) : 0;
    } catch (IOException e) {
      // Whoever reads it will say so.
      return 0;
    }
  }

  private List<CheckRun.Outcome> run(
      CheckPlan wanted, SparkSession session, Function<String, Optional<CheckRun.Table>> lake) {
    return new CheckRun(session, ResultFormat.of(level), keys, lake, parameters, Clock.systemUTC())
        .run(wanted, 2 * Runtime.getRuntime().availableProcessors());
  }

  private void print(List<CheckRun.Outcome> outcomes) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (format == Format.JSON) {
      for (CheckRun.Outcome outcome : outcomes) {
        out.print(ValidationResult.text(CheckRun.json(outcome)));
      }
    }
    for (CheckRun.Outcome outcome : outcomes) {
      outcome.error().map(LakeException::line).ifPresent(err::println);
      if (format == Format.TEXT) {
        outcome.result().ifPresent(found -> print(out, outcome, found));
      }
    }
    long errors =
        outcomes.stream()
            .flatMap(outcome -> outcome.result().stream())
            .mapToLong(found -> found.errors().size())
            .sum();
    if (errors > 0) {
      err.println(
          ErrorCode.CHECK_FAILED
              + " "
              + errors
              + (errors == 1 ? " expectation is" : " expectations are")
              + " not met whose severity is critical. Nothing was changed.");
    }
    out.flush();
    err.flush();
  }

  private static void print(PrintWriter out, CheckRun.Outcome outcome, ValidationResult found) {
    out.println(
        outcome.check().name()
            + ": "
            + found.results().stream().filter(ExpectationResult::isSuccess).count()
            + " of "
            + found.results().size()
            + " expectations of "
            + outcome.check().data()
            + " met, "
            + found.errors().size()
            + " errors, "
            + found.warnings().size()
            + " warnings");
    for (ExpectationResult one : found.results()) {
      if (one.isSuccess()) {
        continue;
      }
      out.println(
          "  "
              + one.expectation().severity()
              + " "
              + one.expectation().type().id()
              + " "
              + one.expectation().subject()
              + ": "
              + one.finding());
      for (FailingRow row : one.rows().subList(0, Math.min(NAMED, one.rows().size()))) {
        out.println("    " + row.name() + ": " + row.values());
      }
      if (one.unexpectedCount() > NAMED && one.rows().size() >= NAMED) {
        out.println("    and " + (one.unexpectedCount() - NAMED) + " more");
      }
    }
  }
}
