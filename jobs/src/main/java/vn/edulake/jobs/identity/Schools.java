package vn.edulake.jobs.identity;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Schools and classes under the codes of the sector. A vendor calls both by names of its own: which
 * ones they are, those learners tell who are known by identifiers in both.
 */
final class Schools {
  private final Statements all;

  /** By sender the institution of the sector that most of its learners are in. */
  private final Map<Integer, Integer> institutions;

  /** By sender and name of a class the class of the sector that most of its learners are in. */
  private final Map<Long, Integer> classes;

  /**
   * Asks the clusters.
   *
   * @param clusters as far as identifiers and decisions tell who is who
   */
  Schools(Statements all, Clusters clusters) {
    this.all = all;
    Votes<Integer> ofSenders = new Votes<>();
    Votes<Long> ofClasses = new Votes<>();
    for (int i = 0; i < all.size(); i++) {
      if (clusters.root(i) != i || clusters.size(i) == 1) {
        continue;
      }
      int[] members = clusters.members(i);
      int known = lastKnown(members);
      if (known < 0) {
        continue;
      }
      for (int one : members) {
        if (all.institution(one) < 0) {
          ofSenders.add(all.sender(one), all.institution(known));
          if (all.className(one) >= 0 && all.className(known) >= 0) {
            ofClasses.add(spread(ofClass(one)), all.className(known));
          }
        }
      }
    }
    this.institutions = ofSenders.most(all::institutionText);
    this.classes = ofClasses.most(all::classText);
  }

  /** The statement of the sector that was made last; negative when there is none. */
  private int lastKnown(int[] members) {
    int last = Statements.NONE;
    for (int one : members) {
      if (all.institution(one) >= 0 && (last < 0 || isAfter(one, last))) {
        last = one;
      }
    }
    return last;
  }

  /** Of two of one day, the texts decide: numbers depend on what else was stated. */
  private boolean isAfter(int one, int other) {
    if (all.lastDay(one) != all.lastDay(other)) {
      return all.lastDay(one) > all.lastDay(other);
    }
    int order =
        all.institutionText(all.institution(one))
            .compareTo(all.institutionText(all.institution(other)));
    return order != 0
        ? order > 0
        : all.className(one) >= 0
            && (all.className(other) < 0
                || all.classText(all.className(one)).compareTo(all.classText(all.className(other)))
                    > 0);
  }

  private long ofClass(int statement) {
    return (long) all.sender(statement) << Integer.SIZE | all.className(statement);
  }

  /**
   * Another number for each number. A map tells those of two small halves apart badly: it adds the
   * halves to each other.
   */
  static long spread(long number) {
    return number * 0x9E37_79B9_7F4A_7C15L;
  }

  /** A number of the school that a statement speaks of: the sender's own when nobody tells it. */
  long school(int statement) {
    int own = all.institution(statement);
    Integer known = own >= 0 ? Integer.valueOf(own) : institutions.get(all.sender(statement));
    return known == null ? -1L - all.sender(statement) : known;
  }

  /** A number of the class that a statement speaks of, as it has to do. */
  long classOf(int statement) {
    Integer known =
        all.institution(statement) >= 0
            ? Integer.valueOf(all.className(statement))
            : classes.get(spread(ofClass(statement)));
    return known == null ? -1L - ofClass(statement) : known;
  }

  /** Who has most. */
  private static final class Votes<K> {
    private final Map<K, Map<Integer, int[]>> counts = new HashMap<>();

    void add(K asked, int answer) {
      counts.computeIfAbsent(asked, unused -> new HashMap<>())
          .computeIfAbsent(answer, unused -> new int[1])[0]++;
    }

    /** The answer given most often; of two the one whose text is first in order. */
    Map<K, Integer> most(IntFunction<String> texts) {
      Map<K, Integer> result = new HashMap<>();
      counts.forEach(
          (asked, answers) -> {
            int best = Statements.NONE;
            int most = 0;
            for (Map.Entry<Integer, int[]> one : answers.entrySet()) {
              int count = one.getValue()[0];
              boolean isFirst =
                  count == most && texts.apply(one.getKey()).compareTo(texts.apply(best)) < 0;
              if (count > most || isFirst) {
                most = count;
                best = one.getKey();
              }
            }
            result.put(asked, best);
          });
      return result;
    }
  }
}
