package vn.edulake.jobs.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.edulake.models.Layer;
import vn.edulake.models.TableName;
import vn.edulake.warehouse.ddl.TableDefinition;

/** What the rules let nobody see. */
class TrinoRulesTest {
  @Test
  void eachPersonalColumnOfAServedTableIsHiddenBeforeTheTablesAreAllowed() throws IOException {
    Map<TableName, TableDefinition> definitions = TableDefinition.load();
    TreeSet<String> hidden = new TreeSet<>();
    boolean isAllowed = false;
    for (JsonNode rule :
        new ObjectMapper().readTree(TrinoRules.json(definitions.values())).get("tables")) {
      boolean isOfLake = rule.path("catalog").asText().equals("lake");
      if (isOfLake && rule.has("columns")) {
        assertThat(isAllowed).as("the first rule that fits counts").isFalse();
        for (JsonNode column : rule.get("columns")) {
          assertThat(column.get("allow").asBoolean()).isFalse();
          hidden.add(
              rule.get("schema").asText()
                  + "."
                  + rule.get("table").asText()
                  + "."
                  + column.get("name").asText());
        }
      }
      isAllowed |= isOfLake && !rule.has("columns");
    }
    TreeSet<String> personal = new TreeSet<>();
    definitions.forEach(
        (table, definition) -> {
          if (table.layer().zone() == Layer.Zone.SERVED) {
            definition.columns().stream()
                .filter(column -> !column.isShown())
                .forEach(column -> personal.add(table + "." + column.name()));
          }
        });
    assertThat(isAllowed).isTrue();
    assertThat(personal).contains("core.dim_learner.is_disabled");
    assertThat(hidden).isEqualTo(personal);
  }
}
