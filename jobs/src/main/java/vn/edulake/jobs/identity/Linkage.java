package vn.edulake.jobs.identity;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** Links the persons of two files. The result depends on the files and the spec alone. */
public final class Linkage {
  private static final long LEAST_BUDGET = 300_000;

  /** Pairs of a pass for each person of the larger file. */
  private static final int PAIRS_OF_A_PERSON = 6;

  /** And for each of the smaller one: who is compared with so many is found among them or never. */
  private static final int MOST_PAIRS_OF_A_PERSON = 256;

  /** Learning looks at so many persons of the left file. */
  private static final int PERSONS_TO_LEARN_FROM = 30_000;

  /** Below this, nobody would be linked, and no other link is put in doubt. */
  private static final double LEAST_BITS = -6;

  /** Who stands several times in a file is looked for among so many of its persons. */
  private static final int PERSONS_TO_LOOK_AT = 3000;

  /** Two rows of a file from which so much is said are taken to be about one person. */
  private static final double BITS_OF_A_REPEAT = 3;

  /** When fewer rows of a file have a second one, it changes nothing that is learnt. */
  private static final double SHARE_OF_REPEATS = 0.03;

  private static final int ROUNDS_OF_REPEATS = 2;

  /** So many pairs are not compared again once it is learnt what they say: 16 bytes each. */
  private static final int MOST_REMEMBERED = 8_000_000;

  private static final double RARE = 0.0005;
  private static final double COMMON = 0.02;

  private final LinkSpec spec;
  private final int threads;
  private final Consumer<String> progress;
  private final boolean isRightDistinct;

  /**
   * A linkage.
   *
   * @param threads how many pairs are compared at the same time
   * @param progress told what is done, for people
   */
  public Linkage(LinkSpec spec, int threads, Consumer<String> progress) {
    this(spec, threads, progress, false);
  }

  /**
   * A linkage.
   *
   * @param isRightDistinct whether it is known that nobody stands twice in the right file
   */
  Linkage(LinkSpec spec, int threads, Consumer<String> progress, boolean isRightDistinct) {
    this.spec = spec;
    this.threads = threads;
    this.progress = progress;
    this.isRightDistinct = isRightDistinct;
  }

  /**
   * What was done.
   *
   * @param compared pairs that were compared
   * @param oneInLeft of the left file, the share that is expected to stand in the right one
   */
  public record Report(
      int left, int right, int passes, long compared, double oneInLeft, int links) {}

  /** Links the persons of two files and writes the pairs, sorted by the order of the files. */
  public Report run(Path left, Path right, Path out) {
    Persons persons = PersonFiles.read(spec, left, right);
    progress.accept(
        String.format(
            Locale.ROOT, "Read %,d and %,d persons", persons.leftCount(), persons.rightCount()));
    if (persons.count() >= 1 << Candidates.PERSON_BITS) {
      throw new UserError(
          ErrorCode.USAGE,
          "Cannot link "
              + persons.count()
              + " persons: at most "
              + ((1 << Candidates.PERSON_BITS) - 1)
              + " in both files");
    }
    Linked linked = link(persons);
    write(linked, out);
    return new Report(
        persons.leftCount(),
        persons.rightCount(),
        linked.passes(),
        linked.compared(),
        linked.weights().prior() * persons.rightCount(),
        linked.links().size());
  }

  /** Links and what they rest on. */
  record Linked(
      Persons persons,
      Weights weights,
      Pairs pairs,
      List<Assignment.Link> links,
      int passes,
      long compared) {}

  Linked link(Persons persons) {
    Linked scored = score(persons);
    List<Assignment.Link> links =
        Assignment.of(
            scored.pairs(),
            persons.repeats(),
            spec.threshold(),
            spec.isOneToOne(),
            scored.weights()::score);
    return new Linked(
        persons, scored.weights(), scored.pairs(), links, scored.passes(), scored.compared());
  }

