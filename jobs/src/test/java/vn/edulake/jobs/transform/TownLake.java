package vn.edulake.jobs.transform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.jobs.bench.WrittenFiles;
import vn.edulake.jobs.ingest.TestLake;
import vn.edulake.jobs.transform.LakeRun.TableOutcome;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * A lake of one invented feed, the calls of a roll in a town, with a table of each refresh kind.
 * Records are corrected by revisions, which may also move them to another day, learner or school.
 */
final class TownLake implements AutoCloseable {
  static final TableName STAGING = TableName.parse("staging.stg_town__call");
  static final TableName ABSENCE = TableName.parse("core.fct_town_absence_day");
  static final TableName SCHOOL = TableName.parse("core.fct_town_school_learner");
  static final TableName LEARNER = TableName.parse("core.dim_town_learner");
  static final TableName STAY = TableName.parse("core.fct_town_stay");
  static final TableName STAY_DAY = TableName.parse("core.fct_town_stay_day");
  static final TableName VERSION_DAY = TableName.parse("core.fct_town_version_day");
  static final TableName DESK = TableName.parse("core.dim_town_desk");
  static final TableName DESK_CALL = TableName.parse("core.fct_town_desk_call");
  static final TableName SCHOOL_DAY = TableName.parse("core.fct_town_school_day");
  static final TableName DAY = TableName.parse("marts.town_absence_by_day");
  static final TableName COUNT = TableName.parse("marts.town_version_count");
  static final TableName CALLED = TableName.parse("marts.town_called_state");

  private static final SourceContract CONTRACT =
      SourceContract.parse(
          "town__call.yml",
          """
          source: town
          entity: call
          owner: attendance
          key: [record_id]
          delivery:
            semantics: delta
            version: revision
            operation: {column: operation, insert: [I], update: [U], delete: [D]}
          columns:
            record_id: {type: text, required: true, header: [record_id]}
            revision: {type: integer, required: true, header: [revision]}
            operation: {type: text, header: [operation]}
            learner_code: {type: text, required: true, header: [learner_code]}
            school_code: {type: text, required: true, header: [school_code]}
            calendar_date: {type: date, format: yyyy-MM-dd, required: true, header: [calendar_date]}
            mark: {type: text, header: [mark]}
          layouts:
            - name: list
              files: ['**.csv']
              format: csv
              csv: {separator: ','}
          """);

