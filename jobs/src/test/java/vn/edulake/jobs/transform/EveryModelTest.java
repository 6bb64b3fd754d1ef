package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.SqlTables;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.ddl.TableDefinition;

/** The type check of the whole lake: every model, analysed by Spark against empty tables. */
class EveryModelTest {
  private static final SourceContracts CONTRACTS = SourceContracts.load();
  private static final Map<TableName, TableDefinition> DDL = Pipeline.definitions(CONTRACTS);
  private static final ModelGraph GRAPH = ModelGraph.load();

  static List<TableSpec> models() {
    return GRAPH.specs();
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesTheColumnsOfItsDdlInNameTypeAndOrder(TableSpec spec) {
    SparkSession session = TestSession.get();
    Map<TableName, Dataset<Row>> inputs = new TreeMap<>();
    for (TableName input : spec.inputs()) {
      Dataset<Row> empty =
          session.createDataFrame(List.of(), SparkSchemaUtil.convert(DDL.get(input).schema()));
      if (input.layer() == Layer.RAW) {
        String view = "every_model__" + input.flat();
        empty.createOrReplaceTempView(view);
        empty = session.sql(DeliveredRows.sql(CONTRACTS.find(input).orElseThrow(), view));
      }
      inputs.put(input, empty);
    }

    StructType given = new BoundModel(session, spec, Policies.load(), inputs).rows().schema();

    assertThat(columns(given))
        .isEqualTo(columns(SparkSchemaUtil.convert(DDL.get(spec.table()).schema())));
  }

  private static List<String> columns(StructType type) {
    List<String> result = new ArrayList<>();
    for (StructField field : type.fields()) {
      result.add(field.name() + " " + field.dataType().sql());
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("models")
  void itsKeyIsRequiredAndThere(TableSpec spec) {
    assertThat(DDL.get(spec.table()).required()).containsAll(spec.key());
  }

  @ParameterizedTest
  @MethodSource("models")
  void itsPartsAreThoseOfItsStorage(TableSpec spec) {
    assertThat(TableBuild.misfits(spec, DDL.get(spec.table()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("models")
  void readsWhatSparksOwnParserFinds(TableSpec spec) throws Exception {
    if (!(spec.rule() instanceof TableSpec.Select select)) {
      assertThat(Transforms.named(((TableSpec.JavaTransform) spec.rule()).name())).isNotNull();
      return;
    }
    String sql = SqlTables.bind(select.sql(), TableName::toString);
    List<String> found = new ArrayList<>();
    String plan = TestSession.get().sessionState().sqlParser().parsePlan(sql).toString();
    for (TableName table : DDL.keySet()) {
      if (plan.contains("[" + table.layer().schema() + ", " + table.name() + "]")) {
        found.add(table.toString());
      }
    }
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            spec.inputs().stream().map(TableName::toString).toList());
  }

  @Test
  void noServedTableHoldsAPersonalColumnThatNamesSomebody() {
    for (TableDefinition definition : DDL.values()) {
      if (definition.table().layer().zone() == Layer.Zone.SERVED) {
        assertThat(definition.columns())
            .extracting(TableDefinition.Column::name)
            .noneMatch(name -> name.matches("candidate_name|candidate_number|birth_date.*"));
      }
    }
  }
}
