package vn.edulake.jobs.whois;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.identity.Decision;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * Looks up learners as the last release links them, and hands in decisions.
 *
 * <p>Decisions name statements, not learners: they hold whatever keys learners have later. Each is
 * a file under {@code landing/identity} of the lake's home, of one JSON line, taken in at once.
 */
public final class IdentityDesk {
  /** The source whose deliveries are decisions. */
  public static final String SOURCE = "identity";

  private static final TableName LINKS = TableName.parse("vault.learner_link");
  private static final TableName STATEMENTS = TableName.parse("vault.learner_statement");
  private static final TableName REVIEW = TableName.parse("vault.learner_review");
  private static final TableName DECISIONS = TableName.parse("raw.identity__decision");
  private static final String STATEMENT_KEY = "statement_key";
  private static final String LEARNER_KEY = "learner_key";

  private static final String HINT = "`lake identity review` shows pairs and learners.";
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String ID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final JsonFactory JSON = new JsonFactory();

  private final LakeCatalogs catalogs;
  private final Path landing;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * A desk.
   *
   * @param home the lake's home
   */
  public IdentityDesk(LakeCatalogs catalogs, Path home, Clock clock) {
    this.catalogs = catalogs;
    this.landing = home.resolve("landing").resolve(SOURCE);
    this.clock = clock;
  }

  // What the last release says.

  /** The open pairs, those whose learners are linked meanwhile first, then the surest first. */
  public List<DoubtfulPair> review() {
    List<Record> pairs = new ArrayList<>();
    Set<String> wanted = new HashSet<>();
    each(
        REVIEW,
        Expressions.alwaysTrue(),
        pair -> {
          pairs.add(pair.copy());
          wanted.add(text(pair, STATEMENT_KEY));
          wanted.add(text(pair, "other_statement_key"));
        });
    Map<String, LearnerStatement> statements = statements(wanted);
    List<DoubtfulPair> result = new ArrayList<>();
    for (Record pair : pairs) {
      LearnerStatement one = statements.get(text(pair, STATEMENT_KEY));
      LearnerStatement other = statements.get(text(pair, "other_statement_key"));
      if (one != null && other != null) {
        result.add(
            new DoubtfulPair(
                one,
                other,
                (BigDecimal) pair.getField("score"),
                text(pair, "evidence"),
                DoubtfulPair.Left.valueOf(text(pair, "left_code").toUpperCase(Locale.ROOT))));
      }
    }
    result.sort(
        Comparator.comparing(DoubtfulPair::left)
            .thenComparingDouble(pair -> pair.score() == null ? -1 : -pair.score().doubleValue())
            .thenComparing(pair -> pair.pairId()));
    return result;
  }

  /**
   * What is said of a learner, by source and day.
   *
   * @throws UserError {@code IDENTITY_UNKNOWN}
   */
  public List<LearnerStatement> learner(String learnerKey) {
    List<LearnerStatement> result =
        new ArrayList<>(statements(new HashSet<>(statementKeys(learnerKey))).values());
    result.sort(
        Comparator.comparing(LearnerStatement::source)
            .thenComparing(LearnerStatement::firstStated)
            .thenComparing(LearnerStatement::statementKey));
    return result;
  }

  private Map<String, LearnerStatement> statements(Set<String> wanted) {
    Map<String, LearnerStatement> result = new HashMap<>();
    if (wanted.isEmpty()) {
      return result;
    }
    Map<String, Record> links = new HashMap<>();
    each(
        LINKS,
        Expressions.alwaysTrue(),
        link -> {
          if (wanted.contains(text(link, STATEMENT_KEY))) {
            links.put(text(link, STATEMENT_KEY), link.copy());
          }
        });
    each(
        STATEMENTS,
        Expressions.alwaysTrue(),
        statement -> {
          Record link = links.get(text(statement, STATEMENT_KEY));
          if (link != null) {
            result.put(text(statement, STATEMENT_KEY), LearnerStatement.of(statement, link));
          }
        });
    return result;
  }

