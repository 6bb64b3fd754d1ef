package vn.edulake.models.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import vn.edulake.models.error.DataError;
import vn.edulake.models.place.BoundaryMap.Basis;
import vn.edulake.models.place.BoundaryMap.Link;
import vn.edulake.models.place.BoundaryMap.Method;
import vn.edulake.models.place.BoundaryMap.Place;
import vn.edulake.models.place.BoundaryMap.Share;

class BoundaryMapTest {
  private static final LocalDate START = LocalDate.of(1900, 1, 1);
  private static final LocalDate REFORM = LocalDate.of(2025, 7, 1);
  private static final LocalDate SECOND = LocalDate.of(2030, 1, 1);
  private static final LocalDate DAY_BEFORE = LocalDate.of(2025, 6, 30);

  private static Place old(String key) {
    return new Place(key, START, REFORM);
  }

  private static Place middle(String key) {
    return new Place(key, REFORM, SECOND);
  }

  private static Place current(String key, LocalDate from) {
    return new Place(key, from, BoundaryMap.OPEN_END);
  }

  private static Link link(String from, String to, String weight, boolean isAllocated) {
    return new Link(
        from, to, new BigDecimal(weight), isAllocated ? Basis.EQUAL_SHARE : Basis.WHOLE);
  }

  private static Share share(String target, String weight, boolean isAllocated, Method method) {
    return new Share(
        target, new BigDecimal(weight).setScale(BoundaryMap.SCALE), isAllocated, method);
  }

  @Test
  void aPlaceIsItselfOnItsOwnBoundaries() {
    BoundaryMap map = new BoundaryMap(List.of(old("a")), List.of());

    assertThat(map.then("a")).containsExactly(share("a", "1", false, Method.SAME));
    assertThat(map.on(DAY_BEFORE, "a")).containsExactly(share("a", "1", false, Method.SAME));
  }

  @Test
  void aMergedPlaceLiesWhollyInItsSuccessor() {
    BoundaryMap map =
        new BoundaryMap(
            List.of(old("a"), current("n", REFORM)), List.of(link("a", "n", "1", false)));

    assertThat(map.today("a")).containsExactly(share("n", "1", false, Method.WHOLE));
  }

  @Test
  void theDayOfTheReformBelongsToTheNewBoundaries() {
    BoundaryMap map =
        new BoundaryMap(
            List.of(old("a"), current("n", REFORM)), List.of(link("a", "n", "1", false)));

    assertThat(map.on(REFORM, "a")).containsExactly(share("n", "1", false, Method.WHOLE));
    assertThat(map.on(DAY_BEFORE, "n")).containsExactly(share("a", "1", false, Method.WHOLE));
  }

  @Test
  void aSplitPlaceIsAllocatedAndSaysSo() {
    BoundaryMap map =
        new BoundaryMap(
            List.of(old("a"), current("m", REFORM), current("n", REFORM)),
            List.of(link("a", "m", "0.5", true), link("a", "n", "0.5", true)));

    assertThat(map.today("a"))
        .containsExactly(
            share("m", "0.5", true, Method.EQUAL_SHARE),
            share("n", "0.5", true, Method.EQUAL_SHARE));
  }

  @Test
  void goingBackAMergedPlaceIsAllocatedInEqualShares() {
    BoundaryMap map =
        new BoundaryMap(
            List.of(old("a"), old("b"), old("c"), current("n", REFORM)),
            List.of(
                link("a", "n", "1", false),
                link("b", "n", "1", false),
                link("c", "n", "1", false)));

    assertThat(map.on(DAY_BEFORE, "n"))
        .containsExactly(
            share("a", "0.3333333333", true, Method.EQUAL_SHARE),
            share("b", "0.3333333333", true, Method.EQUAL_SHARE),
            share("c", "0.3333333334", true, Method.EQUAL_SHARE));
  }

  @Test
  void theWeightsOfTwoReformsMultiply() {
    BoundaryMap map =
        new BoundaryMap(
            List.of(old("a"), middle("m"), middle("n"), current("x", SECOND), current("y", SECOND)),
            List.of(
                link("a", "m", "0.5", true),
                link("a", "n", "0.5", true),
                link("m", "x", "0.5", true),
                link("m", "y", "0.5", true),
                link("n", "y", "1", false)));

    assertThat(map.today("a"))
        .containsExactly(
            share("x", "0.25", true, Method.EQUAL_SHARE),
            share("y", "0.75", true, Method.EQUAL_SHARE));
  }

