package vn.edulake.jobs.identity;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Statements as numbers, in the order of their keys: some tens of bytes each. What several say is
 * held once.
 */
final class Statements {
  static final int NONE = TextPool.NONE;

  /** So many statements at a time are read by another thread. */
  private static final int BLOCK = 8192;

  /** A sender and a number it gives never hold this. */
  private static final String SEPARATOR = "\u001f";

  /** In their order, so that one is found by halving. */
  private final Texts keys = new Texts();

  private final TextPool sources = new TextPool();
  private final TextPool senders = new TextPool();

  /** By place of the kind. */
  private final TextPool[] texts = {new TextPool(), new TextPool(), new TextPool()};

  private final TextPool writings = new TextPool();
  private final TextPool institutions = new TextPool();
  private final TextPool classNames = new TextPool();
  private final Values names = Values.of(Comparison.NAME);
  private final Values guardians = Values.of(Comparison.NAME);
  private final Values phones = Values.of(Comparison.CODE);
  private final Values communes = Values.of(Comparison.TEXT);
  private final BitSet temporary = new BitSet();
  private final BitSet male = new BitSet();
  private final BitSet female = new BitSet();
  private final BitSet verified = new BitSet();
  private int[] source = new int[1024];
  private int[] sender = new int[1024];
  private int[][] id = new int[IdKind.ALL.length][1024];
  private int[] name = new int[1024];
  private int[] writing = new int[1024];
  private int[] birth = new int[1024];
  private int[] guardian = new int[1024];
  private int[] phone = new int[1024];
  private int[] commune = new int[1024];
  private int[] institution = new int[1024];
  private int[] className = new int[1024];
  private int[] dayEnd = new int[1024];
  private int[] days = new int[4096];
  private int size;

