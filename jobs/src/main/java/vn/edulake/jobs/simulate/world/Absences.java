package vn.edulake.jobs.simulate.world;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When learners are absent, and when whole communes are closed by storm or flood. Absences come in
 * spells; more begin in a wave of sickness.
 */
public final class Absences {
  private static final double MEAN_SPELL = 1.9;

  /** Promotion allows 45 absences in a year (Circular 22/2021 Art. 12). */
  private static final int MOST_OF_PROMOTED = 44;

  private final Province province;
  private final SchoolYear year;
  private final Map<String, double[]> startsByDistrict = new HashMap<>();
  private final boolean[][] closed;

  /**
   * One day of absence.
   *
   * @param dayIndex among the school days of the year
   * @param isExcused whether it was excused
   */
  public record Day(int dayIndex, boolean isExcused) {}

  /** The absences of a year. */
  public Absences(Province province, SchoolYear year) {
    this.province = province;
    this.year = year;
    for (Commune commune : province.communes()) {
      startsByDistrict.computeIfAbsent(commune.districtCode(), this::starts);
    }
    closed = new boolean[province.communes().size()][year.days().count()];
    for (Commune commune : province.communes()) {
      close(commune);
    }
  }

  /** How likely a spell begins on each day, added up: waves of autumn and of spring. */
  private double[] starts(String district) {
    SchoolDays days = year.days();
    Dice dice = Dice.of(province.seed(), Purpose.WAVE, Long.parseLong(district), year.year());
    double[] peaks = {25 + 20 * dice.fraction(), 100 + 40 * dice.fraction()};
    double[] heights = {0.7 + dice.fraction(), 0.9 + 1.2 * dice.fraction()};
    double[] result = new double[days.count()];
    double sum = 0;
    for (int i = 0; i < result.length; i++) {
      double weight = 1;
      for (int k = 0; k < peaks.length; k++) {
        double distance = (i - peaks[k]) / 8;
        weight += heights[k] * StrictMath.exp(-distance * distance / 2);
      }
      weight *=
          switch (days.day(i).getDayOfWeek()) {
            case MONDAY -> 1.25;
            case FRIDAY -> 1.1;
            case SATURDAY -> 0.8;
            default -> 1;
          };
      // Around the lunar new year more stay at home.
      boolean isBeforeBreak =
          i + 1 < result.length && days.day(i + 1).toEpochDay() - days.day(i).toEpochDay() > 7;
      sum += isBeforeBreak ? 3 * weight : weight;
      result[i] = sum;
    }
    return result;
  }

  private void close(Commune commune) {
    SchoolDays days = year.days();
    Dice whole = Dice.of(province.seed(), Purpose.CLOSURE, year.year());
    double mean = province.profile().parameter("closure_days");
    // A storm comes over the whole province in the rainy season; not every commune closes.
    int first = days.index(LocalDate.of(year.year() - 1, 9, 20));
    int last = days.index(LocalDate.of(year.year() - 1, 11, 25));
    int storms = 1 + whole.poisson(mean);
    for (int i = 0; i < storms; i++) {
      int day = first + whole.below(Math.max(1, last - first));
      Dice dice = Dice.of(province.seed(), Purpose.CLOSURE, commune.index(), year.year(), 1 + i);
      if (dice.happens(mean / (1 + mean))) {
        closed[commune.index()][day] = true;
      }
    }
  }

  /** Whether the schools of a commune are closed on a day. */
  public boolean isClosed(int commune, int dayIndex) {
    return closed[commune][dayIndex];
  }

  /** The days on which a learner is absent, in order; of a level's school days only. */
  public List<Day> of(int learner, Level level, int institution) {
    if (level == Level.SPECIAL) {
      return List.of();
    }
    SchoolDays days = year.days();
    Dice dice = Dice.of(province.seed(), Purpose.ABSENCE, learner, year.year());
    double frailty =
        StrictMath.exp(
            0.8 * dice.normal()
                - 0.32
                - 0.15 * province.learners().ability(learner)
                + (province.learners().is(learner, Learners.Trait.DISABLED) ? 0.4 : 0));
    boolean repeats = year.outcome(learner) == SchoolYear.Outcome.REPEATS;
    double rate = province.profile().parameter("absence_rate", level) * (repeats ? 2.5 : 1);
    int teaching = level.hasMarks() ? days.count() : days.count() * 5 / 6;
    int spells = Math.min(60, dice.poisson(Math.min(40, rate * frailty * teaching / MEAN_SPELL)));
    int commune = province.institutions().get(institution).commune();
    double[] starts = startsByDistrict.get(province.communes().get(commune).districtCode());
    java.util.BitSet absent = new java.util.BitSet(days.count());
    java.util.BitSet excused = new java.util.BitSet(days.count());
    double isExcused = province.profile().parameter("absence_excused");
    for (int i = 0; i < spells; i++) {
      double at = dice.fraction() * starts[starts.length - 1];
      int day = java.util.Arrays.binarySearch(starts, at);
      day = day < 0 ? -day - 1 : day;
      boolean ofSpell = dice.happens(isExcused);
      int length = 1;
      while (length < 12 && dice.happens(1 - 1 / MEAN_SPELL)) {
        length++;
      }
      for (; length > 0 && day < days.count(); day++) {
        if (SchoolDays.teaches(level, days.day(day)) && !isClosed(commune, day)) {
          absent.set(day);
          excused.set(day, ofSpell);
          length--;
        }
      }
    }
    List<Day> result = new ArrayList<>();
    for (int day = absent.nextSetBit(0);
        day >= 0 && (repeats || result.size() < MOST_OF_PROMOTED);
        day = absent.nextSetBit(day + 1)) {
      result.add(new Day(day, excused.get(day)));
    }
    return result;
  }
}
