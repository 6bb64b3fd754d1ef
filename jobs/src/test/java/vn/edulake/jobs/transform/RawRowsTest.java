package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.DerivedStaging;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;

/**
 * A part of a raw table by its day has the rows of this day, and those of which nobody knows it.
 */
class RawRowsTest {
  private static final SourceContract VISIT =
      SourceContract.parse(
          "town__visit.yml",
          """
          source: town
          entity: visit
          owner: places
          key: [visit_code, visit_date]
          delivery: {semantics: snapshot, scope: [visit_date]}
          staging: {refresh: {kind: by_day, column: visit_date}}
          columns:
            visit_code: {type: text, required: true, header: [code]}
            visit_date: {type: date, format: yyyy-MM-dd, required: true, header: [day]}
          layouts:
            - name: usual
              files: ['*.csv']
              format: csv
          """);

  private static final TableSpec SPEC = DerivedStaging.specs(SourceContracts.of(VISIT)).get(0);

  private static final List<@Nullable String> DAYS =
      Arrays.asList(
          "2025-04-09",
          " 2025-04-09 ",
          "2025-04-08",
          "2025-04-10",
          "  2025-04-10",
          "2025-4-10",
          "2025-02-30",
          "2025",
          "09/04/2025",
          "",
          null,
          "2022-01-03",
          "1900-01-01",
          "0000-01-01",
          "9999-12-30",
          "9999-12-31",
          "+10000-01-01",
          "-0001-01-01",
          "chưa rõ");

  private static Dataset<Row> raw() {
    StringBuilder schema = new StringBuilder();
    VISIT
        .rawColumns()
        .forEach(
            column ->
                schema
                    .append(schema.isEmpty() ? "" : ", ")
                    .append(column.name())
                    .append(' ')
                    .append(column.type()));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < DAYS.size(); i++) {
      List<@Nullable Object> row = new ArrayList<>();
      for (RawColumn column : VISIT.rawColumns()) {
        row.add(value(column, i));
      }
      rows.add(RowFactory.create(row.toArray()));
    }
    return TestSession.get().createDataFrame(rows, StructType.fromDDL(schema.toString()));
  }

  private static @Nullable Object value(RawColumn column, int i) {
    return switch (column.name()) {
      case "visit_code" -> "v" + i;
      case "visit_date" -> DAYS.get(i);
      // One delivery: of two that state one day another rule would choose.
      case RawColumn.LOAD_ID -> 1L;
      case RawColumn.RECORD_HASH -> ("hash" + i).getBytes(StandardCharsets.UTF_8);
      default ->
          switch (column.type()) {
            case BIGINT -> (long) i + 1;
            case TIMESTAMP -> new Timestamp(0);
            case STRING -> "usual";
            case BINARY -> new byte[0];
          };
    };
  }

  /** Only four figures, two and two are a day, whatever spaces stand around them. */
  private static boolean mayBeOf(LocalDate day, @Nullable String text) {
    String plain = text == null ? "" : text.replaceAll("^ +| +$", "");
    if (!plain.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      return true;
    }
    try {
      return LocalDate.parse(plain).equals(day);
    } catch (DateTimeException e) {
      return true;
    }
  }

  private static List<String> wanted(String day) {
    return Stream.iterate(0, i -> i < DAYS.size(), i -> i + 1)
        .filter(i -> mayBeOf(LocalDate.parse(day), DAYS.get(i)))
        .map(i -> "v" + i)
        .toList();
  }

  private static List<String> found(String... days) {
    RawRows rows =
        new RawRows(
            TestSession.get(),
            SPEC,
            VISIT,
            raw(),
            List.of("visit_date"),
            StructType.fromDDL("visit_code STRING, visit_date DATE"));
    Part part =
        new Part(
            List.of("visit_date"), Arrays.stream(days).map(day -> RowFactory.create(day)).toList());
    return rows.delivered(part).select("visit_code").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void rowsOfOtherDaysAreLeftOutAndThoseOfUnknownDaysAreNot() {
    assertThat(found("2025-04-09"))
        .containsExactlyInAnyOrderElementsOf(wanted("2025-04-09"))
        .contains("v0", "v1", "v10")
        .doesNotContain("v3", "v4", "v11");
  }

  @Test
  void aYearOfFiveFiguresIsNoDay() {
    assertThat(found("9999-12-31"))
        .containsExactlyInAnyOrderElementsOf(wanted("9999-12-31"))
        .contains("v15", "v16")
        .doesNotContain("v14");
  }

  @Test
  void daysFarFromEachOtherAreTheSame() {
    assertThat(found("1900-01-01", "2025-04-09"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(wanted("1900-01-01").stream(), wanted("2025-04-09").stream())
                .distinct()
                .toList());
  }
}