  /**
   * Takes statements.
   *
   * @param isTemporary whether a code is given by the sender until there is one of the sector
   * @param verifying the sources in which codes and personal numbers are verified
   * @param threads with more than one, names are read while further statements come
   */
  static Statements of(
      Iterator<StatedDays> all,
      Predicate<String> isTemporary,
      List<String> verifying,
      int threads) {
    Statements result = new Statements();
    Reading reading = new Reading(result);
    ExecutorService beside = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<?> last = CompletableFuture.completedFuture(null);
      @Nullable String before = null;
      while (all.hasNext()) {
        List<Statement> block = new ArrayList<>();
        int first = result.size;
        while (all.hasNext() && block.size() < BLOCK) {
          StatedDays one = all.next();
          if (before != null && before.compareTo(one.statement().key()) >= 0) {
            throw new IllegalArgumentException(
                "Statements come in the order of their keys, each once: " + one.statement().key());
          }
          before = one.statement().key();
          result.add(one, isTemporary, verifying);
          block.add(one.statement());
        }
        Runnable words = () -> result.addWords(first, block, reading);
        // No more than two blocks are held.
        last.join();
        last = CompletableFuture.runAsync(words, threads > 1 ? beside : Runnable::run);
      }
      last.join();
    } finally {
      beside.shutdownNow();
    }
    result.names.complete();
    result.guardians.complete();
    result.phones.complete();
    result.communes.complete();
    return result;
  }

  /** Cells of a column as numbers: what many statements say is read once. */
  private static final class Cells {
    private final ToIntFunction<String> reader;
    private final TextPool cells = new TextPool();
    private int[] values = new int[1024];

    Cells(ToIntFunction<String> reader) {
      this.reader = reader;
    }

    static Cells of(Values values) {
      return new Cells(cell -> PlainText.isMissing(cell) ? NONE : values.number(cell));
    }

    int value(@Nullable String cell) {
      if (cell == null) {
        return NONE;
      }
      int known = cells.size();
      int place = cells.number(cell);
      if (place == known) {
        if (place == values.length) {
          values = Arrays.copyOf(values, 2 * place);
        }
        values[place] = reader.applyAsInt(cell);
      }
      return values[place];
    }
  }

  /** What is needed only while statements come. */
  private static final class Reading {
    private final WordReader words = new WordReader();
    private final Cells names;
    private final Cells writings;
    private final Cells guardians;
    private final Cells phones;
    private final Cells communes;

    Reading(Statements statements) {
      names = Cells.of(statements.names);
      writings = new Cells(name -> statements.writings.number(sorted(words.words(name))));
      guardians = Cells.of(statements.guardians);
      phones = Cells.of(statements.phones);
      communes = Cells.of(statements.communes);
    }
  }

  /** What is written in words: another thread may add other statements meanwhile. */
  private void addWords(int first, List<Statement> statements, Reading reading) {
    int end = first + statements.size();
    if (end > name.length) {
      int length = Math.max(end, 2 * name.length);
      name = Arrays.copyOf(name, length);
      writing = Arrays.copyOf(writing, length);
      guardian = Arrays.copyOf(guardian, length);
      phone = Arrays.copyOf(phone, length);
      commune = Arrays.copyOf(commune, length);
    }
    int i = first;
    for (Statement one : statements) {
      name[i] = reading.names.value(one.name());
      writing[i] = reading.writings.value(one.name());
      guardian[i] = reading.guardians.value(one.guardian());
      phone[i] = reading.phones.value(one.phone());
      commune[i] = reading.communes.value(one.commune());
      i++;
    }
  }

  private void add(StatedDays stated, Predicate<String> isTemporary, List<String> verifying) {
    Statement one = stated.statement();
    int i = size++;
    if (i == source.length) {
      grow(2 * i);
    }
    keys.add(one.key().getBytes(StandardCharsets.UTF_8));
    source[i] = sources.number(one.source());
    sender[i] = senders.number(one.sender());
    id[IdKind.CODE.place()][i] = number(IdKind.CODE, one.code());
    id[IdKind.PERSONAL_NUMBER.place()][i] = number(IdKind.PERSONAL_NUMBER, one.personalNumber());
    id[IdKind.LOCAL_NUMBER.place()][i] =
        one.localNumber() == null
            ? NONE
            : number(IdKind.LOCAL_NUMBER, one.sender() + SEPARATOR + one.localNumber());
    if (one.code() != null && isTemporary.test(one.code())) {
      temporary.set(id(IdKind.CODE, i));
    }
    birth[i] = one.birthDate() == null ? NONE : digits(one.birthDate());
    male.set(i, "male".equals(one.sex()));
    female.set(i, "female".equals(one.sex()));
    verified.set(i, verifying.contains(one.source()));
    institution[i] = institutions.number(one.institution());
    className[i] = classNames.number(one.className());
    int from = i == 0 ? 0 : dayEnd[i - 1];
    int[] own = stated.days();
    if (from + own.length > days.length) {
      days = Arrays.copyOf(days, Math.max(from + own.length, 2 * days.length));
    }
    System.arraycopy(own, 0, days, from, own.length);
    Arrays.sort(days, from, from + own.length);
    dayEnd[i] = from + own.length;
  }

  private void grow(int length) {
    source = Arrays.copyOf(source, length);
    sender = Arrays.copyOf(sender, length);
    for (int kind = 0; kind < id.length; kind++) {
      id[kind] = Arrays.copyOf(id[kind], length);
    }
    birth = Arrays.copyOf(birth, length);
    institution = Arrays.copyOf(institution, length);
    className = Arrays.copyOf(className, length);
    dayEnd = Arrays.copyOf(dayEnd, length);
  }

  private int number(IdKind kind, @Nullable String text) {
    return texts(kind).number(text);
  }

  private TextPool texts(IdKind kind) {
    return texts[kind.place()];
  }

  /** A name's words with their marks, whatever their order. */
  private static String sorted(List<String> words) {
    String[] sorted = words.toArray(String[]::new);
    Arrays.sort(sorted);
    return String.join(" ", sorted);
  }

  private static int digits(LocalDate day) {
    return day.getYear() * 10_000 + day.getMonthValue() * 100 + day.getDayOfMonth();
  }

  int size() {
    return size;
  }

  String key(int statement) {
    return keys.text(statement);
  }

  /** The statement of a key; {@link #NONE} when there is none. */
  int find(String key) {
    int from = 0;
    int to = keys.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      int order = keys.text(middle).compareTo(key);
      if (order == 0) {
        return middle;
      }
      from = order < 0 ? middle + 1 : from;
      to = order < 0 ? to : middle;
    }
    return NONE;
  }

  /** The number of what identifies; {@link #NONE} when it is not stated. */
  int id(IdKind kind, int statement) {
    return id[kind.place()][statement];
  }

  int idCount(IdKind kind) {
    return texts(kind).size();
  }

  /** What identifies, as a text. */
  String idText(IdKind kind, int number) {
    return texts(kind).text(number);
  }

  boolean isTemporary(int code) {
    return temporary.get(code);
  }

  /** Whether its source verifies codes and personal numbers. */
  boolean isVerified(int statement) {
    return verified.get(statement);
  }

  int sender(int statement) {
    return sender[statement];
  }

  int name(int statement) {
    return name[statement];
  }

  /** Equal for names whose words are equal with their marks, in any order. */
  int writing(int statement) {
    return writing[statement];
  }

  int birth(int statement) {
    return birth[statement];
  }

  /** 1 male, 2 female, 0 not stated. */
  int sex(int statement) {
    return male.get(statement) ? 1 : female.get(statement) ? 2 : 0;
  }

  int guardian(int statement) {
    return guardian[statement];
  }

  int phone(int statement) {
    return phone[statement];
  }

  int commune(int statement) {
    return commune[statement];
  }

  /** The institution of the sector; {@link #NONE} where the source has none. */
  int institution(int statement) {
    return institution[statement];
  }

  String institutionText(int institution) {
    return institutions.text(institution);
  }

  String classText(int className) {
    return classNames.text(className);
  }

  /** The class as its source calls it; means something together with the source alone. */
  int className(int statement) {
    return className[statement];
  }

  Values names() {
    return names;
  }

  Values guardians() {
    return guardians;
  }

  Values phones() {
    return phones;
  }

  Values communes() {
    return communes;
  }

  /** On how many days it was stated. */
  int mentions(int statement) {
    return dayEnd[statement] - dayStart(statement);
  }

  int firstDay(int statement) {
    return mentions(statement) == 0 ? Integer.MAX_VALUE : days[dayStart(statement)];
  }

  int lastDay(int statement) {
    return mentions(statement) == 0 ? Integer.MIN_VALUE : days[dayEnd[statement] - 1];
  }

  /** The days on which it was stated, in order, since 1 January 1970. */
  int[] days(int statement) {
    return Arrays.copyOfRange(days, dayStart(statement), dayEnd[statement]);
  }

  private int dayStart(int statement) {
    return statement == 0 ? 0 : dayEnd[statement - 1];
  }

  Level compareNames(int a, int b) {
    return compare(names, name[a], name[b]);
  }

  private static Level compare(Values values, int x, int y) {
    return x < 0 || y < 0 ? Level.MISSING : x == y ? Level.EQUAL : values.compare(x, y);
  }

  Level compareBirthDates(int a, int b) {
    return birth[a] < 0 || birth[b] < 0 ? Level.MISSING : DayText.compare(birth[a], birth[b]);
  }

  Level compareSexes(int a, int b) {
    return sex(a) == 0 || sex(b) == 0
        ? Level.MISSING
        : sex(a) == sex(b) ? Level.EQUAL : Level.DIFFERENT;
  }
}
