package vn.edulake.models.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/**
 * Which sender owes which feed on which days: {@code lake/policy/feeds.yml}.
 *
 * <p>A feed is one entity of a source, {@code sis.attendance}. An entry holds {@code sender} (or
 * {@code *}: everybody who sent the feed while the entry held), {@code feed}, {@code due} (the
 * calendar rule), {@code by} (the local time until which a delivery is in time), {@code after} (how
 * many days after its day it may come, as an ISO period), {@code except} (days, and ranges {@code
 * from/to} with both ends, on which nothing is owed), {@code begins: first_delivery} (where nothing
 * is owed before the sender has sent the feed once), {@code legal_ref}, {@code valid_from}, {@code
 * valid_to} (the first day on which it holds no more) and {@code note}.
 */
public final class Feeds {
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  static final String FILE = "feeds.yml";

  private final List<Feed> feeds;

  private Feeds(List<Feed> feeds) {
    this.feeds = List.copyOf(feeds);
  }

  /**
   * One obligation.
   *
   * @param sender who has it, or {@link #EVERY_SENDER}
   * @param except days on which nothing is owed
   * @param isOwedOnceBegun whether nothing is owed before the first delivery of the feed
   * @param validTo the first day on which it holds no more
   */
  public record Feed(
      String sender,
      String source,
      String entity,
      Calendar calendar,
      LocalTime by,
      Period after,
      Set<LocalDate> except,
      boolean isOwedOnceBegun,
      LocalDate validFrom,
      Optional<LocalDate> validTo) {

    /** In place of a sender: each that sent the feed while the obligation held. */
    public static final String EVERY_SENDER = "*";

    public Feed {
      except = Set.copyOf(except);
    }

    public boolean isOfEverySender() {
      return sender.equals(EVERY_SENDER);
    }

    private boolean holds(LocalDate day) {
      return !day.isBefore(validFrom) && validTo.map(day::isBefore).orElse(true);
    }
  }

  /** A rule that says of a day whether a delivery of it is owed. */
  public sealed interface Calendar {
    boolean covers(LocalDate day, Facts facts);

    /** Whether a delivery counts for the last due day before its own day. */
    default boolean isSparse() {
      return false;
    }
  }

  /** What a rule cannot tell by itself. */
  public interface Facts {
    /** Whether a day is neither a day of rest nor a holiday. */
    boolean isWorkingDay(LocalDate day);

    /** Whether schools teach on a day, by the plan of its year or the usual days. */
    boolean isSchoolDay(LocalDate day);

    /** The day of the first delivery of a feed by its sender. */
    Optional<LocalDate> firstDelivery(Feed feed);

    /** Who sent a feed since its obligation holds, and on which day first. */
    Map<String, LocalDate> firstDeliveries(Feed feed);
  }

  /** Facts of a place without holidays, in which every sender that is named sent for ever. */
  private static final Facts PLAIN =
      new Facts() {
        @Override
        public boolean isWorkingDay(LocalDate day) {
          return day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
        }

        @Override
        public boolean isSchoolDay(LocalDate day) {
          return isWorkingDay(day);
        }

        @Override
        public Optional<LocalDate> firstDelivery(Feed feed) {
          return Optional.of(LocalDate.MIN);
        }

        @Override
        public Map<String, LocalDate> firstDeliveries(Feed feed) {
          return Map.of();
        }
      };

  /** Every day that state bodies work. */
  public record WorkingDays() implements Calendar {
    @Override
    public boolean covers(LocalDate day, Facts facts) {
      return facts.isWorkingDay(day);
    }
  }

  /** Every day on which schools teach. */
  public record SchoolDays() implements Calendar {
    @Override
    public boolean covers(LocalDate day, Facts facts) {
      return facts.isSchoolDay(day);
    }
  }

  /** Every week, on these days. */
  public record Weekly(Set<DayOfWeek> days) implements Calendar {
    public Weekly {
      days = Set.copyOf(days);
    }

    @Override
    public boolean covers(LocalDate day, Facts facts) {
      return days.contains(day.getDayOfWeek());
    }

