package vn.edulake.models.assessment;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Policies;

/** The schemes of {@code lake/policy/assessment.yml}, and in which grade each holds since when. */
public final class Assessment implements Serializable {
  private static final long serialVersionUID = 1;

  private static final LocalDate OPEN_END = LocalDate.of(9999, 12, 31);

  private final TreeMap<String, Scheme> schemes = new TreeMap<>();
  private final ArrayList<GradeRule> grades = new ArrayList<>();
  private final TreeMap<String, List<Level>> learning = new TreeMap<>();
  private final TreeMap<String, List<Level>> conduct = new TreeMap<>();
  private final TreeMap<String, LearningLevels> computed = new TreeMap<>();

  /**
   * The numbers of a scheme.
   *
   * @param weights of averages; null where a scheme has none
   * @param regularMarks by rising numbers of periods
   * @param lowestLearning the lowest level with which learners are promoted
   * @param lowestConduct the same for conduct; null where that does not count
   * @param mostAbsences so many absences are the most; null where they do not count
   */
  public record Scheme(
      String code,
      @Nullable Weights weights,
      List<RegularMarks> regularMarks,
      String lowestLearning,
      @Nullable String lowestConduct,
      @Nullable Integer mostAbsences)
      implements Serializable {}

  /**
   * How averages are made.
   *
   * @param commentTerm the term whose judgement is that of the year, of a subject without marks
   */
  public record Weights(int regular, int middle, int last, int term1, int term2, String commentTerm)
      implements Serializable {}

  /** How many regular marks a subject with up to so many periods a year has in a term. */
  public record RegularMarks(int periodsUpTo, int count) implements Serializable {}

  /** A scheme that holds for a grade in a period; {@code validTo} is the day after the last. */
  public record GradeRule(String grade, LocalDate validFrom, LocalDate validTo, Scheme scheme)
      implements Serializable {}

  private Assessment(Policies policies) {
    levels(policies, "learning_level", learning);
    levels(policies, "conduct_level", conduct);
    for (Map<String, String> rule : policies.records("assessment_scheme")) {
      Scheme scheme = scheme(rule, policies.records("regular_mark_count"));
      schemes.put(scheme.code(), scheme);
      if (rule.containsKey("raise_from")) {
        computed.put(
            scheme.code(),
            new LearningLevels(
                of(learning, scheme.code()),
                number(rule, "raise_from"),
                raiseTo(text(rule, "raise_to")),
                Boolean.parseBoolean(text(rule, "raise_for_comment_subject"))));
      }
    }
    for (Map<String, String> rule : policies.records("assessment_grade")) {
      Scheme scheme = schemes.get(text(rule, "scheme"));
      if (scheme == null) {
        throw invalid("scheme", "no assessment_scheme has the name of " + rule);
      }
      LocalDate from = date(rule, "valid_from");
      LocalDate to = rule.containsKey("valid_to") ? date(rule, "valid_to") : OPEN_END;
      grades.add(new GradeRule(text(rule, "grade"), from, to, scheme));
    }
    grades.sort(Comparator.comparing(GradeRule::grade).thenComparing(GradeRule::validFrom));
  }

  /** What it reads of the policy. */
  public static Set<String> policies() {
    return Set.of(
        "assessment_scheme",
        "assessment_grade",
        "learning_level",
        "conduct_level",
        "regular_mark_count");
  }

  /**
   * The schemes of the policy.
   *
   * @throws UserError {@code CONFIGURATION_INVALID} when a rule lacks a field or has a wrong one
   */
  public static Assessment of(Policies policies) {
    return new Assessment(policies);
  }

  /** Which scheme holds where and when. */
  public List<GradeRule> grades() {
    return List.copyOf(grades);
  }

  /** The levels that a scheme computes; empty for one that does not. */
  public Optional<LearningLevels> findLevels(String scheme) {
    return Optional.ofNullable(computed.get(scheme));
  }

  /** The code of the learning level that transcripts of a scheme call so. */
  public Optional<String> findLearning(String scheme, @Nullable String name) {
    return named(learning, scheme, name).map(Level::code);
  }

  /** The code of the conduct that transcripts of a scheme call so. */
  public Optional<String> findConduct(String scheme, @Nullable String name) {
    return named(conduct, scheme, name).map(Level::code);
  }

