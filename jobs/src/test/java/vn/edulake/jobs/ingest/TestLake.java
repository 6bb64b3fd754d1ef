package vn.edulake.jobs.ingest;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
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

  private TestLake(
      Path home, SourceContracts contracts, String template, Map<String, String> settings) {
    String name = "lake_" + databases++;
    asServer("CREATE DATABASE " + name + " TEMPLATE " + template);
    DatabaseAddress address =
        new DatabaseAddress(SERVER.getJdbcUrl("postgres", name), "postgres", "postgres");
    this.database = OpsDatabase.open(address, "test");
    Map<String, String> all = new HashMap<>(settings);
    all.put("home", home.toString());
    all.put("release.lead", "PT0.5S");
    all.put("release.margin", "PT0.05S");
    all.put("release.wait", "PT0.5S");
    this.config = LakeConfig.load(project(), Optional.empty(), Map.of(), all);
    this.catalogs = new LakeCatalogs(config, address);
    this.contracts = contracts;
  }

  static TestLake open(Path home, SourceContract... contracts) {
    return open(home, SourceContracts.of(contracts));
  }

  public static TestLake open(Path home, SourceContracts contracts) {
    return new TestLake(home, contracts, "template1", Map.of());
  }

  /**
   * A lake that begins where another one stands, and goes its own way from there. Its files lie
   * among those of the other one, which nobody may use any more.
   */
  public static TestLake startingFrom(TestLake other, Path home) {
    asServer("ALTER DATABASE " + other.name() + " WITH ALLOW_CONNECTIONS false");
    asServer(terminate(other.name()));
    return new TestLake(
        home,
        other.contracts,
        other.name(),
        Map.of("warehouse.location", other.config.warehouse().toString()));
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
    return ingest(steps, line -> {});
  }

  public Ingest ingest(Steps steps, Consumer<String> progress) {
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);
    return new Ingest(catalogs, database, contracts, settings(), clock, steps, progress);
  }

  public IngestSettings settings() {
    return IngestSettings.of(config, contracts);
  }

  public IngestReport run(String source, Path... paths) {
    return ingest(Steps.unheard()).run(source, List.of(paths));
  }

  /** Ends all connections to the database of this lake and refuses new ones. */
  public void refuseConnections() {
    asServer("ALTER DATABASE " + name() + " WITH ALLOW_CONNECTIONS false");
    asServer(terminate(name()));
  }

  public void allowConnections() {
    asServer("ALTER DATABASE " + name() + " WITH ALLOW_CONNECTIONS true");
  }

  private static String terminate(String name) {
    return "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '"
        + name
        + "'";
  }

  private String name() {
    return database.address().url().replaceAll(".*/(lake_\\d+).*", "$1");
  }

  private static void asServer(String statement) {
    try (var connection = SERVER.getPostgresDatabase().getConnection();
        var told = connection.createStatement()) {
      told.execute(statement);
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
        .map(row -> row.get(column) == null ? "-" : shown(row.get(column)))
        .sorted()
        .toList();
  }

  /** A value as text, bytes by their digits. */
  public static String shown(@Nullable Object value) {
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return HexFormat.of().formatHex(copy);
    }
    return String.valueOf(value);
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
