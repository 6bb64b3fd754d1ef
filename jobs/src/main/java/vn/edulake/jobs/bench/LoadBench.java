package vn.edulake.jobs.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import vn.edulake.jobs.Steps;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.jobs.ingest.Ingest;
import vn.edulake.jobs.ingest.IngestReport;
import vn.edulake.jobs.ingest.IngestSettings;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.ops.OpsDatabase;

/**
 * Rows per second of each connector, beside DuckDB reading the same file into a Parquet file.
 *
 * <p>The two take turns. Each round loads into a table of its own, so that no round finds its rows
 * known. The first round is told apart: it also pays for starting up.
 */
public final class LoadBench {
  private static final String SOURCE = "bench";
  private static final IngestSettings.Limits LIMITS =
      new IngestSettings.Limits(1 << 20, 1L << 40, 1000, 10);

  private final LakeCatalogs catalogs;
  private final OpsDatabase database;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * A bench.
   *
   * @param folder where files are written; whoever made it removes it
   */
  public LoadBench(
      LakeCatalogs catalogs, OpsDatabase database, Path folder, Consumer<String> progress) {
    this.catalogs = catalogs;
    this.database = database;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * What a connector did.
   *
   * @param form what was read
   * @param byteCount of the file; 0 for a table
   * @param lake our rounds, the first one first
   * @param duck those of DuckDB; empty where it has no reader
   */
  public record Result(
      String form, int rowCount, long byteCount, List<Cost> lake, Optional<List<Cost>> duck) {

    /** How many times as long as DuckDB, by the medians. */
    public Optional<Double> ratio() {
      return duck.map(other -> Cost.warm(lake).seconds() / Cost.warm(other).seconds());
    }
  }

  /**
   * What a round cost.
   *
   * @param seconds by the clock
   * @param cpuSeconds of all threads of the process
   */
  public record Cost(double seconds, double cpuSeconds) {
    /** The medians of all rounds but the first. */
    public static Cost warm(List<Cost> rounds) {
      List<Cost> later = rounds.subList(1, rounds.size());
      return new Cost(
          median(later.stream().mapToDouble(Cost::seconds).toArray()),
          median(later.stream().mapToDouble(Cost::cpuSeconds).toArray()));
    }

    private static double median(double[] numbers) {
      Arrays.sort(numbers);
      int middle = numbers.length / 2;
      return numbers.length % 2 == 1
          ? numbers[middle]
          : (numbers[middle - 1] + numbers[middle]) / 2;
    }
  }

  /** Runs to measure what it costs. */
  static final class Watch {
    private static final OperatingSystemMXBean PROCESS =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long began = System.nanoTime();
    private final long cpuBegan = PROCESS.getProcessCpuTime();

    Cost stop() {
      return new Cost(
          (System.nanoTime() - began) / 1e9, (PROCESS.getProcessCpuTime() - cpuBegan) / 1e9);
    }
  }

  /** A form of the rows, and how each engine reads it. */
  private record Form(String name, String fileName, int share, String layout, String duck) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("CSV", "plain.csv", 1, "format: csv", csv("plain.csv")),
          new Form("CSV, all fields quoted", "quoted.csv", 1, "format: csv", csv("quoted.csv")),
          new Form("CSV in gzip", "packed.csv.gz", 1, "format: csv", csv("packed.csv.gz")),
          new Form(
              "JSON lines",
              "lines.jsonl",
              4,
              "format: json_lines\nrecords: [{path: '', columns: {" + jsonColumns() + "}}]",
              "read_json('%s/lines.jsonl', format='newline_delimited', columns={"
                  + duckColumns()
                  + "})"),
          new Form(
              "XML",
              "document.xml",
              4,
              "format: xml\nrecords: [{path: attendance/record, columns: {" + jsonColumns() + "}}]",
              ""),
          new Form("XLSX", "book.xlsx", 8, "format: excel", ""),
          new Form("PostgreSQL table", "", 4, "format: jdbc\njdbc: {table: bench.attendance}", ""));

  private static String csv(String file) {
    return "read_csv('%s/"
        + file
        + "', header=true, auto_detect=false, delim=',', quote='\"',"
        + " columns={"
        + duckColumns()
        + "})";
  }

  private static String duckColumns() {
    return "'student_code':'VARCHAR','class_code':'VARCHAR','day':'DATE','session':'VARCHAR',"
        + "'status':'VARCHAR','minutes':'INTEGER','recorded_at':'TIMESTAMP','note':'VARCHAR'";
  }

  private static String jsonColumns() {
    List<String> result = new ArrayList<>();
    for (String column : BenchFiles.COLUMNS) {
      result.add(column + ": " + column);
    }
    return String.join(", ", result);
  }

