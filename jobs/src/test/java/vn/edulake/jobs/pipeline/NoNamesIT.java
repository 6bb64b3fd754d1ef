package vn.edulake.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.edulake.jobs.ingest.FileReport;
import vn.edulake.models.Layer.Zone;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * Whatever readers, operators and logs get to see of a province with all its mistakes holds no name
 * and no number of a person: cells of all files on disk, statistics in their footers, bounds in
 * manifests, the bytes themselves, operations data, and all that was said.
 */
class NoNamesIT {
  private static CoreLake lake;
  private static PersonalText people;

  @BeforeAll
  static void learnNames() {
    lake = CoreLake.ofMistakes();
    people =
        new PersonalText(
            texts(
                """
                SELECT full_name FROM personal.vault.learner_statement
                UNION SELECT guardian_name FROM personal.vault.learner_statement
                UNION SELECT explode(name_variants) FROM personal.vault.learner
                UNION SELECT full_name FROM personal.vault.staff_statement
                UNION SELECT explode(name_variants) FROM personal.vault.staff
                """),
            texts(
                """
                SELECT personal_number FROM personal.vault.learner_statement
                UNION SELECT learner_code FROM personal.vault.learner_statement
                UNION SELECT local_number FROM personal.vault.learner_statement
                UNION SELECT phone FROM personal.vault.learner_statement
                UNION SELECT personal_number FROM personal.vault.staff_statement
                UNION SELECT staff_code FROM personal.vault.staff_statement
                """),
            texts(
                """
                SELECT full_name FROM personal.staging.stg_vn_admin__unit
                UNION SELECT short_name FROM personal.staging.stg_vn_admin__unit
                """));
    assertThat(people.nameCount()).isGreaterThan(1000);
  }

  private static List<String> texts(String query) {
    return lake.ask(query).stream().filter(text -> !text.equals("null")).toList();
  }

  @Test
  void noFileThatIsServedTellsOfAnybody() throws IOException, SQLException {
    assertThat(leaks(served())).isEmpty();
  }

  @Test
  void aHomeStandsInNoCellThatIsNotPublic() throws IOException, SQLException {
    Set<String> homes =
        Set.copyOf(texts("SELECT home_commune_name FROM personal.vault.learner_statement"));
    assertThat(homes).isNotEmpty();
    Set<String> columns = new TreeSet<>();
    forEachCell(
        parquet(served()),
        (place, cell) -> {
          if (homes.contains(cell)) {
            columns.add(place);
          }
        });
    Set<String> open = new TreeSet<>();
    for (TableDefinition definition : TableDefinition.load().values()) {
      for (TableDefinition.Column column : definition.columns()) {
        if (column.privacy() == PrivacyClass.PUBLIC) {
          open.add(definition.table() + "." + column.name());
        }
      }
    }
    assertThat(columns).isNotEmpty().isSubsetOf(open);
  }