  /** What speaks for each pair, before anybody is given to anybody. */
  Linked score(Persons persons) {
    long larger = Math.max(persons.leftCount(), persons.rightCount());
    long smaller = Math.min(persons.leftCount(), persons.rightCount());
    long budget =
        Math.max(
            LEAST_BUDGET, Math.min(PAIRS_OF_A_PERSON * larger, MOST_PAIRS_OF_A_PERSON * smaller));
    // What agrees by chance is learnt while pairs are looked for. Mostly nobody stands in a file
    // twice, so what is needed then is learnt meanwhile too.
    Executor beside = threads > 1 ? ForkJoinPool.commonPool() : Runnable::run;
    CompletableFuture<Chance> byChance =
        CompletableFuture.supplyAsync(() -> Chance.alone(persons), beside);
    @Nullable CompletableFuture<Chance> plain =
        threads > 1 ? byChance.thenApplyAsync(chance -> chance.leaning(null), beside) : null;
    List<Pass> passes = PassPlan.of(persons, budget, threads);
    progress.accept("Chose " + passes.size() + " ways to find pairs");
    Candidates candidates = Candidates.across(persons, passes, budget, threads);
    Chance alone = byChance.join();
    Learnt learnt =
        spec.isOneToOne() ? null : repeated(persons, alone, passes, budget, candidates, plain);
    if (learnt == null) {
      learnt = learnt(persons, plain == null ? alone.leaning(null) : plain.join(), candidates);
    }
    Weights weights = learnt.weights();
    progress.accept(
        String.format(
            Locale.ROOT,
            "Learnt that %,.0f pairs of one person stand in both",
            weights.prior() * persons.leftCount() * persons.rightCount()));
    List<Scored> scored = new ArrayList<>();
    if (learnt.compared().isPresent()) {
      for (Compared one : learnt.compared().get()) {
        Scored taker = new Scored(persons, weights, LEAST_BITS);
        one.each(taker::pair);
        scored.add(taker);
      }
    } else {
      scored.addAll(candidates.each(1, () -> new Scored(persons, weights, LEAST_BITS)));
    }
    Pairs pairs = new Pairs();
    long compared = 0;
    for (Scored one : scored) {
      pairs.addAll(one.pairs);
      compared += one.compared;
    }
    progress.accept(String.format(Locale.ROOT, "Compared %,d pairs", compared));
    return new Linked(persons, weights, pairs, List.of(), passes.size(), compared);
  }

  /**
   * What was learnt.
   *
   * @param compared all candidates in their order, unless they were too many or not all looked at
   */
  private record Learnt(Weights weights, Optional<List<Compared>> compared) {}

  private static Learnt learnt(Persons persons, Chance chance, Candidates candidates) {
    Weights weights = Weights.expected(persons, chance);
    return new Learnt(weights, learn(persons, weights, candidates));
  }

