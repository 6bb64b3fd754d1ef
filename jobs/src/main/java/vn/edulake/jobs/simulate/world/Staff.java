package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Managers, teachers and support staff of the province, and their careers: recruitment, contracts,
 * qualification, moves between schools, retirement.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
public final class Staff {
  private final Province province;
  private final Profile profile;
  private final List<Person> people = new ArrayList<>();

  /** How many teachers there are for each class of a level, as the census counts have it. */
  private final double[] perClass = new double[Level.values().length];

  /** What somebody does. */
  public enum Role {
    PRINCIPAL("Hiệu trưởng"),
    DEPUTY("Phó hiệu trưởng"),
    TEACHER("Giáo viên"),
    ACCOUNTANT("Kế toán"),
    CLERK("Văn thư"),
    LIBRARIAN("Thư viện"),
    HEALTH("Y tế"),
    GUARD("Bảo vệ"),
    COOK("Cấp dưỡng");

    private final String title;

    Role(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** Why somebody left. */
  public enum Leaving {
    NONE(""),
    RETIRED("Nghỉ hưu"),
    QUIT("Thôi việc");

    private final String title;

    Leaving(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** A qualification against the standard of the level. */
  public enum Qualification {
    COLLEGE("Cao đẳng"),
    BACHELOR("Đại học"),
    MASTER("Thạc sĩ");

    private final String title;

    Qualification(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** Somebody who works, or worked, at an institution. */
  public static final class Person {
    private final int index;
    private final boolean isWoman;
    private final int birthDay;
    private final Role role;
    private final Level level;
    private final @org.jspecify.annotations.Nullable Subject subject;
    private final LocalDate hired;
    private final boolean isFixedTerm;
    private Qualification qualification;
    private int institution;
    private LocalDate since;
    private LocalDate leaves = LocalDate.MAX;
    private Leaving leaving = Leaving.NONE;

    private Person(
        int index,
        boolean isWoman,
        int birthDay,
        Role role,
        Level level,
        @org.jspecify.annotations.Nullable Subject subject,
        LocalDate hired,
        boolean isFixedTerm,
        Qualification qualification,
        int institution) {
      this.index = index;
      this.isWoman = isWoman;
      this.birthDay = birthDay;
      this.role = role;
      this.level = level;
      this.subject = subject;
      this.hired = hired;
      this.isFixedTerm = isFixedTerm;
      this.qualification = qualification;
      this.institution = institution;
      this.since = hired;
    }

    public int index() {
      return index;
    }

    public boolean isWoman() {
      return isWoman;
    }

    /** In days since 1 January 1970. */
    public int birthDay() {
      return birthDay;
    }

    public Role role() {
      return role;
    }

    /** The level taught; of others the lowest one of the institution. */
    public Level level() {
      return level;
    }

    /** What is taught; null for class teachers and who does not teach. */
    public @org.jspecify.annotations.Nullable Subject subject() {
      return subject;
    }

    public LocalDate hired() {
      return hired;
    }

    public boolean isFixedTerm() {
      return isFixedTerm;
    }

    public Qualification qualification() {
      return qualification;
    }

    /** Where somebody works, or worked last. */
    public int institution() {
      return institution;
    }

    /** Since when there. */
    public LocalDate since() {
      return since;
    }

    /** The first day on which somebody does not work any more; far away when not known. */
    public LocalDate leaves() {
      return leaves;
    }

    public Leaving leaving() {
      return leaving;
    }

    public boolean worksOn(LocalDate day) {
      return !day.isBefore(since) && day.isBefore(leaves);
    }
  }

  Staff(Province province, int staffCount, int teacherCount) {
    this.province = province;
    this.profile = province.profile();
    found(staffCount, teacherCount);
  }

  private void found(int staffCount, int teacherCount) {
    SchoolYear year = province.year();
    List<Post> posts = posts(year);
    double[] weights = posts.stream().mapToDouble(Post::norm).toArray();
    int[] teachers = Shares.of(teacherCount, weights, 0);
    double[] classes = new double[perClass.length];
    for (int i = 0; i < posts.size(); i++) {
      Post post = posts.get(i);
      perClass[post.level().ordinal()] += teachers[i];
      classes[post.level().ordinal()] += post.classes();
      for (int k = 0; k < teachers[i]; k++) {
        hire(post.institution(), post.level(), Role.TEACHER, null);
      }
    }
    for (int i = 0; i < perClass.length; i++) {
      perClass[i] = classes[i] == 0 ? 0 : perClass[i] / classes[i];
    }
    int others = staffCount - teacherCount;
    List<Institution> all = province.institutions();
    double[] sizes = all.stream().mapToDouble(i -> 2 + year.classes(i).size()).toArray();
    int[] perInstitution = Shares.of(others, sizes, Math.min(3, others / all.size()));
    Role[] support = {
      Role.ACCOUNTANT, Role.CLERK, Role.GUARD, Role.LIBRARIAN, Role.HEALTH, Role.COOK
    };
    for (Institution institution : all) {
      int count = perInstitution[institution.index()];
      int deputies = year.classes(institution).size() > 18 ? 2 : 1;
      for (int i = 0; i < count; i++) {
        Role role =
            i == 0
                ? Role.PRINCIPAL
                : i <= deputies ? Role.DEPUTY : support[(i - deputies - 1) % support.length];
        hire(institution, institution.levels().get(0), role, null);
      }
    }
  }

  private record Post(Institution institution, Level level, int classes, double norm) {}

  private List<Post> posts(SchoolYear year) {
    List<Post> result = new ArrayList<>();
    for (Institution institution : province.institutions()) {
      for (Level level : institution.levels()) {
        int classes =
            (int) year.classes(institution).stream().filter(c -> c.level() == level).count();
        result.add(
            new Post(
                institution,
                level,
                classes,
                classes * profile.parameter("teachers_per_class", level)));
      }
    }
    return result;
  }

  /** Hires somebody; without a date, somebody who has been there for years. */
  private void hire(
      Institution institution,
      Level level,
      Role role,
      @org.jspecify.annotations.Nullable LocalDate on) {
    int index = people.size();
    Dice dice = Dice.of(province.seed(), Purpose.STAFF, index);
    int year = on == null ? province.year().year() - 1 : on.getYear();
    boolean isWoman = role != Role.GUARD && dice.happens(profile.parameter("staff_women", level));
    int age =
        on == null
            ? Math.max(24, Math.min(isWoman ? 54 : 58, (int) Math.round(41 + 8.5 * dice.normal())))
            : dice.between(23, 30);
    LocalDate hired = on == null ? LocalDate.of(year - dice.between(1, age - 22), 9, 1) : on;
    Qualification standard =
        level == Level.PRESCHOOL ? Qualification.COLLEGE : Qualification.BACHELOR;
    Qualification qualification = standard;
    if (role == Role.TEACHER || role == Role.PRINCIPAL || role == Role.DEPUTY) {
      double luck = dice.fraction();
      if (standard == Qualification.BACHELOR
          && on == null
          && luck < profile.parameter("staff_below_standard")) {
        qualification = Qualification.COLLEGE;
      } else if (luck > (level == Level.UPPER_SECONDARY ? 0.82 : 0.97)) {
        qualification = Qualification.MASTER;
      } else if (standard == Qualification.COLLEGE && luck > 0.35) {
        qualification = Qualification.BACHELOR;
      }
    } else {
      qualification = dice.happens(0.5) ? Qualification.COLLEGE : Qualification.BACHELOR;
    }
    people.add(
        new Person(
            index,
            isWoman,
            Founding.day(year - age, dice),
            role,
            level,
            role == Role.TEACHER ? subject(level, dice) : null,
            hired,
            dice.happens(on == null ? profile.parameter("staff_fixed_term") : 0.5),
            qualification,
            institution.index()));
  }

  private static @org.jspecify.annotations.Nullable Subject subject(Level level, Dice dice) {
    List<Subject> subjects =
        switch (level) {
          case PRESCHOOL, SPECIAL -> List.of();
          // Most teach all of a class's subjects; others one of those that need it.
          case PRIMARY ->
              dice.happens(0.75)
                  ? List.of()
                  : List.of(
                      Subject.NGOAI_NGU,
                      Subject.TIN_HOC,
                      Subject.GIAO_DUC_THE_CHAT,
                      Subject.NGHE_THUAT);
          case LOWER_SECONDARY -> Subject.of(8);
          case UPPER_SECONDARY, CONTINUING -> Subject.of(11);
        };
    if (subjects.isEmpty()) {
      return null;
    }
    return subjects.get(dice.pick(subjects.stream().mapToDouble(Subject::periods).toArray()));
  }

  /** Goes on to the next school year: who retires and quits, moves, learns more, and is hired. */
  void turn(SchoolYear next) {
    int year = next.year();
    LocalDate summer = LocalDate.of(year - 1, 8, 1);
    for (Person person : people) {
      if (person.leaves.isBefore(summer)) {
        continue;
      }
      Dice dice = Dice.of(province.seed(), Purpose.STAFF_MOVE, person.index, year);
      double age = retirementAge(person.isWoman);
      LocalDate retires = LocalDate.ofEpochDay(person.birthDay).plusDays(Math.round(age * 365.25));
      LocalDate first = retires.withDayOfMonth(1).plusMonths(1);
      if (first.isBefore(LocalDate.of(year, 8, 1))) {
        person.leaves = first.isBefore(summer) ? summer : first;
        person.leaving = Leaving.RETIRED;
        continue;
      }
      if (dice.happens(profile.parameter("staff_quit_rate"))) {
        person.leaves = summer;
        person.leaving = Leaving.QUIT;
        continue;
      }
      if (person.qualification == Qualification.COLLEGE
          && person.level != Level.PRESCHOOL
          && dice.happens(profile.parameter("staff_upgrade_rate"))) {
        person.qualification = Qualification.BACHELOR;
      }
      if (person.role == Role.TEACHER && dice.happens(profile.parameter("staff_transfer_rate"))) {
        Institution other =
            province
                .catchment()
                .other(person.level, province.institutions().get(person.institution), dice);
        if (other != null) {
          person.institution = other.index();
          person.since = summer;
        }
      }
    }
    hireFor(next);
  }

  private double retirementAge(boolean isWoman) {
    return profile.parameter(isWoman ? "retirement_age.women" : "retirement_age.men");
  }

  private void hireFor(SchoolYear next) {
    LocalDate start = LocalDate.of(next.year() - 1, 9, 1);
    int institutions = province.institutions().size();
    int levels = Level.values().length;
    int[] teachers = new int[institutions * levels];
    boolean[] hasPrincipal = new boolean[institutions];
    for (Person person : people) {
      if (person.worksOn(start)) {
        if (person.role == Role.TEACHER) {
          teachers[person.institution * levels + person.level.ordinal()]++;
        }
        hasPrincipal[person.institution] |= person.role == Role.PRINCIPAL;
      }
    }
    List<Post> posts = posts(next);
    double[] missing = new double[levels];
    for (Post post : posts) {
      int level = post.level().ordinal();
      missing[level] += post.classes() * perClass[level];
      missing[level] -= teachers[post.institution().index() * levels + level];
    }
    for (Post post : posts) {
      int level = post.level().ordinal();
      int wanted = (int) (post.classes() * perClass[level] + 0.5);
      int there = teachers[post.institution().index() * levels + level];
      for (int i = there; i < wanted && missing[level] >= 0.5; i++) {
        hire(post.institution(), post.level(), Role.TEACHER, start);
        missing[level]--;
      }
    }
    for (Institution institution : province.institutions()) {
      if (!hasPrincipal[institution.index()]) {
        hire(institution, institution.levels().get(0), Role.PRINCIPAL, start);
      }
    }
  }

  /** Everybody who ever worked. */
  public List<Person> people() {
    return java.util.Collections.unmodifiableList(people);
  }

  /** Who works on a day, by institution. */
  public List<List<Person>> at(LocalDate day) {
    List<List<Person>> result = new ArrayList<>();
    for (int i = 0; i < province.institutions().size(); i++) {
      result.add(new ArrayList<>());
    }
    for (Person person : people) {
      if (person.worksOn(day)) {
        result.get(person.institution).add(person);
      }
    }
    return result;
  }
}
