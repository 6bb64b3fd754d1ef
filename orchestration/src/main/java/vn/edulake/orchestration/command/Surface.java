package vn.edulake.orchestration.command;

import vn.edulake.orchestration.engine.Scheduler;

/** What of a scheduler is reached from outside. */
final class Surface implements AutoCloseable {
  private final String address;

  private Surface(String address) {
    this.address = address;
  }

  static Surface open(Surroundings place, Scheduler scheduler) {
    return new Surface("database " + place.database().getClass().getSimpleName() + scheduler.active());
  }

  String address() {
    return address;
  }

  @Override
  public void close() {}
}
