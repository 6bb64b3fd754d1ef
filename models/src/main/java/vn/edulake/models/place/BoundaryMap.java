package vn.edulake.models.place;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/**
 * Where a place lies on the boundaries of another day.
 *
 * <p>Forward, a place goes to its successors by the weights of the links; backward, it comes from
 * its predecessors in equal shares, because no link says how much of it came from where. Several
 * reforms on the way multiply. The shares of a place sum to exactly 1; what cannot be followed goes
 * to {@link #UNRESOLVED}.
 */
public final class BoundaryMap {
  /** The target of what cannot be followed. */
  public static final String UNRESOLVED = "-1";

  /** The end of what is still in force. */
  public static final LocalDate OPEN_END = LocalDate.of(9999, 12, 31);

  /** Digits after the point of a weight. */
  public static final int SCALE = 10;

  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, List<Link>> successors = new HashMap<>();
  private final Map<String, List<Link>> predecessors = new HashMap<>();

  /** A place and the days of its validity: {@code validTo} is the day after the last. */
  public record Place(String key, LocalDate validFrom, LocalDate validTo) {
    boolean isValidOn(LocalDate day) {
      return !day.isBefore(validFrom) && day.isBefore(validTo);
    }
  }

  /**
   * What a place that ended gave to another.
   *
   * @param successor the other place, or {@link #UNRESOLVED}
   * @param weight the share; those of one predecessor sum to 1
   * @param basis where the share comes from
   */
  public record Link(String predecessor, String successor, BigDecimal weight, Basis basis) {}

  /** Where the share of a link comes from, the weaker the later. */
  public enum Basis {
    /** The whole place went there. */
    WHOLE,
    /** As many people as went there. */
    POPULATION_SHARE,
    /** One of n, because nobody measured it. */
    EQUAL_SHARE;

