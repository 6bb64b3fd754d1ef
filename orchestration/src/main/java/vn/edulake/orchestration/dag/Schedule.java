package vn.edulake.orchestration.dag;

import java.util.Optional;
import java.util.Set;
import vn.edulake.orchestration.timetable.Timetable;

/** What starts the runs of a DAG. */
public sealed interface Schedule {
  /** Only a person or another DAG. */
  record Manual() implements Schedule {}

  /** The clock. */
  record Timed(Timetable timetable) implements Schedule {}

  /** Changes of assets. */
  record OnAssets(AssetExpression assets) implements Schedule {}

  /** The clock, and changes of assets as well. */
  record OnAssetsOrTime(AssetExpression assets, Timetable timetable) implements Schedule {}

  /** The timetable, when the clock starts runs. */
  default Optional<Timetable> findTimetable() {
    if (this instanceof Timed timed) {
      return Optional.of(timed.timetable);
    }
    if (this instanceof OnAssetsOrTime both) {
      return Optional.of(both.timetable);
    }
    return Optional.empty();
  }

  /** The expression, when changes of assets start runs. */
  default Optional<AssetExpression> findAssets() {
    if (this instanceof OnAssets on) {
      return Optional.of(on.assets);
    }
    if (this instanceof OnAssetsOrTime both) {
      return Optional.of(both.assets);
    }
    return Optional.empty();
  }

  /** The assets whose changes count. */
  default Set<Asset> watched() {
    return findAssets().map(AssetExpression::assets).orElse(Set.of());
  }

  /** What a list of DAGs shows: a cron expression, a preset, a duration, or {@code Asset}. */
  default String summary() {
    if (this instanceof OnAssetsOrTime both) {
      return "Asset or " + both.timetable.summary();
    }
    return findAssets().isPresent()
        ? "Asset"
        : findTimetable().map(Timetable::summary).orElse("None");
  }
}