  @Test
  void aLinkToNowhereAndAMissingLinkAreUnresolved() {
    BoundaryMap map =
        new BoundaryMap(
            List.of(old("a"), old("b"), current("n", REFORM)),
            List.of(link("a", BoundaryMap.UNRESOLVED, "1", false)));

    Share unresolved = share("-1", "1", false, Method.UNRESOLVED);
    assertThat(map.today("a")).containsExactly(unresolved);
    assertThat(map.today("b")).containsExactly(unresolved);
    assertThat(map.on(DAY_BEFORE, "n")).containsExactly(unresolved);
  }

  @Test
  void aLinkBackInTimeIsRefused() {
    List<Place> places = List.of(old("a"), current("n", START));
    List<Link> links = List.of(link("a", "n", "1", false));

    assertThatThrownBy(() -> new BoundaryMap(places, links))
        .isInstanceOf(DataError.class)
        .hasMessage(
            "Cannot map boundaries: place n begins before its predecessor a ends."
                + " Nothing was built.");
  }

  @Test
  void aLinkToAnUnknownPlaceIsRefused() {
    List<Place> places = List.of(old("a"));
    List<Link> links = List.of(link("a", "x", "1", false));

    assertThatThrownBy(() -> new BoundaryMap(places, links))
        .isInstanceOf(DataError.class)
        .hasMessageContaining("unknown place x");
  }

  @Property(tries = 200)
  void sharesSumToOneOverAnyReforms(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int reforms) {
    Reforms drawn = Reforms.draw(new Random(seed), reforms);
    BoundaryMap map = new BoundaryMap(drawn.places(), drawn.links());

    for (Place place : drawn.places()) {
      sumsToOne(map.then(place.key()));
      sumsToOne(map.today(place.key()));
      for (LocalDate day : drawn.days()) {
        sumsToOne(map.on(day, place.key()));
      }
    }
  }

  @Property(tries = 100)
  void targetsAreInForceOnTheDayAskedFor(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int reforms) {
    Reforms drawn = Reforms.draw(new Random(seed), reforms);
    BoundaryMap map = new BoundaryMap(drawn.places(), drawn.links());

    for (Place place : drawn.places()) {
      for (LocalDate day : drawn.days()) {
        for (Share share : map.on(day, place.key())) {
          if (share.method() != Method.UNRESOLVED) {
            assertThat(drawn.place(share.target()).isValidOn(day)).isTrue();
          }
        }
      }
    }
  }

  private static void sumsToOne(List<Share> shares) {
    assertThat(shares.stream().map(Share::weight).reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualTo(BigDecimal.ONE.setScale(BoundaryMap.SCALE));
    assertThat(shares).allSatisfy(share -> assertThat(share.weight()).isPositive());
  }

  /** A random history: each reform ends all places and links them at random to new ones. */
  private record Reforms(List<Place> places, List<Link> links, List<LocalDate> days) {
    static Reforms draw(Random random, int reforms) {
      List<Place> places = new ArrayList<>();
      List<Link> links = new ArrayList<>();
      List<LocalDate> days = new ArrayList<>();
      List<Place> before = List.of();
      for (int period = 0; period <= reforms; period++) {
        LocalDate from = START.plusYears(10L * period);
        LocalDate to = period == reforms ? BoundaryMap.OPEN_END : from.plusYears(10);
        days.add(from);
        days.add(to.minusDays(1));
        List<Place> now = new ArrayList<>();
        for (int i = random.nextInt(1, 7); i > 0; i--) {
          now.add(new Place("p" + period + "_" + i, from, to));
        }
        for (Place place : before) {
          links.addAll(successors(random, place, now));
        }
        places.addAll(now);
        before = now;
      }
      return new Reforms(places, links, days);
    }

    private static List<Link> successors(Random random, Place place, List<Place> now) {
      List<Link> result = new ArrayList<>();
      int count = random.nextInt(0, now.size() + 1);
      BigDecimal rest = BigDecimal.ONE;
      for (int i = 0; i < count; i++) {
        BigDecimal weight =
            i == count - 1
                ? rest
                : BigDecimal.ONE.divide(
                    BigDecimal.valueOf(count), BoundaryMap.SCALE, RoundingMode.HALF_UP);
        rest = rest.subtract(weight);
        String target = random.nextInt(8) == 0 && i == 0 ? "-1" : now.get(i).key();
        result.add(link(place.key(), target, weight.toPlainString(), count > 1));
      }
      return result;
    }

    Place place(String key) {
      return places.stream().filter(place -> place.key().equals(key)).findFirst().orElseThrow();
    }
  }
}
