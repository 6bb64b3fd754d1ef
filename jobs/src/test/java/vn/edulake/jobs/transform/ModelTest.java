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
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * A test of one model: tables in, rows out, types compared, nothing hidden.
 *
 * <p>An input that is given with some of its columns has nulls in the others; an input that is not
 * given is empty. Raw inputs are given as the delivered rows, all columns text.
 */
public final class ModelTest {
  private static final ModelGraph GRAPH = ModelGraph.load();
  private static final Map<TableName, TableDefinition> DDL = TableDefinition.load();
  private static final Policies POLICIES = Policies.load();

  private final SparkSession session = TestSession.get();
  private final TableSpec spec;
  private final Map<TableName, Dataset<Row>> inputs = new TreeMap<>();

  private ModelTest(TableSpec spec) {
    this.spec = spec;
  }

  /** The model of a table. */
  public static ModelTest model(String table) {
    return new ModelTest(GRAPH.find(TableName.parse(table)).orElseThrow());
  }

  /** The columns of a table in which the audit refuses nulls. */
  static List<String> required(String table) {
    return DDL.get(TableName.parse(table)).required();
  }

  /** An input's rows as a query. */
  public ModelTest given(String table, String query) {
    TableName name = TableName.parse(table);
    assertThat(spec.inputs()).as("inputs of " + spec.table()).contains(name);
    inputs.put(name, widened(name, session.sql(query)));
    return this;
  }

  private Dataset<Row> widened(TableName name, Dataset<Row> given) {
    if (name.layer() == vn.edulake.models.Layer.RAW) {
      return given;
    }
    StructType wanted = SparkSchemaUtil.convert(DDL.get(name).schema());
    List<String> select = new ArrayList<>();
    for (StructField field : wanted.fields()) {
      boolean isGiven = List.of(given.columns()).contains(field.name());
      select.add(
          "CAST("
              + (isGiven ? field.name() : "NULL")
              + " AS "
              + field.dataType().sql()
              + ") AS "
              + field.name());
    }
    assertThat(wanted.fieldNames()).as("columns of " + name).contains(given.columns());
    return given.selectExpr(select.toArray(String[]::new));
  }

  /** The rows of the model. */
  public Dataset<Row> rows() {
    for (TableName input : spec.inputs()) {
      if (!inputs.containsKey(input)) {
        if (input.layer() == vn.edulake.models.Layer.RAW) {
          throw new AssertionError("Give the raw input " + input + ", if only WHERE false");
        }
        inputs.put(
            input,
            session.createDataFrame(List.of(), SparkSchemaUtil.convert(DDL.get(input).schema())));
      }
    }
    return new BoundModel(session, spec, POLICIES, inputs).rows();
  }

  /** Asserts that the named columns of all rows are just those of the query, in any order. */
  public void returns(String query) {
    Dataset<Row> expected = session.sql(query);
    Dataset<Row> actual = rows().select(columns(expected));
    assertThat(types(actual)).as("columns and types").isEqualTo(types(expected));
    assertThat(actual.collectAsList())
        .containsExactlyInAnyOrderElementsOf(expected.collectAsList());
  }

  private static org.apache.spark.sql.Column[] columns(Dataset<Row> data) {
    return List.of(data.columns()).stream()
        .map(org.apache.spark.sql.functions::col)
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  private static List<String> types(Dataset<Row> data) {
    List<String> result = new ArrayList<>();
    for (StructField field : data.schema().fields()) {
      result.add(field.name() + " " + field.dataType().sql());
    }
    return result;
  }
}
