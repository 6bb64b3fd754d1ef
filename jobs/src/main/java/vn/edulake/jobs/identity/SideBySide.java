package vn.edulake.jobs.identity;

import java.util.List;

/** Pieces of work of which none waits for another. */
final class SideBySide {
  private SideBySide() {}

  /**
   * Does them all.
   *
   * @param threads with more than one, some at the same time
   */
  static void run(int threads, List<Runnable> work) {
    (threads > 1 ? work.parallelStream() : work.stream()).forEach(Runnable::run);
  }
}
