package vn.edulake.jobs.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.SparkSession;
import vn.edulake.jobs.transform.LakeRun;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.SqlTables;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Each model of a built lake built once more, and beside it DuckDB doing the same SQL on the very
 * files that the model read, into a Parquet file. The two take turns, model by model.
 */
public final class BuildBench {
  private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 1, 1);

  private final LakeCatalogs catalogs;
  private final Map<TableName, TableDefinition> definitions;
  private final Path folder;
  private final int keyVersion;
  private final Consumer<String> progress;
  private final SourceContracts contracts = SourceContracts.load();
  private final ModelGraph graph = ModelGraph.load();
  private final Policies policies = Policies.load();

  /**
   * A bench.
   *
   * @param folder where DuckDB writes; whoever made it removes it
   */
  public BuildBench(
      LakeCatalogs catalogs,
      Map<TableName, TableDefinition> definitions,
      Path folder,
      int keyVersion,
      Consumer<String> progress) {
    this.catalogs = catalogs;
    this.definitions = definitions;
    this.folder = folder;
    this.keyVersion = keyVersion;
    this.progress = progress;
  }

  /**
   * A model that both built.
   *
   * @param rows of the table
   * @param lake seconds of our rounds: rows computed, audited and committed
   * @param duck seconds of DuckDB's rounds
   * @param same columns that are the same in both, as far as sums tell
   * @param columns of the table
   * @param hasSameCount whether DuckDB gave as many rows
   * @param differing the other columns
   */
  public record Result(
      TableName table,
      long rows,
      List<Double> lake,
      List<Double> duck,
      int same,
      int columns,
      boolean hasSameCount,
      List<String> differing) {
    public Result {
      lake = List.copyOf(lake);
      duck = List.copyOf(duck);
      differing = List.copyOf(differing);
    }

    /** Our time as a multiple of DuckDB's, of the last round. */
    public double ratio() {
      return lake.get(lake.size() - 1) / duck.get(duck.size() - 1);
    }
  }

  /**
   * A model that DuckDB did not build.
   *
   * @param lake seconds of our rounds
   */
  public record Left(TableName table, String reason, List<Double> lake) {
    public Left {
      lake = List.copyOf(lake);
    }
  }

  /** All models. */
  public record Results(List<Result> both, List<Left> left) {
    public Results {
      both = List.copyOf(both);
      left = List.copyOf(left);
    }
  }

  /** Runs the bench. */
  public Results run(SparkSession session, int rounds) {
    LakeRun lake =
        new LakeRun(
            catalogs, contracts, graph, definitions, policies, Clock.systemUTC(), keyVersion);
    List<Result> both = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      execute(duck, "SET threads = " + Runtime.getRuntime().availableProcessors());
      execute(duck, "SET TimeZone = 'UTC'");
      for (String macro : DuckSql.MACROS) {
        execute(duck, macro);
      }
      for (TableSpec spec : graph.specs()) {
        if (spec.table().layer() == Layer.STAGING || head(spec.table()) == 0) {
          continue;
        }
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        Path target = folder.resolve(spec.table().flat() + ".parquet");
        for (int round = 1; round <= rounds; round++) {
          ours.add(build(lake, session, spec, round));
          if (refusal.isEmpty()) {
            try {
              theirs.add(copy(duck, spec, target));
            } catch (SQLException | IllegalArgumentException e) {
              refusal = Optional.of(firstLine(e));
            }
          }
        }
        if (refusal.isPresent()) {
          left.add(new Left(spec.table(), refusal.get(), ours));
          progress.accept(spec.table() + " left out: " + refusal.get());
        } else {
          Result result = compare(duck, spec, target, ours, theirs);
          both.add(result);
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "%s %,d rows: %s beside %s, %d of %d columns the same%s %s",
                  spec.table(),
                  result.rows(),
                  ours,
                  theirs,
                  result.same(),
                  result.columns(),
                  result.hasSameCount() ? "" : ", OTHER NUMBER OF ROWS",
                  result.differing()));
        }
        Files.deleteIfExists(target);
      }
    } catch (SQLException | IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot run the bench: " + e.getMessage(), e);
    }
    return new Results(both, left);
  }

  /** A statement of its own for each: one that failed is closed. */
  private static void execute(Connection duck, String sql) throws SQLException {
    try (Statement statement = duck.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.replace("|", "\\|");
  }

  private long head(TableName name) {
    Snapshot head = catalogs.exists(name) ? catalogs.load(name).currentSnapshot() : null;
    return head == null ? 0 : head.snapshotId();
  }

  private double build(LakeRun lake, SparkSession session, TableSpec spec, int round) {
    return lake.build(
                lake.plan(Set.of(spec.table()), true, Optional.empty()),
                "bench_" + round,
                session,
                Map.of(),
                outcome -> {},
                step -> {})
            .get(0)
            .took()
            .toNanos()
        / 1e9;
  }

  private double copy(Connection duck, TableSpec spec, Path target) throws SQLException {
    if (!(spec.rule() instanceof TableSpec.Select select)) {
      throw new IllegalArgumentException("a function in Java, not SQL");
    }
    Map<String, Object> parameters = new TreeMap<>(policies.parameters());
    parameters.put("window_start", FIRST);
    parameters.put("window_end", LAST);
    for (TableName input : spec.inputs()) {
      execute(duck, "CREATE OR REPLACE VIEW " + input.flat() + " AS " + relation(input));
    }
    String sql = DuckSql.of(SqlTables.bind(select.sql(), TableName::flat), parameters);
    if (spec.refresh() instanceof Refresh.Scd2 scd2) {
      sql = versions(duck, sql, scd2);
    }
    long began = System.nanoTime();
    execute(duck, "COPY (" + sql + ") TO '" + target + "' (FORMAT parquet, COMPRESSION zstd)");
    return (System.nanoTime() - began) / 1e9;
  }

  /** The rows of a table as Spark reads them: its Parquet files, or none. */
  private String relation(TableName name) {
    List<String> files = files(name, head(name));
    if (!files.isEmpty()) {
      // Folders are named by transforms of columns, which are no columns of the table.
      return "SELECT * FROM read_parquet(["
          + String.join(", ", files)
          + "], union_by_name = true, hive_partitioning = false)";
    }
    List<String> columns = new ArrayList<>();
    definitions.get(name).schema().columns().stream()
        .forEach(
            field -> columns.add("CAST(NULL AS " + type(field.type()) + ") AS " + field.name()));
    return "SELECT " + String.join(", ", columns) + " WHERE false";
  }

  private static String type(org.apache.iceberg.types.Type type) {
    return switch (type.typeId()) {
      case STRING -> "VARCHAR";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case DATE -> "DATE";
      case BOOLEAN -> "BOOLEAN";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> type.toString();
      case TIMESTAMP -> "TIMESTAMPTZ";
      case LIST -> type(type.asListType().elementType()) + "[]";
      case MAP ->
          "MAP("
              + type(type.asMapType().keyType())
              + ", "
              + type(type.asMapType().valueType())
              + ")";
      default -> throw new IllegalArgumentException("an empty input with a column of " + type);
    };
  }

  private List<String> files(TableName name, long snapshot) {
    List<String> result = new ArrayList<>();
    if (snapshot == 0) {
      return result;
    }
    try (CloseableIterable<FileScanTask> tasks =
        catalogs.load(name).newScan().useSnapshot(snapshot).planFiles()) {
      tasks.forEach(task -> result.add("'" + path(task.file().location()) + "'"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  private static String path(String location) {
    return location.startsWith("file:") ? Path.of(URI.create(location)).toString() : location;
  }

  /** Periods of observed states, as the runner makes them. */
  private String versions(Connection duck, String observed, Refresh.Scd2 scd2) throws SQLException {
    List<String> given = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE " + observed)) {
      while (columns.next()) {
        given.add(columns.getString(1));
      }
    }
    List<String> attributes = new ArrayList<>(given);
    attributes.removeAll(scd2.key());
    attributes.remove(scd2.from());
    attributes.remove(Refresh.Scd2.IS_DELETED);
    boolean hasDeletions = given.contains(Refresh.Scd2.IS_DELETED);
    List<String> fields = new ArrayList<>();
    attributes.forEach(column -> fields.add(column + " := " + column));
    String state = "CAST(struct_pack(" + String.join(", ", fields) + ") AS VARCHAR)";
    if (hasDeletions) {
      state = "CASE WHEN coalesce(is_deleted, false) THEN 'deleted' ELSE " + state + " END";
    }
    String key = String.join(", ", scd2.key());
    String order = " OVER (PARTITION BY " + key + " ORDER BY " + scd2.from() + ", _state)";
    List<String> select = new ArrayList<>();
    int lastOfKey = scd2.key().stream().mapToInt(given::indexOf).max().orElseThrow();
    for (int i = 0; i < given.size(); i++) {
      String column = given.get(i);
      if (column.equals(scd2.from())) {
        select.add(column + " AS valid_from");
        select.add("coalesce(_until, DATE '9999-12-31') AS valid_to");
      } else if (!column.equals(Refresh.Scd2.IS_DELETED)) {
        select.add(column);
      }
      if (i == lastOfKey) {
        scd2.versionKey()
            .ifPresent(
                name ->
                    select.add(
                        "concat_ws('@', "
                            + key
                            + ", CAST("
                            + scd2.from()
                            + " AS VARCHAR)) AS "
                            + name));
      }
    }
    return "WITH observed_ AS (SELECT *, "
        + state
        + " AS _state FROM ("
        + observed
        + ")), compared_ AS (SELECT *, lag(_state)"
        + order
        + " AS _state_before FROM observed_), began_ AS (SELECT *, lead("
        + scd2.from()
        + ")"
        + order
        + " AS _until FROM compared_ WHERE _state_before IS NULL OR _state_before <> _state) SELECT "
        + String.join(", ", select)
        + " FROM began_"
        + (hasDeletions ? " WHERE NOT coalesce(is_deleted, false)" : "");
  }

  private Result compare(
      Connection duck, TableSpec spec, Path target, List<Double> ours, List<Double> theirs)
      throws SQLException {
    String stored = relation(spec.table());
    String made = "SELECT * FROM read_parquet('" + target + "')";
    Map<String, String> types = new TreeMap<>();
    try (Statement statement = duck.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE " + stored)) {
      while (columns.next()) {
        types.put(columns.getString(1), columns.getString(2));
      }
    }
    List<String> sums = new ArrayList<>();
    types.forEach((column, type) -> sums.add(sum(column, type) + " AS " + column));
    String select = "SELECT count(*), " + String.join(", ", sums) + " FROM (";
    List<String> differing = new ArrayList<>();
    long rows;
    boolean hasSameCount;
    List<Object> a = row(duck, select + stored + ")", types.size() + 1);
    List<Object> b = row(duck, select + made + ")", types.size() + 1);
    rows = ((Number) a.get(0)).longValue();
    hasSameCount = a.get(0).equals(b.get(0));
    int i = 1;
    for (String column : types.keySet()) {
      if (!String.valueOf(a.get(i)).equals(String.valueOf(b.get(i)))) {
        differing.add(column);
      }
      i++;
    }
    return new Result(
        spec.table(),
        rows,
        ours,
        theirs,
        types.size() - differing.size(),
        types.size(),
        hasSameCount,
        differing);
  }

  /** A text that two columns with the same values share. */
  private static String sum(String column, String type) {
    // A count of DuckDB's is written as a number with a point.
    if (type.startsWith("DECIMAL") || Set.of("DOUBLE", "BIGINT", "INTEGER").contains(type)) {
      return "concat(count(" + column + "), '/', round(sum(CAST(" + column + " AS DOUBLE)), 4))";
    }
    return "concat(count(" + column + "), '/', sum(hash(CAST(" + column + " AS VARCHAR))))";
  }

  private static List<Object> row(Connection duck, String sql, int width) throws SQLException {
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      List<Object> values = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        values.add(result.getObject(i));
      }
      return values;
    }
  }
}
