package vn.edulake.jobs.ingest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.DateText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.NumberForm;
import vn.edulake.models.contract.SourceContract;

/**
 * Which rules the lines of a file broke, and how often: one line in many is a mistake, most of them
 * are another form.
 *
 * <p>A rule counts as broken by form when at least two lines and a twentieth of all break it, and
 * in the sender's last file less than half as large a part did. When it is half of all lines, of at
 * least {@value #FEWEST_LINES}, taking the others would take half a file: it is refused whole. So
 * it is when a fifth are dates with day and month exchanged, since the others were read as other
 * days.
 */
final class Refusals {
  /** Below this, a few mistakes are half of a file. */
  static final int FEWEST_LINES = 10;

  private static final int TOLD_PART = 20;
  private static final int EXCHANGED_PART = 5;
  private static final int HALF = 2;
  private static final int MOST_SAMPLES = 50;
  private static final int SHOWN_CODES = 3;
  private static final int LONGEST_CODE = 12;
  private static final List<String> DATE_FORMATS =
      List.of(
          "dd/MM/yyyy",
          "d/M/yyyy",
          "yyyy-MM-dd",
          "MM/dd/yyyy",
          "M/d/yyyy",
          "dd-MM-yyyy",
          "dd.MM.yyyy",
          "yyyyMMdd",
          DateText.SERIAL);

  private static final String DATES = "all are dates in the format ";

  private final SourceContract contract;
  private final Layout layout;
  private final Map<Place, Tally> tallies = new LinkedHashMap<>();

  /**
   * A rule of a column.
   *
   * @param column null when it is the line
   */
  record Place(@Nullable String column, String rule) {}

  /** What broke it. */
  private static final class Tally {
    final Violation first;
    final Set<String> samples = new LinkedHashSet<>();
    long count;

    Tally(Violation first) {
      this.first = first;
    }
  }

  /**
   * A rule that many lines break.
   *
   * @param words what is wrong, in how many lines, and what would be right
   * @param isWhole whether the file is to be refused whole
   */
  record Change(String words, boolean isWhole, long count) {}

  Refusals(SourceContract contract, Layout layout) {
    this.contract = contract;
    this.layout = layout;
  }

  void add(Violation violation, Map<String, String> values) {
    if (violation.rule() == Rule.KEY_CONFLICT) {
      return;
    }
    Tally tally =
        tallies.computeIfAbsent(
            new Place(violation.column(), violation.rule().code()), unused -> new Tally(violation));
    tally.count++;
    String text = violation.column() == null ? null : values.get(violation.column());
    if (text != null && tally.samples.size() < MOST_SAMPLES) {
      tally.samples.add(text);
    }
  }

  boolean isEmpty() {
    return tallies.isEmpty();
  }

  /**
   * What changed since an earlier file, the most first.
   *
   * @param received lines of this file
   * @param before lines of the earlier file that broke a rule
   * @param receivedBefore lines of the earlier file
   */
  List<Change> changes(long received, Map<Place, Long> before, long receivedBefore) {
    List<Change> result = new ArrayList<>();
    if (receivedBefore == 0) {
      return result;
    }
    tallies.forEach(
        (place, tally) -> {
          long then = before.getOrDefault(place, 0L);
          boolean isMore = tally.count * receivedBefore > 2 * then * received;
          if (tally.count >= 2 && tally.count * TOLD_PART >= received && isMore) {
            Optional<String> hint = hint(place, tally);
            String words =
                "%s in %d of %d lines, before in %d of %d%s"
                    .formatted(
                        words(tally.first),
                        tally.count,
                        received,
                        then,
                        receivedBefore,
                        hint.map(text -> " (" + text + ")").orElse(""));
            int part = isExchanged(place, hint) ? EXCHANGED_PART : HALF;
            boolean isWhole = received >= FEWEST_LINES && tally.count * part >= received;
            result.add(new Change(words, isWhole, tally.count));
          }
        });
    result.sort(Comparator.comparingLong(Change::count).reversed());
    return result;
  }

  /** Whether day and month stand in the other order than the contract says. */
  private boolean isExchanged(Place place, Optional<String> hint) {
    if (place.column() == null || hint.isEmpty()) {
      return false;
    }
    boolean isDayFirst =
        layout.notation(contract.column(place.column())).formats().stream()
            .anyMatch(format -> format.startsWith("d"));
    return hint.get().startsWith(DATES + (isDayFirst ? "M" : "d"));
  }

  /** What is wrong, in English alone, without what else is wrong with the line. */
  private static String words(Violation violation) {
    List<Complaint> said = Complaint.parse(violation.message());
    if (said.isEmpty()) {
      return violation.message();
    }
    Complaint first = said.get(0);
    return first.column().orElse("the line")
        + " "
        + first.rule().words(Language.EN).replace("%s", first.detail());
  }

  /** What would be right, as far as what stands there tells. */
  private Optional<String> hint(Place place, Tally tally) {
    if (place.column() == null || tally.samples.isEmpty()) {
      return Optional.empty();
    }
    ContractColumn column = contract.column(place.column());
    Set<String> samples = tally.samples;
    return switch (tally.first.rule()) {
      case TYPE ->
          switch (column.type()) {
            case DATE, TIMESTAMP -> dates(samples);
            case INTEGER, DECIMAL -> numbers(samples);
            default -> Optional.empty();
          };
      case CODE -> codes(column, samples);
      case PATTERN ->
          column
              .pattern()
              .flatMap(pattern -> writing(samples, text -> pattern.matcher(text).matches()));
      default -> Optional.empty();
    };
  }

  private static Optional<String> dates(Set<String> samples) {
    return DATE_FORMATS.stream()
        .filter(format -> samples.stream().allMatch(t -> DateText.date(format, t).isPresent()))
        .findFirst()
        .map(format -> DATES + format);
  }

  private static Optional<String> numbers(Set<String> samples) {
    Map<String, NumberForm> forms = new LinkedHashMap<>();
    forms.put("decimal_mark ','", NumberForm.of(Optional.empty(), ","));
    forms.put("thousands '.' and decimal_mark ','", NumberForm.of(Optional.of("."), ","));
    forms.put("thousands ','", NumberForm.of(Optional.of(","), "."));
    return forms.entrySet().stream()
        .filter(form -> samples.stream().allMatch(t -> form.getValue().plain(t).isPresent()))
        .findFirst()
        .map(form -> "all are numbers with " + form.getKey());
  }

  private static Optional<String> codes(ContractColumn column, Set<String> samples) {
    Optional<String> writing = writing(samples, column.codes()::containsKey);
    boolean isShown =
        (column.privacy() == PrivacyClass.PUBLIC || column.privacy() == PrivacyClass.INTERNAL)
            && samples.size() <= SHOWN_CODES
            && samples.stream().allMatch(text -> text.length() <= LONGEST_CODE);
    return writing.or(
        () -> isShown ? Optional.of("new: " + String.join(", ", samples)) : Optional.empty());
  }

  /** Whether the texts would be right in the usual writing. */
  private static Optional<String> writing(Set<String> samples, Predicate<String> isRight) {
    if (samples.stream().map(Refusals::composed).allMatch(isRight)) {
      return Optional.of("all are right in composed letters without outer spaces");
    }
    boolean isRightInCapitals =
        samples.stream().map(t -> composed(t).toUpperCase(Locale.ROOT)).allMatch(isRight);
    return isRightInCapitals ? Optional.of("all are right in capitals") : Optional.empty();
  }

  private static String composed(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }
}
