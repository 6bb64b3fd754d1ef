package vn.edulake.jobs.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import vn.edulake.jobs.quality.TableProfile.ColumnProfile;

/**
 * A suite of Great Expectations 1.x that a table as it stands passes: its columns, its key, what is
 * never or seldom missing, and within which values it stays. A start for people, who know which of
 * it is a rule and which is chance; all of it warns and rejects nothing.
 */
public final class ProposedSuite {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So few rows say nothing about what values there may be. */
  private static final int LITTLE = 20;

  /** Where more is missing than this part, nothing is expected to be there. */
  private static final BigDecimal SELDOM = new BigDecimal("0.95");

  private final TableProfile profile;
  private final List<Map<String, Object>> expectations = new ArrayList<>();

  private ProposedSuite(TableProfile profile) {
    this.profile = profile;
  }

  /** The suite as text. */
  public static String of(TableProfile profile) {
    return new ProposedSuite(profile).text();
  }

  private String text() {
    add(
        "columns",
        "expect_table_columns_to_match_set",
        Map.of(
            "column_set",
            profile.columns().stream().map(ColumnProfile::name).toList(),
            "exact_match",
            true));
    if (profile.rowCount() > 0) {
      add(
          "row_count",
          "expect_table_row_count_to_be_between",
          Map.of("min_value", (profile.rowCount() + 1) / 2));
    }
    if (profile.hasUniqueKey()) {
      if (profile.key().size() == 1) {
        add(
            "key_unique",
            "expect_column_values_to_be_unique",
            Map.of("column", profile.key().get(0)));
      } else {
        add(
            "key_unique",
            "expect_compound_columns_to_be_unique",
            Map.of("column_list", profile.key()));
      }
    }
    profile.columns().forEach(this::propose);
    Map<String, Object> suite = new LinkedHashMap<>();
    suite.put("name", profile.table().toString());
    suite.put("expectations", expectations);
    suite.put("meta", Map.of("notes", "proposed from " + profile.rowCount() + " rows"));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(suite) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void propose(ColumnProfile column) {
    long rows = profile.rowCount();
    if (rows == 0) {
      return;
    }
    BigDecimal there =
        BigDecimal.valueOf(rows - column.nullCount())
            .divide(BigDecimal.valueOf(rows), 2, RoundingMode.DOWN);
    if (column.nullCount() == 0) {
      add(
          column.name() + "_there",
          "expect_column_values_to_not_be_null",
          Map.of("column", column.name()));
    } else if (there.compareTo(SELDOM) >= 0) {
      add(
          column.name() + "_mostly_there",
          "expect_column_values_to_not_be_null",
          Map.of("column", column.name(), "mostly", there));
    }
    if (rows - column.nullCount() < LITTLE || column.type() instanceof BooleanType) {
      return;
    }
    if (!column.values().isEmpty()) {
      add(
          column.name() + "_known",
          "expect_column_values_to_be_in_set",
          Map.of("column", column.name(), "value_set", column.values()));
    } else if (column.type() instanceof NumericType || column.type() instanceof DateType) {
      Map<String, Object> range = new LinkedHashMap<>();
      range.put("column", column.name());
      TableProfile.json(column.least()).ifPresent(least -> range.put("min_value", least));
      TableProfile.json(column.most()).ifPresent(most -> range.put("max_value", most));
      if (range.size() > 1) {
        add(column.name() + "_in_range", "expect_column_values_to_be_between", range);
      }
    }
  }

  private void add(String check, String type, Map<String, Object> kwargs) {
    Map<String, Object> expectation = new LinkedHashMap<>();
    expectation.put("type", type);
    expectation.put("kwargs", kwargs);
    expectation.put("meta", Map.of("check", check, "severity", "warning"));
    expectations.add(expectation);
  }
}