    private Basis weaker(Basis other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** How a share came about. */
  public enum Method {
    /** The place itself. */
    SAME,
    /** Whole places all the way. */
    WHOLE,
    /** Shares of people stand on the way, and nothing weaker. */
    POPULATION_SHARE,
    /** An equal share stands somewhere on the way. */
    EQUAL_SHARE,
    /** The way ends in nothing. */
    UNRESOLVED
  }

  /** The share of a place that lies in {@code target}. */
  public record Share(String target, BigDecimal weight, boolean isAllocated, Method method) {}

  /**
   * A map over these places and links.
   *
   * @throws DataError {@code REFERENCE_BROKEN} when a link names an unknown place or does not go
   *     forward in time
   */
  public BoundaryMap(List<Place> places, List<Link> links) {
    places.forEach(place -> this.places.put(place.key(), place));
    for (Link link : links) {
      Place from = known(link.predecessor());
      successors.computeIfAbsent(from.key(), key -> new ArrayList<>()).add(link);
      if (!link.successor().equals(UNRESOLVED)) {
        Place to = known(link.successor());
        if (to.validFrom().isBefore(from.validTo())) {
          throw new DataError(
              ErrorCode.REFERENCE_BROKEN,
              "Cannot map boundaries: place "
                  + to.key()
                  + " begins before its predecessor "
                  + from.key()
                  + " ends. Nothing was built.");
        }
        predecessors.computeIfAbsent(to.key(), key -> new ArrayList<>()).add(link);
      }
    }
  }

  private Place known(String key) {
    Place place = places.get(key);
    if (place == null) {
      throw new DataError(
          ErrorCode.REFERENCE_BROKEN,
          "Cannot map boundaries: a link names the unknown place " + key + ". Nothing was built.");
    }
    return place;
  }

  /** The place on its own boundaries. */
  public List<Share> then(String place) {
    return forward(known(place), any -> true);
  }

  /** The place on the boundaries in force. */
  public List<Share> today(String place) {
    return forward(known(place), step -> step.validTo().equals(OPEN_END));
  }

  /** The place on the boundaries of a day. */
  public List<Share> on(LocalDate day, String place) {
    Place start = known(place);
    return start.validFrom().isAfter(day)
        ? backward(start, step -> step.isValidOn(day))
        : forward(start, step -> step.isValidOn(day));
  }

  private List<Share> forward(Place start, Predicate<Place> isTarget) {
    Sum sum = new Sum(start.key());
    forward(start, isTarget, BigDecimal.ONE, Basis.WHOLE, sum);
    return sum.shares();
  }

  private void forward(
      Place place, Predicate<Place> isTarget, BigDecimal weight, Basis basis, Sum sum) {
    if (isTarget.test(place)) {
      sum.add(place.key(), weight, basis);
      return;
    }
    List<Link> links = successors.getOrDefault(place.key(), List.of());
    if (links.isEmpty()) {
      sum.add(UNRESOLVED, weight, basis);
    }
    for (Link link : links) {
      BigDecimal share = weight.multiply(link.weight(), MathContext.DECIMAL128);
      Basis next = basis.weaker(link.basis());
      if (link.successor().equals(UNRESOLVED)) {
        sum.add(UNRESOLVED, share, next);
      } else {
        forward(known(link.successor()), isTarget, share, next, sum);
      }
    }
  }

  private List<Share> backward(Place start, Predicate<Place> isTarget) {
    Sum sum = new Sum(start.key());
    backward(start, isTarget, BigDecimal.ONE, Basis.WHOLE, sum);
    return sum.shares();
  }

  private void backward(
      Place place, Predicate<Place> isTarget, BigDecimal weight, Basis basis, Sum sum) {
    if (isTarget.test(place)) {
      sum.add(place.key(), weight, basis);
      return;
    }
    List<Link> links = predecessors.getOrDefault(place.key(), List.of());
    if (links.isEmpty()) {
      sum.add(UNRESOLVED, weight, basis);
      return;
    }
    BigDecimal share = weight.divide(BigDecimal.valueOf(links.size()), MathContext.DECIMAL128);
    Basis next = links.size() > 1 ? Basis.EQUAL_SHARE : basis;
    for (Link link : links) {
      backward(known(link.predecessor()), isTarget, share, next, sum);
    }
  }

  /** The shares of one place while its ways are followed. */
  private static final class Sum {
    private final String start;
    private final SortedMap<String, BigDecimal> weights = new TreeMap<>();
    private final Map<String, Basis> bases = new HashMap<>();

    Sum(String start) {
      this.start = start;
    }

    void add(String target, BigDecimal weight, Basis basis) {
      weights.merge(target, weight, BigDecimal::add);
      bases.merge(target, basis, Basis::weaker);
    }

    /** Cut to the scale; the last target takes what cutting leaves, so that the sum is 1. */
    List<Share> shares() {
      List<Share> result = new ArrayList<>();
      BigDecimal rest = BigDecimal.ONE.setScale(SCALE);
      for (Map.Entry<String, BigDecimal> entry : weights.entrySet()) {
        String target = entry.getKey();
        BigDecimal weight =
            target.equals(weights.lastKey())
                ? rest
                : entry.getValue().setScale(SCALE, RoundingMode.DOWN);
        rest = rest.subtract(weight);
        if (weight.signum() > 0) {
          Basis basis = bases.getOrDefault(target, Basis.WHOLE);
          result.add(new Share(target, weight, basis != Basis.WHOLE, method(target, basis)));
        }
      }
      return result;
    }

    private Method method(String target, Basis basis) {
      if (target.equals(UNRESOLVED)) {
        return Method.UNRESOLVED;
      }
      if (target.equals(start)) {
        return Method.SAME;
      }
      return switch (basis) {
        case WHOLE -> Method.WHOLE;
        case POPULATION_SHARE -> Method.POPULATION_SHARE;
        case EQUAL_SHARE -> Method.EQUAL_SHARE;
      };
    }
  }
}
