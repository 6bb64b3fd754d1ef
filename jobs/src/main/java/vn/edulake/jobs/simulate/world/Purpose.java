package vn.edulake.jobs.simulate.world;

/** What dice are thrown for; the name decides on the numbers. */
public enum Purpose {
  COMMUNE,
  INSTITUTION,
  INSTITUTION_SIZE,
  BIRTHS,
  LEARNER,
  RESIDENCE,
  OUTCOME,
  MOVE,
  ENTRY,
  ADMISSION,
  CLASS,
  ABSENCE,
  CLOSURE,
  WAVE,
  MARK,
  CONDUCT,
  STAFF,
  STAFF_MOVE,
  TIMETABLE,
  LESSON,
  RECORD,
  HISTORY,
  DEFECT
}
