package vn.edulake.jobs.simulate.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Divides the learners of each grade of each institution into classes. */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class ClassMaker {
  /** Of two grades that are taught together at a satellite site, so many of each. */
  private static final int OF_EACH_GRADE = 9;

  private static final String[] PRESCHOOL_NAMES = {"Nhà trẻ", "Mầm", "Chồi", "Lá"};

  private final Profile profile;
  private final long seed;
  private final int year;
  private final List<Institution> institutions;

  ClassMaker(Profile profile, long seed, int year, List<Institution> institutions) {
    this.profile = profile;
    this.seed = seed;
    this.year = year;
    this.institutions = institutions;
  }

  /** Classes and who is in them. */
  record Made(List<SchoolClass> classes, List<int[]> members) {}

  /** Learners of one grade that will be divided. */
  private static final class Grade {
    final int institution;
    final Level level;
    final int grade;
    final int[] learners;
    int classCount;

    Grade(int institution, Level level, int grade, int[] learners) {
      this.institution = institution;
      this.level = level;
      this.grade = grade;
      this.learners = learners;
    }

    double load() {
      return (double) learners.length / classCount;
    }
  }

  /** As many classes of a level as are asked for, wherever most learners are in one. */
  private static void divide(List<Grade> grades, int classCount) {
    Comparator<Grade> fullest =
        Comparator.comparingDouble((Grade g) -> -g.load())
            .thenComparingInt(g -> g.institution)
            .thenComparingInt(g -> g.grade);
    PriorityQueue<Grade> queue = new PriorityQueue<>(fullest);
    int rest = classCount;
    for (Grade grade : grades) {
      grade.classCount = 1;
      queue.add(grade);
      rest--;
    }
    for (; rest > 0; rest--) {
      Grade grade = queue.remove();
      grade.classCount++;
      queue.add(grade);
    }
  }

  /**
   * Makes the classes.
   *
   * @param classCounts how many of each level, by its place in the enumeration; negative where the
   *     usual size decides
   */
  Made make(Rolls rolls, int[] classCounts) {
    List<List<Grade>> byLevel = new ArrayList<>();
    for (int i = 0; i < Level.values().length; i++) {
      byLevel.add(new ArrayList<>());
    }
    List<Grade> all = new ArrayList<>();
    for (Institution institution : institutions) {
      for (Level level : institution.levels()) {
        for (int grade = level.firstGrade(); grade <= level.lastGrade(); grade++) {
          int[] learners = rolls.of(institution.index(), grade).toArray();
          if (learners.length > 0) {
            Grade made = new Grade(institution.index(), level, grade, learners);
            all.add(made);
            byLevel.get(level.ordinal()).add(made);
          }
        }
      }
    }
    for (Level level : Level.values()) {
      List<Grade> grades = byLevel.get(level.ordinal());
      if (classCounts[level.ordinal()] >= 0) {
        divide(grades, classCounts[level.ordinal()]);
      } else {
        double size = usualSize(level);
        for (Grade grade : grades) {
          grade.classCount = Math.max(1, (int) Math.ceil(grade.learners.length / (1.12 * size)));
        }
      }
    }
    List<SchoolClass> classes = new ArrayList<>();
    List<int[]> members = new ArrayList<>();
    for (int at = 0; at < all.size(); ) {
      int first = classes.size();
      int institution = all.get(at).institution;
      for (; at < all.size() && all.get(at).institution == institution; at++) {
        add(all.get(at), classes, members);
      }
      combine(institutions.get(institution), first, classes, members);
    }
    return new Made(classes, members);
  }

  /** How many learn in a class of a level, as the profile has it. */
  double usualSize(Level level) {
    if (level == Level.SPECIAL) {
      return profile.parameter("special_learners") / profile.parameter("special_classes");
    }
    return (double) profile.count("learners." + level.figure())
        / profile.count("classes." + level.figure());
  }

  private void add(Grade grade, List<SchoolClass> classes, List<int[]> members) {
    Institution institution = institutions.get(grade.institution);
    int before = 0;
    for (int i = 0; i < grade.classCount; i++) {
      int after = (int) ((long) grade.learners.length * (i + 1) / grade.classCount);
      Dice dice = Dice.of(seed, Purpose.CLASS, grade.institution, 100L * year + grade.grade, i);
      boolean isSatellite =
          institution.siteCount() > 0
              && grade.classCount > 1
              && i >= grade.classCount - institution.siteCount()
              && dice.happens(3 * profile.parameter("satellite_share"));
      boolean isTwoSession =
          switch (grade.level) {
            case PRESCHOOL, SPECIAL -> true;
            case PRIMARY -> dice.happens(profile.parameter("two_session_share"));
            default -> false;
          };
      classes.add(
          new SchoolClass(
              classes.size(),
              grade.institution,
              grade.level,
              grade.grade,
              grade.grade,
              name(grade, i),
              isSatellite ? grade.classCount - i : 0,
              isTwoSession));
      members.add(Arrays.copyOfRange(grade.learners, before, after));
      before = after;
    }
  }

  private static String name(Grade grade, int index) {
    return switch (grade.level) {
      case PRESCHOOL -> PRESCHOOL_NAMES[grade.grade + 3] + " " + (index + 1);
      case PRIMARY ->
          grade.grade + (index < 26 ? String.valueOf((char) ('A' + index)) : "Z" + index);
      case CONTINUING -> grade.grade + "GT" + (index + 1);
      case SPECIAL -> "KT" + (index + 1);
      default -> grade.grade + "A" + (index + 1);
    };
  }

  /**
   * Lets a few of two grades learn together at a satellite site: the last class of the lower grade
   * becomes theirs, and the others of the two grades take who is over.
   */
  private void combine(
      Institution institution, int first, List<SchoolClass> classes, List<int[]> members) {
    if (institution.siteCount() == 0
        || !institution.teaches(Level.PRIMARY)
        || !Dice.of(seed, Purpose.CLASS, institution.index(), year, -1)
            .happens(profile.parameter("multigrade_share"))) {
      return;
    }
    for (int i = first + 1; i + 1 < classes.size(); i++) {
      SchoolClass lower = classes.get(i);
      SchoolClass sameGrade = classes.get(i - 1);
      SchoolClass higher = classes.get(i + 1);
      if (lower.level() == Level.PRIMARY
          && sameGrade.grade() == lower.grade()
          && higher.level() == Level.PRIMARY
          && higher.grade() == lower.grade() + 1
          && members.get(i).length > 2 * OF_EACH_GRADE
          && members.get(i + 1).length > 2 * OF_EACH_GRADE) {
        int[] all = members.get(i);
        int[] above = members.get(i + 1);
        int[] before = members.get(i - 1);
        int kept = all.length - OF_EACH_GRADE;
        int[] fuller = Arrays.copyOf(before, before.length + kept);
        System.arraycopy(all, 0, fuller, before.length, kept);
        int[] together = Arrays.copyOfRange(all, kept, all.length + OF_EACH_GRADE);
        System.arraycopy(
            above, above.length - OF_EACH_GRADE, together, OF_EACH_GRADE, OF_EACH_GRADE);
        members.set(i - 1, fuller);
        members.set(i, together);
        members.set(i + 1, Arrays.copyOf(above, above.length - OF_EACH_GRADE));
        classes.set(
            i,
            new SchoolClass(
                i,
                lower.institution(),
                Level.PRIMARY,
                lower.grade(),
                higher.grade(),
                "Ghép " + lower.grade() + "-" + higher.grade(),
                1,
                false));
        return;
      }
    }
  }
}
