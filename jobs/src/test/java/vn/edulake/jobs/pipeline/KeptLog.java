package vn.edulake.jobs.pipeline;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import vn.edulake.jobs.transform.TestSession;

/** What libraries would write to the log of a lake, at its level and with all they throw. */
final class KeptLog implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Level before;

  private final Appender appender =
      new AbstractAppender(
          "kept",
          null,
          PatternLayout.newBuilder().withPattern("%p %c{1.} - %m%n%ex").build(),
          true,
          Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(getLayout().toSerializable(event).toString());
        }
      };

  private KeptLog() {
    before = root.getLevel();
    // What tests print stays as little as it is.
    for (Appender other : List.copyOf(root.getAppenders().values())) {
      root.removeAppender(other.getName());
      root.addAppender(other, before, null);
    }
    appender.start();
    root.addAppender(appender, Level.WARN, null);
    root.setLevel(Level.WARN);
    context.updateLoggers();
  }

  /** Keeps from now on. */
  static KeptLog start() {
    // A session that starts later would set the level.
    TestSession.get();
    return new KeptLog();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.removeAppender(appender.getName());
    root.setLevel(before);
    context.updateLoggers();
  }
}