  /** The keys of a learner's statements, in order. */
  private List<String> statementKeys(String learnerKey) {
    Set<String> keys = new TreeSet<>();
    each(
        LINKS,
        Expressions.equal(LEARNER_KEY, learnerKey),
        link -> keys.add(text(link, STATEMENT_KEY)));
    if (keys.isEmpty()) {
      throw unknown("learner", learnerKey, HINT);
    }
    return List.copyOf(keys);
  }

  // Decisions.

  /** All that was decided, in the order in which it was; what was taken back, too. */
  public List<PastDecision> decisions() {
    List<PastDecision.Event> events = new ArrayList<>();
    each(
        DECISIONS,
        Expressions.alwaysTrue(),
        row ->
            events.add(
                new PastDecision.Event(
                    new Decision(
                        text(row, "decision_id"),
                        Decision.Kind.valueOf(text(row, "kind_code").toUpperCase(Locale.ROOT)),
                        List.of(text(row, "statement_keys").split(" ")),
                        row.getField("other_statement_keys") == null
                            ? List.of()
                            : List.of(text(row, "other_statement_keys").split(" "))),
                    Integer.parseInt(text(row, "version")),
                    text(row, "event_code").equals("UNDO"),
                    Instant.parse(text(row, "decided_at")),
                    text(row, "decided_by"),
                    (String) row.getField("reason"))));
    return PastDecision.of(events);
  }

  /**
   * That two learners are one.
   *
   * @throws UserError {@code IDENTITY_UNKNOWN}; {@code USAGE} when it is one learner
   */
  public Decision same(String learnerKey, String otherKey) {
    refuseOne(learnerKey, otherKey);
    return decision(
        Decision.Kind.SAME, joined(statementKeys(learnerKey), statementKeys(otherKey)), List.of());
  }

  /** That the two statements of an open pair are about one learner. */
  public Decision same(String pairId) {
    DoubtfulPair pair = pair(pairId);
    return pair.left() == DoubtfulPair.Left.APART
        ? same(pair.one().learnerKey(), pair.other().learnerKey())
        : decision(
            Decision.Kind.SAME,
            joined(List.of(pair.one().statementKey()), List.of(pair.other().statementKey())),
            List.of());
  }

  /** That two learners are two. */
  public Decision different(String learnerKey, String otherKey) {
    refuseOne(learnerKey, otherKey);
    return decision(Decision.Kind.DIFFERENT, statementKeys(learnerKey), statementKeys(otherKey));
  }

  /**
   * That the two statements of an open pair are about two learners. Where they are linked
   * meanwhile, the next run finds out to whom of the two the learner's other statements belong.
   */
  public Decision different(String pairId) {
    DoubtfulPair pair = pair(pairId);
    return pair.left() == DoubtfulPair.Left.APART
        ? different(pair.one().learnerKey(), pair.other().learnerKey())
        : decision(
            Decision.Kind.DIFFERENT,
            List.of(pair.one().statementKey()),
            List.of(pair.other().statementKey()));
  }

