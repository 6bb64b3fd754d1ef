package vn.edulake.jobs.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.edulake.jobs.simulate.defect.Answer;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * Compares what the account of a lake tells about deliveries with the answer key of the simulation
 * that wrote them.
 */
public final class Score {
  private final Map<DefectClass, int[]> counts = new EnumMap<>(DefectClass.class);
  private final List<Alarms> alarms = new ArrayList<>();
  private final boolean isBuilt;

  /**
   * What the account says of a file.
   *
   * @param file its path, as it was named or the end of it
   * @param known records that were there already
   * @param drift how its form differs; {@code none} when it does not
   * @param rejectedRows lines that were refused
   */
  public record FileFact(
      String feed,
      String file,
      String status,
      long received,
      long known,
      String drift,
      Set<Integer> rejectedRows) {
    public FileFact {
      rejectedRows = Set.copyOf(rejectedRows);
    }
  }

  /** What the ledger says of a sender, feed and day that is owed. */
  public record DueFact(
      String feed, String sender, String day, boolean isMissing, boolean isLate) {}

  /** How many of a class were planted, and found. */
  public record Line(DefectClass defect, int planted, int found) {}

  /**
   * What was told though nothing was planted.
   *
   * @param what is told
   * @param count of those
   * @param among so many
   */
  public record Alarms(String what, long count, long among) {}

  /**
   * What the built lake says of one class.
   *
   * @param found places in files, as {@link #place} names them, at which what is planted there is
   *     found
   * @param told places of which the lake tells this kind of fault, whatever was planted
   * @param like classes that cannot be told from this one by what is told
   */
  public record Told(Set<String> found, Set<String> told, Set<DefectClass> like) {
    public Told {
      found = Set.copyOf(found);
      told = Set.copyOf(told);
      like = Set.copyOf(like);
    }
  }

  /** Scores what was taken in; classes that only a built lake can tell count as not found. */
  public static Score of(List<Answer> answers, List<FileFact> files, List<DueFact> due) {
    return of(answers, files, due, Map.of());
  }

  /**
   * Scores.
   *
   * @param told by class that only a built lake can tell
   */
  public static Score of(
      List<Answer> answers, List<FileFact> files, List<DueFact> due, Map<DefectClass, Told> told) {
    return new Score(answers, files, due, told);
  }

  /** The name of a row in a file; row 0 is the file as a whole. */
  public static String place(String file, long row) {
    return tail(file) + "|" + row;
  }

  private Score(
      List<Answer> answers, List<FileFact> files, List<DueFact> due, Map<DefectClass, Told> told) {
    isBuilt = !told.isEmpty();
    Map<String, FileFact> byFile = new HashMap<>();
    files.forEach(file -> byFile.put(file.feed() + "|" + tail(file.file()), file));
    // A file of two entities is told of where its form changed, be it the one or the other.
    Set<String> changed = new HashSet<>();
    files.stream()
        .filter(file -> file.status().equals("failed") || !file.drift().equals("none"))
        .forEach(file -> changed.add(source(file.feed()) + "|" + tail(file.file())));
    Map<String, DueFact> byDay = new HashMap<>();
    due.forEach(one -> byDay.put(one.feed() + "|" + one.sender() + "|" + one.day(), one));
    Map<String, Integer> duplicates = new HashMap<>();
    for (Answer answer : answers) {
      int[] count = counts.computeIfAbsent(answer.defect(), unused -> new int[2]);
      count[0]++;
      FileFact file = byFile.get(answer.feed() + "|" + tail(answer.file()));
      DueFact day = byDay.get(answer.feed() + "|" + answer.sender() + "|" + answer.day());
      boolean isChanged = changed.contains(source(answer.feed()) + "|" + tail(answer.file()));
      Told ofLake = told.get(answer.defect());
      if (ofLake != null
          ? ofLake.found().contains(place(answer.file(), answer.row()))
          : answer.defect().finder() == DefectClass.Finder.CONTRACT
              && isFound(answer, file, day, isChanged, duplicates)) {
        count[1]++;
      }
    }
    count(answers, files, due);
    told.forEach((defect, one) -> count(answers, files, defect, one));
  }

  /** Places that are told of and at which nothing of the kind was planted. */
  private void count(List<Answer> answers, List<FileFact> files, DefectClass defect, Told one) {
    Set<String> planted = new HashSet<>();
    boolean isOfFile = false;
    for (Answer answer : answers) {
      if (answer.defect() == defect || one.like().contains(answer.defect())) {
        planted.add(place(answer.file(), answer.row()));
        isOfFile |= answer.row() == 0;
      }
    }
    long wrong = one.told().stream().filter(place -> !planted.contains(place)).count();
    long among = isOfFile ? files.size() : files.stream().mapToLong(FileFact::received).sum();
    alarms.add(new Alarms(defect.code(), wrong, among));
  }

  /** Whether classes are scored that only a built lake can tell. */
  public boolean isBuilt() {
    return isBuilt;
  }