  private static final Map<String, String> MODELS =
      Map.ofEntries(
          Map.entry(
              "staging/stg_town__call.sql",
              """
          /*---
          table:   staging.stg_town__call
          grain:   one row per call
          key:     [record_id]
          inputs:  [raw.town__call]
          refresh: {kind: by_day, column: calendar_date}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT
            call.record_id,
            call.learner_code,
            call.school_code,
            CAST(call.calendar_date AS DATE) AS calendar_date,
            call.mark
          FROM raw.town__call AS call
          """),
          Map.entry(
              "core/fct_town_absence_day.sql",
              """
          /*---
          table:   core.fct_town_absence_day
          grain:   one row per learner and day of the feed
          key:     [learner_code, calendar_date]
          inputs:  [staging.stg_town__call]
          refresh: {kind: by_day, column: calendar_date, lookback: P2D}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          WITH read_from AS (
            SELECT call.learner_code, explode(sequence(call.calendar_date, call.calendar_date + 2)) AS calendar_date,
              call.mark
            FROM staging.stg_town__call AS call
          )
          SELECT
            read_from.learner_code,
            read_from.calendar_date,
            CAST(count_if(read_from.mark = 'absent') AS BIGINT) AS absence_count
          FROM read_from
          WHERE read_from.calendar_date >= :window_start
            AND read_from.calendar_date < :window_end
          GROUP BY read_from.learner_code, read_from.calendar_date
          """),
          Map.entry(
              "core/fct_town_school_learner.sql",
              """
          /*---
          table:   core.fct_town_school_learner
          grain:   one row per school and learner
          key:     [school_code, learner_code]
          inputs:  [staging.stg_town__call]
          refresh: {kind: by_key, columns: [school_code]}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT call.school_code, call.learner_code, CAST(count(*) AS BIGINT) AS call_count
          FROM staging.stg_town__call AS call
          GROUP BY call.school_code, call.learner_code
          """),
          Map.entry(
              "core/dim_town_learner.sql",
              """
          /*---
          table:   core.dim_town_learner
          grain:   one row per learner and period in one school
          key:     [learner_code, valid_from]
          inputs:  [staging.stg_town__call]
          refresh: {kind: scd2, key: [learner_code], from: calendar_date, version_key: learner_version_key}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT
            call.learner_code,
            call.calendar_date,
            min_by(call.school_code, call.record_id) AS school_code,
            min_by(call.mark, call.record_id) = 'left' AS is_deleted
          FROM staging.stg_town__call AS call
          GROUP BY call.learner_code, call.calendar_date
          """),
          Map.entry(
              "core/fct_town_stay.sql",
              """
          /*---
          table:   core.fct_town_stay
          grain:   one row per learner and call until the next one
          key:     [learner_code, from_date]
          inputs:  [staging.stg_town__call]
          refresh: {kind: by_key, columns: [learner_code]}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT
            call.learner_code,
            call.calendar_date AS from_date,
            coalesce(
              lead(call.calendar_date) OVER (PARTITION BY call.learner_code ORDER BY call.calendar_date),
              DATE '9999-12-31') AS to_date,
            min(call.school_code) AS school_code
          FROM staging.stg_town__call AS call
          GROUP BY call.learner_code, call.calendar_date
          UNION ALL
          SELECT 'nobody' AS learner_code, DATE '2026-01-01' AS from_date,
            DATE '2026-01-02' AS to_date, '-1' AS school_code
          """),
          Map.entry(
              "core/fct_town_stay_day.sql",
              """
          /*---
          table:   core.fct_town_stay_day
          grain:   one row per learner and day of the feed
          key:     [learner_code, calendar_date]
          inputs:  [core.fct_town_stay, staging.stg_town__call]
          refresh:
            kind: by_day
            column: calendar_date
            told_by:
              core.fct_town_stay: {from: from_date, to: to_date, same: [learner_code, school_code]}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          WITH called AS (
            SELECT call.calendar_date
            FROM staging.stg_town__call AS call
            GROUP BY call.calendar_date
          )
          SELECT stay.learner_code, called.calendar_date, stay.school_code
          FROM called
          INNER JOIN core.fct_town_stay AS stay
            ON stay.from_date <= called.calendar_date
            AND stay.to_date > called.calendar_date
          """),
          Map.entry(
              "core/fct_town_version_day.sql",
              """
          /*---
          table:   core.fct_town_version_day
          grain:   one row per learner and day of a call
          key:     [learner_code, calendar_date]
          inputs:  [core.dim_town_learner, core.fct_town_school_learner, staging.stg_town__call]
          refresh:
            kind: by_day
            column: calendar_date
            told_by:
              core.dim_town_learner:
                from: valid_from
                to: valid_to
                same: [learner_code, learner_version_key]
                on: [learner_code]
                within:
                  staging.stg_town__call:
                    from: calendar_date
                    to: calendar_date + 1
                    via: core.fct_town_school_learner
                    on: [learner_code, school_code]
              core.fct_town_school_learner:
                same: [learner_code, school_code, call_count]
                on: [learner_code, school_code]
                within:
                  staging.stg_town__call: {days: array(calendar_date)}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT
            call.learner_code,
            call.calendar_date,
            min(learner.learner_version_key) AS learner_version_key,
            CAST(min(school.call_count) AS BIGINT) AS call_count
          FROM staging.stg_town__call AS call
          INNER JOIN core.dim_town_learner AS learner
            ON learner.learner_code = call.learner_code
            AND learner.valid_from <= call.calendar_date
            AND learner.valid_to > call.calendar_date
          INNER JOIN core.fct_town_school_learner AS school
            ON school.learner_code = call.learner_code
            AND school.school_code = call.school_code
          GROUP BY call.learner_code, call.calendar_date
          """),
          Map.entry(
              "core/fct_town_school_day.sql",
              """
          /*---
          table:   core.fct_town_school_day
          grain:   one row per school and day of a call
          key:     [calendar_date, school_code]
          inputs:  [core.dim_town_learner, core.fct_town_school_learner, staging.stg_town__call]
          refresh:
            kind: by_day
            column: calendar_date
            told_by:
              core.dim_town_learner:
                from: valid_from
                to: valid_to
                same: [learner_code, learner_version_key]
                on: [learner_code]
                within:
                  staging.stg_town__call: {days: array(calendar_date)}
              core.fct_town_school_learner:
                same: [learner_code, school_code]
                on: [learner_code, school_code]
                within:
                  staging.stg_town__call: {days: array(calendar_date)}
            slice:
              column: school_code
              told_by:
                core.dim_town_learner:
                  on: [learner_code]
                  within: {core.fct_town_school_learner: [school_code]}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT
            call.calendar_date,
            call.school_code,
            CAST(count(DISTINCT call.learner_code) AS BIGINT) AS learner_count,
            min(learner.learner_version_key) AS least_version_key
          FROM staging.stg_town__call AS call
          INNER JOIN core.fct_town_school_learner AS school
            ON school.learner_code = call.learner_code
            AND school.school_code = call.school_code
          INNER JOIN core.dim_town_learner AS learner
            ON learner.learner_code = call.learner_code
            AND learner.valid_from <= call.calendar_date
            AND learner.valid_to > call.calendar_date
          GROUP BY call.calendar_date, call.school_code
          """),
          Map.entry(
              "core/dim_town_desk.sql",
              """
              /*---
              table:   core.dim_town_desk
              grain:   one row per school that called and has a desk
              key:     [desk_key]
              inputs:  [staging.stg_town__call]
              refresh: {kind: by_key, columns: [desk_key], told_by: {staging.stg_town__call: [school_code]}}
              fresh:   {within: P400D}
              owner:   attendance
              ---*/
              SELECT call.school_code AS desk_key, CAST(count(*) AS BIGINT) AS call_count
              FROM staging.stg_town__call AS call
              WHERE call.school_code <> 'without desk'
              GROUP BY call.school_code
              """),
          Map.entry(
              "core/fct_town_desk_call.sql",
              """
              /*---
              table:   core.fct_town_desk_call
              grain:   one row per call
              key:     [record_id]
              inputs:  [staging.stg_town__call]
              refresh: {kind: by_key, columns: [record_id]}
              fresh:   {within: P400D}
              owner:   attendance
              ---*/
              SELECT call.record_id, call.school_code AS desk_key
              FROM staging.stg_town__call AS call
              """),
          Map.entry(
              "marts/town_absence_by_day.sql",
              """
          /*---
          table:   marts.town_absence_by_day
          grain:   one row per day
          key:     [calendar_date]
          inputs:  [core.fct_town_absence_day]
          refresh: {kind: by_day, column: calendar_date}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT absence.calendar_date, CAST(sum(absence.absence_count) AS BIGINT) AS absence_count
          FROM core.fct_town_absence_day AS absence
          GROUP BY absence.calendar_date
          """),
          Map.entry(
              "marts/town_version_count.sql",
              """
          /*---
          table:   marts.town_version_count
          grain:   one row per school
          key:     [school_code]
          inputs:  [core.dim_town_learner]
          refresh: {kind: full}
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT learner.school_code, CAST(count(*) AS BIGINT) AS version_count
          FROM core.dim_town_learner AS learner
          GROUP BY learner.school_code
          """),
          Map.entry(
              "marts/town_called_state.sql",
              """
          /*---
          table:   marts.town_called_state
          grain:   one row per school
          key:     [called_by]
          inputs:  [core.dim_town_learner, core.fct_town_school_learner]
          refresh:
            kind: by_key
            columns: [called_by]
            told_by:
              core.dim_town_learner:
                on: [learner_code]
                within: {core.fct_town_school_learner: [school_code]}
              core.fct_town_school_learner: [school_code]
          fresh:   {within: P400D}
          owner:   attendance
          ---*/
          SELECT called.school_code AS called_by, CAST(count(*) AS BIGINT) AS state_count
          FROM core.fct_town_school_learner AS called
          INNER JOIN core.dim_town_learner AS learner ON learner.learner_code = called.learner_code
          GROUP BY called.school_code
          """));

