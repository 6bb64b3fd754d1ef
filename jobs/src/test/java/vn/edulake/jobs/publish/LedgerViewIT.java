package vn.edulake.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.Layer;
import vn.edulake.warehouse.ddl.TableDefinition;

/** The ledger as readers ask for it: by name, over a real Trino. */
class LedgerViewIT {
  @TempDir private Path home;

  @Test
  void theLedgerAnswersBySenderFeedAndDay() throws SQLException {
    TableDefinition[] operations =
        TableDefinition.load().values().stream()
            .filter(definition -> definition.table().layer() == Layer.OPS)
            .toArray(TableDefinition[]::new);
    try (ServedLake lake = new ServedLake(home)) {
      lake.apply(operations);
      lake.ops(
          """
          INSERT INTO ops.feed_due (sender_code, source_code, entity_code, due_date, due_at)
          VALUES ('north', 'town', 'visit', '2026-03-02', '2026-03-02 11:00Z'),
            ('north', 'town', 'visit', '2026-03-03', '2026-03-03 11:00Z')
          """);
      lake.ops(
          """
          INSERT INTO ops.load (batch_id, source_code, entity_code, sender_code, file_name,
            byte_count, content_hash, status, started_at, ended_at, said_count, received_count,
            accepted_count, rejected_count, known_count, drift_code)
          VALUES (1, 'town', 'visit', 'north', 'a.csv', 1, 'x', 'loaded', '2026-03-02 08:00Z',
            '2026-03-02 08:00Z', 10, 10, 7, 2, 1, 'none')
          """);
      lake.mirror(Instant.parse("2026-03-03T12:00:00Z"), ZoneId.of("Asia/Ho_Chi_Minh"));
      lake.syncViews(operations);

      assertThat(
              lake.rows(
                  """
                  SELECT sender_code, entity_code, delivery_date, is_due, said_count,
                    received_count, accepted_count, rejected_count, known_count, published_count,
                    status_code
                  FROM ops.load_ledger
                  ORDER BY delivery_date
                  """))
          .containsExactly(
              "north, visit, 2026-03-02, true, 10, 10, 7, 2, 1, 0, partial",
              "north, visit, 2026-03-03, true, null, 0, 0, 0, 0, 0, missing");
      assertThat(lake.rows("SELECT sender_code, said_count, drift_code FROM ops.load"))
          .containsExactly("north, 10, none");
    }
  }
}
