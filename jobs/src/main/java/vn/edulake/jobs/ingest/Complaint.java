package vn.edulake.jobs.ingest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with a line, taken back out of the message in which {@code ops.reject}
 * keeps all of them in both languages.
 *
 * @param column the column's header; empty when it is the line
 * @param detail what the rule speaks of: a form, a type, the codes
 */
public record Complaint(Optional<String> column, Rule rule, String detail) {
  private static final Map<Rule, Pattern> FORMS = forms();

  /** The words for the types of columns, Vietnamese then English. */
  private static final Map<String, List<String>> TYPES =
      Map.of(
          "integer", List.of("số nguyên (chỉ gồm chữ số, ví dụ 12)", "a whole number, e.g. 12"),
          "decimal", List.of("số, dùng dấu chấm thập phân (ví dụ 7.25)", "a number, e.g. 7.25"),
          "boolean", List.of("true hoặc false", "true or false"),
          "date", List.of("ngày có thật", "a date that exists"),
          "timestamp", List.of("ngày giờ có thật", "a date and time that exist"));

  /**
   * The second half names column and detail as the first one does, so that neither a slash nor a
   * semicolon within them misleads.
   */
  private static Map<Rule, Pattern> forms() {
    Map<Rule, Pattern> result = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      String english = quoted(rule.words(Language.EN), "(?<detail>.*?)");
      String vietnamese = quoted(rule.words(Language.VI), "\\k<detail>");
      result.put(
          rule,
          Pattern.compile(
              "(?:the line|(?<column>.+?)) "
                  + english
                  + " / (?:dòng|cột \\k<column>) "
                  + vietnamese
                  + "(?:; |$)",
              Pattern.DOTALL));
    }
    return result;
  }

  private static String quoted(String words, String detail) {
    int hole = words.indexOf("%s");
    return hole < 0
        ? Pattern.quote(words)
        : Pattern.quote(words.substring(0, hole))
            + detail
            + Pattern.quote(words.substring(hole + 2));
  }

  /** All that a message says; empty when it is in other words. */
  public static List<Complaint> parse(String message) {
    List<Complaint> result = new ArrayList<>();
    int at = 0;
    while (at < message.length()) {
      Optional<Matcher> next = next(message, at, result);
      if (next.isEmpty()) {
        return List.of();
      }
      at = next.get().end();
    }
    return result;
  }

  private static Optional<Matcher> next(String message, int at, List<Complaint> found) {
    for (Map.Entry<Rule, Pattern> form : FORMS.entrySet()) {
      Matcher matcher = form.getValue().matcher(message).region(at, message.length());
      if (matcher.lookingAt()) {
        boolean hasDetail = form.getKey().words(Language.EN).contains("%s");
        found.add(
            new Complaint(
                Optional.ofNullable(matcher.group("column")),
                form.getKey(),
                hasDetail ? matcher.group("detail") : ""));
        return Optional.of(matcher);
      }
    }
    return Optional.empty();
  }

  /** What is wrong, in words. */
  public String words(Language language) {
    String subject =
        column
            .map(name -> language.of("Cột “" + name + "” ", "“" + name + "” "))
            .orElse(language.of("Dòng ", "The line "));
    return subject + filled(rule.words(language), language) + ".";
  }

  /** What the sender can do. */
  public String remedy(Language language) {
    return filled(rule.remedy(language), language);
  }

  private String filled(String words, Language language) {
    if (rule != Rule.TYPE) {
      return words.replace("%s", detail);
    }
    int space = detail.indexOf(' ');
    List<String> type = TYPES.get(space < 0 ? detail : detail.substring(0, space));
    if (type == null) {
      return words.replace("%s", detail);
    }
    String form =
        space < 0
            ? ""
            : language.of(", viết theo dạng ", ", written as ") + detail.substring(space + 1);
    return words
        .replace("không phải kiểu", "không phải là")
        .replace("is no ", "is not ")
        .replace("%s", type.get(language == Language.VI ? 0 : 1) + form);
  }
}
