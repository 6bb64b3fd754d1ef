package vn.edulake.orchestration.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time on which all schedulers agree: that of their database, measured now and then against a
 * clock of this machine, which may be seconds off.
 */
public final class ClusterClock extends Clock {
  private final Clock own;
  private volatile Duration ahead = Duration.ZERO;

  public ClusterClock(Clock own) {
    this.own = own;
  }

  /** Says by how much the database is ahead of this machine. */
  void correct(Duration by) {
    ahead = by;
  }

  Clock own() {
    return own;
  }

  @Override
  public Instant instant() {
    return own.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
