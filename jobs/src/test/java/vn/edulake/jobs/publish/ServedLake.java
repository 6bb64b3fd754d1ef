package vn.edulake.jobs.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.maintain.Maintenance;
import vn.edulake.jobs.serve.DatabaseServer;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.policy.MaintenancePolicy;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ddl.DdlPlan;
import vn.edulake.warehouse.ddl.TableDefinition;
import vn.edulake.warehouse.ops.OpsDatabase;
import vn.edulake.warehouse.ops.OpsMirror;
import vn.edulake.warehouse.ops.RunLog;
import vn.edulake.warehouse.release.Publisher;
import vn.edulake.warehouse.release.Release;

/** A lake of one test with its own PostgreSQL and Trino, whose tables hold one row each. */
final class ServedLake implements AutoCloseable {
  private static final Duration LEAD = Duration.ofMillis(700);
  private static final Duration MARGIN = Duration.ofMillis(200);

  private final Path home;
  private final LakeConfig config;
  private final DatabaseServer server;
  private final OpsDatabase database;
  private final LakeCatalogs catalogs;
  private final TrinoServer trino;
  private int late;

  ServedLake(Path home) {
    this.home = home;
    this.config =
        LakeConfig.load(
            Path.of(System.getProperty("lake.project")),
            Optional.empty(),
            Map.of(),
            Map.of("home", home.toString(), "trino.port", "0", "trino.heap", "1G"));
    this.server = DatabaseServer.ensure(config);
    this.database = OpsDatabase.open(server.address(), "test");
    this.catalogs = new LakeCatalogs(config, server.address());
    this.trino = TrinoServer.ensure(config, server.address());
  }

