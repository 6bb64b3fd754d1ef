package vn.edulake.quality.expectation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;

/** The checks of a plan, in one Spark session, side by side. */
public final class CheckRun {
  private final SparkSession session;
  private final ResultFormat format;
  private final List<String> keys;
  private final Function<String, Optional<Table>> lake;
  private final Map<String, String> parameters;
  private final Clock clock;

  /**
   * A table of the lake.
   *
   * @param keys what names a row
   */
  public record Table(Dataset<Row> rows, List<String> keys) {}

  /**
   * What came out of one check.
   *
   * @param result empty when nothing could be checked
   * @param error why not
   * @param problems of a suite that is broken
   */
  public record Outcome(
      CheckPlan.Check check,
      Optional<ValidationResult> result,
      Optional<LakeException> error,
      List<SuiteText.Problem> problems,
      long milliseconds) {
    /** What a program exits with for it. */
    public int exitCode() {
      return error
          .map(LakeException::exitCode)
          .orElseGet(() -> result.map(found -> found.errors().isEmpty() ? 0 : 3).orElse(0));
    }
  }

  /**
   * @param keys the columns that name a row of a file; its number when there are none
   * @param lake the tables of the lake by name
   * @param parameters values for parameters of suites, which go before the suites' own
   */
  public CheckRun(
      SparkSession session,
      ResultFormat format,
      List<String> keys,
      Function<String, Optional<Table>> lake,
      Map<String, String> parameters,
      Clock clock) {
    this.session = session;
    this.format = format;
    this.keys = List.copyOf(keys);
    this.lake = lake;
    this.parameters = Map.copyOf(parameters);
    this.clock = clock;
    TextFunctions.register(session);
  }

  /**
   * Checks all of them and writes their results.
   *
   * @param atOnce so many go side by side
   */
  public List<Outcome> run(CheckPlan plan, int atOnce) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(atOnce, plan.checks().size()));
    try {
      List<Future<Outcome>> started = new ArrayList<>();
      for (CheckPlan.Check check : plan.checks()) {
        started.add(pool.submit(() -> one(plan, check)));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> future : started) {
        outcomes.add(wait(future));
      }
      return outcomes;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Outcome wait(Future<Outcome> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("A check was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LakeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Outcome one(CheckPlan plan, CheckPlan.Check check) {
    long started = System.nanoTime();
    List<SuiteText.Problem> problems = List.of();
    Optional<ValidationResult> result = Optional.empty();
    Optional<LakeException> error = Optional.empty();
    try {
      SuiteText text = SuiteText.read(check.suite());
      problems = text.problems();
      ExpectationSuite suite = withParameters(text.suite());
      result = Optional.of(validate(plan, check, suite));
    } catch (LakeException e) {
      error = Optional.of(e);
    } catch (Exception | StackOverflowError e) {
      // Spark throws checked exceptions that it does not declare.
      error = Optional.of(unreadable(check, e));
    }
    Outcome outcome =
        new Outcome(check, result, error, problems, (System.nanoTime() - started) / 1_000_000);
    try {
      check.result().ifPresent(file -> write(file, outcome));
      return outcome;
    } catch (ExternalError e) {
      // What was found is told all the same, and the other checks go on.
      return new Outcome(check, result, Optional.of(e), problems, outcome.milliseconds());
    }
  }

  private ExpectationSuite withParameters(ExpectationSuite suite) {
    if (parameters.isEmpty()) {
      return suite;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(suite.parameters());
    parameters.forEach((name, value) -> all.put(name, number(value)));
    return new ExpectationSuite(suite.name(), suite.expectations(), suite.meta(), all);
  }

  /** A parameter that looks like a number is one. */
  private static Object number(String text) {
    if (text.matches("[+-]?(0|[1-9]\\d{0,17})")) {
      return Long.parseLong(text);
    }
    return text.matches("[+-]?\\d+\\.\\d+") ? (Object) Double.parseDouble(text) : text;
  }

  private ValidationResult validate(CheckPlan plan, CheckPlan.Check check, ExpectationSuite suite) {
    SuiteRun run;
    if (check.file().isPresent()) {
      Dataset<Row> rows = new DataFile(check.file().get(), check.schema()).read(session);
      run = SuiteRun.on(rows).numbered().keys(keys);
    } else {
      Table table =
          lake.apply(check.data())
              .orElseThrow(
                  () ->
                      new UserError(
                          ErrorCode.CHECK_INPUT_MISSING,
                          "Cannot read data "
                              + check.data()
                              + ": there is no such file, and no table of the lake that is served"
                              + " has this name. "
                              + check.name()
                              + " was not checked."));
      run = SuiteRun.on(table.rows()).keys(keys.isEmpty() ? table.keys() : keys);
    }
    return run.format(format).clock(clock).tables(name -> otherTable(plan, name)).validate(suite);
  }

  /** Another table: the data of another check, by its name or path, or one of the lake. */
  private Optional<Dataset<Row>> otherTable(CheckPlan plan, String name) {
    for (CheckPlan.Check other : plan.checks()) {
      boolean isMeant =
          other.name().equals(name)
              || other.data().equals(name)
              || other
                  .file()
                  .map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", ""))
                  .filter(name::equals)
                  .isPresent();
      if (isMeant && other.file().isPresent()) {
        return Optional.of(
            DataFile.own(new DataFile(other.file().get(), other.schema()).read(session)));
      }
    }
    return lake.apply(name).map(Table::rows);
  }

  private static DataError unreadable(CheckPlan.Check check, Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf('\n');
    return new DataError(
        ErrorCode.FILE_UNREADABLE,
        "Cannot check "
            + check.data()
            + ": "
            + (end > 0 ? message.substring(0, end) : message)
            + ". "
            + check.name()
            + " was not checked.",
        failure);
  }

  private static void write(Path file, Outcome outcome) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, ValidationResult.text(json(outcome)));
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** As Great Expectations writes it; of what could not be checked, why. */
  public static Map<String, @Nullable Object> json(Outcome outcome) {
    if (outcome.result().isPresent()) {
      return outcome.result().get().toJson();
    }
    String line = outcome.error().map(LakeException::line).orElse("");
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    for (SuiteText.Problem problem : outcome.problems()) {
      Map<String, @Nullable Object> config = new LinkedHashMap<>();
      config.put("type", problem.type());
      config.put("kwargs", problem.kwargs());
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("success", false);
      one.put("expectation_config", config);
      one.put("result", Map.of());
      one.put("meta", Map.of());
      one.put("exception_info", exception(problem.toString()));
      results.add(one);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("success", false);
    json.put("results", results);
    json.put("suite_name", outcome.check().name());
    json.put("exception_info", exception(line));
    return json;
  }

  private static Map<String, @Nullable Object> exception(String message) {
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("raised_exception", true);
    info.put("exception_message", message);
    info.put("exception_traceback", message);
    return info;
  }
}
