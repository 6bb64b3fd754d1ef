package vn.edulake.jobs.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Collectors;
import vn.edulake.models.Layer.Zone;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * The access rules of Trino. As long as nobody has a purpose that is known to it, a personal or
 * sensitive column of a served table is shown to nobody, neither by a view nor in the table itself.
 */
public final class TrinoRules {
  private static final String PLACE = "    {\"catalog\": \"lake\", \"schema\": \"core|marts|ops\"";

  private TrinoRules() {}

  /** The rules file. */
  static String json(Collection<TableDefinition> definitions) throws IOException {
    try (InputStream file = TrinoRules.class.getResourceAsStream("trino-rules.json")) {
      String rules =
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return rules.replace(PLACE, hidden(definitions) + PLACE);
    }
  }

  /** A rule for each table that has columns which nobody sees; the first rule that fits counts. */
  private static String hidden(Collection<TableDefinition> definitions) {
    return definitions.stream()
        .filter(definition -> definition.table().layer().zone() == Zone.SERVED)
        .filter(definition -> definition.columns().stream().anyMatch(column -> !column.isShown()))
        .sorted(Comparator.comparing(TableDefinition::table))
        .map(
            definition ->
                "    {\"catalog\": \"lake\", \"schema\": \""
                    + definition.table().layer().schema()
                    + "\", \"table\": \""
                    + definition.table().name()
                    + "\", \"privileges\": [\"SELECT\"], \"columns\": ["
                    + definition.columns().stream()
                        .filter(column -> !column.isShown())
                        .map(column -> "{\"name\": \"" + column.name() + "\", \"allow\": false}")
                        .collect(Collectors.joining(", "))
                    + "]},\n")
        .collect(Collectors.joining());
  }
}
