package vn.edulake.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.edulake.quality.expectation.ExpectationType;

/** The page of expectations, from the types and from the cases that their test runs. */
class ExpectationsPageTest {
  private static final List<String> FILES =
      List.of("column-map", "pairs-and-records", "figures", "tables");

  @Test
  void thePageListsEveryExpectationWithItsCases() throws IOException {
    Map<String, List<String>> cases = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    for (String name : FILES) {
      String text =
          Project.read(Path.of("quality/src/test/resources/expectations/" + name + ".json"));
      for (JsonNode group : json.readTree(text)) {
        List<String> lines =
            cases.computeIfAbsent(group.get("expectation").asText(), any -> new ArrayList<>());
        for (JsonNode one : group.get("cases")) {
          JsonNode expected = one.get("expect");
          String verdict =
              expected.has("exception")
                  ? "an error"
                  : expected.get("success").asBoolean() ? "met" : "not met";
          lines.add(one.get("says").asText() + ": " + verdict);
        }
      }
    }
    StringBuilder table =
        new StringBuilder("| expectation | has to say | may say | cases |\n|---|---|---|---|\n");
    for (ExpectationType type : ExpectationType.values()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  type.id(),
                  code(type.required()),
                  code(type.optional()),
                  String.join("; ", cases.getOrDefault(type.id(), List.of()))));
    }
    GeneratedPart.isUpToDate("docs/expectations.md", "expectations", table.toString());
  }

  private static String code(List<String> names) {
    return String.join(", ", names.stream().map(name -> "`" + name + "`").toList());
  }
}
