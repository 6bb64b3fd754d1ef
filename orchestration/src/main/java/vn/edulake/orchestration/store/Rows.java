package vn.edulake.orchestration.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.rule.TaskState;
import vn.edulake.orchestration.timetable.DataInterval;
import vn.edulake.orchestration.timetable.RunType;

/** Reads columns of rows. */
final class Rows {
  private Rows() {}

  static @Nullable Instant findTime(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Integer findInt(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : Integer.valueOf(value);
  }

  static @Nullable Long findLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(value);
  }

  static Optional<DataInterval> interval(ResultSet row, String start, String end)
      throws SQLException {
    Instant from = findTime(row, start);
    Instant to = findTime(row, end);
    return from == null || to == null ? Optional.empty() : Optional.of(new DataInterval(from, to));
  }

  static @Nullable TaskState state(@Nullable String word) {
    return word == null ? null : TaskState.parse(word);
  }

  static @Nullable String word(@Nullable TaskState state) {
    return state == null ? null : state.word();
  }

  static DagRun run(ResultSet row) throws SQLException {
    return new DagRun(
        row.getLong("run_key"),
        row.getString("dag_id"),
        row.getString("run_id"),
        RunType.parse(row.getString("run_type")),
        RunState.of(row.getString("state")),
        findTime(row, "logical_date"),
        interval(row, "interval_start", "interval_end"),
        time(row, "run_after"),
        findTime(row, "queued_at"),
        findTime(row, "start_date"),
        findTime(row, "end_date"),
        Json.readMap(row.getString("conf")),
        row.getString("note"),
        row.getString("triggered_by"),
        row.getString("triggering_user_name"),
        findLong(row, "backfill_id"),
        row.getInt("version_number"),
        row.getInt("clear_number"),
        findTime(row, "last_scheduling_decision"),
        time(row, "decide_at"));
  }

  static TaskInstance instance(ResultSet row) throws SQLException {
    return new TaskInstance(
        row.getObject("task_instance_id", UUID.class),
        row.getLong("run_key"),
        row.getString("dag_id"),
        row.getString("run_id"),
        row.getString("task_id"),
        row.getInt("map_index"),
        state(row.getString("state")),
        row.getInt("try_number"),
        row.getInt("max_tries"),
        row.getString("pool"),
        row.getInt("pool_slots"),
        row.getString("queue"),
        row.getInt("priority_weight"),
        row.getString("operator"),
        findTime(row, "scheduled_at"),
        findTime(row, "queued_at"),
        findTime(row, "start_date"),
        findTime(row, "end_date"),
        findTime(row, "due_at"),
        findTime(row, "first_poke_at"),
        row.getInt("poke_count"),
        row.getObject("owner", UUID.class),
        findLong(row, "pid"),
        findInt(row, "exit_code"),
        row.getString("reason"),
        row.getString("note"),
        row.getString("map_label"),
        row.getString("rendered_fields"));
  }
}
