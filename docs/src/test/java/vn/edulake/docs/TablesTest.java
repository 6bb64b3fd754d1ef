package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Models, contracts and DDL say the same of the same tables. */
class TablesTest {
  private static final ModelGraph GRAPH = ModelGraph.load();
  private static final SourceContracts CONTRACTS = SourceContracts.load();
  private static final Map<TableName, TableDefinition> DDL = TableDefinition.load();

  @Test
  void everyModelIsStoredSomewhereWithItsKey() {
    for (TableSpec spec : GRAPH.specs()) {
      TableDefinition definition = DDL.get(spec.table());
      assertThat(definition).as("DDL of " + spec.table()).isNotNull();
      assertThat(definition.required())
          .as("required columns of " + spec.table())
          .containsAll(spec.key());
    }
  }

  @Test
  void everyStoredTableIsMadeBySomething() {
    for (TableName table : DDL.keySet()) {
      boolean isMade =
          table.layer() == Layer.OPS
              || GRAPH.find(table).isPresent()
              || CONTRACTS.find(table).isPresent();
      assertThat(isMade).as("model or contract of " + table).isTrue();
    }
  }

  @Test
  void everyRawTableThatAModelReadsHasAContractAndIsRead() {
    assertThat(GRAPH.rawTables())
        .containsExactlyInAnyOrderElementsOf(
            CONTRACTS.all().stream().map(contract -> contract.rawTable()).toList());
  }

  @Test
  void layersReadOnlyToTheLeft() {
    List<String> wrong = new ArrayList<>();
    for (TableSpec spec : GRAPH.specs()) {
      for (TableName input : spec.inputs()) {
        if (!spec.table().layer().mayRead(input.layer())
            || input.layer().compareTo(spec.table().layer()) > 0) {
          wrong.add(spec.table() + " reads " + input);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aTableRefreshedByKeyHasTheColumnsOfThatKey() {
    for (TableSpec spec : GRAPH.specs()) {
      if (spec.refresh() instanceof Refresh.ByKey byKey) {
        assertThat(DDL.get(spec.table()).columns())
            .as("columns of " + spec.table())
            .extracting(TableDefinition.Column::name)
            .containsAll(byKey.columns());
      }
    }
  }

  @Test
  void noMartHasAPersonalColumnAndNoFactIsKnownByOne() {
    List<String> wrong = new ArrayList<>();
    DDL.forEach(
        (table, definition) -> {
          for (TableDefinition.Column column : definition.columns()) {
            boolean isKey =
                GRAPH.find(table).filter(spec -> spec.key().contains(column.name())).isPresent();
            if (!column.isShown()
                && table.layer().zone() == Layer.Zone.SERVED
                && (isKey || table.layer() != Layer.CORE)) {
              wrong.add(table + "." + column.name());
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void aMartThatDependsOnBoundariesShowsTheModeInItsKey() {
    TableName boundaries = TableName.parse("core.bridge_place__boundary");
    for (TableSpec spec : GRAPH.specs()) {
      if (spec.table().layer() == Layer.MARTS
          && GRAPH.ancestors(spec.table()).contains(boundaries)) {
        assertThat(spec.key()).as("key of " + spec.table()).contains("boundary_mode");
        assertThat(Optional.ofNullable(DDL.get(spec.table())))
            .hasValueSatisfying(
                definition ->
                    assertThat(definition.columns().stream().map(TableDefinition.Column::name))
                        .containsAnyOf("allocated_fraction", "is_allocated"));
      }
    }
  }
}