  private static String source(String feed) {
    return feed.substring(0, feed.indexOf('.'));
  }

  /** The last two parts of a path, by which a file is known wherever the folder lies. */
  private static String tail(String path) {
    String[] parts = path.split("/");
    int from = Math.max(0, parts.length - 2);
    return String.join("/", List.of(parts).subList(from, parts.length));
  }

  private static boolean isFound(
      Answer answer,
      @org.jspecify.annotations.Nullable FileFact file,
      @org.jspecify.annotations.Nullable DueFact day,
      boolean isChanged,
      Map<String, Integer> duplicates) {
    return switch (answer.defect()) {
      case MISSING_DAY -> day != null && day.isMissing();
      case LATE -> day != null && day.isLate();
      case RESENT_FILE -> file != null && file.status().equals("known");
      case HEADER_MOVED,
          HEADER_RENAMED,
          HEADER_DOUBLED,
          HEADER_REORDERED,
          COLUMN_ADDED,
          ENCODING_CHANGED ->
          isChanged;
      case DUPLICATE_ROW ->
          file != null && duplicates.merge(answer.file(), 1, Integer::sum) <= file.known();
      default -> file != null && file.rejectedRows().contains(answer.row());
    };
  }

  private void count(List<Answer> answers, List<FileFact> files, List<DueFact> due) {
    Map<String, Set<Integer>> rows = new HashMap<>();
    Set<String> refused = new HashSet<>();
    Set<String> unreadable = new HashSet<>();
    Set<String> days = new HashSet<>();
    for (Answer answer : answers) {
      rows.computeIfAbsent(tail(answer.file()), unused -> new HashSet<>()).add(answer.row());
      switch (answer.defect()) {
        case MISSING_DAY, LATE ->
            days.add(answer.feed() + "|" + answer.sender() + "|" + answer.day());
        case LEGACY_LETTERS -> {
          unreadable.add(tail(answer.file()));
          refused.add(tail(answer.file()));
        }
        case HEADER_MOVED, HEADER_RENAMED, HEADER_DOUBLED, ENCODING_CHANGED ->
            refused.add(tail(answer.file()));
        default -> {
          // Neither brings a whole file nor a day into doubt.
        }
      }
    }
    long received = 0;
    long rejected = 0;
    long failed = 0;
    for (FileFact file : files) {
      String tail = tail(file.file());
      received += file.received();
      // Letters of another font make codes that no contract has, in any row.
      if (!unreadable.contains(tail)) {
        for (int row : file.rejectedRows()) {
          rejected += rows.getOrDefault(tail, Set.of()).contains(row) ? 0 : 1;
        }
      }
      failed += file.status().equals("failed") && !refused.contains(tail) ? 1 : 0;
    }
    long late = 0;
    for (DueFact one : due) {
      boolean isPlanted = days.contains(one.feed() + "|" + one.sender() + "|" + one.day());
      late += (one.isMissing() || one.isLate()) && !isPlanted ? 1 : 0;
    }
    alarms.add(new Alarms("rows refused", rejected, received));
    alarms.add(new Alarms("files refused", failed, files.size()));
    alarms.add(new Alarms("deliveries missing or late", late, due.size()));
  }

  /** What was written by {@link #write}, as far as lines and alarms go. */
  public static Score read(Path file) {
    return new Score(file);
  }

  private Score(Path file) {
    isBuilt = true;
    try {
      for (String line : Files.readAllLines(file)) {
        List<String> cells = List.of(line.split("\t", -1));
        if (cells.get(0).equals("class")) {
          counts.put(
              DefectClass.find(cells.get(1)).orElseThrow(),
              new int[] {Integer.parseInt(cells.get(2)), Integer.parseInt(cells.get(3))});
        } else {
          alarms.add(
              new Alarms(cells.get(1), Long.parseLong(cells.get(2)), Long.parseLong(cells.get(3))));
        }
      }
    } catch (IOException e) {
      throw new ExternalError(ErrorCode.STORAGE_FAILED, "Cannot read " + file + ": " + e, e);
    }
  }

  /** Keeps lines and alarms in a file. */
  public void write(Path file) {
    List<String> lines = new ArrayList<>();
    counts.forEach(
        (defect, count) ->
            lines.add("class\t" + defect.code() + "\t" + count[0] + "\t" + count[1]));
    alarms.forEach(
        one -> lines.add("alarm\t" + one.what() + "\t" + one.count() + "\t" + one.among()));
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new ExternalError(ErrorCode.STORAGE_FAILED, "Cannot write " + file + ": " + e, e);
    }
  }

  /** The classes that were planted, in their order. */
  public List<Line> lines() {
    List<Line> result = new ArrayList<>();
    counts.forEach((defect, count) -> result.add(new Line(defect, count[0], count[1])));
    return result;
  }

  public List<Alarms> alarms() {
    return List.copyOf(alarms);
  }
}