  private static final List<String> DDL =
      List.of(
          """
          CREATE TABLE staging.stg_town__call (
            record_id STRING NOT NULL COMMENT 'internal: id',
            learner_code STRING COMMENT 'internal: learner',
            school_code STRING COMMENT 'internal: school',
            calendar_date DATE COMMENT 'internal: day',
            mark STRING COMMENT 'internal: mark')
          USING iceberg PARTITIONED BY (months(calendar_date)) COMMENT 'One row per call'
          """,
          """
          CREATE TABLE core.fct_town_absence_day (
            learner_code STRING NOT NULL COMMENT 'internal: learner',
            calendar_date DATE NOT NULL COMMENT 'internal: day',
            absence_count BIGINT COMMENT 'internal: absences of three days')
          USING iceberg PARTITIONED BY (days(calendar_date)) COMMENT 'One row per learner and day'
          """,
          """
          CREATE TABLE core.fct_town_school_learner (
            school_code STRING NOT NULL COMMENT 'internal: school',
            learner_code STRING NOT NULL COMMENT 'internal: learner',
            call_count BIGINT COMMENT 'internal: calls')
          USING iceberg PARTITIONED BY (school_code) COMMENT 'One row per school and learner'
          """,
          """
          CREATE TABLE core.dim_town_learner (
            learner_code STRING NOT NULL COMMENT 'internal: learner',
            learner_version_key STRING NOT NULL COMMENT 'internal: learner and start',
            valid_from DATE NOT NULL COMMENT 'internal: start',
            valid_to DATE NOT NULL COMMENT 'internal: end',
            school_code STRING COMMENT 'internal: school')
          USING iceberg COMMENT 'One row per learner and period in one school'
          """,
          """
          CREATE TABLE core.fct_town_stay (
            learner_code STRING NOT NULL COMMENT 'internal: learner',
            from_date DATE NOT NULL COMMENT 'internal: first day',
            to_date DATE NOT NULL COMMENT 'internal: day after the last',
            school_code STRING COMMENT 'internal: school')
          USING iceberg COMMENT 'One row per learner and call until the next one'
          """,
          """
          CREATE TABLE core.fct_town_stay_day (
            learner_code STRING NOT NULL COMMENT 'internal: learner',
            calendar_date DATE NOT NULL COMMENT 'internal: day',
            school_code STRING COMMENT 'internal: school')
          USING iceberg PARTITIONED BY (days(calendar_date)) COMMENT 'One row per learner and day'
          """,
          """
          CREATE TABLE core.fct_town_version_day (
            learner_code STRING NOT NULL COMMENT 'internal: learner',
            calendar_date DATE NOT NULL COMMENT 'internal: day',
            learner_version_key STRING NOT NULL COMMENT 'internal: learner and start',
            call_count BIGINT COMMENT 'internal: calls of the learner in the school')
          USING iceberg PARTITIONED BY (days(calendar_date)) COMMENT 'One row per learner and day'
          """,
          """
          CREATE TABLE core.dim_town_desk (
            desk_key STRING NOT NULL COMMENT 'internal: school',
            call_count BIGINT COMMENT 'internal: calls')
          USING iceberg COMMENT 'One row per school that called'
          """,
          """
          CREATE TABLE core.fct_town_desk_call (
            record_id STRING NOT NULL COMMENT 'internal: id',
            desk_key STRING NOT NULL COMMENT 'internal: school')
          USING iceberg COMMENT 'One row per call'
          """,
          """
          CREATE TABLE core.fct_town_school_day (
            calendar_date DATE NOT NULL COMMENT 'internal: day',
            school_code STRING NOT NULL COMMENT 'internal: school',
            learner_count BIGINT COMMENT 'internal: learners called',
            least_version_key STRING COMMENT 'internal: the first of their states')
          USING iceberg PARTITIONED BY (days(calendar_date)) COMMENT 'One row per school and day'
          """,
          """
          CREATE TABLE marts.town_absence_by_day (
            calendar_date DATE NOT NULL COMMENT 'internal: day',
            absence_count BIGINT COMMENT 'internal: absences')
          USING iceberg PARTITIONED BY (months(calendar_date)) COMMENT 'One row per day'
          """,
          """
          CREATE TABLE marts.town_version_count (
            school_code STRING COMMENT 'internal: school',
            version_count BIGINT COMMENT 'internal: periods')
          USING iceberg COMMENT 'One row per school'
          """,
          """
          CREATE TABLE marts.town_called_state (
            called_by STRING NOT NULL COMMENT 'internal: school',
            state_count BIGINT COMMENT 'internal: periods of those who were called there')
          USING iceberg COMMENT 'One row per school'
          """);

