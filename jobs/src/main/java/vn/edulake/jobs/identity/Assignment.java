package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * Who gets whom. A pair's score is the probability that it is one person, given that others want
 * the same partners: two who are equally near are both unsure. The surest pairs are taken first.
 *
 * <p>A person gets a second partner only when the two partners are one person by themselves, and
 * everybody of a group agrees with everybody: nobody is tied to another through a third.
 */
final class Assignment {
  /** Below this, two rows of one file are two persons. */
  private static final double ONE_PERSON = 0.5;

  private final Pairs pairs;
  private final int persons;
  private final boolean isOneToOne;
  private final ToDoubleBiFunction<Integer, Integer> bits;
  private final int[][] pairsOf;
  private final double[] odds;

  private Assignment(
      Pairs pairs, int persons, boolean isOneToOne, ToDoubleBiFunction<Integer, Integer> bits) {
    this.pairs = pairs;
    this.persons = persons;
    this.isOneToOne = isOneToOne;
    this.bits = bits;
    this.pairsOf = new int[persons][];
    this.odds = new double[pairs.size()];
  }

  /** A link by its place among the pairs. */
  record Link(int pair, double score) {}

  /**
   * The links, the surest first.
   *
   * @param bits what speaks for any two persons, of one file or both
   */
  static List<Link> of(
      Pairs pairs,
      int persons,
      double threshold,
      boolean isOneToOne,
      ToDoubleBiFunction<Integer, Integer> bits) {
    Assignment assignment = new Assignment(pairs, persons, isOneToOne, bits);
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
    int[] counts = new int[persons];
    for (int i = 0; i < pairs.size(); i++) {
      counts[pairs.left(i)]++;
      counts[pairs.right(i)]++;
      odds[i] = Math.pow(2, Math.min(200, pairs.bits(i)));
    }
    for (int p = 0; p < persons; p++) {
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
    double others = rivals(pair, left, right) + rivals(pair, right, left);
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
    return !isOneToOne && Weights.probability(bits.applyAsDouble(a, b)) >= ONE_PERSON;
  }

  private List<Link> choose(List<Link> all) {
    Map<Integer, List<Integer>> groups = new HashMap<>();
    List<Link> result = new ArrayList<>();
    for (Link link : all) {
      int left = pairs.left(link.pair());
      int right = pairs.right(link.pair());
      List<Integer> ofLeft = groups.computeIfAbsent(left, one -> new ArrayList<>(List.of(one)));
      List<Integer> ofRight = groups.computeIfAbsent(right, one -> new ArrayList<>(List.of(one)));
      if (ofLeft == ofRight) {
        result.add(link);
      } else if (agree(ofLeft, ofRight, left, right)) {
        ofLeft.addAll(ofRight);
        ofRight.forEach(member -> groups.put(member, ofLeft));
        result.add(link);
      }
    }
    return result;
  }

  private boolean agree(List<Integer> some, List<Integer> others, int left, int right) {
    if (some.size() == 1 && others.size() == 1) {
      return true;
    }
    if (isOneToOne) {
      return false;
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
