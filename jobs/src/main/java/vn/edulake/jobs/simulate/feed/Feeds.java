package vn.edulake.jobs.simulate.feed;

import java.util.List;

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
          new SmsAAttendance());

  private Feeds() {}

  public static List<Feed> all() {
    return ALL;
  }
}
