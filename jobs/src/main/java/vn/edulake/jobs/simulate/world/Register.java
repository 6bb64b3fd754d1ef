package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What people, schools and places are called and numbered: by the province, and as of a day. */
public final class Register {
  private static final long MILLIONS = 100_000_000L;

  /** Odd and no multiple of 5, so that numbers are spread without one coming twice. */
  private static final long SPREAD = 61_803_399L;

  private final Province province;
  private final Names names = Names.load();
  private final List<String> codesBefore = new ArrayList<>();
  private final List<String> codesAfter = new ArrayList<>();

  /** The register of a province. */
  public Register(Province province) {
    this.province = province;
    Map<String, Integer> serials = new HashMap<>();
    for (Institution institution : province.institutions()) {
      Commune commune = province.communes().get(institution.commune());
      codesBefore.add(
          province.profile().province("code_before")
              + commune.code()
              + String.format("%03d", institution.serial()));
      String code = communeCode(institution, Province.REFORM);
      int serial = serials.merge(code, 1, Integer::sum);
      codesAfter.add(
          province.profile().province("code_after") + code + String.format("%03d", serial));
    }
  }

  private static boolean isReformed(LocalDate day) {
    return !day.isBefore(Province.REFORM);
  }

  /** The code of an institution; another one since the reform. */
  public String code(Institution institution, LocalDate day) {
    return (isReformed(day) ? codesAfter : codesBefore).get(institution.index());
  }

  /** The code of the province's department. */
  public String department(LocalDate day) {
    return province.profile().province(isReformed(day) ? "code_after" : "code_before");
  }

  /** The code of the commune in which an institution lies. */
  public String communeCode(Institution institution, LocalDate day) {
    Commune commune = province.communes().get(institution.commune());
    return isReformed(day) && !commune.successors().isEmpty()
        ? commune.successors().get(institution.successor()).code()
        : commune.code();
  }

  /** The name of that commune. */
  public String communeName(Institution institution, LocalDate day) {
    Commune commune = province.communes().get(institution.commune());
    return isReformed(day) && !commune.successors().isEmpty()
        ? commune.successors().get(institution.successor()).name()
        : commune.name();
  }

  /**
   * The commune in which a learner lives; who lived in one that was split went one way or other.
   */
  public Commune.Successor home(int learner, LocalDate day) {
    Commune commune = province.communes().get(province.learners().commune(learner));
    if (!isReformed(day) || commune.successors().isEmpty()) {
      return new Commune.Successor(commune.code(), commune.name());
    }
    int count = commune.successors().size();
    return commune.successors().get(dice(Purpose.RESIDENCE, learner).below(count));
  }

  /** The code that the sector gives a class; it stays when that of the institution changes. */
  public String classCode(SchoolYear year, SchoolClass of) {
    Institution institution = province.institutions().get(of.institution());
    int place = of.index() - year.classes(institution).get(0).index() + 1;
    return code(institution, year.days().opening())
        + String.format("%02d%03d", year.year() % 100, place);
  }

  /** Who manages an institution: the department, a district office, since the reform a commune. */
  public String managingBody(Institution institution, LocalDate day) {
    if (institution.kind().isOfDepartment()) {
      return "SGDDT-" + department(day);
    }
    Commune commune = province.communes().get(institution.commune());
    return isReformed(day)
        ? "UBND-" + communeCode(institution, day)
        : "PGDDT-" + commune.districtCode();
  }

  public Names.Name name(int learner) {
    return names.pick(dice(Purpose.RECORD, learner), province.learners().isGirl(learner));
  }

  /** A parent's name; the father's surname is that of the learner. */
  public Names.Name guardian(int learner) {
    Dice dice = Dice.of(province.seed(), Purpose.RECORD, learner, 1);
    boolean isMother = dice.happens(0.55);
    Names.Name name = names.pick(dice, isMother);
    return isMother ? name : new Names.Name(name(learner).surname(), name.middle(), name.given());
  }

  /** A telephone number that no operator gives out: none begins with 010. */
  public String phone(int learner) {
    return String.format("010%07d", spread(learner, 11) % 10_000_000L);
  }

  public Names.Name name(Staff.Person person) {
    return names.pick(Dice.of(province.seed(), Purpose.STAFF, person.index(), 1), person.isWoman());
  }

  private Dice dice(Purpose purpose, int about) {
    return Dice.of(province.seed(), purpose, about);
  }

  private static long spread(long number, long salt) {
    return (number * SPREAD + salt * 7_919L) % MILLIONS;
  }

  /** The code that the sector gives a learner: ten digits that mean nothing. */
  public String learnerCode(int learner) {
    return province.profile().province("code_before")
        + String.format("%08d", spread(learner, province.seed() & 0xffff));
  }

  /** The code that a school gives a learner until the sector has given one. */
  public String temporaryCode(int learner) {
    return "TMP" + String.format("%08d", spread(learner, 5 + (province.seed() & 0xffff)));
  }

  /**
   * The code under which a system knows a learner on a day. Who is new in grade 1 has a temporary
   * one until the sector has given its own, in the middle of November.
   */
  public String sectorCode(int learner, int grade, LocalDate day) {
    int year = day.getMonthValue() >= 8 ? day.getYear() + 1 : day.getYear();
    boolean isNew =
        grade == 1
            && province.learners().firstYear(learner) == year
            && day.isBefore(LocalDate.of(year - 1, 11, 15));
    return isNew ? temporaryCode(learner) : learnerCode(learner);
  }

  /** A personal number of 12 digits; the first, 9, begins no number of a person. */
  public String personalNumber(int learner) {
    return "9" + String.format("%011d", 10_000_000_000L + spread(learner, 3) * 7L);
  }

  public String staffCode(Staff.Person person) {
    return province.profile().province("code_before")
        + "G"
        + String.format("%07d", spread(person.index(), 17) % 10_000_000L);
  }

  public String personalNumber(Staff.Person person) {
    return "9" + String.format("%011d", 50_000_000_000L + spread(person.index(), 23) * 7L);
  }

  /** A number that a school gives; another school gives the same one to somebody else. */
  public String localNumber(Institution institution, int learner) {
    return "HS" + String.format("%06d", (learner + 7_919L * institution.index()) % 1_000_000);
  }

  public LocalDate birthDate(int learner) {
    return LocalDate.ofEpochDay(province.learners().birthDay(learner));
  }
}