    @Override
    public boolean isSparse() {
      return days.size() < DayOfWeek.values().length;
    }
  }

  /** Every week in which schools teach, told by its Monday. */
  public record SchoolWeeks() implements Calendar {
    private static final int DAYS = 6;

    @Override
    public boolean covers(LocalDate day, Facts facts) {
      return day.getDayOfWeek() == DayOfWeek.MONDAY
          && day.datesUntil(day.plusDays(DAYS)).anyMatch(facts::isSchoolDay);
    }

    @Override
    public boolean isSparse() {
      return true;
    }
  }

  /** Every year, on these days; 29 February is owed in leap years alone. */
  public record Yearly(Set<MonthDay> days) implements Calendar {
    public Yearly {
      days = Set.copyOf(days);
    }

    @Override
    public boolean covers(LocalDate day, Facts facts) {
      return days.contains(MonthDay.from(day));
    }

    @Override
    public boolean isSparse() {
      return true;
    }
  }

  /**
   * A delivery that is owed.
   *
   * @param day of which it is
   * @param until when it is in time
   * @param through the last day of a delivery that counts for this one: which it names, or on which
   *     it came
   */
  public record Due(
      String sender,
      String source,
      String entity,
      LocalDate day,
      Instant until,
      LocalDate through) {}

  private enum Every {
    DAY,
    WORKING_DAY,
    SCHOOL_DAY,
    SCHOOL_WEEK,
    WEEK,
    YEAR
  }

  /**
   * Reads the policy of the class path.
   *
   * @throws UserError {@code CONFIGURATION_INVALID} when the file is not well formed
   */
  public static Feeds load() {
    return Optional.ofNullable(ResourceFolder.read("lake/policy", ".yml").get(FILE))
        .map(Feeds::parse)
        .orElseGet(() -> new Feeds(List.of()));
  }

