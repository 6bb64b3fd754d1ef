package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vn.edulake.jobs.transform.BundledPlaces.keep;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dhatim.fastexcel.reader.ReadableWorkbook;

/**
 * The marts of posted workbooks, as views {@code o_*}, and the same figures by DuckDB, which reads
 * the rows on its own.
 */
final class ExamFigures {
  private static final SparkSession SESSION = TestSession.get();

  private final Path csv;
  private final Path labels;

  /** Builds the marts from one posting per council. */
  ExamFigures(List<Path> workbooks, Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("candidate_number,score_text");
    for (Path workbook : workbooks) {
      read(workbook, lines);
    }
    csv = folder.resolve("rows.csv");
    Files.write(csv, lines);
    labels = folder.resolve("labels.csv");
    try (InputStream in =
        ExamFigures.class.getResourceAsStream("/lake/reference/exam_subject_label.csv")) {
      Files.copy(in, labels);
    }
    marts();
  }

  private static void read(Path file, List<String> lines) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        ReadableWorkbook workbook = new ReadableWorkbook(in);
        Stream<org.dhatim.fastexcel.reader.Row> rows = workbook.getFirstSheet().openStream()) {
      rows.filter(row -> !row.getCellText(2).equals("SOBAODANH"))
          .forEach(row -> lines.add(row.getCellText(2) + "," + row.getCellText(3)));
    }
  }

  private void marts() {
    BundledPlaces.build();
    for (String name :
        List.of("exam_council", "exam_subject", "exam_subject_label", "exam_session")) {
      BundledPlaces.reference(SESSION, name, "o_raw_" + name);
      keep(
          model("staging.stg_reference__" + name)
              .given("raw.reference__" + name, "TABLE o_raw_" + name),
          "o_" + name);
    }
    keep(
        model("core.dim_subject")
            .given("staging.stg_reference__exam_subject", "TABLE o_exam_subject"),
        "o_subject");
    keep(
        model("core.dim_exam_council")
            .given("core.dim_place", "TABLE b_place")
            .given("staging.stg_reference__exam_council", "TABLE o_exam_council")
            .given("staging.stg_reference__exam_session", "TABLE o_exam_session"),
        "o_council");
    SESSION
        .read()
        .option("header", "true")
        .csv(csv.toString())
        .selectExpr(
            "'2017' AS exam_year",
            "substring(candidate_number, 1, 2) AS council_code",
            "candidate_number",
            "'x' AS candidate_name",
            "'01/01/1999' AS birth_date",
            "score_text",
            "'synthetic' AS origin",
            "'1' AS publication")
        .createOrReplaceTempView("o_raw");
    model("staging.stg_vn_exam__candidate")
        .given("raw.vn_exam__candidate", "TABLE o_raw")
        .rows()
        .cache()
        .createOrReplaceTempView("o_candidate");
    model("core.fct_exam_score")
        .given("core.dim_exam_council", "TABLE o_council")
        .given("core.dim_subject", "TABLE o_subject")
        .given("staging.stg_reference__exam_session", "TABLE o_exam_session")
        .given("staging.stg_reference__exam_subject", "TABLE o_exam_subject")
        .given("staging.stg_reference__exam_subject_label", "TABLE o_exam_subject_label")
        .given("staging.stg_vn_exam__candidate", "TABLE o_candidate")
        .rows()
        .cache()
        .createOrReplaceTempView("o_score");
    model("core.fct_exam_candidate")
        .given("core.dim_exam_council", "TABLE o_council")
        .given("core.fct_exam_score", "TABLE o_score")
        .given("staging.stg_reference__exam_session", "TABLE o_exam_session")
        .given("staging.stg_vn_exam__candidate", "TABLE o_candidate")
        .rows()
        .createOrReplaceTempView("o_fct_candidate");
    keep(
        model("marts.exam_candidate_by_place")
            .given("core.bridge_place__boundary", "TABLE b_boundary")
            .given("core.dim_place", "TABLE b_place")
            .given("core.fct_exam_candidate", "TABLE o_fct_candidate"),
        "o_by_place");
    keep(
        model("marts.exam_result_by_place_subject")
            .given("core.bridge_place__boundary", "TABLE b_boundary")
            .given("core.dim_place", "TABLE b_place")
            .given("core.dim_subject", "TABLE o_subject")
            .given("core.fct_exam_score", "TABLE o_score"),
        "o_by_subject");
  }

  static List<String> lines(String query) {
    return SESSION.sql(query).collectAsList().stream().map(row -> row.mkString("|")).toList();
  }

  /** Asserts that every figure of the subject mart equals DuckDB's. */
  void equalAnIndependentQuery(int atLeast) throws SQLException {
    Map<String, double[]> expected = oracle();
    Map<String, double[]> actual = new TreeMap<>();
    for (Row row :
        SESSION
            .sql(
                """
                SELECT concat_ws('|', boundary_mode, place_code, subject_code),
                  candidate_count, CAST(score_sum AS DOUBLE), mean_score, score_stddev,
                  below_5_count, at_least_8_count
                FROM o_by_subject WHERE boundary_mode IN ('then', 'today')
                """)
            .collectAsList()) {
      actual.put(
          row.getString(0),
          new double[] {
            row.getLong(1),
            row.getDouble(2),
            row.getDouble(3),
            row.isNullAt(4) ? Double.NaN : row.getDouble(4),
            row.getLong(5),
            row.getLong(6)
          });
    }
    assertThat(actual.keySet()).isEqualTo(expected.keySet()).hasSizeGreaterThan(atLeast);
    actual.forEach(
        (key, figures) -> {
          double[] wanted = expected.get(key);
          for (int i = 0; i < figures.length; i++) {
            if (Double.isNaN(wanted[i])) {
              assertThat(figures[i]).as(key).isNaN();
            } else {
              assertThat(figures[i])
                  .as(key + " figure " + i)
                  .isCloseTo(wanted[i], within(1e-9 * Math.max(1, Math.abs(wanted[i]))));
            }
          }
        });
  }

  private Map<String, double[]> oracle() throws SQLException {
    String query =
        """
        WITH joined AS (
          SELECT substr(candidate_number, 1, 2) AS council,
            unnest(regexp_extract_all(score_text, '([^0-9:]+):', 1)) AS label,
            unnest(regexp_extract_all(score_text, '([0-9]+(\\.[0-9]+)?)', 1)) AS score
          FROM read_csv('%s', all_varchar = true, header = true)
        ),
        place AS (
          SELECT council, unnest(['then', 'today']) AS boundary_mode,
            unnest([code_then, code_today]) AS code
          FROM (VALUES
            ('18', '24', '24'), ('19', '27', '24'), ('29', '40', '40'), ('31', '44', '44'),
            ('32', '45', '44'), ('39', '54', '66'), ('49', '80', '80'), ('50', '87', '82'),
            ('53', '82', '82'), ('56', '83', '86'), ('57', '86', '86'), ('58', '84', '86'))
          AS t(council, code_then, code_today)
        )
        SELECT place.boundary_mode || '|' || place.code || '|' || names.subject_code,
          count(*), sum(score::DOUBLE), avg(score::DOUBLE), stddev_samp(score::DOUBLE),
          count(*) FILTER (score::DOUBLE < 5), count(*) FILTER (score::DOUBLE >= 8)
        FROM joined
        JOIN place USING (council)
        JOIN read_csv('%s', all_varchar = true, header = true) AS names
          ON names.label = trim(joined.label)
        WHERE names.subject_code NOT IN ('khtn', 'khxh')
        GROUP BY 1
        """
            .formatted(csv, labels);
    Map<String, double[]> result = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        double[] figures = new double[6];
        for (int i = 0; i < figures.length; i++) {
          double value = rows.getDouble(i + 2);
          figures[i] = rows.wasNull() ? Double.NaN : value;
        }
        result.put(rows.getString(1), figures);
      }
    }
    return result;
  }
}
