package vn.edulake.jobs.simulate.feed;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Marks;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Subject;

/**
 * The gradebook of grades 6 to 12, after each term, a file for each school (Circular 22/2021).
 * Software A writes a row for each learner and subject; software B a workbook with a sheet for each
 * subject, and numbers as Vietnamese write them.
 */
final class GradebookMark implements Feed {
  private static final List<Column> COLUMNS_A =
      Column.list(
          "class_name", "Lớp",
          "local_number", "Mã HS",
          "full_name", "Họ và tên",
          "subject_name", "Môn học",
          "regular_mark_1", "TX1",
          "regular_mark_2", "TX2",
          "regular_mark_3", "TX3",
          "regular_mark_4", "TX4",
          "middle_mark", "GK",
          "last_mark", "CK",
          "term_mark", "ĐTBmhk",
          "year_mark", "ĐTBmcn",
          "comment_code", "Nhận xét");

  private static final List<Column> COLUMNS_B =
      Column.list(
          "list_number", "STT",
          "full_name", "Họ tên học sinh",
          "local_number", "ID học sinh",
          "class_name", "Tên lớp",
          "regular_mark_1", "Đánh giá TX 1",
          "regular_mark_2", "Đánh giá TX 2",
          "regular_mark_3", "Đánh giá TX 3",
          "regular_mark_4", "Đánh giá TX 4",
          "middle_mark", "Đánh giá giữa kỳ",
          "last_mark", "Đánh giá cuối kỳ",
          "term_mark", "Điểm TB học kỳ",
          "year_mark", "Điểm TB cả năm",
          "comment_code", "Đạt/Chưa đạt");

  private static final int REGULAR_MARKS = 4;

  /** Marks of one learner in one subject, with where they stand. */
  private record Entry(
      SchoolClass of, ClassList.Member member, Marks.OfSubject marks, Marks.Term term) {}

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (Term term : Term.of(scene)) {
      for (Institution institution : scene.province().institutions()) {
        if (institution.levels().stream().noneMatch(Level::hasMarks)) {
          continue;
        }
        boolean isB = Scene.usesVendorB(institution);
        result.add(
            new Delivery(
                "gradebook.mark",
                Scene.account(institution),
                term.marksSent(),
                "gradebook/%s/%s_%s_diem.%s"
                    .formatted(
                        term.marksSent(),
                        Scene.account(institution),
                        term.name(),
                        isB ? "xlsx" : "csv"),
                isB
                    ? new Form.Workbook(
                        List.of("BẢNG ĐIỂM MÔN HỌC - " + institution.name()), false, "dd/MM/yyyy")
                    : new Form.Csv(
                        ';', StandardCharsets.UTF_8, true, List.of(), false, "dd/MM/yyyy", false),
                () -> isB ? sheets(scene, institution, term) : rows(scene, institution, term)));
      }
    }
    return result;
  }

  private static List<Sheet> rows(Scene scene, Institution institution, Term term) {
    List<Row> rows = new ArrayList<>();
    for (Entry entry : entries(scene, institution, term)) {
      List<@Nullable Object> cells =
          new ArrayList<>(
              List.of(
                  entry.of().name(),
                  scene.register().localNumber(institution, entry.member().learner()),
                  entry.member().name().full(),
                  entry.marks().subject().title()));
      cells.addAll(marks(entry, term, '.'));
      rows.add(new Row("learner:" + entry.member().learner(), cells));
    }
    return List.of(Sheet.of("", COLUMNS_A, rows));
  }

  private static List<Sheet> sheets(Scene scene, Institution institution, Term term) {
    Map<Subject, List<Row>> bySubject = new EnumMap<>(Subject.class);
    for (Entry entry : entries(scene, institution, term)) {
      List<Row> rows =
          bySubject.computeIfAbsent(entry.marks().subject(), unused -> new ArrayList<>());
      List<@Nullable Object> cells =
          new ArrayList<>(
              List.of(
                  rows.size() + 1,
                  entry.member().name().full(),
                  scene.register().localNumber(institution, entry.member().learner()),
                  entry.of().name()));
      cells.addAll(marks(entry, term, ','));
      rows.add(new Row("learner:" + entry.member().learner(), cells));
    }
    List<Sheet> result = new ArrayList<>();
    bySubject.forEach((subject, rows) -> result.add(Sheet.of(subject.title(), COLUMNS_B, rows)));
    return result;
  }

  private static List<Entry> entries(Scene scene, Institution institution, Term term) {
    List<Entry> result = new ArrayList<>();
    LocalDate last = term.lastDay();
    for (SchoolClass one : scene.year().classes(institution)) {
      if (!one.level().hasMarks()) {
        continue;
      }
      for (ClassList.Member member : ClassList.of(scene, one, last)) {
        int grade = scene.year().stints().grade(member.stint());
        Marks.OfYear marks = scene.marks().of(member.learner(), grade, institution.index());
        for (Marks.OfSubject subject : marks.subjects()) {
          result.add(
              new Entry(
                  one, member, subject, term.number() == 1 ? subject.first() : subject.second()));
        }
      }
    }
    return result;
  }

  /** The cells from the first regular mark on. */
  private static List<@Nullable Object> marks(Entry entry, Term term, char decimalMark) {
    if (!entry.marks().subject().hasMarks()) {
      List<@Nullable Object> none = new ArrayList<>(Arrays.asList(new Object[REGULAR_MARKS + 4]));
      none.add(entry.marks().passes() ? "Đ" : "CĐ");
      return none;
    }
    List<@Nullable Object> result = new ArrayList<>();
    List<Integer> regular = entry.term().regular();
    for (int i = 0; i < REGULAR_MARKS; i++) {
      result.add(i < regular.size() ? text(regular.get(i), decimalMark) : null);
    }
    result.add(text(entry.term().middle(), decimalMark));
    result.add(text(entry.term().last(), decimalMark));
    result.add(text(entry.term().average(), decimalMark));
    result.add(term.number() == 2 ? text(entry.marks().average(), decimalMark) : null);
    result.add(null);
    return result;
  }

  /** A mark in tenths as it is written: a whole one with a comma has no fraction. */
  private static String text(int tenths, char decimalMark) {
    return decimalMark == ',' && tenths % 10 == 0
        ? String.valueOf(tenths / 10)
        : tenths / 10 + String.valueOf(decimalMark) + tenths % 10;
  }
}