  /**
   * That some statements of a learner are about another one.
   *
   * @throws UserError {@code IDENTITY_UNKNOWN} when a statement is not the learner's; {@code USAGE}
   *     when none of the learner's statements is left
   */
  public Decision split(String learnerKey, List<String> statements) {
    List<String> all = statementKeys(learnerKey);
    Set<String> chosen = new TreeSet<>(statements);
    for (String statement : chosen) {
      if (!all.contains(statement)) {
        throw unknown(
            "statement of learner " + learnerKey,
            statement,
            "`lake identity show " + learnerKey + "` lists them.");
      }
    }
    List<String> rest = all.stream().filter(key -> !chosen.contains(key)).toList();
    if (rest.isEmpty()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Cannot split learner "
              + learnerKey
              + ": these are all statements about it. Name those of one of the two.");
    }
    return decision(Decision.Kind.SPLIT, List.copyOf(chosen), rest);
  }

  /**
   * A decision that stands.
   *
   * @throws UserError {@code IDENTITY_UNKNOWN} when there is none; {@code USAGE} when it was taken
   *     back before
   */
  public PastDecision standing(String decisionId) {
    PastDecision found =
        decisions().stream()
            .filter(one -> one.decision().id().equals(decisionId))
            .findFirst()
            .orElseThrow(
                () -> unknown("decision", decisionId, "`lake identity log` lists decisions."));
    if (!found.stands()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Cannot undo " + decisionId + ": it was undone at " + found.undoneAt() + ".");
    }
    return found;
  }

  private DoubtfulPair pair(String pairId) {
    List<DoubtfulPair> found =
        review().stream().filter(pair -> pair.pairId().equals(pairId)).toList();
    if (found.size() != 1) {
      throw unknown("pair", pairId, HINT);
    }
    return found.get(0);
  }

  private static void refuseOne(String learnerKey, String otherKey) {
    if (learnerKey.equals(otherKey)) {
      throw new UserError(
          ErrorCode.USAGE, "Both are one learner: " + learnerKey + ". Name two learners.");
    }
  }

  private static UserError unknown(String what, String value, String hint) {
    return new UserError(
        ErrorCode.IDENTITY_UNKNOWN, "Unknown " + what + ": " + value + ". " + hint);
  }

  private static List<String> joined(List<String> some, List<String> others) {
    Set<String> result = new TreeSet<>(some);
    result.addAll(others);
    return List.copyOf(result);
  }

  private Decision decision(Decision.Kind kind, List<String> statements, List<String> others) {
    StringBuilder id = new StringBuilder(ID_TIME.format(clock.instant()));
    for (int i = 0; i < 4; i++) {
      id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
    }
    return new Decision(id.toString(), kind, statements, others);
  }

  // Deliveries.

  /** Hands in a decision that was just made. */
  public void deliver(Decision decision, String by, @Nullable String reason, Ingest ingest) {
    deliver(decision, 1, "DECIDE", by, reason, ingest);
  }

  /** Takes a decision back. */
  public void undo(PastDecision decision, String by, @Nullable String reason, Ingest ingest) {
    deliver(decision.decision(), decision.version() + 1, "UNDO", by, reason, ingest);
  }

  private void deliver(
      Decision decision,
      int version,
      String event,
      String by,
      @Nullable String reason,
      Ingest ingest) {
    Path file = landing.resolve("decision_" + decision.id() + "_" + version + ".jsonl");
    try {
      Files.createDirectories(landing);
      // A temporary file is readable by its owner alone.
      Path draft = Files.createTempFile(landing, "draft", ".tmp");
      Files.writeString(draft, line(decision, version, event, by, reason) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + file + ": " + e.getMessage(), e);
    }
    IngestReport report = ingest.runPending(SOURCE, landing);
    for (FileReport one : report.files()) {
      if (one.status() != FileReport.Status.LOADED || one.rejected() > 0) {
        throw new IllegalStateException(
            "Decision " + one.file() + " was not taken in: " + one.status() + " " + one.reason());
      }
    }
  }

  private String line(
      Decision decision, int version, String event, String by, @Nullable String reason)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("decision_id", decision.id());
      json.writeNumberField("version", version);
      json.writeStringField("event_code", event);
      json.writeStringField("kind_code", decision.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("statement_keys", String.join(" ", decision.statements()));
      if (!decision.others().isEmpty()) {
        json.writeStringField("other_statement_keys", String.join(" ", decision.others()));
      }
      json.writeStringField(
          "decided_at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
      json.writeStringField("decided_by", by);
      if (reason != null && !reason.isBlank()) {
        json.writeStringField("reason", reason.strip());
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String text(Record row, String column) {
    return String.valueOf(row.getField(column));
  }

  private void each(TableName table, Expression wanted, Consumer<Record> taker) {
    if (!catalogs.exists(table)) {
      return;
    }
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(catalogs.load(table)).where(wanted).build()) {
      rows.forEach(taker);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read " + table + ": " + e.getMessage(), e);
    }
  }
}
