package vn.edulake.jobs.identity;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Links what no verified identifier ties: persons of whom the verifying source has said nothing,
 * with the others, by {@link Linkage}.
 */
final class ScoredLinks {
  /** A link by score is taken from here on. */
  private static final double SURE = 0.99;

  /** From here on people are asked: also when two are equally near. */
  private static final double DOUBTFUL = 0.3;

  private static final double MOST_BITS = 200;

  private static final int LEAST_OTHERS = 2;

  private static final LinkSpec SPEC =
      new LinkSpec(
          "",
          "",
          List.of(
              column("full_name", Comparison.NAME),
              column("birth_date", Comparison.DATE),
              column("sex", Comparison.EXACT),
              column("guardian_name", Comparison.NAME),
              column("phone", Comparison.CODE),
              column("commune", Comparison.TEXT),
              column("school", Comparison.EXACT),
              column("class", Comparison.EXACT)),
          DOUBTFUL,
          false);

  private static final int GUARDIAN = 3;
  private static final int PHONE = 4;
  private static final int COMMUNE = 5;
  private static final int SCHOOL = 6;
  private static final int CLASS = 7;

  private final Statements all;
  private final IdGroups ids;
  private final Clusters clusters;

  ScoredLinks(Statements all, IdGroups ids, Clusters clusters) {
    this.all = all;
    this.ids = ids;
    this.clusters = clusters;
  }

  private static LinkSpec.Column column(String name, Comparison comparison) {
    return new LinkSpec.Column(name, comparison, name, name);
  }

  /** Takes two statements, one of each cluster, that may be about one person. */
  interface Taker {
    void pair(int a, int b, double score, String evidence, boolean isSure);
  }