  /**
   * How a year ends by the rules, before anything is taken again.
   *
   * @param learningLevel code of the level of the year; null when it is not known
   * @param conductLevel code of conduct; null when it is not known
   * @param absences sessions that were missed, excused or not; null when they are not known
   * @return {@code promoted}; {@code absences}: too many, repeats; {@code learning} or {@code
   *     conduct}: too low, decided after it is assessed again; {@code unknown}: something that
   *     decides is not known
   */
  public String promotion(
      String schemeCode,
      @Nullable String learningLevel,
      @Nullable String conductLevel,
      @Nullable Long absences) {
    Scheme scheme = schemes.get(schemeCode);
    if (scheme == null) {
      return "unknown";
    }
    Integer mostAbsences = scheme.mostAbsences();
    if (mostAbsences != null && absences != null && absences > mostAbsences) {
      return "absences";
    }
    String lowestConduct = scheme.lowestConduct();
    if (isLower(learning, schemeCode, learningLevel, scheme.lowestLearning())) {
      return "learning";
    }
    if (lowestConduct != null && isLower(conduct, schemeCode, conductLevel, lowestConduct)) {
      return "conduct";
    }
    boolean isKnown =
        learningLevel != null
            && (conductLevel != null || lowestConduct == null)
            && (absences != null || mostAbsences == null);
    return isKnown ? "promoted" : "unknown";
  }

  private static boolean isLower(
      Map<String, List<Level>> levels, String scheme, @Nullable String code, String lowest) {
    return code != null && rank(levels, scheme, code) > rank(levels, scheme, lowest);
  }

  private static List<Level> of(Map<String, List<Level>> levels, String scheme) {
    List<Level> found = levels.get(scheme);
    return found == null ? List.of() : found;
  }

  private static int rank(Map<String, List<Level>> levels, String scheme, String code) {
    return of(levels, scheme).stream()
        .filter(level -> level.code().equals(code))
        .findFirst()
        .orElseThrow(() -> invalid("level", scheme + " has no level " + code))
        .rank();
  }

  private static Optional<Level> named(
      Map<String, List<Level>> levels, String scheme, @Nullable String name) {
    return of(levels, scheme).stream().filter(level -> level.name().equals(name)).findFirst();
  }

  private static Scheme scheme(Map<String, String> rule, List<Map<String, String>> regular) {
    String code = text(rule, "scheme");
    return new Scheme(
        code,
        rule.containsKey("regular_weight")
            ? new Weights(
                number(rule, "regular_weight"),
                number(rule, "middle_weight"),
                number(rule, "last_weight"),
                number(rule, "term_1_weight"),
                number(rule, "term_2_weight"),
                text(rule, "comment_term"))
            : null,
        regular.stream()
            .filter(one -> text(one, "scheme").equals(code))
            .map(one -> new RegularMarks(number(one, "periods_up_to"), number(one, "count")))
            .sorted(Comparator.comparingInt(RegularMarks::periodsUpTo))
            .toList(),
        text(rule, "lowest_learning"),
        rule.get("lowest_conduct"),
        rule.containsKey("most_absences") ? number(rule, "most_absences") : null);
  }

  private static void levels(Policies policies, String name, Map<String, List<Level>> into) {
    for (Map<String, String> rule : policies.records(name)) {
      into.computeIfAbsent(text(rule, "scheme"), unused -> new ArrayList<>())
          .add(
              new Level(
                  text(rule, "level"), number(rule, "rank"), text(rule, "name_vi"), asked(rule)));
    }
  }

  private static @Nullable LevelRule asked(Map<String, String> rule) {
    if (!rule.containsKey("each_at_least")) {
      return null;
    }
    return new LevelRule(
        decimal(rule, "each_at_least"),
        decimal(rule, "some_at_least"),
        number(rule, "some_count"),
        number(rule, "failed_comments"));
  }

  private static LearningLevels.RaiseTo raiseTo(String text) {
    try {
      return LearningLevels.RaiseTo.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw invalid("raise_to", text + " is neither next_below nor next_above");
    }
  }

  private static String text(Map<String, String> rule, String field) {
    String value = rule.get(field);
    if (value == null) {
      throw invalid(field, "it is missing in " + rule);
    }
    return value;
  }

  private static int number(Map<String, String> rule, String field) {
    return decimal(rule, field).intValueExact();
  }

  private static BigDecimal decimal(Map<String, String> rule, String field) {
    try {
      return new BigDecimal(text(rule, field));
    } catch (NumberFormatException e) {
      throw invalid(field, text(rule, field) + " is no number");
    }
  }

  private static LocalDate date(Map<String, String> rule, String field) {
    try {
      return LocalDate.parse(text(rule, field));
    } catch (DateTimeException e) {
      throw invalid(field, text(rule, field) + " is no date");
    }
  }

  private static UserError invalid(String field, String why) {
    return new UserError(
        ErrorCode.CONFIGURATION_INVALID, "Cannot use policy assessment." + field + ": " + why);
  }
}
