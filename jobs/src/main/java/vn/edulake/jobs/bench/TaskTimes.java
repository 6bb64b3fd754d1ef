package vn.edulake.jobs.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.transform.LakeRun;
import vn.edulake.models.TableName;

/** Counts what Spark does, for benches; Spark makes one by its name in {@code extraListeners}. */
public final class TaskTimes extends SparkListener {
  private static final Object LOCK = new Object();
  private static final Map<Integer, String> STAGES = new HashMap<>();
  private static Map<String, Work> counted = new TreeMap<>();

  /**
   * What Spark did.
   *
   * @param taskMillis the time that tasks ran, summed
   * @param cpuMillis the time of processors in them, what they waited for left out
   * @param shuffleBytes written by tasks for others
   */
  public record Work(
      long jobs, long stages, long tasks, long taskMillis, long cpuMillis, long shuffleBytes) {
    /** Nothing. */
    public static final Work NONE = new Work(0, 0, 0, 0, 0, 0);

    /** Both together. */
    public Work plus(Work other) {
      return new Work(
          jobs + other.jobs,
          stages + other.stages,
          tasks + other.tasks,
          taskMillis + other.taskMillis,
          cpuMillis + other.cpuMillis,
          shuffleBytes + other.shuffleBytes);
    }
  }

  /**
   * What has been done since the last question, by the description of the jobs: the table that was
   * built, or nothing. Ask when the session has ended.
   */
  public static Map<String, Work> take() {
    synchronized (LOCK) {
      Map<String, Work> result = counted;
      counted = new TreeMap<>();
      STAGES.clear();
      return result;
    }
  }

  /** Whether jobs of this description check what was built. */
  static boolean isAudit(String what) {
    return what.startsWith(LakeRun.AUDIT);
  }

  /** What was done for a table, the check of its rows included. */
  static Work ofTable(Map<String, Work> work, TableName table) {
    return work.getOrDefault(table.toString(), Work.NONE)
        .plus(work.getOrDefault(LakeRun.AUDIT + table, Work.NONE));
  }

  private static void add(String what, Work work) {
    synchronized (LOCK) {
      counted.merge(what, work, Work::plus);
    }
  }

  private static String description(@Nullable Properties properties) {
    return properties == null ? "" : properties.getProperty("spark.job.description", "");
  }

  private static String ofStage(int stage) {
    synchronized (LOCK) {
      return STAGES.getOrDefault(stage, "");
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    add(description(event.properties()), new Work(1, 0, 0, 0, 0, 0));
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    synchronized (LOCK) {
      STAGES.put(event.stageInfo().stageId(), description(event.properties()));
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    add(ofStage(event.stageInfo().stageId()), new Work(0, 1, 0, 0, 0, 0));
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    TaskMetrics metrics = event.taskMetrics();
    add(
        ofStage(event.stageId()),
        metrics == null
            ? new Work(0, 0, 1, 0, 0, 0)
            : new Work(
                0,
                0,
                1,
                metrics.executorRunTime(),
                metrics.executorCpuTime() / 1_000_000,
                metrics.shuffleWriteMetrics().bytesWritten()));
  }
}
