package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.terminal.TextTable;

/** {@code lake simulate}. */
@Command(
    name = "simulate",
    subcommands = {CheckCommand.class, ScoreCommand.class},
    mixinStandardHelpOptions = true,
    description = {
      "Let a province that does not exist live, and write what its systems send.",
      "The same seed gives the same bytes."
    })
final class SimulateCommand implements Callable<Integer> {
  private static final Pattern YEARS = Pattern.compile("(\\d{4})-(\\d{4}|\\d{2})");

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description =
          "What is assumed of the province: a profile that comes with the program, or a YAML file."
              + " Default: ${DEFAULT-VALUE}.")
  private String profile = "dong_thap";

  @Option(
      names = "--scale",
      paramLabel = "SCALE",
      description = "school, district, province, or a number of learners.")
  private String scale = "";

  @Option(
      names = "--from",
      paramLabel = "SCHOOL_YEAR",
      description = "First school year, 2024-25, or 2025 by the year in which it ends.")
  private String from = "";

  @Option(
      names = "--years",
      paramLabel = "Y",
      description = "How many school years. Default: ${DEFAULT-VALUE}.")
  private int years = 1;

  @Option(
      names = "--history",
      paramLabel = "H",
      description = "Years before that are told in yearly figures. Default: ${DEFAULT-VALUE}.")
  private int history;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "A number; another one gives another province.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where files are written; empty or not there.")
  private @Nullable Path out;

  @Option(
      names = "--defects",
      paramLabel = "on|off",
      description = "Whether some files are wrong, as answer_key.jsonl tells. Default: on.")
  private String defects = "on";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many files are written at the same time. Default: the cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!List.of("on", "off").contains(defects)) {
      throw new UserError(ErrorCode.USAGE, "Invalid --defects: " + defects + " (on or off)");
    }
    List<String> missing = new ArrayList<>();
    if (scale.isEmpty()) {
      missing.add("--scale");
    }
    if (from.isEmpty()) {
      missing.add("--from");
    }
    if (seed == null) {
      missing.add("--seed");
    }
    if (out == null) {
      missing.add("--out");
    }
    if (seed == null || out == null || !missing.isEmpty()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Missing options: " + String.join(", ", missing) + ". See `lake simulate --help`.");
    }
    PrintWriter answer = spec.commandLine().getOut();
    Path project = Path.of(System.getProperty("lake.project", "")).toAbsolutePath();
    Simulation.Request request =
        new Simulation.Request(
            Profile.load(profile),
            Scale.parse(scale),
            year(from),
            years,
            history,
            seed,
            out,
            defects.equals("on"),
            threads);
    PrintWriter err = spec.commandLine().getErr();
    Simulation.Written written =
        new Simulation(request, project.resolve("jobs/bundled/vn-admin-units"), err::println).run();
    TextTable table = new TextTable("feed", "files", "rows");
    written
        .files()
        .forEach(
            (feed, files) ->
                table.row(
                    feed,
                    new TextTable.Count(files),
                    new TextTable.Count(written.rows().get(feed))));
    table.print(answer, TextTable.Format.TABLE);
    return 0;
  }

  /** A school year by the year in which it ends. */
  static int year(String text) {
    Matcher matcher = YEARS.matcher(text);
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1));
      String last = matcher.group(2);
      if (Integer.parseInt(last) % 100 == (first + 1) % 100) {
        return first + 1;
      }
    } else if (text.matches("\\d{4}")) {
      return Integer.parseInt(text);
    }
    throw new UserError(
        ErrorCode.USAGE, "Invalid school year: " + text + " (2024-25, 2024-2025 or 2025)");
  }
}
