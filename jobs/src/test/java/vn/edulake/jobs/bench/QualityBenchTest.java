package vn.edulake.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.transform.LakeRun;
import vn.edulake.jobs.transform.TestSession;
import vn.edulake.models.TableName;

class QualityBenchTest {
  @TempDir private Path folder;

  @Test
  void expectationsAndSqlTellTheSameFigures() {
    QualityBench.Result result =
        new QualityBench(TestSession.get(), line -> {})
            .run(folder.resolve("marks.parquet"), 1_000, 2);
    assertThat(result.differing()).isEmpty();
    assertThat(result.suite()).hasSize(2);
    assertThat(result.sql()).hasSize(2);
    assertThat(QualityReport.expectations(result))
        .contains("15 expectations over 1,000 rows", "All fifteen figures are the same in both.");
    assertThat(QualityBench.expectations()).hasSize(15).doesNotHaveDuplicates();
  }

  @Test
  void jobsThatCheckATableAreTheAudit() {
    TableName table = TableName.parse("core.dim_school");
    TaskTimes.Work made = new TaskTimes.Work(2, 3, 4, 8_000, 5_000, 10);
    TaskTimes.Work checked = new TaskTimes.Work(1, 1, 1, 1_000, 500, 0);
    Map<String, TaskTimes.Work> work =
        Map.of(
            table.toString(),
            made,
            LakeRun.AUDIT + table,
            checked,
            LakeRun.AUDIT + "the references of " + table,
            checked);
    QualityBench.Build build = QualityBench.Build.of(work, 1, 12.5);
    assertThat(build.build()).isEqualTo(made);
    assertThat(build.audit()).isEqualTo(checked.plus(checked));
    assertThat(build.share()).isEqualTo(0.25);
    assertThat(build.cpuShare()).isEqualTo(0.2);
    assertThat(QualityReport.audit(build, "quality", "5000"))
        .contains("The audit costs 25.0 % of building the tables", "| audit | 2.0 | 1.0 | 2 | 2 |");
    assertThat(TaskTimes.ofTable(work, table)).isEqualTo(made.plus(checked));
  }

  @Test
  void aSlowSuiteIsSeen() {
    QualityBench.Result result =
        new QualityBench.Result(
            10,
            List.of(new LoadBench.Cost(9, 9), new LoadBench.Cost(3, 4)),
            List.of(new LoadBench.Cost(9, 9), new LoadBench.Cost(1, 2)),
            List.of("expect_column_max_to_be_between: 1, in SQL 2"));
    assertThat(result.ratio()).isEqualTo(3);
    assertThat(result.cpuRatio()).isEqualTo(2);
    assertThat(QualityReport.expectations(result))
        .contains("cost 3.00 times", "Not the same in both: expect_column_max_to_be_between");
  }
}
