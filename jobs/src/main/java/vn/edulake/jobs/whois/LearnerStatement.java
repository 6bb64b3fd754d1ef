package vn.edulake.jobs.whois;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * A statement about who a learner is, and why it counts as this learner's.
 *
 * @param school account of the school, where schools make the statement
 * @param score of a scored link, the probability that it is right
 */
public record LearnerStatement(
    String statementKey,
    String learnerKey,
    String source,
    String school,
    @Nullable String localNumber,
    @Nullable String code,
    @Nullable String personalNumber,
    @Nullable String name,
    @Nullable LocalDate birthDate,
    @Nullable String sex,
    LocalDate firstStated,
    LocalDate lastStated,
    String method,
    @Nullable BigDecimal score,
    String evidence) {
  static LearnerStatement of(Record statement, Record link) {
    return new LearnerStatement(
        text(statement, "statement_key"),
        text(link, "learner_key"),
        text(statement, "source_code"),
        text(statement, "sender_code"),
        (String) statement.getField("local_number"),
        (String) statement.getField("learner_code"),
        (String) statement.getField("personal_number"),
        (String) statement.getField("full_name"),
        (LocalDate) statement.getField("birth_date"),
        (String) statement.getField("sex_code"),
        (LocalDate) statement.getField("first_stated_date"),
        (LocalDate) statement.getField("last_stated_date"),
        text(link, "method_code"),
        (BigDecimal) link.getField("score"),
        text(link, "evidence"));
  }

  private static String text(Record row, String column) {
    return String.valueOf(row.getField(column));
  }
}