  /** One line of the feed. */
  record Call(
      String id,
      int revision,
      String operation,
      String learner,
      String school,
      String day,
      String mark) {
    String line() {
      return String.join(",", id, String.valueOf(revision), operation, learner, school, day, mark);
    }
  }

  static Call call(
      String id, int revision, String learner, String school, String day, String mark) {
    return new Call(id, revision, revision == 1 ? "I" : "U", learner, school, day, mark);
  }

  private final TestLake lake;
  private final Path home;
  private final LakeRun run;
  private int files;
  private int runs;

  private TownLake(Path home) {
    this.home = home;
    SourceContracts contracts = SourceContracts.of(CONTRACT);
    this.lake = TestLake.open(home, contracts);
    Map<TableName, TableDefinition> definitions = new TreeMap<>();
    for (String sql : DDL) {
      TableDefinition definition = TableDefinition.parse("town", sql);
      definitions.put(definition.table(), definition);
    }
    definitions.put(CONTRACT.rawTable(), TableDefinition.raw(CONTRACT));
    DdlPlan.of(definitions.values(), lake.catalogs).apply(lake.catalogs);
    this.run =
        new LakeRun(
            lake.catalogs, contracts, graph(), definitions, Policies.load(), Clock.systemUTC(), 1);
  }

  static TownLake open(Path home) {
    return new TownLake(home);
  }