  /**
   * Runs the bench.
   *
   * @param rowCount of the CSV files; the other forms have a part of it
   * @param rounds of each engine, the first one included; at least 2
   * @param only a part of the names of the forms that are measured
   */
  public List<Result> run(int rowCount, int rounds, String only) {
    List<Result> results = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement engine = duck.createStatement()) {
      engine.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      for (Form form : FORMS.stream().filter(f -> f.name().contains(only)).toList()) {
        results.add(run(form, Math.max(1, rowCount / form.share()), rounds, engine));
      }
      return results;
    } catch (SQLException | IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot run the bench: " + e.getMessage(), e);
    }
  }

  private Result run(Form form, int rowCount, int rounds, Statement duck)
      throws IOException, SQLException {
    Path file = folder.resolve(form.fileName());
    write(form, file, rowCount);
    List<SourceContract> contracts = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      contracts.add(contract(form, round));
    }
    List<Cost> lake = new ArrayList<>();
    List<Cost> other = new ArrayList<>();
    for (SourceContract contract : contracts) {
      lake.add(load(form, contract, file, rowCount));
      if (!form.duck().isEmpty()) {
        other.add(copy(form, duck, rowCount));
      }
    }
    long byteCount = form.fileName().isEmpty() ? 0 : Files.size(file);
    if (!form.fileName().isEmpty()) {
      Files.delete(file);
    }
    Result result =
        new Result(
            form.name(),
            rowCount,
            byteCount,
            List.copyOf(lake),
            other.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(other)));
    progress.accept(
        form.name()
            + ": "
            + Math.round(rowCount / Cost.warm(lake).seconds())
            + " rows/s"
            + result.ratio().map(ratio -> " (%.2f x DuckDB's time)".formatted(ratio)).orElse(""));
    return result;
  }

  private void write(Form form, Path file, int rowCount) throws IOException, SQLException {
    switch (form.fileName()) {
      case "plain.csv" -> BenchFiles.csv(file, rowCount, false);
      case "quoted.csv" -> BenchFiles.csv(file, rowCount, true);
      case "packed.csv.gz" -> BenchFiles.csvGz(file, rowCount);
      case "lines.jsonl" -> BenchFiles.jsonLines(file, rowCount);
      case "document.xml" -> BenchFiles.xml(file, rowCount);
      case "book.xlsx" -> BenchFiles.xlsx(file, rowCount);
      case "" -> fillTable(rowCount);
      default -> throw new IllegalStateException("Unknown file: " + form.fileName());
    }
  }

  private void fillTable(int rowCount) throws IOException, SQLException {
    Path file = folder.resolve("table.csv");
    BenchFiles.csv(file, rowCount, false);
    try (Handle handle = database.jdbi().open();
        Reader reader = Files.newBufferedReader(file)) {
      handle.execute("CREATE SCHEMA bench");
      handle.execute(
          "CREATE TABLE bench.attendance (student_code TEXT, class_code TEXT, day DATE,"
              + " session TEXT, status TEXT, minutes INTEGER, recorded_at TIMESTAMP, note TEXT)");
      handle
          .getConnection()
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY bench.attendance FROM STDIN (FORMAT csv, HEADER)", reader);
    }
    Files.delete(file);
  }

  private static SourceContract contract(Form form, int round) {
    String entity = "attendance_" + FORMS.indexOf(form) + "_" + round;
    String files = form.fileName().isEmpty() ? "" : "    files: ['*']\n";
    return SourceContract.parse(
        SOURCE + "__" + entity + ".yml",
        """
        source: bench
        entity: %s
        owner: bench
        key: [student_code, day, session]
        delivery: {semantics: snapshot}
        columns:
          student_code: {type: text, required: true, pattern: '[0-9]{10}', header: [student_code]}
          class_code: {type: text, required: true, header: [class_code]}
          day: {type: date, format: yyyy-MM-dd, required: true, header: [day]}
          session: {type: code, codes: {M: morning, A: afternoon}, header: [session]}
          status: {type: code, codes: {P: present, E: excused, U: unexcused}, header: [status]}
          minutes: {type: integer, header: [minutes]}
          recorded_at: {type: timestamp, header: [recorded_at]}
          note: {type: text, header: [note]}
        layouts:
          - name: only
        %s%s"""
            .formatted(entity, files, form.layout().indent(4)));
  }

  private Cost load(Form form, SourceContract contract, Path file, int rowCount) {
    Map<String, DatabaseAddress> sources =
        form.fileName().isEmpty() ? Map.of(SOURCE, database.address()) : Map.of();
    Ingest ingest =
        new Ingest(
            catalogs,
            database,
            SourceContracts.of(contract),
            new IngestSettings(LIMITS, folder.resolve("ingest"), sources),
            Clock.systemUTC(),
            Steps.unheard(),
            line -> {});
    Watch watch = new Watch();
    IngestReport report =
        form.fileName().isEmpty() ? ingest.runTables(SOURCE) : ingest.run(SOURCE, List.of(file));
    Cost cost = watch.stop();
    FileReport only = report.files().get(0);
    if (only.accepted() != rowCount) {
      throw new IllegalStateException(
          form.name() + ": " + only.accepted() + " of " + rowCount + " rows, " + only.reason());
    }
    return cost;
  }

  private Cost copy(Form form, Statement duck, int rowCount) throws SQLException, IOException {
    Path target = folder.resolve("duckdb.parquet");
    Watch watch = new Watch();
    duck.execute(
        "COPY (SELECT * FROM "
            + form.duck().formatted(folder)
            + ") TO '"
            + target
            + "' (FORMAT parquet, COMPRESSION zstd)");
    Cost cost = watch.stop();
    try (ResultSet count = duck.executeQuery("SELECT count(*) FROM '" + target + "'")) {
      count.next();
      if (count.getLong(1) != rowCount) {
        throw new IllegalStateException("DuckDB read " + count.getLong(1) + " rows");
      }
    }
    Files.delete(target);
    return cost;
  }
}
