package vn.edulake.jobs.reply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.ingest.Complaint;
import vn.edulake.jobs.ingest.Language;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.HeaderText;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.contract.TableForm;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ops.OpsDatabase;

/** What one sender can act on: its files, and what of them was refused. */
public final class SenderReply {
  /** Refused lines that are held in memory at a time. */
  private static final int LINES_AT_ONCE = 5000;

  private static final String FILES =
      """
      SELECT sent.*
      FROM (
        SELECT load.*,
          coalesce(load.delivered_on, load.received_on,
            (load.started_at AT TIME ZONE :zone)::DATE) AS delivery_date,
          max(load.load_id) FILTER (WHERE load.status <> 'failed') OVER same_file > load.load_id
            AS is_replaced
        FROM ops.load
        WHERE coalesce(load.sender_code, load.source_code) = :sender
          AND load.status <> 'registered'
        WINDOW same_file AS (
          PARTITION BY load.source_code, load.entity_code, load.file_name, load.delivered_on)
      ) AS sent
      WHERE CAST(:since AS DATE) IS NULL OR sent.delivery_date >= CAST(:since AS DATE)
      ORDER BY sent.delivery_date, sent.load_id
      """;

  private final Jdbi jdbi;
  private final LakeCatalogs catalogs;
  private final SourceContracts contracts;
  private final ZoneId zone;
  private final String sender;
  private final Optional<LocalDate> since;
  private final Language language;

  private SenderReply(
      Jdbi jdbi,
      LakeCatalogs catalogs,
      SourceContracts contracts,
      ZoneId zone,
      String sender,
      Optional<LocalDate> since,
      Language language) {
    this.jdbi = jdbi;
    this.catalogs = catalogs;
    this.contracts = contracts;
    this.zone = zone;
    this.sender = sender;
    this.since = since;
    this.language = language;
  }

