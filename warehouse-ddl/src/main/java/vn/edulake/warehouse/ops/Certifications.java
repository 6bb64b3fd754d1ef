package vn.edulake.warehouse.ops;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.models.TableName;

/** Of each table, whether readers see its newest rows, and if not since when and why. */
public final class Certifications {
  private Certifications() {}

  /**
   * A table of which readers see older rows than there are.
   *
   * @param since when newer rows were refused first
   * @param runId the last run that refused them
   * @param cause the table whose check failed: itself, or what it depends on
   * @param message what the check found
   */
  public record Refused(
      TableName table, Instant since, long runId, TableName cause, String message) {}

  /** Notes tables that passed with a run. */
  public static void passed(Handle handle, long runId, Collection<TableName> tables) {
    for (TableName table : tables) {
      handle
          .createUpdate(
              """
              INSERT INTO ops.certification (table_name, certified_run_id) VALUES (:table, :run)
              ON CONFLICT (table_name) DO UPDATE
              SET certified_run_id = :run, not_certified_since = NULL, rejected_run_id = NULL,
                cause_table = NULL, message = NULL
              """)
          .bind("table", table.toString())
          .bind("run", runId)
          .execute();
    }
  }

  /** Notes tables that are as their inputs say again, though nothing was built. */
  public static void upToDate(Handle handle, Collection<TableName> tables) {
    for (TableName table : tables) {
      handle
          .createUpdate(
              """
              UPDATE ops.certification
              SET not_certified_since = NULL, rejected_run_id = NULL, cause_table = NULL,
                message = NULL
              WHERE table_name = :table AND not_certified_since IS NOT NULL
              """)
          .bind("table", table.toString())
          .execute();
    }
  }

  /** Notes that readers go on seeing what they saw of a table. */
  public static void refused(
      Handle handle, long runId, TableName table, TableName cause, String message) {
    handle
        .createUpdate(
            """
            INSERT INTO ops.certification AS stored
              (table_name, not_certified_since, rejected_run_id, cause_table, message)
            VALUES (:table, clock_timestamp(), :run, :cause, :message)
            ON CONFLICT (table_name) DO UPDATE
            SET not_certified_since =
                coalesce(stored.not_certified_since, EXCLUDED.not_certified_since),
              rejected_run_id = :run, cause_table = :cause, message = :message
            """)
        .bind("table", table.toString())
        .bind("run", runId)
        .bind("cause", cause.toString())
        .bind("message", message)
        .execute();
  }

  /** The tables of which readers see older rows than there are. */
  public static List<Refused> refused(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT table_name, not_certified_since, rejected_run_id, cause_table, message
                    FROM ops.certification
                    WHERE not_certified_since IS NOT NULL
                    ORDER BY not_certified_since, cause_table <> table_name, table_name
                    """)
                .map(
                    (row, context) ->
                        new Refused(
                            TableName.parse(row.getString("table_name")),
                            row.getObject("not_certified_since", OffsetDateTime.class).toInstant(),
                            row.getLong("rejected_run_id"),
                            TableName.parse(row.getString("cause_table")),
                            row.getString("message")))
                .list());
  }
}
