package vn.edulake.orchestration.dag;

import java.util.List;

/** The callbacks of a task, or of a DAG (which has those of success and failure alone). */
public record Callbacks(
    List<Callback> onExecute,
    List<Callback> onSuccess,
    List<Callback> onFailure,
    List<Callback> onRetry,
    List<Callback> onSkipped) {
  /** Nobody is told anything. */
  public static final Callbacks NONE =
      new Callbacks(List.of(), List.of(), List.of(), List.of(), List.of());

  public Callbacks {
    onExecute = List.copyOf(onExecute);
    onSuccess = List.copyOf(onSuccess);
    onFailure = List.copyOf(onFailure);
    onRetry = List.copyOf(onRetry);
    onSkipped = List.copyOf(onSkipped);
  }

  /** Whether nobody is told anything. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
