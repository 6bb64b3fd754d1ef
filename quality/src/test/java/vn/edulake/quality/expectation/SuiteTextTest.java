package vn.edulake.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import vn.edulake.models.error.UserError;

class SuiteTextTest {
  private static ExpectationSuite parse(String expectations) {
    return ExpectationSuite.parse(
        "{\"name\": \"marks\", \"expectations\": [" + expectations + "]}", "marks.json");
  }

  @Test
  void anUnknownExpectationIsAnErrorWithTheNearestName() {
    assertThatThrownBy(
            () -> parse("{\"type\": \"expect_column_values_to_be_uniqe\", \"kwargs\": {}}"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Cannot read suite marks.json: expectation 1 (expect_column_values_to_be_uniqe):"
                + " Unknown expectation: expect_column_values_to_be_uniqe (did you mean"
                + " expect_column_values_to_be_unique?). Nothing was checked with it.");
  }

  @Test
  void anUnknownArgumentIsAnErrorWithTheNearestName() {
    assertThatThrownBy(
            () ->
                parse(
                    "{\"type\": \"expect_column_values_to_be_between\", \"kwargs\": {\"column\":"
                        + " \"mark\", \"minvalue\": 1}}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Unknown argument: minvalue (did you mean min_value?)");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    SuiteText text =
        SuiteText.parse(
            """
            {"name": "marks", "expectation": [], "expectations": [
              {"type": "expect_column_values_to_be_unique", "kwargs": {}},
              {"type": "expect_column_to_exist", "kwargs": {"column": "a"}, "severity": "bad"},
              {"kwargs": {}},
              5
            ]}""",
            "marks.json");
    assertThat(text.problems())
        .extracting(SuiteText.Problem::toString)
        .containsExactly(
            "Unknown key: expectation (did you mean expectations?)",
            "expectation 1 (expect_column_values_to_be_unique): Missing argument: column",
            "expectation 2 (expect_column_to_exist): Invalid severity: bad (critical or error,"
                + " warning, info)",
            "expectation 3 (): `type` is missing",
            "expectation 4 (): it is no object with `type`");
  }

  @Test
  void aTextThatIsNoJsonIsABrokenSuite() {
    assertThatThrownBy(() -> ExpectationSuite.parse("{\"name\": ", "marks.json"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it is not JSON");
  }

  @Test
  void severityStandsAtTheTopOrInTheMeta() {
    String head = "{\"type\": \"expect_column_to_exist\", \"kwargs\": {\"column\": \"a\"}";
    assertThat(parse(head + "}").expectations().get(0).severity()).isEqualTo(Severity.ERROR);
    assertThat(parse(head + ", \"severity\": \"warning\"}").expectations().get(0).severity())
        .isEqualTo(Severity.WARNING);
    assertThat(
            parse(head + ", \"meta\": {\"severity\": \"info\"}}").expectations().get(0).severity())
        .isEqualTo(Severity.INFO);
  }

  @Test
  void aSuiteOfOlderFormIsRead() {
    ExpectationSuite suite =
        ExpectationSuite.parse(
            """
            {"expectation_suite_name": "old", "data_asset_type": null, "ge_cloud_id": null,
             "meta": {"great_expectations_version": "0.18.12"},
             "expectations": [{"expectation_type": "expect_column_pair_values_A_to_be_greater_than_B",
               "kwargs": {"column_A": "a", "column_B": "b"}, "meta": {}}]}""",
            "old.json");
    assertThat(suite.name()).isEqualTo("old");
    assertThat(suite.expectations().get(0).type())
        .isEqualTo(ExpectationType.EXPECT_COLUMN_PAIR_VALUES_A_TO_BE_GREATER_THAN_B);
  }
}
