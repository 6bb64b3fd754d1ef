package vn.edulake.jobs.simulate.world;

/**
 * Random numbers that depend on a seed and on what they are for.
 *
 * <p>The generator is SplitMix64 (Steele, Lea, Flood 2014), written out here because its numbers
 * have to stay the same in every release of Java.
 */
public final class Dice {
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /** Dice for one purpose and up to three things that it is about. */
  public static Dice of(long seed, Purpose purpose, long first, long second, long third) {
    long key = mixed(seed + STEP * purpose.name().hashCode());
    key = mixed(key ^ mixed(first + STEP));
    key = mixed(key ^ mixed(second + 2 * STEP));
    return new Dice(mixed(key ^ mixed(third + 3 * STEP)));
  }

  /** Dice for one purpose and one thing. */
  public static Dice of(long seed, Purpose purpose, long first) {
    return of(seed, purpose, first, 0, 0);
  }

  /** Dice for one purpose and two things. */
  public static Dice of(long seed, Purpose purpose, long first, long second) {
    return of(seed, purpose, first, second, 0);
  }

  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private long next() {
    state += STEP;
    return mixed(state);
  }

  /** A number from 0 to 1, without 1. */
  public double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** Whether something happens that has this probability. */
  public boolean happens(double probability) {
    return fraction() < probability;
  }

  /** An integer from 0 to below {@code bound}. */
  public int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** An integer from {@code from} to {@code to}, both included. */
  public int between(int from, int to) {
    return from + below(to - from + 1);
  }

  /** A number of the normal distribution with mean 0 and deviation 1. */
  public double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - fraction()));
    return radius * StrictMath.cos(2 * StrictMath.PI * fraction());
  }

  /** A count of the Poisson distribution; the mean is small. */
  public int poisson(double mean) {
    double limit = StrictMath.exp(-mean);
    double product = fraction();
    int count = 0;
    while (product > limit) {
      product *= fraction();
      count++;
    }
    return count;
  }

  /** A position, more often where the weight is higher. */
  public int pick(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double rest = fraction() * sum;
    for (int i = 0; i < weights.length - 1; i++) {
      rest -= weights[i];
      if (rest < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /** Puts numbers in random order. */
  public void shuffle(int[] numbers, int from, int to) {
    for (int i = to - 1; i > from; i--) {
      int other = from + below(i - from + 1);
      int kept = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = kept;
    }
  }
}
