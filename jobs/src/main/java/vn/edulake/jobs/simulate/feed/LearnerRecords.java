package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Dice;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Purpose;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolYear;
import vn.edulake.jobs.simulate.world.Stints;

/**
 * The sector database: records of learners as they change, a file of JSON lines for each day on
 * which something happened. A record states all of a learner that is true since then; its version
 * rises, with gaps.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class LearnerRecords implements Feed {
  /** Versions of a school year; what happens in it happens in this order. */
  private static final int VERSIONS_OF_A_YEAR = 10;

  private static final List<Column> COLUMNS =
      Column.list(
          "record_id", "idbanghi",
          "event_code", "sukien",
          "version", "phienban",
          "updated_at", "thoigiancapnhat",
          "learner_code", "mahocsinh",
          "personal_number", "sodinhdanh",
          "full_name", "hoten",
          "birth_date", "ngaysinh",
          "sex_code", "gioitinh",
          "school_year", "namhoc",
          "institution_code", "matruong",
          "class_code", "malop",
          "grade_code", "makhoi",
          "status_code", "trangthai",
          "result_code", "ketqua");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    @Nullable SchoolYear before = scene.province().yearBefore();
    long[] events = new LearnerEvents(scene).all();
    for (int from = 0; from < events.length; ) {
      LocalDate day = LearnerEvents.day(events[from]);
      int to = from;
      while (to < events.length && LearnerEvents.day(events[to]).equals(day)) {
        to++;
      }
      long[] ofDay = Arrays.copyOfRange(events, from, to);
      result.add(
          new Delivery(
              "moet.learner_record",
              "moet",
              day,
              "moet/%s/hoso_%s.jsonl".formatted(day, day),
              new Form.JsonLines(),
              () -> List.of(sheet(scene, before, ofDay))));
      from = to;
    }
    return result;
  }

  private static Sheet sheet(Scene scene, @Nullable SchoolYear before, long[] events) {
    List<Row> rows = new ArrayList<>();
    for (long event : events) {
      LearnerEvents.Kind kind = LearnerEvents.kind(event);
      SchoolYear year =
          kind == LearnerEvents.Kind.LEFT_IN_SUMMER ? Objects.requireNonNull(before) : scene.year();
      rows.add(row(scene, year, kind, LearnerEvents.stint(event), LearnerEvents.day(event)));
    }
    return Sheet.of("", COLUMNS, rows);
  }

  private static Row row(
      Scene scene, SchoolYear year, LearnerEvents.Kind kind, int stint, LocalDate day) {
    Register register = scene.register();
    Stints stints = year.stints();
    int learner = stints.learner(stint);
    SchoolClass of = year.classes().get(stints.classIndex(stint));
    Institution institution = scene.province().institutions().get(of.institution());
    boolean isMistaken = kind == LearnerEvents.Kind.ERROR || kind == LearnerEvents.Kind.CANCEL;
    boolean hasLeft = kind == LearnerEvents.Kind.LEFT_IN_SUMMER;
    String code = register.learnerCode(learner);
    return new Row(
        "learner:" + learner,
        Arrays.asList(
            (isMistaken ? "2" : "1") + code,
            event(scene, kind, learner),
            version(scene, kind, learner),
            moment(scene, kind, learner, day),
            isMistaken ? register.temporaryCode(learner) : code,
            register.personalNumber(learner),
            register.name(learner).full(),
            register.birthDate(learner),
            SectorCodes.sex(scene.province().learners().isGirl(learner)),
            scene.days().name(),
            register.code(institution, day),
            hasLeft ? null : register.classCode(year, of),
            hasLeft ? null : SectorCodes.grade(of.level(), stints.grade(stint)),
            status(scene, kind, of.level(), stint, learner),
            kind == LearnerEvents.Kind.RESULT ? result(year.outcome(learner)) : null));
  }

  private static String event(Scene scene, LearnerEvents.Kind kind, int learner) {
    return switch (kind) {
      case ENTRY ->
          scene.province().learners().firstYear(learner) == scene.year().year() ? "NEW" : "UPDATE";
      case LEFT_IN_SUMMER, MOVE, EXIT, RESULT -> "UPDATE";
      case ERROR -> "NEW";
      case CANCEL -> "CANCEL";
    };
  }

  private static int version(Scene scene, LearnerEvents.Kind kind, int learner) {
    int years = scene.year().year() - scene.province().learners().firstYear(learner);
    int inYear =
        switch (kind) {
          case LEFT_IN_SUMMER, ENTRY, ERROR -> 1;
          case MOVE, CANCEL -> 2;
          case EXIT -> 3;
          case RESULT -> 4;
        };
    return years * VERSIONS_OF_A_YEAR + inYear;
  }

  private static String moment(Scene scene, LearnerEvents.Kind kind, int learner, LocalDate day) {
    Dice dice = scene.province().dice(Purpose.RECORD, learner, day.toEpochDay(), kind.ordinal());
    return String.format(
        "%sT%02d:%02d:%02d+07:00", day, dice.between(7, 17), dice.below(60), dice.below(60));
  }

  private static String status(
      Scene scene, LearnerEvents.Kind kind, Level level, int stint, int learner) {
    Stints stints = scene.year().stints();
    return switch (kind) {
      case ENTRY, MOVE, ERROR, CANCEL -> SectorCodes.STUDIES;
      case EXIT -> SectorCodes.exit(scene.days(), stints, stint);
      case RESULT ->
          LearnerEvents.hasFinished(scene.year(), level, stints.grade(stint), learner)
              ? SectorCodes.FINISHED
              : SectorCodes.STUDIES;
      case LEFT_IN_SUMMER -> {
        if (level == Level.SPECIAL) {
          yield SectorCodes.FINISHED;
        }
        yield scene.province().movedAwayInSummer(learner) ? "Chuyển đi hè" : "Thôi học hè";
      }
    };
  }

  private static String result(SchoolYear.Outcome outcome) {
    return switch (outcome) {
      case PROMOTED -> "Lên lớp";
      case RETESTED -> "Lên lớp sau rèn luyện hè";
      case REPEATS -> "Lưu ban";
      case NONE -> throw new IllegalArgumentException("A year without outcome");
    };
  }
}
