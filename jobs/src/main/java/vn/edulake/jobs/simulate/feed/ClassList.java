package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.edulake.jobs.simulate.world.Names;
import vn.edulake.jobs.simulate.world.SchoolClass;

/** Lists of learners in the order of schools: by given name, then surname and middle name. */
final class ClassList {
  private static final VietnameseOrder ORDER = new VietnameseOrder();

  private static final Comparator<Member> BY_NAME =
      Comparator.comparing((Member member) -> member.name().given(), ORDER)
          .thenComparing(member -> member.name().surname(), ORDER)
          .thenComparing(member -> member.name().middle(), ORDER)
          .thenComparingInt(Member::learner);

  private ClassList() {}

  /** Somebody on the list. */
  record Member(int stint, int learner, Names.Name name) {}

  /** Who learns in a class on a day. */
  static List<Member> of(Scene scene, SchoolClass of, LocalDate day) {
    return of(scene, scene.members(of, (int) day.toEpochDay()));
  }

  /** The learners of some stints. */
  static List<Member> of(Scene scene, int[] stints) {
    List<Member> result = new ArrayList<>(stints.length);
    for (int stint : stints) {
      int learner = scene.year().stints().learner(stint);
      result.add(new Member(stint, learner, scene.register().name(learner)));
    }
    result.sort(BY_NAME);
    return result;
  }
}
