package vn.edulake.jobs.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.Delivery;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * Controls against the source: what deliveries say against each other, against their own totals and
 * against the rest of the lake. A finding names load and row, and keeps no table back: which of
 * several deliveries counts is decided by its contract.
 *
 * <p>A feed is compared anew only when something of it, or of a feed that it is compared with, came
 * since; where only a sender's files of the days beside each other are compared, only what came and
 * what lies beside it.
 */
final class SourceFindings {
  /** Letters that Vietnamese in Unicode never has, and text of the fonts before it is full of. */
  private static final String OLD_LETTERS =
      "[\\\\u00a1-\\\\u00bf\\\\u00c6\\\\u00c7\\\\u00cb\\\\u00ce\\\\u00cf\\\\u00d1\\\\u00d6\\\\u00d7\\\\u00dc\\\\u00de"
          + "\\\\u00df\\\\u00e4-\\\\u00e7\\\\u00eb\\\\u00ee\\\\u00ef\\\\u00f1\\\\u00f6-\\\\u00f8\\\\u00fb\\\\u00fc\\\\u00fe]";

  /** The rows that a control reads which does not read all. */
  private static final String SOME = "compared_rows";

  private static final String COMBINING = "[\\\\u0300-\\\\u036f]";

  private final SparkSession session;
  private final LakeCatalogs catalogs;
  private final SourceContracts contracts;
  private final Jdbi jdbi;
  private final String branch;
  private final Set<TableName> built;
  private final Map<TableName, Dataset<Row>> deliveries = new HashMap<>();

  /**
   * Controls in a run.
   *
   * @param branch on which the run wrote
   * @param built what it wrote
   */
  SourceFindings(
      SparkSession session,
      LakeCatalogs catalogs,
      SourceContracts contracts,
      Jdbi jdbi,
      String branch,
      Set<TableName> built) {
    this.session = session;
    this.catalogs = catalogs;
    this.contracts = contracts;
    this.jdbi = jdbi;
    this.branch = branch;
    this.built = Set.copyOf(built);
  }

  /**
   * One control.
   *
   * @param code of the finding
   * @param feed whose rows it is about
   * @param others feeds that it compares with
   * @param sql gives load, row, stated, expected
   * @param reach what of the feed it has to read
   * @param day the column with the day where files beside each other are compared; empty otherwise
   */
  private record Control(
      String code, TableName feed, List<TableName> others, String sql, Reach reach, String day) {
    Control(String code, TableName feed, List<TableName> others, String sql) {
      this(code, feed, others, sql, Reach.ALL, "");
    }
  }

  /** What of a feed tells the findings of the loads that came since. */
  private enum Reach {
    /** Any row of it may. */
    ALL,
    /** The files of its sender beside a new one: the SQL reads {@link #SOME}. */
    NEARBY,
    /** The new loads alone: the SQL reads {@link #SOME}. */
    NEW,
    /** How many rows each load has of a scope, as {@link #SOME}. */
    DELIVERIES
  }

  /** Compares what came since; returns how many findings there are by code. */
  Map<String, Long> find(long runId) {
    try {
      return findAll(runId);
    } finally {
      deliveries.values().forEach(Dataset::unpersist);
      deliveries.clear();
    }
  }

  private Map<String, Long> findAll(long runId) {
    Map<String, Long> result = new TreeMap<>();
    for (Control control : controls()) {
      long through = through(control);
      long compared = compared(control);
      if (through == 0 || through == compared) {
        continue;
      }
      session.sparkContext().setJobDescription(control.code() + " of " + control.feed());
      if (control.reach() == Reach.DELIVERIES) {
        deliveries(control.feed()).createOrReplaceTempView(SOME);
      }
      Optional<NearbyFiles> nearby =
          control.reach() != Reach.NEARBY || compared < 0
              ? Optional.empty()
              : Optional.of(NearbyFiles.of(deliveries(control.feed()), control.day(), compared));
      if (control.reach() == Reach.NEARBY || control.reach() == Reach.NEW) {
        Dataset<Row> all = session.table(raw(control.feed()));
        Dataset<Row> some =
            control.reach() == Reach.NEW
                ? all.where("_load_id > " + compared)
                : nearby.map(files -> files.of(all, control.day())).orElse(all);
        some.createOrReplaceTempView(SOME);
      }
      Optional<Set<Long>> loads = nearby.map(NearbyFiles::loads);
      List<Row> rows =
          session.sql(control.sql()).collectAsList().stream()
              .filter(row -> loads.isEmpty() || loads.get().contains(row.getLong(0)))
              .toList();
      long after = control.reach() == Reach.NEW ? compared : -1;
      jdbi.useTransaction(handle -> store(handle, runId, control, through, after, loads, rows));
      result.merge(control.code(), (long) rows.size(), Long::sum);
    }
    return result;
  }

