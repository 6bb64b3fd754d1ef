package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pairs that are worth comparing: those that have the key of a {@link Pass} in common. Each is
 * met once, in the first pass that has it. Keys that too many share are left out, the most common
 * first, until a pass has no more pairs than its budget.
 */
final class Candidates {
  static final int PERSON_BITS = 24;
  private static final int TASKS_OF_A_THREAD = 8;

  private final List<Pass> passes;
  private final long budget;
  private final int threads;
  private final Between between;
  private final long[][] leftOut;

  private Candidates(List<Pass> passes, long budget, int threads, Between between) {
    this.passes = List.copyOf(passes);
    this.budget = budget;
    this.threads = threads;
    this.between = between;
    this.leftOut = new long[passes.size()][];
  }

  /** The places of persons who are compared with each other: of two files, or of one. */
  private record Between(int from, int to, int otherFrom, int otherTo) {
    boolean isOneFile() {
      return from == otherFrom;
    }
  }

  /** Pairs of one person of the left file and one of the right file. */
  static Candidates across(Persons persons, List<Pass> passes, long budget, int threads) {
    int left = persons.leftCount();
    return new Candidates(passes, budget, threads, new Between(0, left, left, persons.count()));
  }

  /** Pairs of two persons of one file; each is met with either first. */
  static Candidates within(
      Persons persons, boolean isLeft, List<Pass> passes, long budget, int threads) {
    int from = isLeft ? 0 : persons.leftCount();
    int to = isLeft ? persons.leftCount() : persons.count();
    return new Candidates(passes, budget, threads, new Between(from, to, from, to));
  }

  /** Takes pairs; one for each piece of work, so that it needs no locks. */
  interface Taker {
    void pair(int left, int right);
  }

  /**
   * Meets the candidates.
   *
   * @param every only first persons with a number that this divides
   * @return the takers, in an order that does not depend on threads
   */
  <T extends Taker> List<T> each(int every, Supplier<T> takers) {
    List<T> result = new ArrayList<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int pass = 0; pass < passes.size(); pass++) {
        long[] left = keys(passes.get(pass), between.from(), between.to(), null);
        long[] right =
            between.isOneFile()
                ? left
                : keys(passes.get(pass), between.otherFrom(), between.otherTo(), filter(left));
        if (leftOut[pass] == null) {
          leftOut[pass] = common(left, right);
        }
        int pieces = threads * TASKS_OF_A_THREAD;
        List<Callable<T>> tasks = new ArrayList<>();
        int from = 0;
        for (int piece = 1; piece <= pieces; piece++) {
          int to = blockEnd(left, (int) ((long) left.length * piece / pieces));
          int begin = from;
          int number = pass;
          tasks.add(
              () -> {
                T taker = takers.get();
                walk(number, left, begin, to, right, every, taker);
                return taker;
              });
          from = to;
        }
        for (Future<T> one : pool.invokeAll(tasks)) {
          result.add(one.get());
        }
      }
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while comparing", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Comparing failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /**
   * The keys of persons, sorted, each with its person in the low bits.
   *
   * @param wanted others are left out; null when all are wanted
   */
  private static long[] keys(Pass pass, int from, int to, @Nullable KeyFilter wanted) {
    long[] keys = new long[to - from + 16];
    int count = 0;
    long[] own = new long[Pass.MOST_KEYS];
    for (int person = from; person < to; person++) {
      int size = pass.keys(person, own);
      if (count + size > keys.length) {
        keys = Arrays.copyOf(keys, Math.max(count + size, keys.length + keys.length / 2));
      }
      for (int i = 0; i < size; i++) {
        if (wanted == null || wanted.mayHave(own[i])) {
          keys[count++] = own[i] << PERSON_BITS | person;
        }
      }
    }
    long[] result = Arrays.copyOf(keys, count);
    Arrays.sort(result);
    return result;
  }

  private static KeyFilter filter(long[] entries) {
    KeyFilter result = new KeyFilter(entries.length);
    for (long entry : entries) {
      result.add(key(entry));
    }
    return result;
  }

  private static long key(long entry) {
    return entry >>> PERSON_BITS;
  }

  private static int person(long entry) {
    return (int) (entry & ((1 << PERSON_BITS) - 1));
  }

  private static int blockEnd(long[] entries, int at) {
    int end = at;
    while (end > 0 && end < entries.length && key(entries[end]) == key(entries[end - 1])) {
      end++;
    }
    return end;
  }

  private interface Block {
    void block(int leftFrom, int leftTo, int rightFrom, int rightTo);
  }

  private static void blocks(long[] left, int from, int to, long[] right, Block block) {
    int r = 0;
    if (from < to) {
      r = Arrays.binarySearch(right, key(left[from]) << PERSON_BITS);
      r = r < 0 ? -r - 1 : r;
    }
    for (int l = from; l < to && r < right.length; ) {
      long key = key(left[l]);
      while (r < right.length && key(right[r]) < key) {
        r++;
      }
      int leftEnd = l;
      while (leftEnd < to && key(left[leftEnd]) == key) {
        leftEnd++;
      }
      int rightEnd = r;
      while (rightEnd < right.length && key(right[rightEnd]) == key) {
        rightEnd++;
      }
      if (rightEnd > r) {
        block.block(l, leftEnd, r, rightEnd);
      }
      l = leftEnd;
      r = rightEnd;
    }
  }

  /** The keys that are left out, sorted. */
  private long[] common(long[] left, long[] right) {
    List<long[]> sizes = new ArrayList<>();
    blocks(
        left,
        0,
        left.length,
        right,
        (l, leftEnd, r, rightEnd) ->
            sizes.add(new long[] {(long) (leftEnd - l) * (rightEnd - r), key(left[l])}));
    sizes.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    long sum = 0;
    int kept = 0;
    while (kept < sizes.size() && sum + sizes.get(kept)[0] <= budget) {
      sum += sizes.get(kept)[0];
      kept++;
    }
    long[] result = new long[sizes.size() - kept];
    for (int i = 0; i < result.length; i++) {
      result[i] = sizes.get(kept + i)[1];
    }
    Arrays.sort(result);
    return result;
  }

  private void walk(int pass, long[] left, int from, int to, long[] right, int every, Taker taker) {
    blocks(
        left,
        from,
        to,
        right,
        (l, leftEnd, r, rightEnd) -> {
          long key = key(left[l]);
          if (Arrays.binarySearch(leftOut[pass], key) >= 0) {
            return;
          }
          for (int i = l; i < leftEnd; i++) {
            int a = person(left[i]);
            if (a % every == 0) {
              for (int j = r; j < rightEnd; j++) {
                int b = person(right[j]);
                if (a != b && isFirst(pass, key, a, b)) {
                  taker.pair(a, b);
                }
              }
            }
          }
        });
  }

  private boolean isFirst(int pass, long key, int a, int b) {
    for (int earlier = 0; earlier < pass; earlier++) {
      if (passes.get(earlier).common(a, b, leftOut[earlier]) >= 0) {
        return false;
      }
    }
    Pass own = passes.get(pass);
    return own.isSimple() || own.common(a, b, leftOut[pass]) == key;
  }
}
