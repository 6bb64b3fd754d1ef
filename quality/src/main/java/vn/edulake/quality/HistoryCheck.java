package vn.edulake.quality;

import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.edulake.quality.SuiteCheck.Words;
import vn.edulake.quality.Verdict.Severity;

/**
 * A check of a table's figures against those that earlier certified runs left.
 *
 * @param name unique in its table
 * @param per what is compared: the table as of runs, or days with days that are alike
 * @param kinds of the figures that it judges
 * @param strategy how Deequ judges them
 * @param least the lower bound, in the unit of the strategy; none when empty
 * @param most the upper bound
 * @param history so many earlier figures it takes at least; with fewer it is not run. {@code
 *     ONLINE_NORMAL} takes at least as many as let it find anything
 * @param rows with fewer rows before it is not run: one row more or less says nothing there
 * @param settled how long after a day its rows may still come; it is not judged before
 */
public record HistoryCheck(
    String name,
    Per per,
    Set<Figure.Kind> kinds,
    Strategy strategy,
    Optional<Double> least,
    Optional<Double> most,
    Severity severity,
    int history,
    long rows,
    Period settled,
    Words finds,
    Words matters,
    Words fix,
    String who) {

  static final int LEAST_HISTORY = 2;
  static final long LEAST_ROWS = 100;
  static final Period SETTLED = Period.ofDays(1);

  private static final Words FIX =
      new Words(
          "xem các lần giao của bảng nguồn (./lake status, ./lake reject list) và giao lại phần thiếu;"
              + " nếu thay đổi là thật: ./lake run --accept-change TABLE",
          "look at the deliveries behind it (./lake status) and have what is wanting sent again; when"
              + " the change is real: ./lake run --accept-change TABLE");

  /** What is compared with what. */
  public enum Per {
    /** The whole table with the certified runs before. */
    RUN,
    /** The rows of a day with those of days before that are alike to schools. */
    DAY
  }

  /** Deequ's ways of judging a figure by those before it. */
  public enum Strategy {
    /** Bounds of the figure divided by the one before; by the usual one of days. */
    RELATIVE_RATE_OF_CHANGE,
    /** Bounds of the difference to the one before; to the usual one of days. */
    ABSOLUTE_CHANGE,
    /** Bounds of the figure itself. */
    SIMPLE_THRESHOLD,
    /** So many deviations below and above a mean that follows the series. */
    ONLINE_NORMAL,
    /** So many deviations below and above the mean of all before. */
    BATCH_NORMAL
  }

  public HistoryCheck {
    kinds = Set.copyOf(kinds);
    if (strategy == Strategy.ONLINE_NORMAL) {
      // The mean follows the figure that is judged: of n figures before it, none can lie further
      // off than the root of n deviations.
      double factor = Math.max(least.orElse(0.0), most.orElse(0.0));
      history = Math.max(history, (int) Math.floor(factor * factor) + 1);
    }
  }

  /** Its name among all checks of the table. */
  public String code() {
    return "history." + name;
  }

  /** What every table is asked, as warnings: a change may be real. */
  public static List<HistoryCheck> ofEveryTable(String owner) {
    return List.of(
        warning(
            "row_count",
            Set.of(Figure.Kind.ROW_COUNT),
            Strategy.RELATIVE_RATE_OF_CHANGE,
            0.9,
            3.0,
            new Words(
                "số dòng của bảng giảm quá 10 phần trăm hoặc hơn gấp ba lần chạy trước",
                "table with over 10 percent fewer rows than the run before, or over three times as"
                    + " many"),
            owner),
        warning(
            "share",
            Set.of(Figure.Kind.COMPLETENESS, Figure.Kind.SHARE),
            Strategy.ABSOLUTE_CHANGE,
            -0.1,
            0.1,
            new Words(
                "tỷ lệ điền hoặc tỷ lệ của một mã đổi quá 10 điểm phần trăm",
                "column whose completeness, or share of a code, moved by over 10 percentage points"),
            owner),
        warning(
            "mean",
            Set.of(Figure.Kind.MEAN, Figure.Kind.STANDARD_DEVIATION),
            Strategy.RELATIVE_RATE_OF_CHANGE,
            0.67,
            1.5,
            new Words(
                "trung bình hoặc độ lệch chuẩn đổi quá một nửa",
                "column whose mean or standard deviation changed by over a half"),
            owner));
  }

  private static HistoryCheck warning(
      String name,
      Set<Figure.Kind> kinds,
      Strategy strategy,
      double least,
      double most,
      Words finds,
      String who) {
    return new HistoryCheck(
        name,
        Per.RUN,
        kinds,
        strategy,
        Optional.of(least),
        Optional.of(most),
        Severity.WARNING,
        LEAST_HISTORY,
        LEAST_ROWS,
        SETTLED,
        finds,
        new Words(
            "khi nguồn giao thiếu, giao trùng hoặc đổi cách ghi",
            "when a source delivers too little, twice, or in another way than before"),
        FIX,
        who);
  }
}
