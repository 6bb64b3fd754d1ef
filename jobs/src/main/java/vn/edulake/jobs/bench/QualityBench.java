package vn.edulake.jobs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import vn.edulake.quality.expectation.ExpectationResult;
import vn.edulake.quality.expectation.ExpectationSuite;
import vn.edulake.quality.expectation.SuiteRun;
import vn.edulake.quality.expectation.ValidationResult;

/**
 * Fifteen expectations over one table beside one statement of SQL with the same aggregates: both in
 * one process and session, in turns.
 */
public final class QualityBench {
  private static final String VIEW = "bench_marks";

  /** What is expected, the field that tells its figure, and the same figure in SQL. */
  private record Figure(String type, String kwargs, String field, String sql) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure(
              "expect_table_row_count_to_be_between",
              "\"min_value\": 1",
              "observed_value",
              "count(*)"),
          nulls("pupil_id"),
          nulls("school_id"),
          map(
              "values_to_be_in_set",
              "status",
              "\"value_set\": [\"present\", \"absent\", \"late\"]",
              "status NOT IN ('present', 'absent', 'late')"),
          map(
              "values_to_be_between",
              "mark",
              "\"min_value\": 0, \"max_value\": 10",
              "NOT (mark >= 0 AND mark <= 10)"),
          map(
              "values_to_match_regex",
              "school_id",
              "\"regex\": \"^[0-9]{6}$\"",
              "NOT school_id RLIKE '^[0-9]{6}$'"),
          map(
              "value_lengths_to_be_between",
              "note",
              "\"min_value\": 1, \"max_value\": 40",
              "NOT (char_length(note) >= 1 AND char_length(note) <= 40)"),
          new Figure(
              "expect_column_pair_values_a_to_be_greater_than_b",
              "\"column_A\": \"sent_date\", \"column_B\": \"mark_date\", \"or_equal\": true",
              "unexpected_count",
              "count_if(NOT (sent_date >= mark_date))"),
          figure("mean", "avg(mark)"),
          figure("stdev", "stddev_samp(mark)"),
          figure("min", "min(mark)"),
          figure("max", "max(mark)"),
          figure("sum", "sum(mark)"),
          new Figure(
              "expect_column_proportion_of_non_null_values_to_be_between",
              "\"column\": \"mark\", \"min_value\": 0",
              "observed_value",
              "count(mark) / count(*)"),
          new Figure(
              "expect_column_unique_value_count_to_be_between",
              "\"column\": \"grade\", \"min_value\": 1",
              "observed_value",
              "count(DISTINCT grade)"));

  private final SparkSession session;
  private final Consumer<String> progress;

  /** A bench in this session. */
  public QualityBench(SparkSession session, Consumer<String> progress) {
    this.session = session;
    this.progress = progress;
  }

  private static Figure nulls(String column) {
    return new Figure(
        "expect_column_values_to_not_be_null",
        "\"column\": \"" + column + "\"",
        "unexpected_count",
        "count_if(" + column + " IS NULL)");
  }

  private static Figure map(String type, String column, String kwargs, String unexpected) {
    return new Figure(
        "expect_column_" + type,
        "\"column\": \"" + column + "\", " + kwargs,
        "unexpected_count",
        "count_if(" + unexpected + ")");
  }

  private static Figure figure(String name, String sql) {
    return new Figure(
        "expect_column_" + name + "_to_be_between",
        "\"column\": \"mark\", \"min_value\": 0",
        "observed_value",
        sql);
  }

  /**
   * What was measured.
   *
   * @param suite rounds of the expectations, the first one first
   * @param sql rounds of the statement
   * @param differing figures that are not the same in both, to eight digits
   */
  public record Result(
      long rows, List<LoadBench.Cost> suite, List<LoadBench.Cost> sql, List<String> differing) {
    public Result {
      suite = List.copyOf(suite);
      sql = List.copyOf(sql);
      differing = List.copyOf(differing);
    }

    /** Time of the expectations as a multiple of the statement's, by the clock. */
    public double ratio() {
      return LoadBench.Cost.warm(suite).seconds() / LoadBench.Cost.warm(sql).seconds();
    }

    /** The same of processors' time. */
    public double cpuRatio() {
      return LoadBench.Cost.warm(suite).cpuSeconds() / LoadBench.Cost.warm(sql).cpuSeconds();
    }
  }

  /** The expectations, one line each. */
  static List<String> expectations() {
    return FIGURES.stream().map(figure -> figure.type() + " {" + figure.kwargs() + "}").toList();
  }

  /**
   * Writes a table and measures.
   *
   * @param file where it is written; whoever made the folder removes it
   */
  public Result run(Path file, long rows, int rounds) {
    session
        .range(rows)
        .selectExpr(
            "CAST(id AS STRING) AS pupil_id",
            "lpad(CAST(hash(id) % 2000 + 2000 AS STRING), 6, '0') AS school_id",
            "CAST(1 + id % 12 AS INT) AS grade",
            "element_at(array('present', 'absent', 'late'), CAST(1 + id % 3 AS INT)) AS status",
            "IF(id % 50 = 0, NULL, pmod(hash(id, 7), 101) / 10D) AS mark",
            "date_add(DATE '2024-09-05', CAST(id % 250 AS INT)) AS mark_date",
            "date_add(DATE '2024-09-05', CAST(id % 250 + id % 5 AS INT)) AS sent_date",
            "concat('note ', CAST(pmod(hash(id, 3), 100000) AS STRING)) AS note")
        .write()
        .parquet(file.toString());
    Dataset<Row> table = session.read().parquet(file.toString());
    table.createOrReplaceTempView(VIEW);
    StringBuilder entries = new StringBuilder();
    StringBuilder columns = new StringBuilder();
    for (Figure figure : FIGURES) {
      entries
          .append(entries.isEmpty() ? "" : ", ")
          .append("{\"type\": \"" + figure.type() + "\", \"kwargs\": {" + figure.kwargs() + "}}");
      columns.append(columns.isEmpty() ? "" : ", ").append(figure.sql());
    }
    ExpectationSuite suite =
        ExpectationSuite.parse(
            "{\"name\": \"bench\", \"expectations\": [" + entries + "]}", "bench");
    String sql = "SELECT " + columns + " FROM " + VIEW;
    List<LoadBench.Cost> ours = new ArrayList<>();
    List<LoadBench.Cost> plain = new ArrayList<>();
    List<String> differing = List.of();
    for (int round = 1; round <= rounds; round++) {
      LoadBench.Watch watch = new LoadBench.Watch();
      ValidationResult found = SuiteRun.on(table).validate(suite);
      ours.add(watch.stop());
      watch = new LoadBench.Watch();
      Row figures = session.sql(sql).first();
      plain.add(watch.stop());
      differing = differing(found, figures);
      progress.accept(
          "round " + round + ": " + ours.get(round - 1) + " beside " + plain.get(round - 1));
    }
    session.catalog().dropTempView(VIEW);
    return new Result(rows, ours, plain, differing);
  }

  private static List<String> differing(ValidationResult found, Row figures) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < FIGURES.size(); i++) {
      ExpectationResult one = found.results().get(i);
      Object told = one.result().get(FIGURES.get(i).field());
      if (!one.isSuccess() || !isSame(told, figures.get(i))) {
        result.add(FIGURES.get(i).type() + ": " + told + ", in SQL " + figures.get(i));
      }
    }
    return result;
  }

  private static boolean isSame(@Nullable Object told, @Nullable Object counted) {
    if (told instanceof Number a && counted instanceof Number b) {
      return Math.abs(a.doubleValue() - b.doubleValue())
          <= 1e-8 * Math.max(1, Math.abs(b.doubleValue()));
    }
    return Objects.equals(told, counted);
  }

  /**
   * What Spark did in one build.
   *
   * @param build for the tables
   * @param audit for the checks of them
   * @param tables that were built
   * @param seconds by the clock, release included
   */
  public record Build(TaskTimes.Work build, TaskTimes.Work audit, int tables, double seconds) {
    /** The two parts of what Spark did, by the descriptions of its jobs. */
    public static Build of(Map<String, TaskTimes.Work> work, int tables, double seconds) {
      TaskTimes.Work build = TaskTimes.Work.NONE;
      TaskTimes.Work audit = TaskTimes.Work.NONE;
      for (Map.Entry<String, TaskTimes.Work> entry : work.entrySet()) {
        if (TaskTimes.isAudit(entry.getKey())) {
          audit = audit.plus(entry.getValue());
        } else {
          build = build.plus(entry.getValue());
        }
      }
      return new Build(build, audit, tables, seconds);
    }

    /** Task time of the audit as a share of the build's. */
    public double share() {
      return (double) audit.taskMillis() / build.taskMillis();
    }

    /** The same of the processors' time in tasks. */
    public double cpuShare() {
      return (double) audit.cpuMillis() / build.cpuMillis();
    }
  }
}
