package vn.edulake.orchestration.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.error.UserError;
import vn.edulake.orchestration.store.Resources.Connection;

class ConnectionsTest {
  private static final String OWN =
      "{\"conn_type\": \"trino\", \"host\": \"own\", \"login\": \"lake\"}";

  private static Connections.Jdbc address(String text) {
    return Connections.jdbc(
        Connections.find("C", Map.of("AIRFLOW_CONN_C", text), id -> Optional.empty())
            .orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trino://ada@host:8081/edu/core | jdbc:trino://host:8081/edu/core | ada",
        "trino://ada@host:8081/core?catalog=edu | jdbc:trino://host:8081/edu/core | ada",
        "trino://host?catalog=edu | jdbc:trino://host:8080/edu | airflow",
        "trino://ada@host:8443 | jdbc:trino://host:8443/ | ada",
        "postgres://ada@host/ops | jdbc:postgresql://host:5432/ops | ada"
      })
  void aConnectionIsAnAddressOfItsDriver(String connection, String url, String user) {
    assertThat(address(connection).url()).isEqualTo(url);
    assertThat(address(connection).properties()).containsEntry("user", user).hasSize(1);
  }

  @Test
  void aPasswordGoesToTrinoOverTls() {
    assertThat(address("trino://ada:s3cret@host:8443?catalog=edu&protocol=https").properties())
        .containsEntry("password", "s3cret")
        .containsEntry("SSL", "true");
  }

  @Test
  void whatAPersonGivesComesBeforeTheTrinoOfTheLake() {
    Connection stored =
        new Connection("trino_default", "trino", null, "stored", null, null, null, null, null);
    Map<String, String> own = Map.of("LAKE_CONN_TRINO_DEFAULT", OWN);
    Map<String, String> both =
        Map.of("LAKE_CONN_TRINO_DEFAULT", OWN, "AIRFLOW_CONN_TRINO_DEFAULT", "trino://given");

    assertThat(host(own, Optional.empty())).contains("own");
    assertThat(host(own, Optional.of(stored))).contains("stored");
    assertThat(host(both, Optional.of(stored))).contains("given");
    assertThat(host(Map.of(), Optional.empty())).isEmpty();
  }

  private static Optional<String> host(
      Map<String, String> environment, Optional<Connection> stored) {
    return Connections.find("trino_default", environment, id -> stored).map(Connection::host);
  }

  @Test
  void whatIsNoConnectionIsNamedByItsVariableAlone() {
    assertThatThrownBy(() -> address("trino://a b:s3cret"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Invalid connection: AIRFLOW_CONN_C (JSON")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void passwordsOfConnectionsInTheEnvironmentAreHidden() {
    SecretMask mask =
        SecretMask.of(
            List.of(),
            List.of(),
            Map.of(
                "AIRFLOW_CONN_BANK", "http://ada:pa55word%21@host?token=tok-987654",
                "AIRFLOW_CONN_WRONG", "a b"));

    assertThat(mask.hide("http://ada:pa55word%21@host, pa55word! and tok-987654 of ada"))
        .isEqualTo("http://ada:***@host, *** and *** of ada");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1; SELECT 2 | SELECT 1,SELECT 2",
        "SELECT ';' ; SELECT 2; | SELECT ';',SELECT 2",
        "SELECT 1 /* a; b */ + 2; /* done; */ | SELECT 1   + 2",
        "SELECT 1 -- a; b | SELECT 1",
        "SELECT '/*'; SELECT '*/' | SELECT '/*',SELECT '*/'"
      })
  void aSemicolonInQuotesOrACommentEndsNoStatement(String sql, String statements) {
    assertThat(Queries.split(sql)).containsExactly(statements.split(","));
  }
}
