package vn.edulake.orchestration.execute;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.edulake.orchestration.store.Journal;
import vn.edulake.orchestration.store.Journal.Line;

/**
 * The log of one try. Lines are kept until there are many, somebody asks, or the try ends; while
 * the database is away they wait. A try that says too much is cut.
 */
public final class TryLog {
  private static final Logger LOG = LoggerFactory.getLogger(TryLog.class);
  private static final int MANY = 200;
  private static final int MOST = 100_000;
  private static final int LONGEST = 10_000;

  private final Jdbi jdbi;
  private final UUID instance;
  private final int tryNumber;
  private final Clock clock;
  private final List<Line> waiting = new ArrayList<>();
  private volatile SecretMask mask;
  private int said;
  private String last = "";

  /** Opens the log of a try. */
  public TryLog(Jdbi jdbi, UUID instance, int tryNumber, SecretMask mask, Clock clock) {
    this.jdbi = jdbi;
    this.instance = instance;
    this.tryNumber = tryNumber;
    this.mask = mask;
    this.clock = clock;
  }

  /** The mask that hides secrets from here on. */
  public void mask(SecretMask other) {
    mask = other;
  }

  /** The text without secrets. */
  public String hide(String text) {
    return mask.hide(text);
  }

  public void info(String event) {
    say("info", event);
  }

  public void warning(String event) {
    say("warning", event);
  }

  public void error(String event) {
    say("error", event);
  }

  /** A line that the task's process printed. */
  public void printed(String line) {
    if (!line.isBlank()) {
      last = line;
    }
    say("info", line);
  }

  /** The last line that the task's process printed. */
  public String lastPrinted() {
    return last;
  }

  private synchronized void say(String level, String event) {
    said++;
    if (said > MOST) {
      if (said == MOST + 1) {
        waiting.add(
            new Line(
                0, clock.instant(), "warning", "The log is cut: more than " + MOST + " lines"));
      }
      return;
    }
    String shown = event.length() > LONGEST ? event.substring(0, LONGEST) + " …" : event;
    waiting.add(new Line(0, clock.instant(), level, mask.hide(shown)));
    if (waiting.size() >= MANY) {
      flush();
    }
  }

  /** Writes what waits, if the database lets it. */
  public synchronized void flush() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      jdbi.useTransaction(
          handle -> new Journal(handle).append(instance, tryNumber, List.copyOf(waiting)));
      waiting.clear();
    } catch (JdbiException e) {
      LOG.warn("The log of a try waits for the database: {}", e.getMessage());
    }
  }
}
