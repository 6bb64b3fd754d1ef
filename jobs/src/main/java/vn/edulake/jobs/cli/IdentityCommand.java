package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.identity.Decision;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.whois.DoubtfulPair;
import vn.edulake.jobs.whois.IdentityDesk;
import vn.edulake.jobs.whois.LearnerStatement;
import vn.edulake.jobs.whois.PastDecision;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.warehouse.ops.AccessLog;

/** {@code lake identity}. */
@Command(
    name = "identity",
    mixinStandardHelpOptions = true,
    description = "See who is who among learners, and decide where it is doubtful.",
    subcommands = {
      IdentityCommand.Review.class,
      IdentityCommand.Show.class,
      IdentityCommand.Same.class,
      IdentityCommand.Different.class,
      IdentityCommand.Split.class,
      IdentityCommand.Undo.class,
      IdentityCommand.Log.class
    })
final class IdentityCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What shows names is noted before it is read. */
  private abstract static class Shown implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "table, csv or json. Default: table.")
    private TextTable.Format format = TextTable.Format.TABLE;

    @Spec private CommandSpec spec;

    abstract String purpose();

    abstract TextTable header();

    /** Adds rows; returns how many learners' or decisions' data they show. */
    abstract long fill(IdentityDesk desk, TextTable table);

    @Override
    public void run() {
      Clock clock = Clock.systemUTC();
      String command = "lake identity " + spec.name();
      TextTable table = header();
      long access;
      try (OpenLake lake = OpenLake.open(settings.load(), command)) {
        AccessLog log = new AccessLog(lake.operations().jdbi(), clock);
        access = log.begin(System.getProperty("user.name", "unknown"), lake.client(), purpose());
        log.end(access, fill(desk(lake, clock), table));
      }
      table.print(spec.commandLine().getOut(), format);
      PrintWriter err = spec.commandLine().getErr();
      err.println("Noted in ops.access_log under " + access + ".");
      err.flush();
    }
  }

  private static IdentityDesk desk(OpenLake lake, Clock clock) {
    return new IdentityDesk(lake.catalogs(), lake.config().home(), clock);
  }

  /** {@code lake identity review}. */
  @Command(
      name = "review",
      mixinStandardHelpOptions = true,
      description = {
        "List pairs of statements of which nobody has said whether they are about one learner.",
        "It shows names, birth dates and codes: each use is noted in ops.access_log."
      })
  static final class Review extends Shown {
    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many pairs. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    @Override
    String purpose() {
      return "doubtful pairs of learners";
    }

    @Override
    TextTable header() {
      return new TextTable(
          "pair",
          "left",
          "score",
          "evidence",
          "learner",
          "source",
          "school",
          "name",
          "born",
          "code",
          "personal number");
    }

    @Override
    long fill(IdentityDesk desk, TextTable table) {
      List<DoubtfulPair> pairs = desk.review();
      pairs.stream()
          .limit(limit)
          .forEach(
              pair -> {
                row(table, pair, pair.one());
                row(table, pair, pair.other());
              });
      return Math.min(limit, pairs.size());
    }

    /** Both sides of a pair have a row, so that they stand one below the other. */
    private static void row(TextTable table, DoubtfulPair pair, LearnerStatement side) {
      table.row(
          pair.pairId(),
          pair.left().name().toLowerCase(Locale.ROOT),
          pair.score() == null ? null : pair.score().toPlainString(),
          pair.evidence(),
          side.learnerKey(),
          side.source(),
          side.school(),
          side.name(),
          shown(side.birthDate()),
          side.code(),
          side.personalNumber());
    }
  }

  /** {@code lake identity show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Show what is said of a learner, by whom, and why it counts as this learner's.",
        "It shows names, birth dates and codes: each use is noted in ops.access_log."
      })
  static final class Show extends Shown {
    @Parameters(paramLabel = "LEARNER_KEY", description = "Key of the learner.")
    private String learnerKey = "";

    @Override
    String purpose() {
      return "statements about learner " + learnerKey;
    }

    @Override
    TextTable header() {
      return new TextTable(
          "statement",
          "source",
          "school",
          "number",
          "name",
          "born",
          "sex",
          "code",
          "personal number",
          "first day",
          "last day",
          "linked by",
          "score",
          "evidence");
    }

    @Override
    long fill(IdentityDesk desk, TextTable table) {
      List<LearnerStatement> statements = desk.learner(learnerKey);
      for (LearnerStatement one : statements) {
        table.row(
            one.statementKey(),
            one.source(),
            one.school(),
            one.localNumber(),
            one.name(),
            shown(one.birthDate()),
            one.sex(),
            one.code(),
            one.personalNumber(),
            shown(one.firstStated()),
            shown(one.lastStated()),
            one.method(),
            one.score() == null ? null : one.score().toPlainString(),
            one.evidence());
      }
      return statements.size();
    }
  }

  /** {@code lake identity log}. */
  @Command(
      name = "log",
      mixinStandardHelpOptions = true,
      description = {
        "List what was decided, in the order in which it was, and what was taken back.",
        "Reasons may name persons: each use is noted in ops.access_log."
      })
  static final class Log extends Shown {
    @Override
    String purpose() {
      return "decisions about who is who";
    }

    @Override
    TextTable header() {
      return new TextTable(
          "decision",
          "kind",
          "statements",
          "others",
          "decided at",
          "by",
          "reason",
          "undone at",
          "undone by");
    }

    @Override
    long fill(IdentityDesk desk, TextTable table) {
      List<PastDecision> decisions = desk.decisions();
      for (PastDecision one : decisions) {
        table.row(
            one.decision().id(),
            kind(one.decision()),
            new TextTable.Count(one.decision().statements().size()),
            new TextTable.Count(one.decision().others().size()),
            shown(one.decidedAt()),
            one.decidedBy(),
            one.reason(),
            shown(one.undoneAt()),
            one.undoneBy());
      }
      return decisions.size();
    }
  }

  /** Days, instants and nothing. */
  private static @Nullable String shown(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static String kind(Decision decision) {
    return decision.kind().name().toLowerCase(Locale.ROOT);
  }

  /** What hands in a decision. */
  private abstract static class Deciding implements Runnable {
    @Mixin private LakeSettings settings = new LakeSettings();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the decision.")
    private @Nullable String reason;

    @Option(names = "--dry-run", description = "Say what would be handed in; change nothing.")
    private boolean dryRun;

    @Spec private CommandSpec spec;

    /** What is to be handed in. */
    abstract HandedIn handedIn(IdentityDesk desk);

    @Override
    public void run() {
      try (OpenLake lake = OpenLake.open(settings.load(), "lake identity " + spec.name())) {
        HandedIn what = handedIn(desk(lake, Clock.systemUTC()));
        if (!dryRun) {
          what.delivery()
              .deliver(
                  System.getProperty("user.name", "unknown"), reason, lake.ingest(progress -> {}));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(
            dryRun
                ? "Would be: " + what.words() + "."
                : what.words() + ". The next `lake run` follows it.");
        out.flush();
      }
    }
  }

  /** How something is handed in. */
  private interface Delivery {
    void deliver(String by, @Nullable String reason, Ingest ingest);
  }

  /** What is handed in, in words, and how. */
  private record HandedIn(String words, Delivery delivery) {
    static HandedIn of(IdentityDesk desk, Decision decision) {
      return new HandedIn(
          "Decision " + decision.id() + ": " + IdentityCommand.words(decision),
          (by, reason, ingest) -> desk.deliver(decision, by, reason, ingest));
    }
  }

  private static String words(Decision decision) {
    int some = decision.statements().size();
    int others = decision.others().size();
    return switch (decision.kind()) {
      case SAME -> some + " statements are about one learner";
      case DIFFERENT -> some + " and " + others + " statements are about two learners";
      case SPLIT -> some + " statements are about another learner than " + others + " others";
    };
  }

  /** {@code lake identity same}. */
  @Command(
      name = "same",
      mixinStandardHelpOptions = true,
      description = "Decide that two learners, or the two of a doubtful pair, are one.")
  static final class Same extends Deciding {
    @Parameters(
        arity = "1..2",
        paramLabel = "LEARNER_KEY",
        description = "Two keys of learners, or one pair of `lake identity review`.")
    private List<String> names = List.of();

    @Override
    HandedIn handedIn(IdentityDesk desk) {
      return HandedIn.of(
          desk,
          names.size() == 1 ? desk.same(names.get(0)) : desk.same(names.get(0), names.get(1)));
    }
  }

  /** {@code lake identity different}. */
  @Command(
      name = "different",
      mixinStandardHelpOptions = true,
      description = "Decide that two learners, or the two of a doubtful pair, are two.")
  static final class Different extends Deciding {
    @Parameters(
        arity = "1..2",
        paramLabel = "LEARNER_KEY",
        description = "Two keys of learners, or one pair of `lake identity review`.")
    private List<String> names = List.of();

    @Override
    HandedIn handedIn(IdentityDesk desk) {
      return HandedIn.of(
          desk,
          names.size() == 1
              ? desk.different(names.get(0))
              : desk.different(names.get(0), names.get(1)));
    }
  }

  /** {@code lake identity split}. */
  @Command(
      name = "split",
      mixinStandardHelpOptions = true,
      description = "Decide that some statements about a learner are about another one.")
  static final class Split extends Deciding {
    @Parameters(index = "0", paramLabel = "LEARNER_KEY", description = "Key of the learner.")
    private String learnerKey = "";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "STATEMENT",
        description = "Statements of `lake identity show`.")
    private List<String> statements = List.of();

    @Override
    HandedIn handedIn(IdentityDesk desk) {
      return HandedIn.of(desk, desk.split(learnerKey, statements));
    }
  }

  /** {@code lake identity undo}. */
  @Command(
      name = "undo",
      mixinStandardHelpOptions = true,
      description = {
        "Take a decision back. The next run links as if it had not been made; what else was",
        "decided stands."
      })
  static final class Undo extends Deciding {
    @Parameters(paramLabel = "DECISION", description = "A decision of `lake identity log`.")
    private String decisionId = "";

    @Override
    HandedIn handedIn(IdentityDesk desk) {
      PastDecision decision = desk.standing(decisionId);
      return new HandedIn(
          "Decision " + decisionId + " is undone: not that " + words(decision.decision()),
          (by, reason, ingest) -> desk.undo(decision, by, reason, ingest));
    }
  }
}
