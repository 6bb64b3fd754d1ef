package vn.edulake.jobs.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of words: names, texts, addresses. */
final class Words extends Values {
  /** What the words are. */
  enum Kind {
    NAME,
    TEXT,
    ADDRESS
  }

  /** A word that more of the values have says too little to look for others by it. */
  private static final double COMMON = 0.05;

  private static final int LEAST_COMMON = 40;
  private static final int WORDS_OF_A_KEY = 3;
  private static final int BEGINNING = 3;

  /** A slip more is forgiven in a text for so many letters. */
  private static final int LETTERS_OF_A_SLIP = 8;

  private static final double MOST = 0.7;
  private static final double SOME = 0.35;
  private static final double NEARLY_ALL = 0.9;

  private final Kind kind;
  private WordReader reader = new WordReader();
  private final Map<String, Integer> wordNumbers = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  /** The words of each value, in its order. */
  private final List<int[]> wordsOf = new ArrayList<>();

  private final List<String> joined = new ArrayList<>();
  private int[] valuesWith = new int[0];

  Words(Kind kind) {
    this.kind = kind;
  }

  @Override
  int number(String cell) {
    List<String> marked = reader.words(cell);
    if (marked.isEmpty()) {
      return -1;
    }
    String[] plain = new String[marked.size()];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = reader.folded(marked.get(i));
    }
    String[] sorted = plain.clone();
    Arrays.sort(sorted);
    return intern(
        String.join(" ", marked),
        String.join(" ", sorted),
        () -> {
          int[] numbers = new int[plain.length];
          for (int i = 0; i < plain.length; i++) {
            Integer known = wordNumbers.get(plain[i]);
            if (known == null) {
              known = words.size();
              wordNumbers.put(plain[i], known);
              words.add(plain[i]);
            }
            numbers[i] = known;
          }
          wordsOf.add(numbers);
          joined.add(String.join("", plain));
        });
  }

  @Override
  void complete() {
    super.complete();
    reader = new WordReader();
    wordNumbers.clear();
    valuesWith = new int[words.size()];
    for (int[] one : wordsOf) {
      for (int word : one) {
        valuesWith[word]++;
      }
    }
  }

  @Override
  Level compare(int a, int b) {
    if (classOf(a) == classOf(b) || joined.get(a).equals(joined.get(b))) {
      return Level.VARIANT;
    }
    return kind == Kind.ADDRESS ? compareByRareness(a, b) : compareParts(a, b);
  }

  private Level compareParts(int a, int b) {
    int[] x = wordsOf.get(a);
    int[] y = wordsOf.get(b);
    int[] few = x.length <= y.length ? x : y;
    int[] many = few == x ? y : x;
    boolean[] isTaken = new boolean[many.length];
    boolean[] isFound = new boolean[few.length];
    int equal = match(few, many, isFound, isTaken, Match.EQUAL);
    int slips = match(few, many, isFound, isTaken, Match.SLIP);
    int initials = kind == Kind.NAME ? match(few, many, isFound, isTaken, Match.INITIAL) : 0;
    int all = equal + slips + initials;
    if (all == few.length && few.length == many.length && equal + slips > 0) {
      return initials == 0 ? Level.CLOSE : Level.PART;
    }
    if (isOneSlipOfJoined(a, b)) {
      return Level.CLOSE;
    }
    if (all == few.length && (few.length > 1 || equal > 0)) {
      return Level.PART;
    }
    if (few.length == 1 && many.length == 1) {
      return compareWords(words.get(few[0]), words.get(many[0]));
    }
    if (kind == Kind.TEXT && isAlikeWhole(a, b)) {
      return Level.WEAK;
    }
    return 2 * (equal + slips) >= few.length && equal + slips > 0 ? Level.WEAK : Level.DIFFERENT;
  }

  private boolean isOneSlipOfJoined(int a, int b) {
    String x = joined.get(a);
    String y = joined.get(b);
    int shorter = Math.min(x.length(), y.length());
    int allowed = kind == Kind.TEXT ? 1 + shorter / LETTERS_OF_A_SLIP : 1;
    return shorter > BEGINNING && Slips.count(x, y, allowed) <= allowed;
  }

  private boolean isAlikeWhole(int a, int b) {
    String x = joined.get(a);
    String y = joined.get(b);
    int longer = Math.max(x.length(), y.length());
    return Slips.strangeLetters(x, y) <= longer / 6 && Slips.count(x, y, longer / 2) <= longer / 2;
  }

  /** Two words of which none is the other but for a slip. */
  private Level compareWords(String x, String y) {
    int shorter = Math.min(x.length(), y.length());
    if (kind == Kind.NAME && shorter == 1) {
      return x.charAt(0) == y.charAt(0) ? Level.PART : Level.DIFFERENT;
    }
    boolean isJumbled = shorter >= BEGINNING && Slips.strangeLetters(x, y) <= 1;
    return isJumbled && Math.max(x.length(), y.length()) > BEGINNING
        ? Level.CLOSE
        : isAlike(x, y) ? Level.WEAK : Level.DIFFERENT;
  }

  /** Whether two single words have half of their letters, or their beginning, in common. */
  private static boolean isAlike(String x, String y) {
    int shorter = Math.min(x.length(), y.length());
    if (shorter == 1) {
      return x.charAt(0) == y.charAt(0);
    }
    boolean isBegun = shorter >= BEGINNING && x.regionMatches(0, y, 0, BEGINNING);
    int limit = (2 * Math.max(x.length(), y.length()) + 1) / 5;
    return isBegun || (limit > 0 && Slips.count(x, y, limit) <= limit);
  }

  private enum Match {
    EQUAL,
    SLIP,
    INITIAL
  }

  private int match(int[] few, int[] many, boolean[] isFound, boolean[] isTaken, Match how) {
    int count = 0;
    for (int i = 0; i < few.length; i++) {
      for (int j = 0; j < many.length && !isFound[i]; j++) {
        if (!isTaken[j] && isMatch(few[i], many[j], how)) {
          isFound[i] = true;
          isTaken[j] = true;
          count++;
        }
      }
    }
    return count;
  }

  private boolean isMatch(int a, int b, Match how) {
    if (how == Match.EQUAL) {
      return a == b;
    }
    String x = words.get(a);
    String y = words.get(b);
    int shorter = Math.min(x.length(), y.length());
    if (how == Match.INITIAL) {
      return shorter == 1 && x.charAt(0) == y.charAt(0);
    }
    int allowed = Slips.allowed(shorter);
    return allowed > 0 && Slips.count(x, y, allowed) <= allowed;
  }

  private double weight(int word) {
    return Math.log((wordsOf.size() + 1.0) / (valuesWith[word] + 0.5));
  }

  private Level compareByRareness(int a, int b) {
    int[] x = wordsOf.get(a);
    int[] y = wordsOf.get(b);
    boolean[] isTaken = new boolean[y.length];
    double common = 0;
    double onlyX = 0;
    double onlyY = 0;
    for (int word : x) {
      int at = place(word, y, isTaken);
      if (at >= 0) {
        isTaken[at] = true;
        common += Math.min(weight(word), weight(y[at]));
      } else {
        onlyX += weight(word);
      }
    }
    for (int j = 0; j < y.length; j++) {
      onlyY += isTaken[j] ? 0 : weight(y[j]);
    }
    if (common == 0) {
      return Level.DIFFERENT;
    }
    double share = common / (common + Math.max(onlyX, onlyY));
    if (share >= MOST) {
      return Level.CLOSE;
    }
    if (common / (common + Math.min(onlyX, onlyY)) >= NEARLY_ALL) {
      return Level.PART;
    }
    return share >= SOME ? Level.WEAK : Level.DIFFERENT;
  }

  private int place(int word, int[] in, boolean[] isTaken) {
    for (int j = 0; j < in.length; j++) {
      if (!isTaken[j] && in[j] == word) {
        return j;
      }
    }
    for (int j = 0; j < in.length; j++) {
      if (!isTaken[j] && isMatch(word, in[j], Match.SLIP)) {
        return j;
      }
    }
    for (int j = 0; j < in.length; j++) {
      if (!isTaken[j] && isShortened(words.get(word), words.get(in[j]))) {
        return j;
      }
    }
    return -1;
  }

  /** Whether one is the beginning of the other, as {@code str} is of {@code street}. */
  private static boolean isShortened(String x, String y) {
    return Math.min(x.length(), y.length()) > 1
        && !Character.isDigit(x.charAt(0))
        && (x.startsWith(y) || y.startsWith(x));
  }

  @Override
  int keyKinds() {
    return 4;
  }

  /** All words; each rarer word; the beginnings of words; the ends of words. */
  @Override
  int[] keys(int kind, int value) {
    if (kind == 0) {
      return new int[] {mixed(classOf(value))};
    }
    int[] all = wordsOf.get(value);
    int[] chosen = new int[Math.min(all.length, WORDS_OF_A_KEY)];
    int count = 0;
    int[] byRareness = rarestFirst(all);
    int common = (int) Math.max(LEAST_COMMON, COMMON * wordsOf.size());
    for (int word : byRareness) {
      String text = words.get(word);
      boolean isFit =
          count < chosen.length
              && (valuesWith[word] <= common || kind > 1)
              && text.length() >= (kind == 1 ? 2 : BEGINNING + 1);
      if (isFit) {
        chosen[count++] =
            switch (kind) {
              case 1 -> mixed(word + 400_000_000);
              case 2 -> hash(5, text.substring(0, BEGINNING));
              default -> hash(6, text.substring(text.length() - BEGINNING));
            };
      }
    }
    return Arrays.copyOf(chosen, count);
  }

  private int[] rarestFirst(int[] all) {
    int[] sorted = all.clone();
    for (int i = 1; i < sorted.length; i++) {
      int word = sorted[i];
      int j = i - 1;
      while (j >= 0 && isRarer(word, sorted[j])) {
        sorted[j + 1] = sorted[j];
        j--;
      }
      sorted[j + 1] = word;
    }
    return sorted;
  }

  private boolean isRarer(int a, int b) {
    return valuesWith[a] != valuesWith[b]
        ? valuesWith[a] < valuesWith[b]
        : words.get(a).compareTo(words.get(b)) < 0;
  }
}
