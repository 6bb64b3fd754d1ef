package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.cli.Lake;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.orchestration.command.Scheduling;
import vn.edulake.warehouse.config.Setting;

/** Pages that are written from the code. */
class GeneratedPagesTest {
  private static final List<String> SCHEDULERS = List.of("scheduler", "dag");

  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+)\\s");

  @Test
  void theErrorsAreThoseOfTheProgram() {
    StringBuilder table = new StringBuilder("| code | when | what to do |\n|---|---|---|\n");
    for (ErrorCode code : ErrorCode.values()) {
      table.append("| `%s` | %s | %s |\n".formatted(code, cell(code.when()), cell(code.remedy())));
    }
    GeneratedPart.isUpToDate("docs/errors.md", "errors", table.toString());
  }

  @Test
  void theScriptSaysNoOtherErrorsThanThePage() {
    TreeSet<String> said = new TreeSet<>();
    Matcher code =
        Pattern.compile("fail \"([A-Z]+_[A-Z_]+) ").matcher(Project.read(Path.of("lake")));
    while (code.find()) {
      said.add(code.group(1));
    }
    TreeSet<String> told = new TreeSet<>();
    String page = Project.read(Path.of("docs/errors.md"));
    Matcher row =
        Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|")
            .matcher(page.substring(page.indexOf("## Before the program starts")));
    while (row.find()) {
      told.add(row.group(1));
    }
    assertThat(told).isNotEmpty().isEqualTo(said);
  }

  @Test
  void theSettingsAreThoseOfTheProgram() {
    StringBuilder table =
        new StringBuilder("| key | environment | default | meaning |\n|---|---|---|---|\n");
    for (Setting setting : Setting.values()) {
      table.append(
          "| `%s` | `%s` | %s | %s |\n"
              .formatted(
                  setting.key(),
                  setting.environment(),
                  setting.absent().isEmpty() ? "" : "`" + setting.absent() + "`",
                  cell(setting.meaning())));
    }
    GeneratedPart.isUpToDate("docs/configuration.md", "settings", table.toString());
  }

  @Test
  void theCommandsSayWhatThePageSays() {
    StringBuilder page = new StringBuilder();
    describe(List.of(), page);
    GeneratedPart.isUpToDate("docs/cli.md", "commands", page.toString());
  }

  @Test
  void theLakeListsTheCommandsThatItsSchedulerHas() {
    for (String command : SCHEDULERS) {
      String told = help(List.of(command));
      String known = said(() -> Scheduling.execute(command, "--help"));
      assertThat(commands(told)).as(command).isNotEmpty().isEqualTo(commands(known));
    }
  }

  /** The names and descriptions of the commands of a help text, however its lines are broken. */
  private static String commands(String help) {
    return help.substring(help.indexOf("\nCommands:")).replaceAll("\\s+", " ").strip();
  }

  private static void describe(List<String> command, StringBuilder page) {
    String help = help(command);
    page.append("\n## lake ").append(String.join(" ", command));
    page.setLength(page.toString().stripTrailing().length());
    page.append("\n\n```\n").append(help.stripTrailing()).append("\n```\n");
    int commands = help.indexOf("\nCommands:");
    if (commands < 0) {
      return;
    }
    int end = help.indexOf("\n\n", commands);
    Matcher name = COMMAND.matcher(help.substring(commands, end < 0 ? help.length() : end));
    while (name.find()) {
      if (!name.group(1).equals("help")) {
        List<String> inner = new ArrayList<>(command);
        inner.add(name.group(1));
        describe(inner, page);
      }
    }
  }

  private static String help(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");
    String[] words = arguments.toArray(String[]::new);
    // What follows the name of such a command is for the program of the scheduler to say.
    boolean isScheduler = command.size() > 1 && SCHEDULERS.contains(command.get(0));
    return said(() -> isScheduler ? Scheduling.execute(words) : Lake.execute(words));
  }

  private static String said(IntSupplier program) {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(program.getAsInt()).isZero();
    } finally {
      System.setOut(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