  /**
   * A reply to a sender.
   *
   * @param since the first day of which deliveries are told; all days when empty
   * @throws UserError {@code SENDER_UNKNOWN} when nothing came from it and nothing is owed by it
   */
  public static SenderReply of(
      OpsDatabase database,
      LakeCatalogs catalogs,
      SourceContracts contracts,
      ZoneId zone,
      String sender,
      Optional<LocalDate> since,
      Language language) {
    List<String> known =
        database
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT coalesce(sender_code, source_code) AS sender FROM ops.load
                            UNION SELECT sender_code FROM ops.feed_due
                            ORDER BY sender
                            """)
                        .mapTo(String.class)
                        .list());
    if (!known.contains(sender)) {
      throw new UserError(
          ErrorCode.SENDER_UNKNOWN,
          "Unknown sender: "
              + sender
              + Choice.suggestion(sender, known)
              + (known.isEmpty()
                  ? ". Nothing was delivered yet."
                  : ". Known: " + String.join(", ", known)));
    }
    return new SenderReply(database.jdbi(), catalogs, contracts, zone, sender, since, language);
  }

  String sender() {
    return sender;
  }

  Optional<LocalDate> since() {
    return since;
  }

  Language language() {
    return language;
  }

  /** The sender's files, by day and load. */
  List<SentFile> files() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(FILES)
                .bind("sender", sender)
                .bind("zone", zone.getId())
                .bind("since", since.orElse(null))
                .map((row, context) -> file(row))
                .list());
  }

  private static SentFile file(ResultSet row) throws SQLException {
    return new SentFile(
        row.getLong("load_id"),
        row.getString("source_code"),
        row.getString("entity_code"),
        row.getString("file_name"),
        row.getObject("delivery_date", LocalDate.class),
        row.getString("status"),
        row.getBoolean("is_replaced"),
        Optional.ofNullable(row.getString("layout_code")),
        Optional.ofNullable(row.getString("header_text"))
            .map(text -> List.of(text.split("\t", -1)))
            .orElse(List.of()),
        Optional.ofNullable(row.getObject("said_count", Long.class)),
        row.getLong("received_count"),
        row.getLong("accepted_count"),
        row.getLong("rejected_count"),
        row.getLong("known_count"),
        Optional.ofNullable(row.getString("error_code")),
        Optional.ofNullable(row.getString("error_message")));
  }

  /** What an entity is called, in the language of the reply. */
  String title(SentFile file) {
    return contract(file)
        .map(SourceContract::title)
        .map(title -> title.getOrDefault(language.code(), title.get("en")))
        .orElse(file.source() + "." + file.entity());
  }

  private Optional<SourceContract> contract(SentFile file) {
    return contracts.all().stream()
        .filter(c -> c.source().equals(file.source()) && c.entity().equals(file.entity()))
        .findFirst();
  }

  private record Refused(long id, long row, @Nullable String column, String rule, String message) {}

  /** Tells what was refused of a file, in the order of its rows. */
  void findings(SentFile file, Consumer<Finding> to) {
    RefusedLines texts = new RefusedLines(catalogs);
    long after = 0;
    while (true) {
      List<Refused> refused = refused(file, after);
      if (refused.isEmpty()) {
        return;
      }
      long first = refused.stream().mapToLong(Refused::row).min().orElseThrow();
      long last = refused.stream().mapToLong(Refused::row).max().orElseThrow();
      Map<Long, Deque<Map<String, String>>> lines = texts.read(file.loadId(), first, last);
      for (Refused one : refused) {
        Map<String, String> line =
            Optional.ofNullable(lines.getOrDefault(one.row(), new ArrayDeque<>()).pollFirst())
                .orElse(Map.of());
        findings(inSheet(file, line), one, line).forEach(to);
        after = one.id();
      }
    }
  }

  private static SentFile inSheet(SentFile file, Map<String, String> line) {
    String extra = line.get(RawColumn.EXTRA);
    if (extra == null) {
      return file;
    }
    try {
      String sheet = RefusedLines.fields(extra).get(RawColumn.SHEET);
      return sheet == null ? file : file.inSheet(sheet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Refused> refused(SentFile file, long after) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT reject_id, source_row, column_name, rule_code, message
                    FROM ops.reject
                    WHERE load_id = :load AND reject_id > :after
                    ORDER BY reject_id
                    LIMIT :limit
                    """)
                .bind("load", file.loadId())
                .bind("after", after)
                .bind("limit", LINES_AT_ONCE)
                .map(
                    (row, context) ->
                        new Refused(
                            row.getLong(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5)))
                .list());
  }

  private List<Finding> findings(SentFile file, Refused refused, Map<String, String> line) {
    List<Complaint> complaints = Complaint.parse(refused.message());
    if (complaints.isEmpty()) {
      String column = Optional.ofNullable(refused.column()).orElse("");
      return List.of(
          new Finding(
              file,
              refused.row(),
              column,
              value(file, column, line),
              refused.rule(),
              refused.message(),
              ""));
    }
    List<Finding> result = new ArrayList<>();
    for (Complaint complaint : complaints) {
      String column = complaint.column().map(told -> header(file, told, line)).orElse("");
      result.add(
          new Finding(
              file,
              refused.row(),
              column,
              value(file, complaint.column().orElse(""), line),
              complaint.rule().kind(language),
              new Complaint(
                      complaint.column().map(told -> column), complaint.rule(), complaint.detail())
                  .words(language),
              complaint.remedy(language)));
    }
    return result;
  }

  /** All names under which a column may stand in a file, the one told first. */
  private List<String> names(SentFile file, String told) {
    List<String> result = new ArrayList<>();
    result.add(told);
    contract(file)
        .ifPresent(
            contract ->
                contract.columns().stream()
                    .filter(
                        column ->
                            isNamed(column, told)
                                || ofLayout(contract, file, column).contains(told))
                    .findFirst()
                    .ifPresent(
                        column -> {
                          result.addAll(column.headers());
                          result.addAll(ofLayout(contract, file, column));
                          result.add(column.name());
                        }));
    return result;
  }

  private static List<String> ofLayout(
      SourceContract contract, SentFile file, ContractColumn column) {
    return contract.layouts().stream()
        .filter(layout -> file.layout().filter(layout.name()::equals).isPresent())
        .flatMap(layout -> layout.namesInFiles(column).stream())
        .toList();
  }

  private static boolean isNamed(ContractColumn column, String told) {
    return column.name().equals(told)
        || column.headers().stream()
            .anyMatch(header -> HeaderText.normal(header).equals(HeaderText.normal(told)));
  }

  /** The header as the file itself has it for a column; the told one when that is not known. */
  private String header(SentFile file, String told, Map<String, String> line) {
    Optional<String> ofCell = headerOfCell(file, told, line);
    if (ofCell.isPresent()) {
      return ofCell.get();
    }
    for (String name : names(file, told)) {
      for (String sent : file.headers()) {
        if (HeaderText.normal(sent).equals(HeaderText.normal(name))) {
          return sent.strip();
        }
      }
    }
    return told;
  }

  /** Where headers are values, the header of the one cell of which the record was made. */
  private Optional<String> headerOfCell(SentFile file, String told, Map<String, String> line) {
    return contract(file).stream()
        .flatMap(contract -> contract.layouts().stream())
        .filter(layout -> file.layout().filter(layout.name()::equals).isPresent())
        .flatMap(layout -> layout.table().unpivots().stream())
        .filter(unpivot -> unpivot.value().equals(told) || unpivot.into().contains(told))
        .flatMap(
            unpivot ->
                file.headers().stream()
                    .filter(sent -> says(unpivot, HeaderText.spaced(sent), line)))
        .findFirst();
  }

  private static boolean says(TableForm.Unpivot unpivot, String header, Map<String, String> line) {
    Matcher matcher = unpivot.header().matcher(header);
    if (!matcher.matches()) {
      return false;
    }
    for (int i = 0; i < unpivot.into().size(); i++) {
      String said = Objects.requireNonNullElse(matcher.group(i + 1), "");
      if (!said.equals(line.getOrDefault(unpivot.into().get(i), ""))) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> value(SentFile file, String told, Map<String, String> line) {
    if (line.isEmpty() || told.isEmpty()) {
      return Optional.empty();
    }
    for (String name : names(file, told)) {
      for (Map.Entry<String, String> field : line.entrySet()) {
        if (HeaderText.normal(field.getKey()).equals(HeaderText.normal(name))) {
          return Optional.of(field.getValue());
        }
      }
    }
    // The line is known and the field is not in it: it was sent empty.
    return Optional.of("");
  }
}
