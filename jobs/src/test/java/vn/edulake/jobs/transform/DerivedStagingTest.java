package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.DerivedStaging;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.ddl.TableDefinition;

class DerivedStagingTest {
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
          nulls: ['NULL', '-']
          columns:
            visit_code: {type: text, required: true, header: [code]}
            reason: {type: code, codes: [play, work], on_invalid: keep, header: [reason]}
            visitor_count: {type: integer, header: [count], nulls: ['0']}
            step_count: {type: integer, thousands: '.', on_invalid: keep, header: [steps]}
            price: {type: decimal, decimals: 2, header: [price], decimal_mark: ',', thousands: ' '}
            weight: {type: decimal, header: [weight]}
            visit_date: {type: date, format: [dd/MM/yyyy, d/M/yyyy], on_invalid: keep, header: [date]}
            began_at: {type: timestamp, on_invalid: keep, header: [began]}
            ended_at: {type: timestamp, format: ['yyyy-MM-dd HH:mm:ss', yyyy-MM-dd], header: [ended]}
            is_paid: {type: boolean, on_invalid: keep, header: [paid]}
          layouts:
            - name: usual
              files: ['*.csv']
              format: csv
            - name: american
              files: ['us_*.csv']
              format: csv
              formats: {visit_date: MM/dd/yyyy}
          """);

  private static final TableSpec SPEC = DerivedStaging.specs(SourceContracts.of(VISIT)).get(0);

  /** A text in a column of a row, and the value that it stands for. */
  private record Case(String column, String layout, String text, String value) {
    static Case parse(String line) {
      String[] parts = line.split("[|]", -1);
      return new Case(
          parts[0].strip(), parts[1].strip(), parts[2].replaceAll("^ | $", ""), parts[3].strip());
    }
  }

  private static final List<Case> CASES =
      """
      reason     | usual    |  Trươ\u0300ng  A | Trường A
      reason     | usual    |  play| play
      reason     | usual    | other | other
      reason     | usual    |  | null
      reason     | usual    | NULL | null
      reason     | usual    |  -  | null
      visitor_count | usual | 007 | 7
      visitor_count | usual | 0 | null
      visitor_count | usual | -12 | -12
      step_count | usual    | 1.234.567 | 1234567
      step_count | usual    | 1234 | 1234
      step_count | usual    | 1.23 | null
      step_count | usual    | 1,5 | null
      step_count | usual    | many | null
      step_count | usual    | 99999999999999999999 | null
      price      | usual    | 1 234,5 | 1234.50
      price      | usual    | 1\u00a0234,56 | 1234.56
      price      | usual    | 1234.5 | 1234.50
      price      | usual    | 12 34 | null
      weight     | usual    | -1.25 | -1.250000
      weight     | usual    | 1e3 | 1000.000000
      weight     | usual    | NULL | null
      visit_date | usual    | 29/02/2024 | 2024-02-29
      visit_date | usual    | 1/9/2024 | 2024-09-01
      visit_date | usual    | 29/02/2023 | null
      visit_date | usual    | 05/13/2024 | null
      visit_date | usual    | 2024 | null
      visit_date | usual    | 2024-01-01 | null
      visit_date | american | 05/13/2024 | 2024-05-13
      visit_date | american | 13/05/2024 | null
      began_at   | usual    | 2024-05-06T07:08:09.5+07:00 | 2024-05-06T00:08:09.500Z
      began_at   | usual    | 2024-05-06T07:08:09 | 2024-05-06T07:08:09Z
      began_at   | usual    | soon | null
      ended_at   | usual    | 2024-05-06 07:08:09 | 2024-05-06T07:08:09Z
      ended_at   | usual    | 2024-05-06 | 2024-05-06T00:00:00Z
      is_paid    | usual    | True | true
      is_paid    | usual    | false | false
      is_paid    | usual    | yes | true
      is_paid    | usual    | maybe | null
      """
          .lines()
          .map(Case::parse)
          .toList();

  @Test
  void eachTextBecomesAValueOfItsTypeOrNone() {
    SparkSession session = TestSession.get();
    StructType type = new StructType();
    for (RawColumn column : VISIT.rawColumns()) {
      type = type.add(column.name(), column.type().name().toLowerCase(Locale.ROOT));
    }
    List<Row> raw = new ArrayList<>();
    for (int i = 0; i < CASES.size(); i++) {
      Case one = CASES.get(i);
      Map<String, Object> cells = new HashMap<>();
      cells.put("visit_code", "V" + (100 + i));
      cells.put(one.column(), one.text());
      cells.put(RawColumn.LAYOUT, one.layout());
      cells.put(RawColumn.LOAD_ID, 1L);
      cells.put(RawColumn.SOURCE_ROW, (long) i);
      cells.put(RawColumn.RECORD_HASH, new byte[] {(byte) i});
      cells.put(RawColumn.CONTENT_HASH, "content");
      raw.add(
          RowFactory.create(
              VISIT.rawColumns().stream().map(column -> cells.get(column.name())).toArray()));
    }
    session.createDataFrame(raw, type).createOrReplaceTempView("derived_staging_raw");
    Dataset<Row> delivered = session.sql(DeliveredRows.sql(VISIT, "derived_staging_raw"));

    Dataset<Row> rows =
        new BoundModel(session, SPEC, Policies.load(), Map.of(VISIT.rawTable(), delivered)).rows();
    List<Row> staged = rows.sort("visit_code").collectAsList();

    assertThat(rows.schema().asNullable().sql())
        .isEqualTo(
            SparkSchemaUtil.convert(TableDefinition.staging(VISIT).orElseThrow().schema())
                .asNullable()
                .sql()
                .replaceAll(" COMMENT '[^']*'", ""));
    assertThat(staged).hasSameSizeAs(CASES);
    for (int i = 0; i < CASES.size(); i++) {
      Case one = CASES.get(i);
      Row row = staged.get(i);
      Object value = row.get(row.fieldIndex(one.column()));
      assertThat(String.valueOf(value instanceof Timestamp at ? at.toInstant() : value))
          .as(one.toString())
          .isEqualTo(one.value());
    }
  }
}
