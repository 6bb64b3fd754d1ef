package vn.edulake.jobs.simulate.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which institutions of a level are near: those of the commune, the district, or all. */
final class Catchment {
  private final List<Commune> communes;
  private final List<Institution> institutions;
  private final Map<Level, List<List<Institution>>> near = new EnumMap<>(Level.class);

  Catchment(List<Commune> communes, List<Institution> institutions) {
    this.communes = communes;
    this.institutions = institutions;
    for (Level level : Level.values()) {
      List<List<Institution>> ofLevel = new ArrayList<>();
      for (Commune commune : communes) {
        ofLevel.add(find(level, commune));
      }
      near.put(level, ofLevel);
    }
  }

  private List<Institution> find(Level level, Commune commune) {
    List<Institution> all = institutions.stream().filter(i -> i.teaches(level)).toList();
    List<Institution> inside = all.stream().filter(i -> i.commune() == commune.index()).toList();
    if (!inside.isEmpty()) {
      return inside;
    }
    List<Institution> around =
        all.stream()
            .filter(i -> communes.get(i.commune()).districtCode().equals(commune.districtCode()))
            .toList();
    return around.isEmpty() ? all : around;
  }

  /** Whether the province has an institution of the level. */
  boolean has(Level level) {
    return !near.get(level).get(0).isEmpty();
  }

  /** One of those near a commune, the bigger the likelier. */
  Institution pick(Level level, int commune, Dice dice) {
    List<Institution> among = near.get(level).get(commune);
    return among.get(dice.pick(among.stream().mapToDouble(Institution::size).toArray()));
  }

  /** Another institution of the level than this one; null when there is none. */
  @org.jspecify.annotations.Nullable
  Institution other(Level level, Institution than, Dice dice) {
    List<Institution> all =
        institutions.stream().filter(i -> i.teaches(level) && i.index() != than.index()).toList();
    List<Institution> close =
        all.stream()
            .filter(
                i ->
                    communes
                        .get(i.commune())
                        .districtCode()
                        .equals(communes.get(than.commune()).districtCode()))
            .toList();
    List<Institution> among = close.isEmpty() ? all : close;
    return among.isEmpty() ? null : among.get(dice.below(among.size()));
  }
}
