package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the province of the census year: institutions in communes, and learners in grades, so that
 * the counts of the profile hold exactly.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
final class Founding {
  private static final int SCHOOL_LEARNERS = 650;
  private static final double OVERAGE_THAT_GOES_ON = 0.6;

  static final int MOST_YEARS_LATE = 5;

  /** Words that are no place and no person, so that no school is one that exists. */
  private static final List<String> WORDS =
      List.of(
          "Hoa Sen",
          "Sơn Ca",
          "Bình Minh",
          "Hướng Dương",
          "Ánh Sao",
          "Hòa Bình",
          "Hoa Mai",
          "Tuổi Thơ",
          "Thống Nhất",
          "Đồng Xanh",
          "Sông Xanh",
          "Mùa Xuân",
          "Hoa Phượng",
          "Cánh Buồm",
          "Tiến Bộ",
          "Đoàn Kết",
          "Hoa Cúc",
          "Chim Én",
          "Rạng Đông",
          "Thành Công",
          "Phù Sa",
          "Hoa Súng",
          "Bông Lúa",
          "Cầu Vồng");

  private final Profile profile;
  private final Scale scale;
  private final long seed;
  private final List<Commune> communes;
  private final Map<InstitutionKind, Integer> kinds = new EnumMap<>(InstitutionKind.class);
  private final int[] learnerCounts = new int[Level.values().length];
  private final int[] classCounts = new int[Level.values().length];
  private int staffCount;
  private int teacherCount;

  Founding(Profile profile, Scale scale, long seed, List<Commune> all) {
    this.profile = profile;
    this.scale = scale;
    this.seed = seed;
    double share =
        switch (scale.kind()) {
          case PROVINCE -> 1;
          case SCHOOL -> (double) SCHOOL_LEARNERS / profile.count("learners");
          case LEARNERS -> (double) scale.learners() / profile.count("learners");
          case DISTRICT -> districtShare(all);
        };
    this.communes = communes(all, share);
    countInstitutions(share);
    countLearners(share);
  }

  private static double districtShare(List<Commune> all) {
    String district = all.get(0).districtCode();
    double inside = 0;
    double sum = 0;
    for (Commune commune : all) {
      sum += commune.weight();
      inside += commune.districtCode().equals(district) ? commune.weight() : 0;
    }
    return inside / sum;
  }

  private List<Commune> communes(List<Commune> all, double share) {
    if (scale.kind() == Scale.Kind.DISTRICT) {
      String district = all.get(0).districtCode();
      return CommuneList.numbered(
          all.stream().filter(c -> c.districtCode().equals(district)).toList());
    }
    int count = (int) Math.ceil(Math.min(1, share) * all.size());
    return count >= all.size() ? all : CommuneList.some(all, Math.max(3, count));
  }

  private void countInstitutions(double share) {
    InstitutionKind[] all = InstitutionKind.values();
    if (scale.kind() == Scale.Kind.SCHOOL) {
      kinds.put(InstitutionKind.PRIMARY_LOWER, 1);
      return;
    }
    double[] weights = new double[all.length];
    for (InstitutionKind kind : all) {
      weights[kind.ordinal()] = profile.count("institutions." + kind.figure());
    }
    int whole = (int) Math.round(profile.count("institutions") * share);
    int[] counts = Shares.of(whole, weights, 0);
    for (InstitutionKind kind : all) {
      // A part of a province has one of each kind, so that it shows what the whole one shows.
      int count = counts[kind.ordinal()];
      boolean isShown =
          scale.kind() != Scale.Kind.PROVINCE && (whole >= 20 || weights[kind.ordinal()] > 30);
      kinds.put(kind, isShown ? Math.max(1, count) : count);
    }
  }

  private void countLearners(double share) {
    double classes = 0;
    for (Level level : Level.values()) {
      int schools = 0;
      for (InstitutionKind kind : InstitutionKind.values()) {
        schools += kind.levels().contains(level) ? kinds.getOrDefault(kind, 0) : 0;
      }
      if (schools == 0) {
        continue;
      }
      boolean isSpecial = level == Level.SPECIAL;
      double learners =
          isSpecial
              ? profile.parameter("special_learners")
              : profile.count("learners." + level.figure()) * share;
      double classCount =
          isSpecial
              ? profile.parameter("special_classes")
              : profile.count("classes." + level.figure()) * share;
      if (scale.kind() == Scale.Kind.SCHOOL) {
        double perGrade = SCHOOL_LEARNERS / 9.0;
        learners = perGrade * level.gradeCount();
        classCount = learners / 33;
      }
      learnerCounts[level.ordinal()] = (int) Math.round(learners);
      classCounts[level.ordinal()] =
          Math.max(schools * level.gradeCount(), (int) Math.round(classCount));
      if (!isSpecial) {
        classes += classCount;
      }
    }
    boolean isWhole = scale.kind() == Scale.Kind.PROVINCE;
    double byClasses = classes / profile.count("classes");
    staffCount = (int) Math.round(profile.count("staff") * (isWhole ? 1 : byClasses));
    teacherCount = (int) Math.round(profile.count("staff.teachers") * (isWhole ? 1 : byClasses));
  }

  List<Commune> communes() {
    return communes;
  }

  int[] classCounts() {
    return classCounts;
  }

  int staffCount() {
    return staffCount;
  }

