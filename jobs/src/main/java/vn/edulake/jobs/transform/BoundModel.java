package vn.edulake.jobs.transform;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vn.edulake.models.SqlTables;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.policy.Policies;

/** A model whose inputs are given as data sets; its rows can be computed. */
final class BoundModel {
  private final SparkSession session;
  private final TableSpec spec;
  private final Policies policies;
  private final Map<TableName, Dataset<Row>> inputs;

  BoundModel(
      SparkSession session,
      TableSpec spec,
      Policies policies,
      Map<TableName, Dataset<Row>> inputs) {
    this.session = session;
    this.spec = spec;
    this.policies = policies;
    this.inputs = inputs;
  }

  Dataset<Row> rows() {
    if (spec.rule() instanceof TableSpec.Select select) {
      Map<TableName, String> views = new TreeMap<>();
      inputs.forEach(
          (name, data) -> {
            // Models run side by side in one session: a view belongs to one reader.
            String view = spec.table().flat() + "__reads__" + name.flat();
            data.createOrReplaceTempView(view);
            views.put(name, view);
          });
      return session.sql(SqlTables.bind(select.sql(), views::get), policies.parameters());
    }
    TableSpec.JavaTransform rule = (TableSpec.JavaTransform) spec.rule();
    return Transforms.named(rule.name()).apply(session, inputs, policies);
  }
}
