package vn.edulake.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.jobs.serve.TrinoServer;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;
import vn.edulake.models.error.UserError;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/** Asks Trino. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Asks Trino; names without a catalog are those of the published views.")
final class SqlCommand implements Callable<Integer> {
  /** Trino's numbers below this one are mistakes in the query; above, Trino itself failed. */
  private static final int FIRST_INTERNAL_ERROR = 0x1_0000;

  @Spec private CommandSpec spec;
  @Mixin private LakeSettings settings = new LakeSettings();

  @Parameters(paramLabel = "QUERY", description = "One statement; - reads it from the input.")
  private String query = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private ResultPrinter.Format format = ResultPrinter.Format.table;

  @Option(names = "--user", paramLabel = "NAME", description = "Who asks; default: trino.user.")
  private @Nullable String user;

  @Override
  public Integer call() {
    LakeConfig config = settings.load();
    String statement = statement();
    TrinoServer trino = TrinoServer.load(config);
    PrintWriter out = spec.commandLine().getOut();
    try (Connection connection =
            trino.connect(user == null ? config.text(Setting.TRINO_USER) : user);
        Statement asked = connection.createStatement()) {
      if (asked.execute(statement)) {
        try (ResultSet rows = asked.getResultSet()) {
          format.print(rows, out);
        }
      }
      return 0;
    } catch (SQLException e) {
      throw failure(e, trino);
    } finally {
      out.flush();
    }
  }

  private String statement() {
    String text = query;
    if (text.equals("-")) {
      try {
        text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    text = text.strip();
    return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
  }

  private static LakeException failure(SQLException failure, TrinoServer trino) {
    String message = failure.getMessage();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new ExternalError(
            ErrorCode.TRINO_UNAVAILABLE,
            "Cannot reach Trino at %s: %s. Start it with ./lake up."
                .formatted(trino.url(), cause.getMessage()),
            failure);
      }
    }
    if (failure.getErrorCode() >= FIRST_INTERNAL_ERROR) {
      return new ExternalError(
          ErrorCode.QUERY_FAILED, "Cannot answer the query: " + message, failure);
    }
    return new UserError(ErrorCode.QUERY_FAILED, "Cannot answer the query: " + message, failure);
  }
}
