package vn.edulake.orchestration.execute;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends the work of a try from outside. */
public final class Cancellation {
  private @Nullable TryResult why;
  private @Nullable Runnable stop;

  /** Says how to stop the work that begins now; it is stopped at once when it was cancelled. */
  public void whenCancelled(Runnable how) {
    boolean already;
    synchronized (this) {
      stop = how;
      already = why != null;
    }
    if (already) {
      how.run();
    }
  }

  /** Stops the work. The first reason counts. */
  public void cancel(TryResult reason) {
    Runnable how;
    synchronized (this) {
      if (why != null) {
        return;
      }
      why = reason;
      how = stop;
    }
    if (how != null) {
      how.run();
    }
  }

  /** Why the work was stopped, if it was. */
  public synchronized Optional<TryResult> why() {
    return Optional.ofNullable(why);
  }
}
