package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who gets whom. A pair's score is the probability that it is one person, given that others want
 * the same partners: two who are equally near are both unsure. The surest pairs are taken first.
 *
 * <p>A person gets a second partner only when the two partners are one person by themselves, and
 * everybody of a group agrees with everybody: nobody is tied to another through a third. Where
 * files hold many persons several times, the pairs of a group have to speak for it together.
 */
final class Assignment {
  /** Below this, two rows of one file are two persons. */
  private static final double ONE_PERSON = 0.5;

  private final Pairs pairs;
  private final Repeats repeats;
  private final boolean isOneToOne;
  private final Repeats.Bits bits;

  /** How likely a second one in the right file, and in the left one, is the same person again. */
  private final double[] shareRepeated;

  private final int[][] pairsOf;
  private final double[] odds;

  private Assignment(Pairs pairs, Repeats repeats, boolean isOneToOne, Repeats.Bits bits) {
    this.pairs = pairs;
    this.repeats = repeats;
    this.isOneToOne = isOneToOne;
    this.bits = bits;
    this.shareRepeated = new double[] {repeats.shareRepeated(false), repeats.shareRepeated(true)};
    this.pairsOf = new int[repeats.rows()][];
    this.odds = new double[pairs.size()];
  }

  /** A link by its place among the pairs. */
  record Link(int pair, double score) {}

  /**
   * The links, the surest first.
   *
   * @param repeats who stands several times in a file
   * @param bits what speaks for any two persons, of one file or both
   */
  static List<Link> of(
      Pairs pairs, Repeats repeats, double threshold, boolean isOneToOne, Repeats.Bits bits) {
    Assignment assignment = new Assignment(pairs, repeats, isOneToOne, bits);
    assignment.index();
    List<Link> all = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      double score = assignment.score(i);
      if (score >= threshold) {
        all.add(new Link(i, score));
      }
    }
    all.sort(
        Comparator.comparingDouble((Link link) -> -link.score())
            .thenComparingDouble(link -> -pairs.bits(link.pair()))
            .thenComparingInt(link -> pairs.left(link.pair()))
            .thenComparingInt(link -> pairs.right(link.pair())));
    return assignment.choose(all);
  }

  private void index() {
    int[] counts = new int[pairsOf.length];
    for (int i = 0; i < pairs.size(); i++) {
      counts[pairs.left(i)]++;
      counts[pairs.right(i)]++;
      odds[i] = Math.pow(2, Math.min(200, pairs.bits(i)));
    }
    for (int p = 0; p < pairsOf.length; p++) {
      pairsOf[p] = counts[p] == 0 ? Values.NONE : new int[counts[p]];
      counts[p] = 0;
    }
    for (int i = 0; i < pairs.size(); i++) {
      pairsOf[pairs.left(i)][counts[pairs.left(i)]++] = i;
      pairsOf[pairs.right(i)][counts[pairs.right(i)]++] = i;
    }
  }

  private double score(int pair) {
    double own = odds[pair];
    int left = pairs.left(pair);
    int right = pairs.right(pair);
    double others =
        rivals(pair, left, right) * (1 - shareRepeated[0])
            + rivals(pair, right, left) * (1 - shareRepeated[1]);
    return own / (own + 1 + others);
  }

  /** The odds of those who want the same person, each weakened by what else it could have. */
  private double rivals(int pair, int wanted, int own) {
    double sum = 0;
    for (int other : pairsOf[wanted]) {
      if (other == pair || odds[other] < 1e-6 * odds[pair]) {
        continue;
      }
      int rival = pairs.left(other) == wanted ? pairs.right(other) : pairs.left(other);
      double elsewhere = 0;
      for (int one : pairsOf[rival]) {
        elsewhere += one == other ? 0 : odds[one];
      }
      double weakened = odds[other] / (1 + elsewhere);
      if (weakened > 1e-6 * odds[pair] && !areOne(rival, own)) {
        sum += weakened;
      }
    }
    return sum;
  }

  private boolean areOne(int a, int b) {
    return !isOneToOne && Weights.probability(bits.of(a, b)) >= ONE_PERSON;
  }

  /** Rows that are one person. */
  private static final class Group {
    private final List<Integer> rows = new ArrayList<>();

    /** The least score of what made them one. */
    private double score = 1;
  }

  private List<Link> choose(List<Link> all) {
    Map<Integer, Group> groups = new HashMap<>();
    if (!isOneToOne) {
      repeats.groups().forEach(rows -> group(rows, groups));
    }
    Set<Long> linked = new HashSet<>();
    List<Link> result = new ArrayList<>();
    for (Link link : all) {
      int left = pairs.left(link.pair());
      int right = pairs.right(link.pair());
      Group ofLeft = groups.computeIfAbsent(left, one -> group(List.of(one), groups));
      Group ofRight = groups.computeIfAbsent(right, one -> group(List.of(one), groups));
      if (ofLeft == ofRight) {
        result.add(link);
        linked.add(key(left, right));
      } else if (agree(ofLeft.rows, ofRight.rows, left, right)) {
        ofLeft.rows.addAll(ofRight.rows);
        ofLeft.score = Math.min(link.score(), Math.min(ofLeft.score, ofRight.score));
        ofRight.rows.forEach(member -> groups.put(member, ofLeft));
        result.add(link);
        linked.add(key(left, right));
      }
    }
    if (repeats.isFound() && !isOneToOne) {
      addWhatFollows(groups, linked, result);
    }
    return result;
  }

  private static Group group(List<Integer> rows, Map<Integer, Group> groups) {
    Group group = new Group();
    group.rows.addAll(rows);
    if (rows.size() > 1) {
      rows.forEach(row -> groups.put(row, group));
    }
    return group;
  }

  /** Of rows that are one person, each pair is a link, however little the two say by themselves. */
  private void addWhatFollows(Map<Integer, Group> groups, Set<Long> linked, List<Link> result) {
    Set<Group> seen = new HashSet<>();
    for (int row = 0; row < repeats.rows(); row++) {
      Group group = groups.get(row);
      if (group != null && seen.add(group)) {
        for (int a : group.rows) {
          for (int b : group.rows) {
            if (repeats.isLeft(a) && !repeats.isLeft(b) && linked.add(key(a, b))) {
              pairs.add(a, b, bits.of(a, b));
              result.add(new Link(pairs.size() - 1, group.score));
            }
          }
        }
      }
    }
  }

  private static long key(int a, int b) {
    return (long) a << 32 | b;
  }

  private boolean agree(List<Integer> some, List<Integer> others, int left, int right) {
    if (some.size() == 1 && others.size() == 1) {
      return true;
    }
    if (isOneToOne) {
      return false;
    }
    if (repeats.isFound()) {
      return Repeats.speakFor(some, others, bits);
    }
    for (int a : some) {
      for (int b : others) {
        if (!(a == left && b == right) && !areOne(a, b)) {
          return false;
        }
      }
    }
    return true;
  }
}
