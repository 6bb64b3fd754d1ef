package vn.edulake.jobs.simulate.feed;

import java.util.List;

/** All feeds, in the order in which their files are told. */
public final class Feeds {
  private static final List<Feed> ALL =
      List.of(
          new InstitutionReport(),
          new SmsALearner(),
          new SmsAAttendance(),
          new GradebookMark(),
          new TranscriptYearResult(),
          new SmsBLearner(),
          new SmsBAttendance(),
          new TimetableSlot(),
          new TimetableLesson());

  private Feeds() {}

  public static List<Feed> all() {
    return ALL;
  }
}