  @Test
  void operationsDataTellOfNobody() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String table :
        lake.lake.ops(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'ops'")) {
      for (String row : lake.lake.ops("SELECT t::text FROM ops.\"" + table + "\" AS t")) {
        add(found, table, row);
      }
    }
    assertThat(lake.lake.ops("SELECT count(*) FROM ops.reject").get(0)).isNotEqualTo("0");
    assertThat(found).isEmpty();
  }

  @Test
  void nothingThatIsSaidOrLoggedTellsOfAnybody() {
    Map<String, Set<String>> found = new TreeMap<>();
    for (String line : lake.said) {
      add(found, "said", line);
    }
    for (FileReport report : lake.reports) {
      add(found, "report", report.toString());
    }
    assertThat(lake.said).hasSizeGreaterThan(50);
    assertThat(lake.reports).anySatisfy(one -> assertThat(one.rejected()).isPositive());
    for (String line : lake.logged) {
      add(found, "logged", line);
    }
    assertThat(lake.logged).isNotEmpty();
    assertThat(found).isEmpty();
  }

  @Test
  void whatIsPlantedIsFound() throws IOException, SQLException {
    String name = texts("SELECT max(full_name) FROM personal.vault.learner").get(0);
    String number = texts("SELECT max(personal_number) FROM personal.vault.learner").get(0);
    lake.ask("CREATE TABLE lake.core.planted (a STRING, b STRING, c STRING) USING iceberg");
    try {
      lake.ask(
          "INSERT INTO lake.core.planted VALUES ('%s', 'no. %s!', md5('%s'))"
              .formatted(name, number, number));
      Map<String, Set<String>> found = leaks(served().resolve("core/planted"));
      assertThat(found.keySet().stream().map(place -> place.replaceAll(".*[.:]", "")))
          .contains("a", "b", "c", "statistics", "avro");
      assertThat(found.toString()).contains(number).contains(name.toLowerCase(Locale.ROOT));
    } finally {
      lake.ask("DROP TABLE lake.core.planted PURGE");
    }
    assertThat(people.in("Cannot read 31/02/2015 of " + name)).isNotEmpty();
  }

  // ---- what is looked through

  private static Path served() {
    return Path.of(LakeCatalogs.location(lake.lake.config.warehouse(), Zone.SERVED).getPath());
  }

  private static void add(Map<String, Set<String>> found, String place, String text) {
    add(found, place, people.in(text));
  }

  private static void add(Map<String, Set<String>> found, String place, Set<String> told) {
    if (!told.isEmpty()) {
      found.computeIfAbsent(place, unused -> new TreeSet<>()).addAll(told);
    }
  }

  /** What the files below a folder tell of people, by place. */
  private static Map<String, Set<String>> leaks(Path folder) throws IOException, SQLException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (Path file : files(folder)) {
      String form = file.toString().replaceFirst(".*\\.", "");
      boolean isPacked = form.equals("parquet") || form.equals("avro");
      byte[] bytes = Files.readAllBytes(file);
      for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
        String text = new String(bytes, charset);
        add(found, "bytes of " + form, isPacked ? people.known(text) : people.in(text));
      }
      if (form.equals("avro")) {
        try (DataFileReader<GenericRecord> records =
            new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
          records.forEach(record -> addAll(found, "decoded.avro", record));
        }
      }
    }
    Map<TableName, List<Path>> parquet = parquet(folder);
    assertThat(parquet).isNotEmpty();
    forEachCell(parquet, (place, cell) -> add(found, place, cell));
    return found;
  }

  private static void addAll(Map<String, Set<String>> found, String place, Object value) {
    if (value instanceof GenericRecord record) {
      record.getSchema().getFields().forEach(f -> addAll(found, place, record.get(f.pos())));
    } else if (value instanceof Collection<?> values) {
      values.forEach(one -> addAll(found, place, one));
    } else if (value instanceof ByteBuffer bytes) {
      add(found, place, StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    } else if (value != null) {
      add(found, place, value.toString());
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All data files on disk, also those of states that nobody sees any more. */
  private static Map<TableName, List<Path>> parquet(Path folder) {
    Map<TableName, List<Path>> result = new TreeMap<>();
    for (Path file : files(folder)) {
      if (file.toString().endsWith(".parquet")) {
        Path below = served().relativize(file);
        result
            .computeIfAbsent(
                TableName.parse(below.getName(0) + "." + below.getName(1)),
                unused -> new ArrayList<>())
            .add(file);
      }
    }
    return result;
  }

  private interface Cells {
    void cell(String place, String text);
  }

  /** Every text that stands in a column or in the statistics of a footer, once. */
  private static void forEachCell(Map<TableName, List<Path>> files, Cells cells)
      throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (Map.Entry<TableName, List<Path>> table : files.entrySet()) {
        String list =
            table.getValue().stream()
                .map(file -> "'" + file + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        String rows =
            "read_parquet(%s, union_by_name = true, hive_partitioning = false)".formatted(list);
        List<String> columns = new ArrayList<>();
        try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + rows)) {
          while (described.next()) {
            columns.add(described.getString(1));
          }
        }
        for (String column : columns) {
          read(
              statement,
              "SELECT DISTINCT CAST(\"%s\" AS VARCHAR) FROM %s".formatted(column, rows),
              table.getKey() + "." + column,
              cells);
        }
        read(
            statement,
            """
            SELECT DISTINCT unnest([stats_min, stats_max, stats_min_value, stats_max_value])
            FROM parquet_metadata(%s)
            """
                .formatted(list),
            table.getKey() + ".statistics",
            cells);
        read(
            statement,
            """
            SELECT DISTINCT unnest([decode(key), decode(value)]) FROM parquet_kv_metadata(%s)
            """
                .formatted(list),
            table.getKey() + ".footer",
            cells);
      }
    }
  }

  private static void read(Statement statement, String query, String place, Cells cells)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String text = rows.getString(1);
        if (text != null) {
          cells.cell(place, text);
        }
      }
    }
  }
}
