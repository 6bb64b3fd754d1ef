package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.identity.StatedDays;
import vn.edulake.jobs.identity.Statement;

/** Rows of {@code vault.learner_statement} as statements. */
public final class StatementRows {
  private static final String[] OF_LEARNERS = {
    "statement_key",
    "source_code",
    "sender_code",
    "local_number",
    "learner_code",
    "personal_number",
    "full_name",
    "unix_date(birth_date)",
    "sex_code",
    "guardian_name",
    "phone",
    "home_commune_name",
    "institution_code",
    "class_name",
    "transform(stated_dates, day -> unix_date(day))"
  };

  private StatementRows() {}

  /** What {@link #read} reads of the statements about learners, in its order. */
  public static Dataset<Row> ofLearners(Dataset<Row> table) {
    return table.selectExpr(OF_LEARNERS);
  }

  /** The statement of a row. */
  public static StatedDays read(Row row) {
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
        days(row.getList(14)));
  }

  private static int[] days(List<Integer> stated) {
    int[] result = new int[stated.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = stated.get(i);
    }
    return result;
  }

  private static @Nullable String text(Row row, int place) {
    return row.isNullAt(place) ? null : row.getString(place);
  }
}