  /** Finds pairs; the surest first. */
  void each(int threads, Taker taker) {
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (clusters.root(i) == i) {
        (isVerified(i) ? right : left).add(i);
      }
    }
    if (left.isEmpty() || right.size() < LEAST_OTHERS) {
      return;
    }
    List<Integer> roots = new ArrayList<>(left);
    roots.addAll(right);
    int[] speakers = new int[roots.size()];
    Persons persons = persons(roots, left.size(), speakers, threads);
    Linkage.Linked linked = new Linkage(SPEC, threads, line -> {}, true).score(persons);
    for (Assignment.Link link : links(linked.pairs(), persons.leftCount())) {
      int a = linked.pairs().left(link.pair());
      int b = linked.pairs().right(link.pair());
      taker.pair(
          speakers[a],
          speakers[b],
          link.score(),
          Linkage.evidence(linked, a, b),
          link.score() >= SURE && isMore(persons.pattern(a, b), speakers[a], speakers[b]));
    }
  }

  /**
   * Of each pair the probability that it is one person, given whom else the left one could be.
   * Those on the right are verified, so no two of them are one person and each may have any number
   * of statements; two statements do not want the same person from each other.
   */
  private static List<Assignment.Link> links(Pairs pairs, int leftCount) {
    double[] odds = new double[leftCount];
    for (int i = 0; i < pairs.size(); i++) {
      odds[pairs.left(i)] += odds(pairs, i);
    }
    List<Assignment.Link> result = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      double score = odds(pairs, i) / (1 + odds[pairs.left(i)]);
      if (score >= DOUBTFUL) {
        result.add(new Assignment.Link(i, score));
      }
    }
    result.sort(
        Comparator.comparingDouble((Assignment.Link link) -> -link.score())
            .thenComparingDouble(link -> -pairs.bits(link.pair()))
            .thenComparingInt(link -> pairs.left(link.pair()))
            .thenComparingInt(link -> pairs.right(link.pair())));
    return result;
  }

  private static double odds(Pairs pairs, int pair) {
    return Math.pow(2, Math.min(MOST_BITS, pairs.bits(pair)));
  }

  /** Whether the verifying source has spoken of somebody by number. */
  private boolean isVerified(int root) {
    for (int one : clusters.members(root)) {
      if (all.isVerified(one) && ids.own(IdKind.PERSONAL_NUMBER, one) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the names are equal, and enough agrees beside them: with the birth date the school, a
   * guardian or a telephone; without one the school and the class.
   */
  private boolean isMore(long pattern, int a, int b) {
    boolean isSchool = Persons.levelAt(pattern, SCHOOL).agrees();
    boolean isRelated =
        Persons.levelAt(pattern, PHONE).agrees() || Persons.levelAt(pattern, GUARDIAN).agrees();
    boolean isUndated = all.birth(a) < 0 || all.birth(b) < 0;
    boolean isEnough =
        isUndated
            ? isSchool && Persons.levelAt(pattern, CLASS).agrees()
            : all.birth(a) == all.birth(b) && (isSchool || isRelated);
    return isEnough
        && all.writing(a) == all.writing(b)
        && Persons.levelAt(pattern, PHONE) != Level.DIFFERENT
        && Persons.levelAt(pattern, GUARDIAN) != Level.DIFFERENT;
  }

  /**
   * One person for each cluster, with what most of its statements say.
   *
   * @param speakers gets for each person the statement that says its name and birth date
   */
  private Persons persons(List<Integer> roots, int leftCount, int[] speakers, int threads) {
    List<Persons.Column> columns = new ArrayList<>();
    List<IntUnaryOperator> values = new ArrayList<>();
    Map<Integer, Integer> days = new HashMap<>();
    Values dates = Values.of(Comparison.DATE);
    Values sexes = Values.of(Comparison.EXACT);
    columns.add(new Persons.Column(SPEC.columns().get(0), all.names()));
    values.add(all::name);
    columns.add(new Persons.Column(SPEC.columns().get(1), dates));
    values.add(
        i ->
            all.birth(i) < 0
                ? Statements.NONE
                : days.computeIfAbsent(all.birth(i), day -> dates.number(String.valueOf(day))));
    columns.add(new Persons.Column(SPEC.columns().get(2), sexes));
    int[] knownSexes = {Statements.NONE, Statements.NONE, Statements.NONE};
    values.add(
        i -> {
          int sex = all.sex(i);
          if (sex > 0 && knownSexes[sex] < 0) {
            knownSexes[sex] = sexes.number(String.valueOf(sex));
          }
          return knownSexes[sex];
        });
    columns.add(new Persons.Column(SPEC.columns().get(GUARDIAN), all.guardians()));
    values.add(all::guardian);
    columns.add(new Persons.Column(SPEC.columns().get(PHONE), all.phones()));
    values.add(all::phone);
    columns.add(new Persons.Column(SPEC.columns().get(COMMUNE), all.communes()));
    values.add(all::commune);
    Schools schools = new Schools(all, clusters);
    Values schoolValues = Values.of(Comparison.EXACT);
    columns.add(new Persons.Column(SPEC.columns().get(SCHOOL), schoolValues));
    Map<Long, Integer> knownSchools = new HashMap<>();
    values.add(
        i -> {
          long school = schools.school(i);
          return knownSchools.computeIfAbsent(
              Schools.spread(school), unused -> schoolValues.number(String.valueOf(school)));
        });
    Values classValues = Values.of(Comparison.EXACT);
    columns.add(new Persons.Column(SPEC.columns().get(CLASS), classValues));
    Map<Long, Integer> knownClasses = new HashMap<>();
    values.add(
        i ->
            all.className(i) < 0
                ? Statements.NONE
                : knownClasses.computeIfAbsent(
                    Schools.spread(schools.classOf(i)),
                    one -> classValues.number(String.valueOf(one))));
    int[][] members = roots.stream().map(clusters::members).toArray(int[][]::new);
    List<Runnable> work = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      Persons.Column column = columns.get(c);
      IntUnaryOperator value = values.get(c);
      work.add(
          () -> {
            for (int[] own : members) {
              column.add(most(own, value));
            }
          });
    }
    work.add(() -> Arrays.setAll(speakers, p -> speaker(members[p])));
    SideBySide.run(threads, work);
    dates.complete();
    sexes.complete();
    schoolValues.complete();
    classValues.complete();
    List<String> names =
        new AbstractList<>() {
          @Override
          public String get(int place) {
            return String.valueOf(place);
          }

          @Override
          public int size() {
            return speakers.length;
          }
        };
    return new Persons(names, leftCount, columns);
  }

  /** The value with most mentions; of two the one with the lower number. */
  private int most(int[] members, IntUnaryOperator values) {
    int only = Statements.NONE;
    boolean isOne = true;
    for (int one : members) {
      int value = values.applyAsInt(one);
      isOne &= only < 0 || value < 0 || value == only;
      only = Math.max(only, value);
    }
    if (isOne) {
      return only;
    }
    TreeMap<Integer, Integer> mentions = new TreeMap<>();
    for (int one : members) {
      int value = values.applyAsInt(one);
      if (value >= 0) {
        mentions.merge(value, all.mentions(one), Integer::sum);
      }
    }
    int best = Statements.NONE;
    int most = -1;
    for (Map.Entry<Integer, Integer> one : mentions.entrySet()) {
      if (one.getValue() > most) {
        most = one.getValue();
        best = one.getKey();
      }
    }
    return best;
  }

  private int speaker(int[] members) {
    int name = most(members, all::name);
    int birth = most(members, all::birth);
    return Arrays.stream(members)
        .filter(one -> all.name(one) == name && all.birth(one) == birth)
        .findFirst()
        .orElse(members[0]);
  }
}
