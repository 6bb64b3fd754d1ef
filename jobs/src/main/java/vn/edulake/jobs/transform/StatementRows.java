package vn.edulake.jobs.transform;

import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.identity.StatedDays;
import vn.edulake.jobs.identity.Statement;

/**
 * Rows of {@code vault.learner_statement} as statements. They are read as Spark holds them: there
 * are hundreds of thousands, and a day is a number there.
 */
public final class StatementRows {
  private static final String[] OF_LEARNERS = {
    "statement_key",
    "source_code",
    "sender_code",
    "local_number",
    "learner_code",
    "personal_number",
    "full_name",
    "birth_date",
    "sex_code",
    "guardian_name",
    "phone",
    "home_commune_name",
    "institution_code",
    "class_name",
    "stated_dates"
  };

  private StatementRows() {}

  /** What {@link #read} reads of the statements about learners, in its order. */
  public static Dataset<Row> ofLearners(Dataset<Row> table) {
    return table.selectExpr(OF_LEARNERS);
  }

  /** The statement of a row. */
  public static StatedDays read(InternalRow row) {
    return new StatedDays(
        new Statement(
            row.getString(0),
            row.getString(1),
            row.getString(2),
            text(row, 3),
            text(row, 4),
            text(row, 5),
            text(row, 6),
            row.isNullAt(7) ? null : LocalDate.ofEpochDay(row.getInt(7)),
            text(row, 8),
            text(row, 9),
            text(row, 10),
            text(row, 11),
            text(row, 12),
            text(row, 13)),
        row.getArray(14).toIntArray());
  }

  private static @Nullable String text(InternalRow row, int place) {
    return row.isNullAt(place) ? null : row.getString(place);
  }
}
