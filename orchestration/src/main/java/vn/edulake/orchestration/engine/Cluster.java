package vn.edulake.orchestration.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * Quartz, clustered over its tables in the scheduler's database: each tick comes to one of the
 * schedulers, and to another when that one has died. Quartz holds nothing but the ticks; a tick
 * that comes twice, or late, changes nothing, as every change is made once by the rows that it
 * changes.
 */
final class Cluster implements AutoCloseable {
  private static final String NAME = "edulake";
  private static final String SELF = "self";

  /** What has to be done on a tick, by its name. */
  interface Ticked {
    void tick(String name);
  }

  private final org.quartz.Scheduler quartz;

  Cluster(DataSource database, UUID id, Ticked ticked) {
    String source = "scheduler-" + id;
    DBConnectionManager.getInstance().addConnectionProvider(source, new Shared(database));
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", NAME);
    properties.setProperty("org.quartz.scheduler.instanceId", id.toString());
    properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "3");
    properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
    properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
    properties.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    properties.setProperty("org.quartz.jobStore.dataSource", source);
    properties.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
    properties.setProperty("org.quartz.jobStore.useProperties", "true");
    properties.setProperty("org.quartz.jobStore.isClustered", "true");
    properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "3000");
    properties.setProperty("org.quartz.jobStore.misfireThreshold", "10000");
    try {
      quartz = new StdSchedulerFactory(properties).getScheduler();
      quartz.getContext().put(SELF, ticked);
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  private static ExternalError failed(SchedulerException e) {
    return new ExternalError(
        ErrorCode.SCHEDULER_UNAVAILABLE,
        "Cannot start the timer of the scheduler: " + e.getMessage(),
        e);
  }

  /** Has a tick come again and again, to one scheduler at a time. */
  void every(String name, Duration interval) {
    JobDetail job =
        JobBuilder.newJob(Tick.class).withIdentity(name).storeDurably().requestRecovery().build();
    try {
      if (!quartz.checkExists(JobKey.jobKey(name))) {
        quartz.scheduleJob(
            job,
            TriggerBuilder.newTrigger()
                .withIdentity(name)
                .startNow()
                .withSchedule(
                    SimpleScheduleBuilder.simpleSchedule()
                        .withIntervalInMilliseconds(interval.toMillis())
                        .repeatForever()
                        .withMisfireHandlingInstructionNextWithRemainingCount())
                .build());
      }
    } catch (ObjectAlreadyExistsException e) {
      // Another scheduler was faster; its tick is as good.
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  void start() {
    try {
      quartz.start();
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      quartz.shutdown(true);
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  /** A tick, as Quartz makes it. */
  @DisallowConcurrentExecution
  public static final class Tick implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      try {
        ((Ticked) context.getScheduler().getContext().get(SELF))
            .tick(context.getJobDetail().getKey().getName());
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Quartz's connections come from the pool of the scheduler. */
  private record Shared(DataSource database) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return database.getConnection();
    }

    @Override
    public void shutdown() {
      // The pool is closed by whoever opened it.
    }

    @Override
    public void initialize() {
      // It is open.
    }
  }
}
