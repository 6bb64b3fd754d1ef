package vn.edulake.quality.expectation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.models.SparkFixture;

/**
 * Every expectation, against small tables with what Great Expectations says of them. The cases of a
 * table are one suite: they are judged together, as the expectations of a suite are.
 */
class ConformanceTest {
  static final List<String> FILES = List.of("column-map", "pairs-and-records", "figures", "tables");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-09-05T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> aSuiteFindsWhatItsCasesSay() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode group : groups()) {
      Path data = folder.resolve(tests.size() + ".jsonl");
      tests.add(
          DynamicTest.dynamicTest(
              group.get("expectation").asText() + " " + group.get("schema").asText(),
              () -> assertThat(differences(SparkFixture.session(), group, data)).isEmpty()));
    }
    return tests.stream();
  }

  @Test
  void everyExpectationHasCases() throws IOException {
    Set<String> covered = new TreeSet<>();
    for (JsonNode group : groups()) {
      covered.add(group.get("expectation").asText());
    }
    assertThat(covered)
        .isEqualTo(
            Arrays.stream(ExpectationType.values())
                .map(ExpectationType::id)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  static List<JsonNode> groups() throws IOException {
    List<JsonNode> groups = new ArrayList<>();
    for (String name : FILES) {
      JSON.readTree(ConformanceTest.class.getResource("/expectations/" + name + ".json"))
          .forEach(groups::add);
    }
    return groups;
  }

  /** What is otherwise than the cases of a table say. */
  static List<String> differences(SparkSession session, JsonNode group, Path data)
      throws IOException {
    Files.writeString(data, lines(group.get("data")));
    Dataset<Row> rows = new DataFile(data, Optional.of(group.get("schema").asText())).read(session);
    ObjectNode suite = JSON.createObjectNode();
    suite.put("name", "cases");
    ArrayNode expectations = suite.putArray("expectations");
    for (JsonNode one : group.get("cases")) {
      ObjectNode expectation = expectations.addObject();
      expectation.put("type", group.get("expectation").asText());
      expectation.set("kwargs", one.get("kwargs"));
    }
    ValidationResult found =
        SuiteRun.on(rows)
            .format(ResultFormat.COMPLETE)
            .numbered()
            .clock(CLOCK)
            .tables(
                name ->
                    switch (name) {
                      case "three_rows" -> Optional.of(session.range(3).toDF());
                      case "two_rows" -> Optional.of(session.range(2).toDF());
                      default -> Optional.empty();
                    })
            .validate(ExpectationSuite.parse(suite.toString(), "cases"));
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < found.results().size(); i++) {
      JsonNode one = group.get("cases").get(i);
      if (one == null) {
        differences.add("another finding: " + found.results().get(i));
        continue;
      }
      JsonNode result = JSON.valueToTree(found.results().get(i).toJson());
      compare(one.get("expect"), result)
          .forEach(difference -> differences.add(one.get("says").asText() + ": " + difference));
    }
    return differences;
  }

  private static List<String> compare(JsonNode expected, JsonNode found) {
    List<String> differences = new ArrayList<>();
    JsonNode result = found.get("result");
    for (Iterator<Map.Entry<String, JsonNode>> it = expected.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      JsonNode wanted = entry.getValue();
      switch (entry.getKey()) {
        case "success" -> {
          if (!wanted.equals(found.get("success"))) {
            differences.add("success is " + found);
          }
        }
        case "exception" -> {
          String message = found.get("exception_info").get("exception_message").asText();
          if (!message.contains(wanted.asText())) {
            differences.add("the exception is " + message);
          }
        }
        case "fields" -> {
          List<String> names = new ArrayList<>();
          result.fieldNames().forEachRemaining(names::add);
          if (!JSON.valueToTree(names).equals(wanted)) {
            differences.add("the fields are " + names);
          }
        }
        default -> {
          if (!isEqual(wanted, result.get(entry.getKey()))) {
            differences.add(entry.getKey() + " is " + result.get(entry.getKey()) + " in " + found);
          }
        }
      }
      if (!expected.has("exception")
          && found.get("exception_info").get("raised_exception").asBoolean()) {
        differences.add("exception " + found.get("exception_info").get("exception_message"));
      }
    }
    return differences;
  }

  /** Numbers are equal to eight places. */
  private static boolean isEqual(JsonNode wanted, JsonNode found) {
    if (found == null) {
      return false;
    }
    if (wanted.isNumber() && found.isNumber()) {
      boolean areWhole = wanted.isIntegralNumber() && found.isIntegralNumber();
      return areWhole
          ? wanted.longValue() == found.longValue()
          : Math.abs(wanted.doubleValue() - found.doubleValue()) < 1e-8;
    }
    if (wanted.isContainerNode() && found.isContainerNode() && wanted.size() == found.size()) {
      if (wanted.isArray()) {
        for (int i = 0; i < wanted.size(); i++) {
          if (!isEqual(wanted.get(i), found.get(i))) {
            return false;
          }
        }
        return found.isArray();
      }
      for (Iterator<String> it = wanted.fieldNames(); it.hasNext(); ) {
        String name = it.next();
        if (!isEqual(wanted.get(name), found.get(name))) {
          return false;
        }
      }
      return found.isObject();
    }
    return wanted.equals(found);
  }

  /** Columns of values as lines of JSON. */
  private static String lines(JsonNode columns) {
    int size = columns.elements().next().size();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < size; i++) {
      ObjectNode row = JSON.createObjectNode();
      for (Iterator<Map.Entry<String, JsonNode>> it = columns.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> column = it.next();
        row.set(column.getKey(), column.getValue().get(i));
      }
      lines.append(row).append('\n');
    }
    return lines.toString();
  }
}
