package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Learners;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Stints;

/**
 * Vendor B of school management: all learners of a school, at the start of each term, as a workbook
 * with a sheet for each class. Who left since the year began is still on the list, with a status.
 */
final class SmsBLearner implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "list_number", "STT",
          "learner_code", "Mã định danh Bộ GD&ĐT",
          "local_number", "ID học sinh",
          "surname_and_middle_name", "Họ đệm",
          "given_name", "Tên",
          "birth_date", "Ngày tháng năm sinh",
          "sex_code", "GT (Nam=1)",
          "ethnicity_code", "Dân tộc",
          "policy_code", "Đối tượng",
          "home_commune_code", "Mã xã",
          "guardian_name", "Phụ huynh",
          "phone", "SĐT",
          "status_code", "Trạng thái",
          "status_date", "Ngày biến động");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (LocalDate day : scene.termStarts()) {
      for (Institution institution : scene.institutions(true)) {
        result.add(
            new Delivery(
                "sms_b.learner",
                Scene.account(institution),
                day,
                "sms_b/%s/%s_DSHS_%s.xlsx".formatted(day, Scene.account(institution), day),
                new Form.Workbook(
                    List.of(institution.name(), "DANH SÁCH HỌC SINH NĂM HỌC " + year(scene)),
                    false,
                    ""),
                () -> sheets(scene, institution, day)));
      }
    }
    return result;
  }

  private static String year(Scene scene) {
    return scene.days().name();
  }

  private static List<Sheet> sheets(Scene scene, Institution institution, LocalDate day) {
    List<Sheet> result = new ArrayList<>();
    Stints stints = scene.year().stints();
    for (SchoolClass one : scene.year().classes(institution)) {
      int[] known =
          IntStream.range(stints.start(one.index()), stints.start(one.index() + 1))
              .filter(stint -> stints.from(stint) <= day.toEpochDay())
              .toArray();
      List<Row> rows = new ArrayList<>();
      for (ClassList.Member member : ClassList.of(scene, known)) {
        rows.add(row(scene, institution, member, day, rows.size() + 1));
      }
      result.add(Sheet.of(one.name(), COLUMNS, rows));
    }
    return result;
  }

  private static Row row(
      Scene scene, Institution institution, ClassList.Member member, LocalDate day, int number) {
    Register register = scene.register();
    Learners learners = scene.province().learners();
    Stints stints = scene.year().stints();
    int learner = member.learner();
    int status = status(scene, member.stint(), day);
    return new Row(
        "learner:" + learner,
        Arrays.asList(
            number,
            register.sectorCode(learner, stints.grade(member.stint()), day),
            register.localNumber(institution, learner),
            member.name().surname() + " " + member.name().middle(),
            member.name().given(),
            register.birthDate(learner),
            learners.isGirl(learner) ? 0 : 1,
            learners.is(learner, Learners.Trait.MINORITY) ? "KHAC" : "KINH",
            policy(learners, learner),
            register.home(learner, day).code(),
            register.guardian(learner).full(),
            register.phone(learner),
            status,
            switch (status) {
              case 1 -> null;
              case 2 -> LocalDate.ofEpochDay(stints.from(member.stint()));
              default -> LocalDate.ofEpochDay(stints.to(member.stint()));
            }));
  }

  /** 1 learns, 2 came since the year began, 3 moved away, 4 dropped out. */
  private static int status(Scene scene, int stint, LocalDate day) {
    Stints stints = scene.year().stints();
    if (stints.to(stint) <= day.toEpochDay()) {
      return stints.exit(stint) == Stints.Exit.DROPOUT ? 4 : 3;
    }
    return stints.from(stint) > scene.days().opening().toEpochDay() ? 2 : 1;
  }

  private static @Nullable String policy(Learners learners, int learner) {
    String ofVendorA = SmsALearner.policy(learners, learner);
    if (ofVendorA == null) {
      return null;
    }
    return switch (ofVendorA) {
      case "HN" -> "01";
      case "CN" -> "02";
      case "KT" -> "03";
      default -> "09";
    };
  }
}
