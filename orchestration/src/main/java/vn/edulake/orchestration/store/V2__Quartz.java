package vn.edulake.orchestration.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;

/** Makes Quartz's tables by the script that comes with Quartz. */
@SuppressWarnings("TypeName")
final class V2__Quartz extends BaseJavaMigration {
  @Override
  public void migrate(Context context) throws IOException, SQLException {
    try (InputStream stream = PostgreSQLDelegate.class.getResourceAsStream("tables_postgres.sql");
        Statement statement = context.getConnection().createStatement()) {
      if (stream == null) {
        throw new IOException("Quartz has no script of its tables for PostgreSQL");
      }
      String script =
          new String(stream.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("DROP TABLE") && !line.startsWith("COMMIT"))
              .collect(Collectors.joining("\n"));
      statement.execute(script);
    }
  }
}
