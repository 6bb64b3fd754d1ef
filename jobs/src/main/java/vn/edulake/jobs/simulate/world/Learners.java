package vn.edulake.jobs.simulate.world;

import java.util.Arrays;

/**
 * All learners that ever were, by position; some 40 bytes of memory each, so that a million fit.
 *
 * <p>What stays the same stands here; where somebody learns stands in {@link Stints}.
 */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
public final class Learners {
  private static final int FIRST = 1 << 12;

  private int count;
  private int[] birthDay = new int[FIRST];
  private byte[] sex = new byte[FIRST];
  private short[] commune = new short[FIRST];
  private float[] ability = new float[FIRST];
  private byte[] flags = new byte[FIRST];
  private short[] firstYear = new short[FIRST];

  /** What is true of a learner. */
  public enum Trait {
    MINORITY,
    POOR,
    NEAR_POOR,
    DISABLED,
    POLICY
  }

  /** Adds a learner; the position. */
  int add(int birthDay, boolean isGirl, int commune, double ability, int flags, int firstYear) {
    if (count == this.birthDay.length) {
      int capacity = count + (count >> 1);
      this.birthDay = Arrays.copyOf(this.birthDay, capacity);
      this.sex = Arrays.copyOf(this.sex, capacity);
      this.commune = Arrays.copyOf(this.commune, capacity);
      this.ability = Arrays.copyOf(this.ability, capacity);
      this.flags = Arrays.copyOf(this.flags, capacity);
      this.firstYear = Arrays.copyOf(this.firstYear, capacity);
    }
    this.birthDay[count] = birthDay;
    this.sex[count] = (byte) (isGirl ? 1 : 0);
    this.commune[count] = (short) commune;
    this.ability[count] = (float) ability;
    this.flags[count] = (byte) flags;
    this.firstYear[count] = (short) firstYear;
    return count++;
  }

  public int count() {
    return count;
  }

  /** The day of birth, in days since 1 January 1970. */
  public int birthDay(int learner) {
    return birthDay[learner];
  }

  public boolean isGirl(int learner) {
    return sex[learner] == 1;
  }

  /** The commune of residence, as it was until 30 June 2025. */
  public int commune(int learner) {
    return commune[learner];
  }

  /** What somebody can do, in deviations from the mean of all. */
  public double ability(int learner) {
    return ability[learner];
  }

  public boolean is(int learner, Trait trait) {
    return (flags[learner] & 1 << trait.ordinal()) != 0;
  }

  /** The school year in which somebody first learned in the province. */
  public int firstYear(int learner) {
    return firstYear[learner];
  }
}
