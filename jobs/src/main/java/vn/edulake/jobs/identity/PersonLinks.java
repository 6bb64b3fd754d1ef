package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which statements are about one person: a function of statements and decisions.
 *
 * <p>First what has an identifier in common and agrees in name and birth date, the surest first;
 * then what people decided; then what is left, by {@link Linkage}. Two clusters become one only
 * when nobody of one is another person than somebody of the other, so that nobody is tied to
 * another through a third.
 */
public final class PersonLinks {
  private static final String TEMPORARY = "temporary_code";

  /** Of one identifier, so many statements are compared each with each. */
  private static final int MOST_TO_COMPARE = 300;

  private final Statements all;
  private final Kind kind;
  private final IdGroups ids;
  private final Rulings rulings;
  private final Clusters clusters;
  private final List<Doubt> doubts = new ArrayList<>();

  /** By statement, the one to which it was tied; itself when to none. */
  private final int[] tiedTo;

  private final Map<Integer, Scored> scored = new HashMap<>();
  private final Map<Integer, String> decided = new HashMap<>();
  private final int[] keyStatement;
  private final IdKind[] keyKind;
  private final Map<Integer, List<OpenPair>> open = new HashMap<>();

  /** What can speak for two statements: few different things do. */
  private final Map<Integer, String> evidences = new HashMap<>();

  /**
   * What kind of persons.
   *
   * @param code name of the sector's code
   * @param temporaryPrefix how a code begins that is given until there is one of the sector; empty
   *     where there is none
   * @param verifying the sources in which codes and personal numbers are verified
   */
  public record Kind(String code, String temporaryPrefix, List<String> verifying) {
    /** Learners, of whom the sector database verifies codes and numbers. */
    public static final Kind LEARNER = new Kind("learner_code", "TMP", List.of("moet"));

    /** Members of staff. */
    public static final Kind STAFF = new Kind("staff_code", "", List.of("staff"));

    public Kind {
      verifying = List.copyOf(verifying);
    }

    private boolean isTemporary(String text) {
      return !temporaryPrefix.isEmpty() && text.startsWith(temporaryPrefix);
    }

    private String name(IdKind id) {
      return switch (id) {
        case CODE -> code;
        case PERSONAL_NUMBER -> "personal_number";
        case LOCAL_NUMBER -> "local_number";
      };
    }
  }

  /** What two statements say of an identifier of a kind. */
  private enum Agreement {
    NOT_STATED(0, ""),
    DIFFERENT(1, " different"),
    EQUAL(2, " equal"),
    FOREIGN(3, " equal, another's");

    private static final int BITS = 2;

    private final int place;
    private final String words;

    Agreement(int place, String words) {
      this.place = place;
      this.words = words;
    }
  }

  /** A link of the scored linkage. */
  record Scored(double score, String evidence) {}

  /** Two statements that may be about one person. */
  private record Doubt(int a, int b, double score, String evidence, boolean hasJoined) {}

  /**
   * Two statements of which people should say whether they are about one person.
   *
   * @param otherKey key of the other statement
   * @param score of a scored pair; negative otherwise
   * @param isTogether how it was left meanwhile
   */
  public record OpenPair(String otherKey, double score, String evidence, boolean isTogether) {}

  /**
   * Links statements.
   *
   * @param statements in the order of their keys, each once
   * @param threads how many pairs are compared at the same time; changes nothing but time
   */
  public static PersonLinks of(
      Kind kind, Iterator<StatedDays> statements, List<Decision> decisions, int threads) {
    return new PersonLinks(
        kind,
        Statements.of(statements, kind::isTemporary, kind.verifying(), threads),
        decisions,
        threads);
  }

  private PersonLinks(Kind kind, Statements all, List<Decision> decisions, int threads) {
    this.all = all;
    this.kind = kind;
    this.ids = new IdGroups(all);
    this.rulings = new Rulings(all, decisions);
    this.clusters = new Clusters(all, ids, rulings);
    this.tiedTo = new int[all.size()];
    for (int i = 0; i < tiedTo.length; i++) {
      tiedTo[i] = i;
    }
    tie();
    int[] before = roots();
    decide();
    new ScoredLinks(all, ids, clusters).each(threads, this::takeScored);
    this.keyStatement = new int[all.size()];
    this.keyKind = new IdKind[all.size()];
    nameClusters();
    openPairs(before);
  }

  private int[] roots() {
    int[] result = new int[all.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = clusters.root(i);
    }
    return result;
  }

  /** Pairs of statements, growing. */
  private static final class Ties {
    private long[] pairs = new long[256];
    private int size;

