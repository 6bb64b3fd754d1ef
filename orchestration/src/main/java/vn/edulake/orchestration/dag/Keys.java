package vn.edulake.orchestration.dag;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of a DAG file and what becomes of each. */
final class Keys {
  /** Of a DAG, understood. */
  static final Set<String> DAG =
      Set.of(
          "dag_id",
          "dag_display_name",
          "description",
          "schedule",
          "schedule_interval",
          "timetable",
          "start_date",
          "end_date",
          "timezone",
          "catchup",
          "max_active_runs",
          "max_active_tasks",
          "concurrency",
          "max_consecutive_failed_dag_runs",
          "dagrun_timeout",
          "dagrun_timeout_sec",
          "is_paused_upon_creation",
          "fail_fast",
          "fail_stop",
          "render_template_as_native_obj",
          "doc_md",
          "doc_md_file_path",
          "tags",
          "params",
          "default_args",
          "on_success_callback",
          "on_failure_callback",
          "deadline",
          "template_searchpath",
          "task_groups",
          "tasks");

  /** Of a DAG, without effect here. */
  static final Set<String> DAG_IDLE =
      Set.of("default_view", "orientation", "owner_links", "sla_miss_callback", "auto_register");

  /** Of a task of any operator, understood. */
  static final Set<String> TASK =
      Set.of(
          "task_id",
          "task_display_name",
          "operator",
          "dependencies",
          "task_group_name",
          "partial",
          "expand",
          "variables_as_arguments",
          "owner",
          "retries",
          "retry_delay",
          "retry_delay_sec",
          "retry_exponential_backoff",
          "max_retry_delay",
          "start_date",
          "end_date",
          "timezone",
          "depends_on_past",
          "ignore_first_depends_on_past",
          "wait_for_downstream",
          "params",
          "priority_weight",
          "weight_rule",
          "queue",
          "pool",
          "pool_slots",
          "execution_timeout",
          "execution_timeout_secs",
          "trigger_rule",
          "max_active_tis_per_dag",
          "max_active_tis_per_dagrun",
          "task_concurrency",
          "do_xcom_push",
          "map_index_template",
          "inlets",
          "outlets",
          "doc",
          "doc_md",
          "doc_json",
          "doc_yaml",
          "doc_rst",
          "on_execute_callback",
          "on_success_callback",
          "on_failure_callback",
          "on_retry_callback",
          "on_skipped_callback");

  /** Of a task of any operator, without effect here. */
  static final Set<String> TASK_IDLE =
      Set.of(
          "email",
          "email_on_failure",
          "email_on_retry",
          "sla",
          "sla_secs",
          "executor_config",
          "parent_group_name",
          "wait_for_past_depends_before_skipping",
          "multiple_outputs",
          "ui_color",
          "ui_fgcolor");

  /** Of a sensor. */
  static final Set<String> SENSOR =
      Set.of(
          "mode",
          "poke_interval",
          "timeout",
          "soft_fail",
          "silent_fail",
          "exponential_backoff",
          "max_wait");

  /** Of a group of tasks. */
  static final List<String> GROUP =
      List.of(
          "group_name",
          "group_display_name",
          "tooltip",
          "dependencies",
          "parent_group_name",
          "prefix_group_id",
          "default_args",
          "ui_color",
          "ui_fgcolor");

  private Keys() {}

  /** Whether a key stands for a Python function. */
  static boolean isPython(String key) {
    return key.startsWith("python_callable")
        || key.startsWith("doc_md_python")
        || key.startsWith("response_check")
        || key.equals("response_filter")
        || key.equals("decorator")
        || key.equals("op_args")
        || key.equals("op_kwargs")
        || key.equals("execution_date_fn")
        || key.equals("output_processor")
        || key.equals("handler")
        || key.equals("user_defined_macros")
        || key.equals("user_defined_filters")
        || key.matches("on_\\w+_callback_(name|file)")
        || key.matches("execution_date_fn_(name|file)")
        || key.endsWith("_lambda");
  }

  /** What a message says about a key that is not understood. */
  static String unknown(String what, String key, Collection<String> known) {
    if (isPython(key)) {
      return "Unknown key of " + what + ": " + key + ". Python callables cannot be run here.";
    }
    return "Unknown key of "
        + what
        + ": "
        + key
        + "."
        + nearest(key, known).map(near -> " Nearest: " + near + ".").orElse("");
  }

  private static Optional<String> nearest(String key, Collection<String> known) {
    String best = null;
    int least = Math.max(2, key.length() / 3) + 1;
    for (String other : known.stream().sorted().toList()) {
      int distance = distance(key, other);
      if (distance < least) {
        least = distance;
        best = other;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int above = row[j];
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[other.length()];
  }
}
