package vn.edulake.jobs.pipeline;

import static org.apache.spark.sql.functions.broadcast;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Of a feed of daily files those of which new files may say something: they are of a sender's same
 * day, or of the one before or after it.
 *
 * @param loads whose findings are made anew
 * @param files of these loads, and those beside them: load, sender and day
 */
record NearbyFiles(Set<Long> loads, Dataset<Row> files) {
  NearbyFiles {
    loads = Set.copyOf(loads);
  }

  /**
   * Looks at the names of senders and days alone.
   *
   * @param feed all rows, as SQL knows them
   * @param day the column with the day of a row
   * @param through the last load that was compared before
   */
  static NearbyFiles of(SparkSession session, String feed, String day, long through) {
    String near =
        "OVER (PARTITION BY sender_code ORDER BY day_number RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING)";
    List<Row> rows =
        session
            .sql(
                """
                WITH file AS (SELECT DISTINCT _load_id, sender_code, %1$s FROM %2$s),
                numbered AS (
                  SELECT *, dense_rank() OVER (PARTITION BY sender_code ORDER BY %1$s) AS day_number FROM file
                ),
                reached AS (SELECT *, bool_or(_load_id > %3$d) %4$s AS is_reached FROM numbered),
                told AS (SELECT *, bool_or(is_reached) OVER (PARTITION BY _load_id) AS is_told FROM reached),
                needed AS (SELECT *, bool_or(is_told) %4$s AS is_needed FROM told)
                SELECT _load_id, sender_code, %1$s, is_told FROM needed WHERE is_needed
                """
                    .formatted(day, feed, through, near))
            .collectAsList();
    Dataset<Row> files =
        session.createDataFrame(
            rows,
            StructType.fromDDL(
                "_load_id BIGINT, sender_code STRING, " + day + " STRING, is_told BOOLEAN"));
    return new NearbyFiles(
        rows.stream()
            .filter(row -> row.getBoolean(3))
            .map(row -> row.getLong(0))
            .collect(Collectors.toSet()),
        files);
  }

  /** The rows of the files, of all rows of the feed. */
  Dataset<Row> of(Dataset<Row> feed, String day) {
    return feed.join(
        broadcast(files),
        feed.col("_load_id")
            .equalTo(files.col("_load_id"))
            .and(feed.col("sender_code").eqNullSafe(files.col("sender_code")))
            .and(feed.col(day).eqNullSafe(files.col(day))),
        "left_semi");
  }
}
