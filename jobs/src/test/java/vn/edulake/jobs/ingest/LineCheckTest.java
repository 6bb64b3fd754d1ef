package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.contract.SourceContract;

class LineCheckTest {
  private static final SourceContract VISIT =
      SourceContract.parse(
          "town__visit.yml",
          """
          source: town
          entity: visit
          owner: places
          key: [visit_code]
          delivery: {semantics: snapshot}
          staging: derived
          nulls: ['NULL', '0000-00-00']
          columns:
            visit_code: {type: text, required: true, header: [code]}
            visitor_count: {type: integer, thousands: '.', nulls: ['không'], header: [count]}
            price: {type: decimal, decimals: 2, decimal_mark: ',', header: [price]}
            visit_date: {type: date, format: [dd/MM/yyyy, d-M-yyyy], header: [date]}
          layouts:
            - name: usual
              files: ['*.csv']
              format: csv
            - name: american
              files: ['us_*.csv']
              format: csv
              formats: {visit_date: MM/dd/yyyy}
          """);

  private static Optional<Violation> violation(int layout, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(Map.of("visit_code", "V"));
    all.putAll(values);
    LineCheck check = new LineCheck(VISIT, VISIT.layouts().get(layout), Map.of());
    Line line = new Line(1, all, null, false);
    return check.violation(line, check.values(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          visitor_count | 1.234 |
          visitor_count | 1234 |
          visitor_count | NULL |
          visitor_count | không |
          visitor_count | 1.23 | TYPE
          visitor_count | 12345678901234567890 | TYPE
          price | 12,5 |
          price | 12.5 |
          price | không | TYPE
          price | 1,2,3 | TYPE
          price | 1234567890123456789,5 | TYPE
          visit_date | 31/12/2024 |
          visit_date | 1-2-2024 |
          visit_date | 0000-00-00 |
          visit_date | 12/31/2024 | TYPE
          visit_date | 30/02/2024 | TYPE
          visit_code | ' NULL ' | KEY_MISSING
          """)
  void aTextIsJudgedAsItsColumnIsWritten(String column, String text, Rule rule) {
    assertThat(violation(0, Map.of(column, text)).map(Violation::rule))
        .isEqualTo(Optional.ofNullable(rule));
  }

  @Test
  void aLayoutMayWriteDatesInItsOwnWay() {
    assertThat(violation(1, Map.of("visit_date", "12/31/2024"))).isEmpty();
    assertThat(violation(1, Map.of("visit_date", "31/12/2024")))
        .hasValueSatisfying(
            violation -> assertThat(violation.message()).contains("is no date MM/dd/yyyy"));
  }

  @Test
  void aRefusalNamesAllFormats() {
    assertThat(violation(0, Map.of("visit_date", "soon")))
        .hasValueSatisfying(
            violation ->
                assertThat(violation.message()).contains("date is no date dd/MM/yyyy / d-M-yyyy"));
  }
}
