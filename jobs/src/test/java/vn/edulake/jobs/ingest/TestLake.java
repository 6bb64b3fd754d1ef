package vn.edulake.jobs.ingest;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import vn.edulake.jobs.Steps;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.ops.OpsDatabase;

/** A lake of one test: an own database in the one server of the test JVM, an own warehouse. */
public final class TestLake implements AutoCloseable {
  private static final EmbeddedPostgres SERVER = start();
  private static int databases;

  public final OpsDatabase database;
  public final LakeCatalogs catalogs;
  public final LakeConfig config;
  private final SourceContracts contracts;

  private TestLake(Path home, SourceContracts contracts) {
    String name = "lake_" + databases++;
    DatabaseAddress root =
        new DatabaseAddress(SERVER.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
    try (OpsDatabase server = OpsDatabase.open(root, "test")) {
      server.jdbi().useHandle(handle -> handle.execute("CREATE DATABASE " + name));
    }
    DatabaseAddress address =
        new DatabaseAddress(SERVER.getJdbcUrl("postgres", name), "postgres", "postgres");
    this.database = OpsDatabase.open(address, "test");
    this.config =
        LakeConfig.load(
            project(),
            Optional.empty(),
            Map.of(),
            Map.of(
                "home", home.toString(),
                "release.lead", "PT0.5S",
                "release.margin", "PT0.05S",
                "release.wait", "PT0.5S"));
    this.catalogs = new LakeCatalogs(config, address);
    this.contracts = contracts;
  }

  static TestLake open(Path home, SourceContract... contracts) {
    return new TestLake(home, SourceContracts.of(contracts));
  }

  public static TestLake open(Path home, SourceContracts contracts) {
    return new TestLake(home, contracts);
  }

  /** The folder of the project: Surefire tells it, an editor starts in it or in a module. */
  public static Path project() {
    Path told = Path.of(System.getProperty("lake.project", "")).toAbsolutePath();
    return Files.exists(told.resolve("lake")) ? told : told.resolveSibling("");
  }

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ingest ingest(Steps steps) {
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);
    return new Ingest(catalogs, database, contracts, settings(), clock, steps, line -> {});
  }

  IngestSettings settings() {
    return IngestSettings.of(config, contracts);
  }

  public IngestReport run(String source, Path... paths) {
    return ingest(Steps.unheard()).run(source, List.of(paths));
  }

  /** Ends all connections to the database of this lake and refuses new ones. */
  public void refuseConnections() {
    asServer("ALTER DATABASE %1$s WITH ALLOW_CONNECTIONS false");
    asServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%1$s'");
  }

  public void allowConnections() {
    asServer("ALTER DATABASE %1$s WITH ALLOW_CONNECTIONS true");
  }

  private void asServer(String statement) {
    String url = database.address().url();
    String name = url.replaceAll(".*/(lake_\\d+).*", "$1");
    try (var connection = SERVER.getPostgresDatabase().getConnection();
        var told = connection.createStatement()) {
      told.execute(statement.formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a contract's raw table, column to value. */
  List<Map<String, Object>> rows(SourceContract contract) {
    List<Map<String, Object>> result = new ArrayList<>();
    if (!catalogs.exists(contract.rawTable())) {
      return result;
    }
    var table = catalogs.load(contract.rawTable());
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        Map<String, Object> row = new HashMap<>();
        record
            .struct()
            .fields()
            .forEach(field -> row.put(field.name(), record.getField(field.name())));
        result.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  /** One column of all rows, sorted; null reads {@code -}. */
  List<String> texts(SourceContract contract, String column) {
    return rows(contract).stream()
        .map(row -> row.get(column) == null ? "-" : row.get(column).toString())
        .sorted()
        .toList();
  }

  /** The first column of a query on the operations data, as text. */
  public List<String> ops(String query) {
    return database
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(String.class).list());
  }

  @Override
  public void close() {
    catalogs.close();
    database.close();
  }
}