  /**
   * Finds who stands several times in a file and learns without being misled by it; null when there
   * are too few to matter.
   *
   * @param plain what is learnt beside it for that case
   */
  private @Nullable Learnt repeated(
      Persons persons,
      Chance alone,
      List<Pass> passes,
      long budget,
      Candidates across,
      @Nullable CompletableFuture<Chance> plain) {
    Weights usual = Weights.expected(persons, alone);
    Weights expected = Weights.expected(persons, alone.leaning(usual));
    List<Candidates> within = new ArrayList<>();
    within.add(Candidates.within(persons, true, passes, budget, threads));
    if (!isRightDistinct) {
      within.add(Candidates.within(persons, false, passes, budget, threads));
    }
    double share = 0;
    for (int side = 0; side < within.size(); side++) {
      int size = side == 0 ? persons.leftCount() : persons.rightCount();
      int every = Math.max(1, size / PERSONS_TO_LOOK_AT);
      Set<Integer> looked = new HashSet<>();
      for (Scored one :
          within.get(side).each(every, () -> new Scored(persons, expected, BITS_OF_A_REPEAT))) {
        for (int i = 0; i < one.pairs.size(); i++) {
          looked.add(one.pairs.left(i));
        }
      }
      share = Math.max(share, (double) looked.size() * every / size);
    }
    if (share < SHARE_OF_REPEATS) {
      return null;
    }
    if (plain != null) {
      // It reads who is counted, which changes from here on.
      plain.join();
    }
    Learnt learnt = new Learnt(expected, Optional.empty());
    for (int round = 0; round < ROUNDS_OF_REPEATS; round++) {
      Weights last = learnt.weights();
      Pairs pairs = new Pairs();
      for (Candidates one : within) {
        for (Scored scored :
            one.each(1, () -> new Scored(persons, last, BITS_OF_A_REPEAT).eachOnce())) {
          pairs.addAll(scored.pairs);
        }
      }
      persons.countOnce(
          Repeats.of(persons.leftCount(), persons.count(), pairs, (a, b) -> last.score(a, b)));
      learnt = learnt(persons, Chance.alone(persons).leaning(last), across);
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "Found that the rows are about %,d and %,d persons",
            persons.repeats().persons(true),
            persons.repeats().persons(false)));
    return learnt;
  }

  private static Optional<List<Compared>> learn(
      Persons persons, Weights weights, Candidates candidates) {
    int every = Math.max(1, persons.leftCount() / PERSONS_TO_LEARN_FROM);
    Compared.Room room = new Compared.Room(every == 1 ? MOST_REMEMBERED : 0);
    List<Counted> counted =
        candidates.each(every, () -> new Counted(persons, weights, new Compared(room)));
    TreeMap<Long, Long> counts = new TreeMap<>();
    for (Counted one : counted) {
      one.counts.forEach((key, count) -> counts.merge(key, count[0], Long::sum));
    }
    int learntFrom = (persons.leftCount() + every - 1) / every;
    weights.learn(counts, (double) learntFrom / persons.leftCount());
    return every == 1 && room.wasEnough()
        ? Optional.of(counted.stream().map(one -> one.compared).toList())
        : Optional.empty();
  }

  private static final class Counted implements Candidates.Taker {
    private final Persons persons;
    private final Weights weights;
    private final Compared compared;
    private final Map<Long, long[]> counts = new HashMap<>();

    Counted(Persons persons, Weights weights, Compared compared) {
      this.persons = persons;
      this.weights = weights;
      this.compared = compared;
    }

    @Override
    public void pair(int left, int right) {
      long pattern = persons.pattern(left, right);
      long key = Weights.key(pattern, weights.rarity(pattern, left, right));
      counts.computeIfAbsent(key, unused -> new long[1])[0]++;
      compared.add(left, right, pattern);
    }
  }

  private static final class Scored implements Candidates.Taker {
    private final Persons persons;
    private final Weights weights;
    private final double least;
    private final Pairs pairs = new Pairs();
    private long compared;
    private boolean isEachOnce;

    Scored(Persons persons, Weights weights, double least) {
      this.persons = persons;
      this.weights = weights;
      this.least = least;
    }

    /** Of two pairs of the same persons takes one. */
    Scored eachOnce() {
      isEachOnce = true;
      return this;
    }

    @Override
    public void pair(int left, int right) {
      if (isEachOnce && left > right) {
        return;
      }
      pair(left, right, persons.pattern(left, right));
    }

    void pair(int left, int right, long pattern) {
      compared++;
      double bits = weights.score(pattern, weights.rarity(pattern, left, right));
      if (bits >= least) {
        pairs.add(left, right, bits);
      }
    }
  }

  private void write(Linked linked, Path out) {
    Pairs pairs = linked.pairs();
    List<Assignment.Link> links = new ArrayList<>(linked.links());
    links.sort(
        Comparator.comparingInt((Assignment.Link link) -> pairs.left(link.pair()))
            .thenComparingInt(link -> pairs.right(link.pair())));
    Path target = out.toAbsolutePath();
    try {
      Path folder = target.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path partial = target.resolveSibling(target.getFileName() + ".part");
      try (CsvWriter writer =
          CsvWriter.builder()
              .lineDelimiter(LineDelimiter.LF)
              .build(partial, StandardCharsets.UTF_8)) {
        writer.writeRecord("left_id", "right_id", "score", "evidence");
        for (Assignment.Link link : links) {
          int left = pairs.left(link.pair());
          int right = pairs.right(link.pair());
          writer.writeRecord(
              linked.persons().id(left),
              linked.persons().id(right),
              String.format(Locale.ROOT, "%.6f", link.score()),
              evidence(linked, left, right));
        }
      }
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.USAGE, "Cannot write " + out + ": the folder cannot be written to", e);
    }
  }

  /** What speaks for a link, column by column, without the values. */
  static String evidence(Linked linked, int left, int right) {
    Persons persons = linked.persons();
    long pattern = persons.pattern(left, right);
    List<String> words = new ArrayList<>();
    for (int c = 0; c < persons.columns().size(); c++) {
      LinkSpec.Column column = persons.columns().get(c).spec();
      Level level = Persons.levelAt(pattern, c);
      String said = column.name() + " " + level.words(column.comparison());
      if (level.agrees()) {
        double share = linked.weights().share(c, level, left, right);
        boolean isCommon = share > COMMON && share * persons.count() > 1;
        said += share < RARE ? " (rare)" : isCommon ? " (common)" : "";
      }
      words.add(said);
    }
    return String.join("; ", words);
  }
}