  /** Reads the text of such a file. */
  public static Feeds parse(String text) {
    YamlMap root = YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, "lake/policy/" + FILE, text);
    List<Feed> feeds = new ArrayList<>();
    for (YamlMap item : root.maps("feeds")) {
      feeds.add(feed(item));
    }
    root.done();
    return new Feeds(feeds);
  }

  private static Feed feed(YamlMap item) {
    String where = item.where();
    String[] feed = item.text("feed").split("\\.", -1);
    if (feed.length != 2) {
      throw invalid(where, "feed is a source, a dot and an entity, e.g. sis.attendance");
    }
    Feed result =
        new Feed(
            item.text("sender"),
            feed[0],
            feed[1],
            calendar(item.map("due")),
            value(where, "by", item.text("by"), LocalTime::parse),
            value(where, "after", item.findText("after").orElse("P0D"), Period::parse),
            days(where, item.texts("except")),
            begins(where, item),
            value(where, "valid_from", item.text("valid_from"), LocalDate::parse),
            item.findText("valid_to")
                .map(text -> value(where, "valid_to", text, LocalDate::parse)));
    item.text("legal_ref");
    item.findText("note");
    item.done();
    return result;
  }

  private static boolean begins(String where, YamlMap item) {
    Optional<String> begins = item.findText("begins");
    if (begins.isPresent() && !begins.get().equals("first_delivery")) {
      throw invalid(where, "begins is first_delivery, or left out");
    }
    return begins.isPresent();
  }

  private static Calendar calendar(YamlMap due) {
    String where = due.where();
    Every every =
        Choice.parse(
            ErrorCode.CONFIGURATION_INVALID, where + ".every", Every.class, due.text("every"));
    List<String> on = due.texts("on");
    due.done();
    boolean wantsDays = every == Every.WEEK || every == Every.YEAR;
    if (wantsDays == on.isEmpty()) {
      throw invalid(where, "on names the days of a week or year, and of nothing else");
    }
    return switch (every) {
      case DAY -> new Weekly(EnumSet.allOf(DayOfWeek.class));
      case WORKING_DAY -> new WorkingDays();
      case SCHOOL_DAY -> new SchoolDays();
      case SCHOOL_WEEK -> new SchoolWeeks();
      case WEEK -> {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        on.forEach(
            text ->
                days.add(
                    Choice.parse(
                        ErrorCode.CONFIGURATION_INVALID, where + ".on", DayOfWeek.class, text)));
        yield new Weekly(days);
      }
      case YEAR -> {
        Set<MonthDay> days = new HashSet<>();
        on.forEach(text -> days.add(value(where, "on", "--" + text, MonthDay::parse)));
        yield new Yearly(days);
      }
    };
  }

  private static Set<LocalDate> days(String where, List<String> texts) {
    Set<LocalDate> result = new TreeSet<>();
    for (String text : texts) {
      int slash = text.indexOf('/');
      LocalDate from =
          value(where, "except", slash < 0 ? text : text.substring(0, slash), LocalDate::parse);
      LocalDate to = value(where, "except", text.substring(slash + 1), LocalDate::parse);
      if (to.isBefore(from)) {
        throw invalid(where, "except " + text + " ends before it begins");
      }
      from.datesUntil(to.plusDays(1)).forEach(result::add);
    }
    return result;
  }

  private static <T> T value(String where, String key, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (DateTimeParseException e) {
      throw invalid(where, key + " is " + text.toLowerCase(Locale.ROOT) + ", which cannot be read");
    } catch (DateTimeException e) {
      throw invalid(where, key + ": " + e.getMessage());
    }
  }

  private static UserError invalid(String where, String why) {
    return new UserError(
        ErrorCode.CONFIGURATION_INVALID, "Cannot use policy " + where + ": " + why);
  }

  public List<Feed> all() {
    return feeds;
  }

  /**
   * Everything that is owed of days up to and with {@code last}, where no holidays are known.
   *
   * @param zone in which days begin and {@code by} is told
   */
  public List<Due> due(LocalDate last, ZoneId zone) {
    return due(last, zone, PLAIN);
  }

  /**
   * Everything that is owed of days up to and with {@code last}.
   *
   * @param zone in which days begin and {@code by} is told
   */
  public List<Due> due(LocalDate last, ZoneId zone, Facts facts) {
    List<Due> result = new ArrayList<>();
    for (Feed feed : feeds) {
      Map<String, LocalDate> begins = begins(feed, facts);
      if (begins.isEmpty()) {
        continue;
      }
      LocalDate end = last.plusDays(1);
      if (feed.validTo().isPresent() && feed.validTo().get().isBefore(end)) {
        end = feed.validTo().get();
      }
      LocalDate earliest = Collections.min(begins.values());
      LocalDate next = null;
      for (LocalDate day = end.minusDays(1);
          !day.isBefore(feed.validFrom()) && !day.isBefore(earliest);
          day = day.minusDays(1)) {
        if (feed.calendar().covers(day, facts) && !feed.except().contains(day)) {
          Instant until = day.plus(feed.after()).atTime(feed.by()).atZone(zone).toInstant();
          LocalDate through =
              !feed.calendar().isSparse() ? day : next == null ? LAST : next.minusDays(1);
          for (Map.Entry<String, LocalDate> one : begins.entrySet()) {
            if (!day.isBefore(one.getValue())) {
              result.add(new Due(one.getKey(), feed.source(), feed.entity(), day, until, through));
            }
          }
          next = day;
        }
      }
    }
    result.sort(Comparator.comparing(Due::day));
    return result;
  }

  /** Who has the obligation, and from which day on. */
  private static Map<String, LocalDate> begins(Feed feed, Facts facts) {
    if (!feed.isOfEverySender()) {
      Optional<LocalDate> begun =
          feed.isOwedOnceBegun() ? facts.firstDelivery(feed) : Optional.of(LocalDate.MIN);
      return begun.map(day -> Map.of(feed.sender(), day)).orElseGet(Map::of);
    }
    Map<String, LocalDate> result = new TreeMap<>();
    facts
        .firstDeliveries(feed)
        .forEach(
            (sender, first) -> {
              if (feed.holds(first)) {
                result.put(sender, feed.isOwedOnceBegun() ? first : LocalDate.MIN);
              }
            });
    return result;
  }
}
