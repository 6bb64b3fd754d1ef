package vn.edulake.jobs.pipeline;

import static java.util.Comparator.naturalOrder;
import static org.apache.spark.sql.functions.broadcast;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Of a feed of daily files those of which new files may say something: they are of a sender's same
 * day, or of the one before or after it.
 *
 * @param loads whose findings are made anew
 * @param files of these loads, and those beside them: load, sender and day
 */
record NearbyFiles(Set<Long> loads, Dataset<Row> files) {
  /** So many days are named to where the rows are read. */
  private static final int FEW_DAYS = 200;

  NearbyFiles {
    loads = Set.copyOf(loads);
  }

  /**
   * Looks at the names of senders and days alone.
   *
   * @param deliveries load, sender and day of all rows, each once or several times
   * @param day the column with the day of a row
   * @param through the last load that was compared before
   */
  static NearbyFiles of(Dataset<Row> deliveries, String day, long through) {
    List<Row> all = deliveries.select("_load_id", "sender_code", day).collectAsList();
    Map<@Nullable String, NavigableMap<@Nullable String, Set<Long>>> loadsOf = new HashMap<>();
    for (Row file : all) {
      loadsOf
          .computeIfAbsent(
              file.getString(1), unused -> new TreeMap<>(Comparator.nullsFirst(naturalOrder())))
          .computeIfAbsent(file.getString(2), unused -> new HashSet<>())
          .add(file.getLong(0));
    }
    Set<Long> told = new HashSet<>();
    for (Row file : all) {
      if (file.getLong(0) > through) {
        beside(loadsOf.get(file.getString(1)), file.getString(2)).values().forEach(told::addAll);
      }
    }
    Set<Row> needed = new LinkedHashSet<>();
    for (Row file : all) {
      if (told.contains(file.getLong(0))) {
        String sender = file.getString(1);
        beside(loadsOf.get(sender), file.getString(2))
            .forEach(
                (date, loads) ->
                    loads.forEach(load -> needed.add(RowFactory.create(load, sender, date))));
      }
    }
    return new NearbyFiles(
        told,
        deliveries
            .sparkSession()
            .createDataFrame(
                List.copyOf(needed),
                StructType.fromDDL("_load_id BIGINT, sender_code STRING, " + day + " STRING")));
  }

  /** What a sender has of a day, and of the one before and after it that it has. */
  private static NavigableMap<@Nullable String, Set<Long>> beside(
      NavigableMap<@Nullable String, Set<Long>> days, @Nullable String day) {
    Map.Entry<@Nullable String, Set<Long>> before = days.lowerEntry(day);
    Map.Entry<@Nullable String, Set<Long>> after = days.higherEntry(day);
    return days.subMap(
        before == null ? day : before.getKey(), true, after == null ? day : after.getKey(), true);
  }

  /** The rows of the files, of all rows of the feed. */
  Dataset<Row> of(Dataset<Row> feed, String day) {
    Set<String> days =
        files.select(day).collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.toCollection(HashSet::new));
    // One that is null equals no other.
    Dataset<Row> some =
        days.contains(null) || days.size() > FEW_DAYS
            ? feed
            : feed.where(feed.col(day).isin(days.toArray()));
    return some.join(
        broadcast(files),
        some.col("_load_id")
            .equalTo(files.col("_load_id"))
            .and(some.col("sender_code").eqNullSafe(files.col("sender_code")))
            .and(some.col(day).eqNullSafe(files.col(day))),
        "left_semi");
  }
}
