package vn.edulake.jobs.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A regular expression that is a row of signs and classes of signs, each so and so often, such as
 * {@code [A-Z]{2}\d{3,6}}: it is matched on bytes of ASCII in one walk.
 */
final class BytePattern {
  private static final int SIGNS = 128;
  private static final String META = "\\[](){}.*+?^$|";

  private final List<Step> steps;

  /** Some of the signs, at least and at most so often. */
  private static final class Step {
    final boolean[] signs;
    final int least;
    final int most;

    Step(boolean[] signs, int least, int most) {
      this.signs = signs;
      this.least = least;
      this.most = most;
    }
  }

  private BytePattern(List<Step> steps) {
    this.steps = steps;
  }

  /** The same as a pattern; nothing when it is of another kind, or could be read in two ways. */
  static Optional<BytePattern> of(Pattern pattern) {
    if (pattern.flags() != 0) {
      return Optional.empty();
    }
    Reader reader = new Reader(pattern.pattern());
    List<Step> steps = new ArrayList<>();
    while (!reader.isAtEnd()) {
      Optional<Step> step = reader.step();
      if (step.isEmpty()) {
        return Optional.empty();
      }
      steps.add(step.get());
    }
    return isDefinite(steps) ? Optional.of(new BytePattern(List.copyOf(steps))) : Optional.empty();
  }

  /** Whether no step could leave signs to one after it. */
  private static boolean isDefinite(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.least == step.most) {
        continue;
      }
      for (int next = i + 1; next < steps.size(); next++) {
        for (int sign = 0; sign < SIGNS; sign++) {
          if (step.signs[sign] && steps.get(next).signs[sign]) {
            return false;
          }
        }
        if (steps.get(next).least > 0) {
          break;
        }
      }
    }
    return true;
  }

  /** Whether it matches the whole of a text in ASCII. */
  boolean matches(byte[] bytes, int start, int length) {
    int at = start;
    int end = start + length;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int from = at;
      int limit = (int) Math.min(end, (long) at + step.most);
      while (at < limit && bytes[at] >= 0 && step.signs[bytes[at]]) {
        at++;
      }
      if (at - from < step.least) {
        return false;
      }
    }
    return at == end;
  }

  /** Reads a pattern step by step. */
  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean isAtEnd() {
      return at == text.length();
    }

    Optional<Step> step() {
      boolean[] signs = new boolean[SIGNS];
      char one = text.charAt(at++);
      boolean isRead =
          switch (one) {
            case '\\' -> escaped(signs);
            case '[' -> signsOfClass(signs);
            default -> META.indexOf(one) < 0 && add(signs, one, one);
          };
      return isRead ? times(signs) : Optional.empty();
    }

    private static boolean add(boolean[] signs, char from, char to) {
      if (to >= SIGNS || from > to) {
        return false;
      }
      for (char sign = from; sign <= to; sign++) {
        signs[sign] = true;
      }
      return true;
    }

    private boolean escaped(boolean[] signs) {
      if (isAtEnd()) {
        return false;
      }
      char one = text.charAt(at++);
      if (one == 'd') {
        return add(signs, '0', '9');
      }
      return !Character.isLetterOrDigit(one) && add(signs, one, one);
    }

    private boolean signsOfClass(boolean[] signs) {
      while (!isAtEnd() && text.charAt(at) != ']') {
        char from = text.charAt(at++);
        if (from == '\\') {
          if (!escaped(signs)) {
            return false;
          }
        } else if (from == '[' || from == '&' || from == '^') {
          return false;
        } else if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
          char to = text.charAt(at + 1);
          at += 2;
          if (to == '\\' || to == '[' || !add(signs, from, to)) {
            return false;
          }
        } else if (!add(signs, from, from)) {
          return false;
        }
      }
      at++;
      return at <= text.length();
    }

    private Optional<Step> times(boolean[] signs) {
      int least = 1;
      int most = 1;
      if (!isAtEnd()) {
        switch (text.charAt(at)) {
          case '?' -> {
            least = 0;
            at++;
          }
          case '*' -> {
            least = 0;
            most = Integer.MAX_VALUE;
            at++;
          }
          case '+' -> {
            most = Integer.MAX_VALUE;
            at++;
          }
          case '{' -> {
            int close = text.indexOf('}', at);
            String[] bounds = text.substring(at + 1, Math.max(at + 1, close)).split(",", -1);
            if (close < 0 || bounds.length > 2 || !isNumber(bounds[0])) {
              return Optional.empty();
            }
            least = Integer.parseInt(bounds[0]);
            if (bounds.length == 1) {
              most = least;
            } else if (bounds[1].isEmpty()) {
              most = Integer.MAX_VALUE;
            } else if (isNumber(bounds[1])) {
              most = Integer.parseInt(bounds[1]);
            } else {
              return Optional.empty();
            }
            at = close + 1;
          }
          default -> {}
        }
      }
      // A second sign after it changes how often it matches.
      boolean isChanged = !isAtEnd() && "?*+{".indexOf(text.charAt(at)) >= 0;
      return isChanged ? Optional.empty() : Optional.of(new Step(signs, least, most));
    }

    private static boolean isNumber(String text) {
      return !text.isEmpty()
          && text.length() < 6
          && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
  }
}