  @Override
  public void close() {
    TrinoServer.stop(config);
    catalogs.close();
    database.close();
    server.close();
    DatabaseServer.stop(config);
    try {
      // The temporary folder is removed without its links being followed.
      Files.deleteIfExists(home.resolve("trino/plugin/iceberg"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A definition without partitions; columns by name. */
  static TableDefinition define(String table, Map<String, Type> types) {
    List<TableDefinition.Column> columns = new ArrayList<>();
    types.forEach(
        (name, type) ->
            columns.add(
                new TableDefinition.Column(
                    Types.NestedField.optional(
                        columns.size() + 1, name, type, "public: what " + name + " says"),
                    false,
                    PrivacyClass.PUBLIC)));
    return new TableDefinition(
        TableName.parse(table), columns, PartitionSpec.unpartitioned(), "One row of " + table);
  }

  /** Brings the stored tables to these definitions. */
  void apply(TableDefinition... definitions) {
    DdlPlan.of(List.of(definitions), catalogs).apply(catalogs);
  }

  /** Replaces what the tables hold by one row, on a branch that nobody sees. Returns the run. */
  long write(Map<String, Object> row, TableName... tables) {
    return write(List.of(row), tables);
  }

  /** Replaces what the tables hold by rows, each in a file of its own. */
  long write(List<Map<String, Object>> rows, TableName... tables) {
    long run = new RunLog(database.jdbi()).begin("test");
    for (TableName table : tables) {
      write(catalogs.load(table), branch(run), rows);
    }
    return run;
  }

  private static void write(Table table, String branch, List<Map<String, Object>> rows) {
    if (table.currentSnapshot() == null) {
      table.manageSnapshots().createBranch(branch).commit();
    } else {
      table.manageSnapshots().createBranch(branch, table.currentSnapshot().snapshotId()).commit();
    }
    OverwriteFiles overwrite =
        table.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue()).toBranch(branch);
    rows.forEach(row -> overwrite.addFile(file(table, row)));
    overwrite.commit();
  }

  private static DataFile file(Table table, Map<String, Object> row) {
    Record whole = GenericRecord.create(table.schema());
    row.forEach(whole::setField);
    String file = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    try {
      DataWriter<Record> writer =
          Parquet.writeData(table.io().newOutputFile(file))
              .forTable(table)
              .createWriterFunc(GenericParquetWriter::create)
              .withSpec(table.spec())
              .build();
      try (writer) {
        writer.write(whole);
      }
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Says beside its file that a row went, which is alone in it, on a branch that nobody sees.
   * Returns the run.
   */
  long delete(TableName name, String column, Object value) {
    long run = new RunLog(database.jdbi()).begin("test");
    Table table = catalogs.load(name);
    table
        .manageSnapshots()
        .createBranch(branch(run), table.currentSnapshot().snapshotId())
        .commit();
    RowDelta delta = table.newRowDelta().toBranch(branch(run));
    try (CloseableIterable<FileScanTask> files =
        table.newScan().filter(Expressions.equal(column, value)).planFiles()) {
      for (FileScanTask one : files) {
        delta.addDeletes(beside(table, one.file().location()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    delta.commit();
    return run;
  }

  private static DeleteFile beside(Table table, String file) throws IOException {
    PositionDeleteWriter<Record> writer =
        Parquet.writeDeletes(
                table
                    .io()
                    .newOutputFile(
                        table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet")))
            .forTable(table)
            .rowSchema(null)
            .withSpec(table.spec())
            .buildPositionWriter();
    try (writer) {
      writer.write(PositionDelete.<Record>create().set(file, 0));
    }
    return FileMetadata.deleteFileBuilder(table.spec())
        .copy(writer.toDeleteFile())
        .withReferencedDataFile(file)
        .build();
  }

  private static String branch(long run) {
    return "run_" + run;
  }

  /** Publishes what a run wrote; once more when this machine was too slow for the short lead. */
  Release publish(long run, TableName... tables) {
    Publisher publisher = publisher();
    while (true) {
      try {
        return publisher.publish(run, branch(run), List.of(tables), "test");
      } catch (ExternalError e) {
        if (e.code() != ErrorCode.RELEASE_LATE) {
          throw e;
        }
        late++;
      }
    }
  }

  Publisher publisher() {
    return new Publisher(catalogs, database.jdbi(), LEAD, MARGIN, step -> {});
  }

  /** How many releases came too late and were made again. */
  int late() {
    return late;
  }

  /** Writes and publishes one row. */
  Release release(Map<String, Object> row, TableName... tables) {
    return publish(write(row, tables), tables);
  }

  /** Maintains all tables as if it were some days later. */
  void maintain(MaintenancePolicy policy, int daysAhead) {
    new Maintenance(
            config,
            database,
            catalogs,
            SourceContracts.load(),
            policy,
            Clock.offset(Clock.systemUTC(), Duration.ofDays(daysAhead)),
            Steps.unheard(),
            line -> {})
        .run(Optional.empty(), plan -> {});
  }

  /** Changes the operations data. */
  void ops(String statement) {
    database.jdbi().useHandle(handle -> handle.execute(statement));
  }

  /** Copies the operations data to where readers see them. */
  void mirror(Instant now, ZoneId zone) {
    new OpsMirror(catalogs, database, zone).copy(now);
  }

  /** How many data files a table has now. */
  int fileCount(TableName table) {
    try (var tasks = catalogs.load(table).newScan().planFiles()) {
      List<String> files = new ArrayList<>();
      tasks.forEach(task -> files.add(task.file().location()));
      return files.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many snapshots a table has. */
  int snapshotCount(TableName table) {
    List<Long> ids = new ArrayList<>();
    catalogs.load(table).snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
    return ids.size();
  }

  /** Brings the views to these definitions; returns those that changed. */
  List<TableName> syncViews(TableDefinition... definitions) {
    try (Connection connection = connect(TrinoServer.PUBLISHER)) {
      return new PublishedViews(catalogs, List.of(definitions)).sync(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the stored text of each view lies: another place for each change. */
  List<String> viewPlaces() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT table_namespace || '.' || table_name || ' ' || metadata_location
                        FROM iceberg_tables WHERE catalog_name = 'edu' ORDER BY 1
                        """)
                    .mapTo(String.class)
                    .list());
  }

  Connection connect(String user) throws SQLException {
    return trino.connect(user);
  }

  /** The rows of a reader's query, values of a row with commas between. */
  List<String> rows(String sql) throws SQLException {
    return rows("ada", sql);
  }

  List<String> rows(String user, String sql) throws SQLException {
    try (Connection connection = connect(user);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(rows.getString(i));
        }
        result.add(String.join(", ", values));
      }
      return result;
    }
  }
}