  /** How many rows a feed has of each scope and load: counted once for all controls of a run. */
  private Dataset<Row> deliveries(TableName feed) {
    return deliveries.computeIfAbsent(
        feed,
        name -> {
          List<String> parts =
              new ArrayList<>(contracts.find(name).orElseThrow().delivery().scope());
          parts.add("_load_id");
          Column[] columns = parts.stream().map(functions::col).toArray(Column[]::new);
          return session
              .table(raw(name))
              .groupBy(columns)
              .agg(functions.count(functions.lit(1)).as("row_count"))
              // What is held keeps as many parts as a shuffle has, each a task for each reader.
              .coalesce(1)
              .persist(StorageLevel.MEMORY_AND_DISK());
        });
  }

  private long through(Control control) {
    List<TableName> feeds = new ArrayList<>(control.others());
    feeds.add(control.feed());
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT coalesce(max(load_id), 0) FROM ops.load WHERE status = 'loaded' AND"
                        + " 'raw.' || source_code || '__' || entity_code IN (<feeds>)")
                .bindList("feeds", feeds.stream().map(TableName::toString).toList())
                .mapTo(Long.class)
                .one());
  }

  private long compared(Control control) {
    SourceContract contract = contracts.find(control.feed()).orElseThrow();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT through_load_id FROM ops.source_compared WHERE finding_code = :code AND"
                        + " source_code = :source AND entity_code = :entity")
                .bind("code", control.code())
                .bind("source", contract.source())
                .bind("entity", contract.entity())
                .mapTo(Long.class)
                .findOne()
                .orElse(-1L));
  }

  /** Stores findings in the place of those there are: of some loads, or of all after one. */
  private void store(
      Handle handle,
      long runId,
      Control control,
      long through,
      long after,
      Optional<Set<Long>> loads,
      List<Row> rows) {
    SourceContract contract = contracts.find(control.feed()).orElseThrow();
    handle
        .createUpdate(
            "DELETE FROM ops.source_finding WHERE finding_code = :code AND source_code = :source AND"
                + " entity_code = :entity AND load_id > :after AND (:all OR load_id = ANY(:loads))")
        .bind("code", control.code())
        .bind("source", contract.source())
        .bind("entity", contract.entity())
        .bind("after", after)
        .bind("all", loads.isEmpty())
        .bindArray("loads", Long.class, loads.orElse(Set.of()).toArray())
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO ops.source_finding (run_id, finding_code, load_id, source_code,"
                + " entity_code, source_row, stated, expected) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (Row row : rows) {
      batch.add(
          runId,
          control.code(),
          row.getLong(0),
          contract.source(),
          contract.entity(),
          row.getLong(1),
          row.getString(2),
          row.getString(3));
    }
    if (batch.size() > 0) {
      batch.execute();
    }
    handle.execute(
        "INSERT INTO ops.source_compared VALUES (?, ?, ?, ?) ON CONFLICT (finding_code,"
            + " source_code, entity_code) DO UPDATE SET through_load_id = excluded.through_load_id",
        control.code(),
        contract.source(),
        contract.entity(),
        through);
  }

  private List<Control> controls() {
    List<Control> result = new ArrayList<>();
    for (SourceContract contract : contracts.all()) {
      if (catalogs.exists(contract.rawTable())) {
        worseLater(contract, result);
        letters(contract, result);
      }
    }
    if (has("raw.moet__learner", "raw.moet__class", "staging.stg_moet__learner")) {
      sectorTotals(result);
      smallCells(result);
      communes(result);
    }
    if (has("raw.moet__yearly_enrolment", "raw.moet__learner", "staging.stg_moet__learner")) {
      yearlyTotals(result);
    }
    if (has(
        "raw.moet__yearly_enrolment", "raw.moet__institution", "staging.stg_moet__institution")) {
      reusedCodes(result);
    }
    if (has("raw.sms_a__attendance")) {
      rollCallsGone(result);
    }
    if (has("raw.sms_a__learner", "raw.moet__learner")) {
      communesOfSchools(result);
    }
    for (String list : List.of("sms_a__learner", "sms_b__learner")) {
      if (has("raw." + list)) {
        listedLearnersGone(list, result);
      }
    }
    return result;
  }

  private boolean has(String... tables) {
    for (String table : tables) {
      if (!catalogs.exists(TableName.parse(table))) {
        return false;
      }
    }
    return true;
  }

  private void worseLater(SourceContract contract, List<Control> result) {
    if (contract.delivery().scope().isEmpty()) {
      return;
    }
    contract.delivery().prefer().stream()
        .filter(rule -> rule instanceof Delivery.Whole)
        .map(rule -> ((Delivery.Whole) rule).fraction())
        .findFirst()
        .ifPresent(
            fraction -> {
              String scope = String.join(", ", contract.delivery().scope());
              result.add(
                  new Control(
                      "worse_later",
                      contract.rawTable(),
                      List.of(),
                      """
                      WITH compared AS (
                        SELECT *, max(row_count) OVER (PARTITION BY %s) AS most FROM %s
                      )
                      SELECT DISTINCT _load_id, 0L, CAST(row_count AS STRING), CAST(most AS STRING)
                      FROM compared WHERE row_count < %s * most
                      """
                          .formatted(scope, SOME, fraction.toPlainString()),
                      Reach.DELIVERIES,
                      ""));
            });
  }

  /** Text that no font of today shows as it was meant, and text that equals nothing. */
  private void letters(SourceContract contract, List<Control> result) {
    List<String> texts =
        contract.columns().stream()
            .filter(column -> column.type() == ContractColumn.Type.TEXT)
            .filter(column -> column.name().endsWith("name"))
            .map(ContractColumn::name)
            .toList();
    if (texts.isEmpty()) {
      return;
    }
    String all = "concat_ws(' ', " + String.join(", ", texts) + ")";
    result.add(
        new Control(
            "legacy_letters",
            contract.rawTable(),
            List.of(),
            "SELECT _load_id, 0L, CAST(count_if(%s RLIKE '%s') AS STRING), CAST(NULL AS STRING) FROM %s GROUP BY _load_id HAVING 5 * count_if(%s RLIKE '%s') >= count(*)"
                .formatted(all, OLD_LETTERS, SOME, all, OLD_LETTERS),
            Reach.NEW,
            ""));
    result.add(
        new Control(
            "decomposed_text",
            contract.rawTable(),
            List.of(),
            "%s WHERE %s"
                .formatted(
                    rowsOf(SOME),
                    texts.stream()
                        .map(column -> column + " RLIKE '" + COMBINING + "'")
                        .collect(Collectors.joining(" OR "))),
            Reach.NEW,
            ""));
  }

  /**
   * The sector database states learners three times: in its list of learners, by class and by
   * institution. The one that the other two outvote is wrong; where both totals agree against the
   * list, rows of the list are gone.
   */
  private void sectorTotals(List<Control> result) {
    TableName learner = TableName.parse("raw.moet__learner");
    TableName classes = TableName.parse("raw.moet__class");
    TableName institution = TableName.parse("raw.moet__institution");
    List<TableName> all = List.of(learner, classes, institution);
    String there =
        "SELECT report_date, institution_code, class_code FROM "
            + at("staging.stg_moet__learner")
            + " WHERE status_code = 'Đang học' OR status_code LIKE 'Chuyển đến%'";
    String common =
        """
        WITH there AS (%s),
        listed AS (SELECT report_date, class_code, count(*) AS listed_count FROM there GROUP BY report_date, class_code),
        class_of AS (
          SELECT CAST(report_date AS DATE) AS report_date, institution_code, class_code, TRY_CAST(learner_count AS INT) AS stated_count,
            _load_id, _source_row
          FROM %s
        ),
        compared AS (
          SELECT class_of.*, coalesce(listed.listed_count, 0) AS listed_count
          FROM class_of LEFT JOIN listed
            ON listed.report_date = class_of.report_date AND listed.class_code = class_of.class_code
        )
        """
            .formatted(there, raw(classes));
    result.add(
        new Control(
            "totals_disagree",
            classes,
            all,
            common
                + " SELECT _load_id, _source_row, CAST(stated_count AS STRING), CAST(listed_count AS STRING)"
                + " FROM compared WHERE abs(stated_count - listed_count) >= 3"
                + " AND EXISTS (SELECT 1 FROM listed WHERE listed.report_date = compared.report_date)"));
    if (!catalogs.exists(institution)) {
      return;
    }
    String stated =
        """
        , school AS (
          SELECT CAST(report_date AS DATE) AS report_date, institution_code, TRY_CAST(learner_count AS INT) AS stated_count, _load_id,
            _source_row
          FROM %s
        ),
        listed_school AS (
          SELECT report_date, institution_code, count(*) AS listed_count FROM there
          GROUP BY report_date, institution_code
        )
        """
            .formatted(raw(institution));
    result.add(
        new Control(
            "totals_disagree",
            institution,
            all,
            common
                + stated
                + " SELECT _load_id, _source_row, CAST(stated_count AS STRING), CAST(listed_count AS STRING)"
                + " FROM school INNER JOIN listed_school USING (report_date, institution_code)"
                + " WHERE abs(stated_count - listed_count) >= 3"));
    result.add(
        new Control(
            "rows_gone",
            learner,
            all,
            common
                + stated
                + """
                , class_sum AS (
                  SELECT report_date, institution_code, sum(stated_count) AS class_count
                  FROM (SELECT DISTINCT report_date, institution_code, class_code, stated_count FROM compared
                    WHERE abs(stated_count - listed_count) < 3)
                  GROUP BY report_date, institution_code
                ),
                file AS (
                  SELECT CAST(report_date AS DATE) AS report_date, institution_code, _load_id,
                    count(DISTINCT learner_code) AS row_count
                  FROM %s GROUP BY report_date, institution_code, _load_id
                )
                SELECT DISTINCT file._load_id, 0L, CAST(listed_school.listed_count AS STRING),
                  CAST(school.stated_count AS STRING)
                FROM file
                INNER JOIN school USING (report_date, institution_code)
                INNER JOIN listed_school USING (report_date, institution_code)
                LEFT JOIN %s AS refused ON refused.load_id = file._load_id
                WHERE school.stated_count - listed_school.listed_count BETWEEN 1 AND 2
                  AND school.stated_count - listed_school.listed_count > coalesce(refused.reject_count, 0)
                """
                    .formatted(raw(learner), refused())));
  }

  /** Groups in a class that are so few that a figure of the class tells who they are. */
  private void smallCells(List<Control> result) {
    TableName learner = TableName.parse("raw.moet__learner");
    result.add(
        new Control(
            "small_cell",
            learner,
            List.of(),
            """
            SELECT _load_id, _source_row, CAST(NULL AS STRING), CAST(NULL AS STRING) FROM (
              SELECT _load_id, _source_row, is_minority,
                count_if(is_minority = 'x') OVER (PARTITION BY _load_id, class_code) AS cell_count
              FROM %s
            ) WHERE is_minority = 'x' AND cell_count < 5
            """
                .formatted(raw(learner))));
  }

  /** A commune whose name is that of another code. */
  private void communes(List<Control> result) {
    TableName learner = TableName.parse("raw.moet__learner");
    result.add(
        new Control(
            "split_commune",
            learner,
            List.of(),
            """
            WITH named AS (
              SELECT report_date, home_commune_code, nfc(home_commune_name) AS name, count(*) AS row_count
              FROM %s WHERE home_commune_name IS NOT NULL GROUP BY ALL
            ),
            usual AS (
              SELECT report_date, home_commune_code, max_by(name, row_count) AS usual_name
              FROM named GROUP BY report_date, home_commune_code
            )
            %s AS told INNER JOIN usual USING (report_date, home_commune_code)
            WHERE nfc(told.home_commune_name) <> usual.usual_name
            """
                .formatted(raw(learner), rowsOf(raw(learner)))));
  }

  /** Of the same learner a school names another commune than the sector database. */
  private void communesOfSchools(List<Control> result) {
    TableName list = TableName.parse("raw.sms_a__learner");
    TableName learner = TableName.parse("raw.moet__learner");
    result.add(
        new Control(
            "split_commune",
            list,
            List.of(learner),
            """
            WITH sector AS (
              SELECT learner_code, collect_set(nfc(home_commune_name)) AS names
              FROM %s WHERE home_commune_name IS NOT NULL AND report_date >= '2025-07-01' GROUP BY learner_code
            )
            %s AS told INNER JOIN sector USING (learner_code)
            WHERE told.as_of_date >= '2025-07-01' AND NOT array_contains(sector.names, nfc(told.home_commune_name))
            """
                .formatted(raw(learner), rowsOf(raw(list)))));
  }

  /** Yearly figures beside the learners of the first report of the year. */
  private void yearlyTotals(List<Control> result) {
    TableName yearly = TableName.parse("raw.moet__yearly_enrolment");
    TableName learner = TableName.parse("raw.moet__learner");
    result.add(
        new Control(
            "totals_disagree",
            yearly,
            List.of(learner),
            """
            WITH first_report AS (
              SELECT year(report_date) AS from_year, min(report_date) AS report_date
              FROM %s WHERE month(report_date) >= 8 GROUP BY year(report_date)
            ),
            listed AS (
              SELECT first_report.from_year, learner.institution_code, learner.grade_code, learner.sex_code,
                first_report.from_year - year(learner.birth_date) AS age, count(*) AS listed_count
              FROM %s AS learner
              INNER JOIN first_report ON first_report.report_date = learner.report_date
              WHERE learner.status_code = 'Đang học' OR learner.status_code LIKE 'Chuyển đến%%'
              GROUP BY ALL
            ),
            known AS (SELECT DISTINCT from_year, institution_code FROM listed)
            SELECT yearly._load_id, yearly._source_row, CAST(yearly.learner_count AS STRING),
              CAST(coalesce(listed.listed_count, 0) AS STRING)
            FROM %s AS yearly
            INNER JOIN known ON known.from_year = CAST(substring(yearly.school_year, 1, 4) AS INT)
              AND known.institution_code = yearly.institution_code
            LEFT JOIN listed ON listed.from_year = known.from_year
              AND listed.institution_code = yearly.institution_code
              AND listed.grade_code = yearly.grade_code
              AND listed.sex_code = yearly.sex_code
              AND listed.age = TRY_CAST(yearly.age AS INT)
            WHERE abs(TRY_CAST(yearly.learner_count AS INT) - coalesce(listed.listed_count, 0)) >= 3
            """
                .formatted(
                    at("staging.stg_moet__learner"),
                    at("staging.stg_moet__learner"),
                    raw(yearly))));
  }

  /** A code beside the name of a school that has, or had, another one. */
  private void reusedCodes(List<Control> result) {
    TableName yearly = TableName.parse("raw.moet__yearly_enrolment");
    TableName institution = TableName.parse("raw.moet__institution");
    result.add(
        new Control(
            "reused_code",
            yearly,
            List.of(institution),
            """
            WITH named AS (
              SELECT CAST(year(report_date) + IF(month(report_date) >= 8, 1, 0) AS INT) AS school_year,
                institution_code, collect_set(lower(nfc(institution_name))) AS names
              FROM %s GROUP BY ALL
            ),
            known AS (SELECT DISTINCT school_year FROM named)
            SELECT yearly._load_id, yearly._source_row, yearly.institution_code, array_join(named.names, ' | ')
            FROM %s AS yearly
            INNER JOIN known ON known.school_year = CAST(substring(yearly.school_year, 6) AS INT)
            LEFT JOIN named ON named.school_year = known.school_year
              AND named.institution_code = yearly.institution_code
            WHERE named.names IS NULL OR NOT array_contains(named.names, lower(nfc(yearly.institution_name)))
            """
                .formatted(at("staging.stg_moet__institution"), raw(yearly))));
  }

  /**
   * A roll call says how many are absent and who: fewer names than absent learners, beyond what was
   * refused, are rows that are gone; so is a class that the days before and after have.
   */
  private void rollCallsGone(List<Control> result) {
    TableName rolls = TableName.parse("raw.sms_a__attendance");
    result.add(
        new Control(
            "rows_gone",
            rolls,
            List.of(),
            """
            WITH class_of AS (
              SELECT _load_id, sender_code, attendance_date, class_name,
                max(CASE WHEN local_number IS NULL THEN TRY_CAST(absent_count AS INT) END) AS absent_count,
                count_if(local_number IS NULL) AS call_count,
                size(collect_set(local_number)) AS named_count
              FROM compared_rows GROUP BY _load_id, sender_code, attendance_date, class_name
            ),
            file AS (
              SELECT _load_id, sender_code, attendance_date,
                collect_set(class_name) AS classes,
                sum(greatest(absent_count - named_count, 0)) + count_if(call_count = 0) AS gone_count
              FROM class_of GROUP BY _load_id, sender_code, attendance_date
            ),
            placed AS (
              SELECT _load_id, classes,
                sum(gone_count) OVER (PARTITION BY _load_id) AS gone_count,
                lag(classes) OVER day AS classes_before,
                lead(classes) OVER day AS classes_after
              FROM file WINDOW day AS (PARTITION BY sender_code ORDER BY attendance_date, size(classes))
            )
            SELECT placed._load_id, 0L, CAST(NULL AS STRING),
              CAST(gone_count + size(array_except(array_intersect(classes_before, classes_after), classes)) AS STRING)
            FROM placed
            LEFT JOIN %s AS refused ON refused.load_id = placed._load_id
            WHERE gone_count
                + coalesce(size(array_except(array_intersect(classes_before, classes_after), classes)), 0)
              > coalesce(refused.reject_count, 0)
            """
                .formatted(refused()),
            Reach.NEARBY,
            "attendance_date"));
  }

  /** Learners whom the list before and the list after have, in one school year. */
  private void listedLearnersGone(String entity, List<Control> result) {
    TableName list = TableName.parse("raw." + entity);
    result.add(
        new Control(
            "rows_gone",
            list,
            List.of(),
            """
            WITH file AS (
              SELECT sender_code, as_of_date, _load_id, collect_set(local_number) AS numbers
              FROM %s GROUP BY sender_code, as_of_date, _load_id
            ),
            placed AS (
              SELECT file.*,
                lag(numbers) OVER day AS numbers_before,
                lead(numbers) OVER day AS numbers_after
              FROM file
              WINDOW day AS (PARTITION BY sender_code, year(add_months(CAST(as_of_date AS DATE), 5)) ORDER BY as_of_date)
            )
            SELECT placed._load_id, 0L, CAST(NULL AS STRING),
              CAST(size(array_except(array_intersect(numbers_before, numbers_after), numbers)) AS STRING)
            FROM placed
            LEFT JOIN %s AS refused ON refused.load_id = placed._load_id
            WHERE size(array_except(array_intersect(numbers_before, numbers_after), numbers))
              > coalesce(refused.reject_count, 0)
            """
                .formatted(raw(list), refused())));
  }

  /** How many rows of each load were refused, as a relation. */
  private String refused() {
    String view = "refused_of_load";
    List<Row> rows =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT load_id, rejected_count FROM ops.load WHERE rejected_count > 0")
                    .map(
                        (row, context) ->
                            org.apache.spark.sql.RowFactory.create(row.getLong(1), row.getLong(2)))
                    .list());
    Dataset<Row> counts =
        session.createDataFrame(
            rows,
            org.apache.spark.sql.types.StructType.fromDDL("load_id BIGINT, reject_count BIGINT"));
    counts.createOrReplaceTempView(view);
    return view;
  }

  /** The rows of a feed as findings that stand for nothing but themselves. */
  private static String rowsOf(String relation) {
    return "SELECT _load_id, _source_row, CAST(NULL AS STRING), CAST(NULL AS STRING) FROM "
        + relation;
  }

  private static String raw(TableName table) {
    return LakeCatalogs.sparkName(table);
  }

  /** A table as the run leaves it. */
  private String at(String name) {
    TableName table = TableName.parse(name);
    return built.contains(table) && table.layer() != Layer.RAW
        ? LakeCatalogs.sparkName(table) + " VERSION AS OF '" + branch + "'"
        : LakeCatalogs.sparkName(table);
  }
}
