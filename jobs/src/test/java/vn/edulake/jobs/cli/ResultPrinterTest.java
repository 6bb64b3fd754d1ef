package vn.edulake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The rows come from DuckDB, whose driver follows JDBC as Trino's does. */
class ResultPrinterTest {
  private static final String ROWS =
      """
      SELECT * FROM (VALUES
        (1, 'Đồng Tháp', CAST(1.50 AS DECIMAL(9, 2)), true, DATE '2026-01-02'),
        (22, NULL, NULL, NULL, NULL),
        (3, 'a "b", c', CAST(-0.25 AS DECIMAL(9, 2)), false, DATE '2026-01-03')
      ) AS t (n, place, mean, is_old, day)
      """;

  @Test
  void aTableStandsInColumnsWithNumbersToTheRight() throws Exception {
    assertThat(printed(ResultPrinter.Format.table, ROWS))
        .isEqualTo(
            """
             n  place       mean  is_old  day
            --  ---------  -----  ------  ----------
             1  Đồng Tháp   1.50  true    2026-01-02
            22
             3  a "b", c   -0.25  false   2026-01-03
            (3 rows)
            """);
  }

  @Test
  void csvFollowsRfc4180AndTellsNullFromEmpty() throws Exception {
    assertThat(printed(ResultPrinter.Format.csv, ROWS))
        .isEqualTo(
            """
            n,place,mean,is_old,day
            1,Đồng Tháp,1.50,true,2026-01-02
            22,,,,
            3,"a ""b"", c",-0.25,false,2026-01-03
            """
                .replace("\n", "\r\n"));
    assertThat(printed(ResultPrinter.Format.csv, "SELECT '' AS a, NULL AS b, 'x' || chr(10) AS c"))
        .isEqualTo("a,b,c\r\n\"\",,\"x\n\"\r\n");
  }

  @Test
  void jsonKeepsNumbersTruthsAndNulls() throws Exception {
    assertThat(printed(ResultPrinter.Format.json, ROWS))
        .isEqualTo(
            """
            [
            {"n":1,"place":"Đồng Tháp","mean":1.50,"is_old":true,"day":"2026-01-02"},
            {"n":22,"place":null,"mean":null,"is_old":null,"day":null},
            {"n":3,"place":"a \\"b\\", c","mean":-0.25,"is_old":false,"day":"2026-01-03"}
            ]
            """);
    assertThat(printed(ResultPrinter.Format.json, "SELECT 1 AS a WHERE false")).isEqualTo("[]\n");
  }

  @Test
  void jsonHasNoNumberForNaNAndNoKeyTwice() throws Exception {
    assertThat(printed(ResultPrinter.Format.json, "SELECT CAST('nan' AS DOUBLE) AS a, 2 AS a"))
        .isEqualTo("[\n{\"a\":\"NaN\",\"a_2\":2}\n]\n");
  }

  private static String printed(ResultPrinter.Format format, String query) throws Exception {
    StringWriter text = new StringWriter();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query);
        PrintWriter out = new PrintWriter(text)) {
      format.print(rows, out);
    }
    return text.toString();
  }
}
