package vn.edulake.jobs.simulate.feed;

import java.util.List;
import java.util.Set;

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

  /** Feeds that are owed by each sender on each school day. */
  public static Set<String> owedDaily() {
    return Set.of("sms_a.attendance");
  }

  public static List<Feed> all() {
    return ALL;
  }
}
