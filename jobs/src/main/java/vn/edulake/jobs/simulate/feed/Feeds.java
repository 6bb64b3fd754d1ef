package vn.edulake.jobs.simulate.feed;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All feeds, in the order in which their files are told. */
public final class Feeds {
  private static final List<Feed> ALL =
      List.of(
          new InstitutionReport(),
          new ClassReport(),
          new LearnerReport(),
          new LearnerRecords(),
          new YearlyEnrolment(),
          new StaffSnapshot(),
          new Residents(),
          new BirthCounts(),
          new OneRosterPackage(),
          new SmsALearner(),
          new SmsAAttendance(),
          new GradebookMark(),
          new TranscriptYearResult(),
          new SmsBLearner(),
          new SmsBAttendance(),
          new TimetableSlot(),
          new TimetableLesson());

  private Feeds() {}

  /** Feeds that are owed on each school day, by the policy of deliveries. */
  public static Set<String> owedDaily() {
    return vn.edulake.models.policy.Feeds.load().all().stream()
        .filter(feed -> feed.calendar() instanceof vn.edulake.models.policy.Feeds.SchoolDays)
        .map(feed -> feed.source() + "." + feed.entity())
        .collect(Collectors.toSet());
  }

  public static List<Feed> all() {
    return ALL;
  }
}