  int teacherCount() {
    return teacherCount;
  }

  /** All institutions, by kind and commune. */
  List<Institution> institutions() {
    List<Institution> result = new ArrayList<>();
    double[] weights = communes.stream().mapToDouble(Commune::weight).toArray();
    int[] serials = new int[communes.size()];
    for (InstitutionKind kind : InstitutionKind.values()) {
      int[] counts = Shares.of(kinds.getOrDefault(kind, 0), weights, 0);
      int ofKind = 0;
      for (Commune commune : communes) {
        for (int i = 0; i < counts[commune.index()]; i++) {
          int index = result.size();
          Dice dice = Dice.of(seed, Purpose.INSTITUTION, index);
          int word = (ofKind + 7 * kind.ordinal()) % WORDS.size();
          int round = ofKind / WORDS.size();
          String name =
              kind.title() + " " + WORDS.get(word) + (round == 0 ? "" : " " + (round + 1));
          boolean hasSites = kind == InstitutionKind.PRESCHOOL || kind == InstitutionKind.PRIMARY;
          result.add(
              new Institution(
                  index,
                  kind,
                  name,
                  commune.index(),
                  commune.successors().isEmpty() ? 0 : dice.below(commune.successors().size()),
                  ++serials[commune.index()],
                  hasSites ? dice.pick(new double[] {45, 35, 15, 5}) : 0,
                  StrictMath.exp(0.4 * dice.normal())));
          ofKind++;
        }
      }
    }
    return result;
  }

  /** Fills the rolls of the census year with new learners; the grade of each learner. */
  IntList fill(List<Institution> institutions, Learners learners, LearnerMaker maker, Rolls rolls) {
    IntList grades = new IntList();
    for (Level level : Level.values()) {
      List<Institution> of = institutions.stream().filter(i -> i.teaches(level)).toList();
      if (of.isEmpty()) {
        continue;
      }
      double[] sizes = of.stream().mapToDouble(Institution::size).toArray();
      int whole = learnerCounts[level.ordinal()];
      int least = Math.max(level.gradeCount(), (int) (0.2 * whole / of.size()));
      int[] totals = Shares.of(whole, sizes, least);
      for (int i = 0; i < sizes.length; i++) {
        Institution institution = of.get(i);
        int[] perGrade = Shares.of(totals[i], gradeWeights(level), 1);
        for (int g = 0; g < perGrade.length; g++) {
          int grade = level.firstGrade() + g;
          for (int k = 0; k < perGrade[g]; k++) {
            int learner = maker.found(institution, level, grade);
            rolls.of(institution.index(), grade).add(learner);
            grades.add(grade);
          }
        }
      }
    }
    if (grades.size() != learners.count()) {
      throw new IllegalStateException("A learner has no grade");
    }
    return grades;
  }

  private double[] gradeWeights(Level level) {
    int year = profile.censusYear() - 1;
    double[] result = new double[level.gradeCount()];
    for (int g = 0; g < result.length; g++) {
      int grade = level.firstGrade() + g;
      result[g] = Births.form(profile, year - age(grade));
    }
    if (level == Level.PRESCHOOL) {
      String[] ages = {"nursery", "three", "four", "five"};
      for (int g = 0; g < result.length; g++) {
        result[g] *= profile.parameter("preschool_share." + ages[g]);
      }
    } else if (level == Level.SPECIAL) {
      Arrays.fill(result, 1);
    }
    return result;
  }

  /** How old somebody becomes in the calendar year in which a grade begins. */
  static int age(int grade) {
    return grade + 5;
  }

  /**
   * Which part of a grade is older than its age: who came late to grade 1, and who repeated. Of
   * these fewer go on to upper secondary; more come back to continuing education.
   */
  static double overage(Profile profile, Level level, int grade) {
    double share = profile.parameter("late_entry_share");
    for (Level earlier : List.of(Level.PRIMARY, Level.LOWER_SECONDARY)) {
      int repeated = Math.min(grade, earlier.lastGrade() + 1) - earlier.firstGrade();
      share += Math.max(0, repeated) * profile.parameter("repetition_rate", earlier);
    }
    return switch (level) {
      case UPPER_SECONDARY ->
          share * OVERAGE_THAT_GOES_ON
              + (grade - level.firstGrade()) * profile.parameter("repetition_rate", level);
      case CONTINUING -> share + profile.parameter("continuing_late_share");
      default -> share;
    };
  }

  /** Of those who are older than their grade, which part is older by yet another year. */
  static double olderYet(Level level) {
    return level == Level.CONTINUING ? 0.5 : 0.06;
  }

  /** By how many years somebody of a grade is older than its age. */
  static int yearsLate(Profile profile, Level level, int grade, Dice dice) {
    if (!dice.happens(overage(profile, level, grade))) {
      return 0;
    }
    int years = 1;
    while (years < MOST_YEARS_LATE && dice.happens(olderYet(level))) {
      years++;
    }
    return years;
  }

  /** The calendar year in which somebody was born who enters a grade in time. */
  static int birthYear(int schoolYear, int grade) {
    return schoolYear - 1 - age(grade);
  }

  static int day(int year, Dice dice) {
    int first = (int) LocalDate.of(year, 1, 1).toEpochDay();
    int next = (int) LocalDate.of(year + 1, 1, 1).toEpochDay();
    return first + dice.below(next - first);
  }
}