    void add(int a, int b) {
      if (size == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * size);
      }
      pairs[size++] = (long) Math.min(a, b) << 32 | Math.max(a, b);
    }
  }

  /**
   * Ties what identifiers have in common, the surest first: each statement with the next one, and
   * where this did not make one person of all, each with each. One that is kept apart would keep
   * apart those on both sides of it.
   */
  private void tie() {
    tie(this::nextToNext);
    tie(this::eachToEach);
  }

  /** Finds ties among the statements of one identifier. */
  private interface Finder {
    void find(Ties[] ties, int[] group);
  }

  private void tie(Finder finder) {
    int kinds = IdKind.ALL.length;
    // Doubtful, agreeing and equal, each by the number of identifiers in common.
    Ties[] ties = new Ties[3 * kinds];
    for (int i = 0; i < ties.length; i++) {
      ties[i] = new Ties();
    }
    for (IdKind id : IdKind.ALL) {
      ids.each(
          id,
          group ->
              finder.find(
                  ties, Arrays.stream(group).filter(place -> !ids.isForeign(id, place)).toArray()));
    }
    for (int rank = ties.length - 1; rank >= 0; rank--) {
      boolean isDoubtful = rank < kinds;
      for (int i = 0; i < ties[rank].size; i++) {
        int a = (int) (ties[rank].pairs[i] >>> 32);
        int b = (int) ties[rank].pairs[i];
        tie(a, b, isDoubtful);
      }
    }
  }

  private void nextToNext(Ties[] ties, int[] group) {
    List<IdGroups.Alike> persons = ids.alike(group);
    for (int p = 0; p < persons.size(); p++) {
      List<Integer> alike = persons.get(p).statements;
      for (int i = 1; i < alike.size(); i++) {
        add(ties, alike.get(i - 1), alike.get(i));
      }
      for (int q = 0; q < p; q++) {
        add(ties, persons.get(q).first(), persons.get(p).first());
      }
    }
  }

  private void eachToEach(Ties[] ties, int[] group) {
    if (group.length > MOST_TO_COMPARE) {
      return;
    }
    for (int i = 0; i < group.length; i++) {
      for (int j = 0; j < i; j++) {
        if (clusters.root(group[i]) != clusters.root(group[j])) {
          add(ties, group[j], group[i]);
        }
      }
    }
  }

  private void add(Ties[] ties, int a, int b) {
    int shared = Integer.bitCount(ids.shared(a, b));
    Relation relation = Relation.of(all, a, b, shared);
    if (relation == Relation.DIFFERENT || shared == 0) {
      return;
    }
    boolean isEqual =
        relation == Relation.SAME
            && all.writing(a) == all.writing(b)
            && all.birth(a) == all.birth(b);
    int step = isEqual ? 2 : relation == Relation.SAME ? 1 : 0;
    ties[step * IdKind.ALL.length + shared - 1].add(a, b);
  }

  private void tie(int a, int b, boolean isDoubtful) {
    boolean isNew = clusters.root(a) != clusters.root(b);
    Clusters.Hindrance hindrance =
        isNew
            ? clusters.merge(
                a, b, isDoubtful ? Clusters.Strictness.DOUBTFUL : Clusters.Strictness.TIED)
            : Clusters.Hindrance.NONE;
    if (hindrance == Clusters.Hindrance.NONE) {
      tiedTo[a] = tiedTo[a] == a ? b : tiedTo[a];
      tiedTo[b] = tiedTo[b] == b ? a : tiedTo[b];
    }
    if (hindrance != Clusters.Hindrance.DECIDED && isNew) {
      boolean hasJoined = hindrance == Clusters.Hindrance.NONE;
      if (isDoubtful || !hasJoined) {
        doubts.add(new Doubt(a, b, -1, evidence(a, b), hasJoined));
      }
    }
  }

  private void decide() {
    for (Rulings.Ruling ruling : rulings.together()) {
      boolean isNew = clusters.root(ruling.a()) != clusters.root(ruling.b());
      if (clusters.mergeDecided(ruling.a(), ruling.b()) && isNew) {
        decided.put(ruling.a(), ruling.decision());
        decided.put(ruling.b(), ruling.decision());
      }
    }
  }

  private void takeScored(int a, int b, double score, String evidence, boolean isSure) {
    boolean hasJoined = false;
    if (isSure) {
      Clusters.Hindrance hindrance = clusters.merge(a, b, Clusters.Strictness.SCORED);
      if (hindrance == Clusters.Hindrance.DECIDED) {
        return;
      }
      hasJoined = hindrance == Clusters.Hindrance.NONE;
    }
    if (hasJoined) {
      for (int one : new int[] {a, b}) {
        if (tiedTo[one] == one) {
          scored.put(one, new Scored(score, evidence));
        }
      }
    } else {
      doubts.add(new Doubt(a, b, score, evidence, false));
    }
  }

  /** What speaks for two statements, without their values. */
  private String evidence(int a, int b) {
    int code = 0;
    for (IdKind id : IdKind.ALL) {
      code = code << Agreement.BITS | agreement(id, a, b).place;
    }
    Level[] levels = {all.compareNames(a, b), all.compareBirthDates(a, b), all.compareSexes(a, b)};
    for (Level level : levels) {
      code = code << Level.BITS | level.place();
    }
    return evidences.computeIfAbsent(code, unused -> words(a, b, levels));
  }

  private Agreement agreement(IdKind id, int a, int b) {
    int one = all.id(id, a);
    int other = all.id(id, b);
    if (one < 0 || other < 0 || (id == IdKind.LOCAL_NUMBER && all.sender(a) != all.sender(b))) {
      return Agreement.NOT_STATED;
    }
    return one != other
        ? Agreement.DIFFERENT
        : ids.isForeign(id, a) || ids.isForeign(id, b) ? Agreement.FOREIGN : Agreement.EQUAL;
  }

  private String words(int a, int b, Level[] levels) {
    List<String> result = new ArrayList<>();
    for (IdKind id : IdKind.ALL) {
      Agreement agreement = agreement(id, a, b);
      if (agreement != Agreement.NOT_STATED) {
        result.add(kind.name(id) + agreement.words);
      }
    }
    result.add("full_name " + levels[0].words(Comparison.NAME));
    result.add("birth_date " + levels[1].words(Comparison.DATE));
    result.add("sex " + levels[2].words(Comparison.EXACT));
    return String.join("; ", result);
  }

  // Whose identifier names the person.

  private static final class Claim {
    int mentions;
    int statements;
    int firstDay = Integer.MAX_VALUE;
    int first = Integer.MAX_VALUE;

    boolean isBetterThan(Claim other) {
      return mentions != other.mentions
          ? mentions > other.mentions
          : statements != other.statements
              ? statements > other.statements
              : firstDay != other.firstDay ? firstDay < other.firstDay : first < other.first;
    }
  }

  /**
   * A cluster is named by what was stated first. What several clusters state is of the one that
   * states it most.
   */
  private void nameClusters() {
    Arrays.fill(keyStatement, Statements.NONE);
    Set<Long> lost = new HashSet<>();
    for (IdKind id : IdKind.ALL) {
      ids.each(id, group -> claim(id, group, lost));
    }
    for (int i = 0; i < all.size(); i++) {
      int root = clusters.root(i);
      for (IdKind id : IdKind.ALL) {
        boolean mayName =
            all.id(id, i) >= 0
                && !ids.isForeign(id, i)
                && !lost.contains((long) i << 2 | id.place());
        if (mayName && names(i, id, root)) {
          keyStatement[root] = i;
          keyKind[root] = id;
        }
      }
    }
  }

  private void claim(IdKind id, int[] group, Set<Long> lost) {
    boolean isOne = true;
    for (int statement : group) {
      isOne &= clusters.root(statement) == clusters.root(group[0]);
    }
    if (isOne) {
      return;
    }
    Map<Integer, Claim> claims = new HashMap<>();
    for (int statement : group) {
      if (!ids.isForeign(id, statement)) {
        Claim claim = claims.computeIfAbsent(clusters.root(statement), unused -> new Claim());
        claim.mentions += all.mentions(statement);
        claim.statements++;
        claim.firstDay = Math.min(claim.firstDay, all.firstDay(statement));
        claim.first = Math.min(claim.first, statement);
      }
    }
    Claim best = new Claim();
    for (Claim claim : claims.values()) {
      best = best.statements == 0 || claim.isBetterThan(best) ? claim : best;
    }
    for (int statement : group) {
      if (claims.get(clusters.root(statement)) != best) {
        lost.add((long) statement << 2 | id.place());
      }
    }
  }

  /** Whether an identifier comes before the one that names the cluster up to now. */
  private boolean names(int statement, IdKind id, int root) {
    int before = keyStatement[root];
    if (before < 0) {
      return true;
    }
    if (all.firstDay(statement) != all.firstDay(before)) {
      return all.firstDay(statement) < all.firstDay(before);
    }
    int byKind = identifierKind(statement, id).compareTo(identifierKind(before, keyKind[root]));
    return byKind != 0
        ? byKind < 0
        : identifier(statement, id).compareTo(identifier(before, keyKind[root])) < 0;
  }

  private String identifierKind(int statement, IdKind id) {
    return id == IdKind.CODE && all.isTemporary(all.id(id, statement)) ? TEMPORARY : kind.name(id);
  }

  private String identifier(int statement, IdKind id) {
    return all.idText(id, all.id(id, statement));
  }

  // What people have to look at.

  private void openPairs(int[] before) {
    Set<Long> ruled = new TreeSet<>();
    for (Rulings.Ruling ruling : rulings.together()) {
      ruled.add(pair(before[ruling.a()], before[ruling.b()]));
    }
    List<Doubt> surestFirst = new ArrayList<>(doubts);
    surestFirst.sort(
        Comparator.comparing((Doubt doubt) -> doubt.hasJoined() ? 0 : 1)
            .thenComparingDouble(doubt -> -doubt.score())
            .thenComparingInt(Doubt::a)
            .thenComparingInt(Doubt::b));
    Set<Long> told = new HashSet<>();
    for (Doubt doubt : surestFirst) {
      int a = clusters.root(doubt.a());
      int b = clusters.root(doubt.b());
      boolean isTogether = a == b;
      boolean isRuled =
          ruled.contains(pair(before[doubt.a()], before[doubt.b()]))
              || (!isTogether
                  && clusters.areDecidedApart(
                      clusters.members(doubt.a()), clusters.members(doubt.b())));
      if (isRuled || isTogether != doubt.hasJoined() || !told.add(pair(a, b))) {
        continue;
      }
      int first = Math.min(doubt.a(), doubt.b());
      open.computeIfAbsent(first, unused -> new ArrayList<>())
          .add(
              new OpenPair(
                  all.key(Math.max(doubt.a(), doubt.b())),
                  doubt.score(),
                  doubt.evidence(),
                  isTogether));
    }
  }

  private static long pair(int a, int b) {
    return (long) Math.min(a, b) << 32 | Math.max(a, b);
  }

  // What comes out.

  public int size() {
    return all.size();
  }

  public String key(int statement) {
    return all.key(statement);
  }

  /** The days on which it was stated, since 1 January 1970. */
  public int[] days(int statement) {
    return all.days(statement);
  }

  /** A number that the statements about one person have in common, and no others. */
  public int cluster(int statement) {
    return clusters.root(statement);
  }

  /** The kind of what names the person. */
  public String identifierKind(int statement) {
    int root = clusters.root(statement);
    return keyStatement[root] < 0 ? "statement" : identifierKind(keyStatement[root], keyKind[root]);
  }

  /** What names the person: what was stated of it first. */
  public String identifier(int statement) {
    int root = clusters.root(statement);
    return keyStatement[root] < 0
        ? all.key(clusters.members(statement)[0])
        : identifier(keyStatement[root], keyKind[root]);
  }

  /** How a statement came to its person. */
  public String method(int statement) {
    if (decided.containsKey(statement) || !rulings.decision(statement).isEmpty()) {
      return "decided";
    }
    if (tiedTo[statement] != statement) {
      int shared = ids.shared(statement, tiedTo[statement]);
      for (IdKind id : IdKind.ALL) {
        if ((shared & id.bit()) != 0) {
          return kind.name(id);
        }
      }
    }
    return scored.containsKey(statement) ? "scored" : "alone";
  }

  /** Of a scored link its probability; negative otherwise. */
  public double score(int statement) {
    Scored own = scored.get(statement);
    return own == null || !method(statement).equals("scored") ? -1 : own.score();
  }

  /** Why, in words, without values. */
  public String evidence(int statement) {
    List<String> words = new ArrayList<>();
    String decision = rulings.decision(statement);
    if (!decision.isEmpty()) {
      words.add("decision " + decision);
    }
    Scored own = scored.get(statement);
    if (tiedTo[statement] != statement) {
      words.add(evidence(statement, tiedTo[statement]));
    } else if (own != null) {
      words.add(String.format(Locale.ROOT, "%s (%.6f)", own.evidence(), own.score()));
    } else if (words.isEmpty()) {
      words.add("nothing else is known");
    }
    for (IdKind id : IdKind.ALL) {
      if (ids.isForeign(id, statement)) {
        words.add(kind.name(id) + " is another's");
      }
    }
    return words.size() == 1 ? words.get(0) : String.join("; ", words);
  }

  /** The doubtful pairs of which this is the first statement. */
  public List<OpenPair> open(int statement) {
    return open.getOrDefault(statement, List.of());
  }
}
