package vn.edulake.jobs.simulate.feed;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Learners;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;

/**
 * Vendor A of school management: all learners of a school, at the start of each term, as CSV with
 * semicolons, a title line, and the header again for each class.
 */
final class SmsALearner implements Feed {
  private static final List<Column> COLUMNS =
      Column.list(
          "local_number", "Mã HS",
          "learner_code", "Mã định danh",
          "full_name", "Họ và tên",
          "birth_date", "Ngày sinh",
          "sex_code", "Giới tính",
          "minority_mark", "Dân tộc thiểu số",
          "policy_code", "Diện chính sách",
          "home_commune_name", "Nơi ở",
          "guardian_name", "Cha/mẹ",
          "phone", "Điện thoại");

  @Override
  public List<Delivery> deliveries(Scene scene) {
    List<Delivery> result = new ArrayList<>();
    for (LocalDate day : scene.termStarts()) {
      for (Institution institution : scene.institutions(false)) {
        result.add(
            new Delivery(
                "sms_a.learner",
                Scene.account(institution),
                day,
                "sms_a/%s/%s_hocsinh_%s.csv".formatted(day, Scene.account(institution), day),
                new Form.Csv(
                    ';',
                    StandardCharsets.UTF_8,
                    true,
                    List.of("DANH SÁCH HỌC SINH - " + institution.name()),
                    true,
                    "dd/MM/yyyy",
                    false),
                () -> List.of(sheet(scene, institution, day))));
      }
    }
    return result;
  }

  private static Sheet sheet(Scene scene, Institution institution, LocalDate day) {
    List<Sheet.Block> blocks = new ArrayList<>();
    Register register = scene.register();
    Learners learners = scene.province().learners();
    for (SchoolClass one : scene.year().classes(institution)) {
      List<Row> rows = new ArrayList<>();
      for (ClassList.Member member : ClassList.of(scene, one, day)) {
        int learner = member.learner();
        rows.add(
            new Row(
                "learner:" + learner,
                Arrays.asList(
                    register.localNumber(institution, learner),
                    register.sectorCode(learner, scene.year().stints().grade(member.stint()), day),
                    member.name().full(),
                    register.birthDate(learner),
                    learners.isGirl(learner) ? "Nữ" : "Nam",
                    learners.is(learner, Learners.Trait.MINORITY) ? "x" : null,
                    policy(learners, learner),
                    register.home(learner, day).name(),
                    register.guardian(learner).full(),
                    register.phone(learner))));
      }
      blocks.add(new Sheet.Block("Lớp: " + one.name(), rows));
    }
    return new Sheet("", COLUMNS, blocks);
  }

  static @Nullable String policy(Learners learners, int learner) {
    if (learners.is(learner, Learners.Trait.POOR)) {
      return "HN";
    }
    if (learners.is(learner, Learners.Trait.NEAR_POOR)) {
      return "CN";
    }
    if (learners.is(learner, Learners.Trait.DISABLED)) {
      return "KT";
    }
    return learners.is(learner, Learners.Trait.POLICY) ? "CS" : null;
  }
}