  private static ModelGraph graph() {
    return ModelGraph.parse(MODELS);
  }

  /** Delivers one file. */
  void deliver(List<Call> calls) {
    List<String> lines = new ArrayList<>();
    lines.add("record_id,revision,operation,learner_code,school_code,calendar_date,mark");
    calls.forEach(call -> lines.add(call.line()));
    Path file = home.resolve("files").resolve("calls-" + files++ + ".csv");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!lake.run("town", file).failed().isEmpty()) {
      throw new AssertionError("not loaded: " + lake.run("town", file).failed());
    }
  }

  RunPlan plan(boolean full, Optional<DayRange> days) {
    Set<TableName> all = new TreeSet<>();
    graph().specs().forEach(spec -> all.add(spec.table()));
    return run.plan(all, full, days);
  }

  Map<TableName, String> extents(RunPlan plan) {
    return run.extents(plan);
  }

  /** Builds what is out of date and shows it to readers; how each table was built. */
  Map<TableName, TableOutcome> run() {
    return run(plan(false, Optional.empty()));
  }

  Map<TableName, TableOutcome> run(RunPlan plan) {
    String branch = "run_" + ++runs;
    List<TableOutcome> outcomes = build(plan, branch);
    Map<TableName, TableOutcome> result = new TreeMap<>();
    for (TableOutcome outcome : outcomes) {
      if (outcome.isRejected()) {
        throw new AssertionError("rejected: " + outcome);
      }
      Table table = lake.catalogs.load(outcome.table());
      table.manageSnapshots().fastForwardBranch("main", branch).commit();
      table.manageSnapshots().removeBranch(branch).commit();
      result.put(outcome.table(), outcome);
    }
    return result;
  }

  /** Builds on a branch that nobody publishes, as a run that dies does. */
  List<TableOutcome> build(RunPlan plan, String branch) {
    return build(plan, branch, step -> {});
  }

  List<TableOutcome> build(RunPlan plan, String branch, Consumer<String> step) {
    return TestSession.ofRuns()
        .with(
            lake.catalogs,
            new byte[0],
            session -> run.build(plan, branch, session, Map.of(), outcome -> {}, step));
  }

  /** The snapshots that readers see. */
  Map<TableName, Long> heads() {
    return new WrittenFiles(lake.catalogs)
        .heads(graph().specs().stream().map(TableSpec::table).toList());
  }

  /** What became of each table's files since. */
  Map<TableName, WrittenFiles.Change> changes(Map<TableName, Long> before) {
    WrittenFiles files = new WrittenFiles(lake.catalogs);
    Map<TableName, Long> now = heads();
    return TestSession.ofRuns()
        .with(
            lake.catalogs,
            new byte[0],
            session -> {
              Map<TableName, WrittenFiles.Change> result = new TreeMap<>();
              before.forEach(
                  (table, from) ->
                      result.put(table, files.change(session, table, from, now.get(table))));
              return result;
            });
  }

  Table table(TableName name) {
    return lake.catalogs.load(name);
  }

  /** The rows that readers see, of every table, sorted. */
  Map<TableName, List<String>> rows() {
    Map<TableName, List<String>> result = new TreeMap<>();
    for (TableSpec spec : graph().specs()) {
      result.put(spec.table(), rows(spec.table()));
    }
    return result;
  }

  List<String> rows(TableName name) {
    List<String> result = new ArrayList<>();
    Table table = lake.catalogs.load(name);
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        List<String> cells = new ArrayList<>();
        // Behind its columns a record may hold its place in the file.
        for (int i = 0; i < table.schema().columns().size(); i++) {
          cells.add(String.valueOf(record.get(i)));
        }
        result.add(String.join("|", cells));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    result.sort(null);
    return result;
  }

  @Override
  public void close() {
    lake.close();
  }
}
