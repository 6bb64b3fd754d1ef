package vn.edulake.jobs.simulate.world;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Whole numbers that add up. */
public final class Shares {
  private Shares() {}

  /**
   * Divides a whole in proportion to weights by the largest remainders (Hamilton).
   *
   * @param least what each part gets at least; less when the whole is too small
   * @return one part for each weight; their sum is the whole
   */
  public static int[] of(int whole, double[] weights, int least) {
    int count = weights.length;
    int[] result = new int[count];
    if (count == 0) {
      return result;
    }
    int floor = Math.min(least, whole / count);
    int rest = whole - floor * count;
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double[] remainders = new double[count];
    int given = 0;
    for (int i = 0; i < count; i++) {
      double exact = sum == 0 ? (double) rest / count : rest * (weights[i] / sum);
      int share = (int) exact;
      remainders[i] = exact - share;
      result[i] = floor + share;
      given += share;
    }
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]).thenComparing(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < rest - given; i++) {
      result[order[i % count]]++;
    }
    return result;
  }
}
