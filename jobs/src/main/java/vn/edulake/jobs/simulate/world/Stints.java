package vn.edulake.jobs.simulate.world;

import java.util.Arrays;

/** Who was in which class from when to when, of one school year, ordered by class. */
// Arrays by the places of an enumeration; no file holds them.
@SuppressWarnings("EnumOrdinal")
public final class Stints {
  private final int[] learner;
  private final byte[] grade;
  private final int[] from;
  private final int[] to;
  private final byte[] exit;
  private final int[] startOfClass;

  /** Why a stint ended. */
  public enum Exit {
    /** The school year ended. */
    YEAR_END,
    /** To another class of the province. */
    TRANSFER,
    /** To another province. */
    TRANSFER_OUT,
    DROPOUT
  }

  private Stints(
      int[] learner, byte[] grade, int[] from, int[] to, byte[] exit, int[] startOfClass) {
    this.learner = learner;
    this.grade = grade;
    this.from = from;
    this.to = to;
    this.exit = exit;
    this.startOfClass = startOfClass;
  }

  public int count() {
    return learner.length;
  }

  /** The first stint of a class; that of the next class is the end of this one. */
  public int start(int classIndex) {
    return startOfClass[classIndex];
  }

  /** The class of a stint. */
  public int classIndex(int stint) {
    int low = 0;
    int high = startOfClass.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (startOfClass[middle] <= stint) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  public int learner(int stint) {
    return learner[stint];
  }

  public int grade(int stint) {
    return grade[stint];
  }

  /** The first day, in days since 1 January 1970. */
  public int from(int stint) {
    return from[stint];
  }

  /** The first day after it. */
  public int to(int stint) {
    return to[stint];
  }

  public Exit exit(int stint) {
    return Exit.values()[exit[stint]];
  }

  public boolean holds(int stint, int day) {
    return from[stint] <= day && day < to[stint];
  }

  /** Collects stints in any order. */
  static final class Builder {
    private int count;
    private int[] learner = new int[1 << 12];
    private byte[] grade = new byte[1 << 12];
    private int[] classIndex = new int[1 << 12];
    private int[] from = new int[1 << 12];
    private int[] to = new int[1 << 12];
    private byte[] exit = new byte[1 << 12];

    int add(int newLearner, int newGrade, int newClass, int newFrom, int newTo) {
      if (count == learner.length) {
        int capacity = 2 * count;
        learner = Arrays.copyOf(learner, capacity);
        grade = Arrays.copyOf(grade, capacity);
        classIndex = Arrays.copyOf(classIndex, capacity);
        from = Arrays.copyOf(from, capacity);
        to = Arrays.copyOf(to, capacity);
        exit = Arrays.copyOf(exit, capacity);
      }
      learner[count] = newLearner;
      grade[count] = (byte) newGrade;
      classIndex[count] = newClass;
      from[count] = newFrom;
      to[count] = newTo;
      return count++;
    }

    int count() {
      return count;
    }

    int learner(int stint) {
      return learner[stint];
    }

    int grade(int stint) {
      return grade[stint];
    }

    int from(int stint) {
      return from[stint];
    }

    int to(int stint) {
      return to[stint];
    }

    int classIndex(int stint) {
      return classIndex[stint];
    }

    void end(int stint, int day, Exit why) {
      to[stint] = day;
      exit[stint] = (byte) why.ordinal();
    }

    /** The stints by class; those of a class in the order in which they were added. */
    Stints build(int classCount) {
      int[] starts = new int[classCount + 1];
      for (int i = 0; i < count; i++) {
        starts[classIndex[i] + 1]++;
      }
      for (int i = 0; i < classCount; i++) {
        starts[i + 1] += starts[i];
      }
      int[] next = Arrays.copyOf(starts, classCount);
      Stints result =
          new Stints(
              new int[count],
              new byte[count],
              new int[count],
              new int[count],
              new byte[count],
              starts);
      for (int i = 0; i < count; i++) {
        int at = next[classIndex[i]]++;
        result.learner[at] = learner[i];
        result.grade[at] = grade[i];
        result.from[at] = from[i];
        result.to[at] = to[i];
        result.exit[at] = exit[i];
      }
      return result;
    }
  }
}
