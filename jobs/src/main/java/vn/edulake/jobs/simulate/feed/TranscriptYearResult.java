package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Marks;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.SchoolYear;

/**
 * Transcripts: how the year ended for each learner of grades 1 to 12, after tests were taken again
 * in June, a file for each school. Primary schools rate by Circular 27/2020, others by 22/2021.
 */
final class TranscriptYearResult implements Feed {
  private static final int DAYS_OF_RETESTS = 18;

  private static final List<Column> COLUMNS =
      Column.list(
          "learner_code", "Mã định danh",
          "local_number", "Mã HS",
          "full_name", "Họ và tên",
          "class_name", "Lớp",
          "grade", "Khối",
          "learning_rating", "Kết quả học tập",
          "conduct_rating", "Kết quả rèn luyện",
          "excused_day_count", "Nghỉ có phép",
          "unexcused_day_count", "Nghỉ không phép",
          "outcome_code", "Lên lớp");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    LocalDate day = scene.days().end().plusDays(DAYS_OF_RETESTS);
    for (Institution institution : scene.province().institutions()) {
      if (institution.levels().stream().anyMatch(TranscriptYearResult::isRated)) {
        result.add(
            new Delivery(
                "transcript.year_result",
                Scene.account(institution),
                day,
                "transcript/%s/%s_%s_hocba.csv"
                    .formatted(day, Scene.account(institution), scene.days().name()),
                Form.Csv.PLAIN,
                () -> List.of(sheet(scene, institution, day))));
      }
    }
    return result;
  }

  private static boolean isRated(Level level) {
    return level == Level.PRIMARY || level.hasMarks();
  }

  private static Sheet sheet(Scene scene, Institution institution, LocalDate day) {
    List<Row> rows = new ArrayList<>();
    LocalDate last = scene.days().day(scene.days().count() - 1);
    AbsenceBook book = scene.absenceBook();
    for (SchoolClass one : scene.year().classes(institution)) {
      if (!isRated(one.level())) {
        continue;
      }
      for (ClassList.Member member : ClassList.of(scene, one, last)) {
        int learner = member.learner();
        int grade = scene.year().stints().grade(member.stint());
        String learning;
        String conduct = null;
        if (one.level() == Level.PRIMARY) {
          learning = scene.marks().primary(learner, grade, institution.index()).rating().text();
        } else {
          Marks.OfYear marks = scene.marks().of(learner, grade, institution.index());
          learning = marks.learning().text();
          conduct = marks.conduct().text();
        }
        rows.add(
            new Row(
                "learner:" + learner,
                Arrays.asList(
                    scene.register().sectorCode(learner, grade, day),
                    scene.register().localNumber(institution, learner),
                    member.name().full(),
                    one.name(),
                    grade,
                    learning,
                    conduct,
                    book.count(institution, member.stint(), AbsenceBook.Kind.EXCUSED),
                    book.count(institution, member.stint(), AbsenceBook.Kind.UNEXCUSED),
                    outcome(scene.year().outcome(learner)))));
      }
    }
    return Sheet.of("", COLUMNS, rows);
  }

  private static @Nullable String outcome(SchoolYear.Outcome outcome) {
    return switch (outcome) {
      case NONE -> null;
      case PROMOTED -> "LL";
      case RETESTED -> "TL";
      case REPEATS -> "OL";
    };
  }
}
