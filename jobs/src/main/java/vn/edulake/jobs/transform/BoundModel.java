package vn.edulake.jobs.transform;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vn.edulake.models.Refresh;
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
  private final Optional<DayWindow> window;

  BoundModel(
      SparkSession session,
      TableSpec spec,
      Policies policies,
      Map<TableName, Dataset<Row>> inputs) {
    this(session, spec, policies, inputs, Optional.empty());
  }

  /**
   * A model for some days.
   *
   * @param window the days; all that there may be when empty
   */
  BoundModel(
      SparkSession session,
      TableSpec spec,
      Policies policies,
      Map<TableName, Dataset<Row>> inputs,
      Optional<DayWindow> window) {
    this.session = session;
    this.spec = spec;
    this.policies = policies;
    this.inputs = inputs;
    this.window = window;
  }

  Dataset<Row> rows() {
    Dataset<Row> rows = selected();
    return spec.refresh() instanceof Refresh.Scd2 scd2
        ? new Versions(session, spec, scd2).of(rows)
        : rows;
  }

  private Dataset<Row> selected() {
    if (spec.rule() instanceof TableSpec.Select select) {
      Map<TableName, String> views = new TreeMap<>();
      inputs.forEach(
          (name, data) ->
              views.put(name, OwnView.of(data, spec.table().flat() + "__reads__" + name.flat())));
      return session.sql(SqlTables.bind(select.sql(), views::get), parameters());
    }
    TableSpec.JavaTransform rule = (TableSpec.JavaTransform) spec.rule();
    Transform transform = Transforms.named(rule.name());
    return transform.apply(session, inputs, policies.only(transform.policies()));
  }

  private Map<String, Object> parameters() {
    Map<String, Object> result = policies.parameters();
    if (DayWindow.isUsed(spec) && spec.refresh() instanceof Refresh.ByDay byDay) {
      result.putAll(window.orElseGet(() -> DayWindow.whole(byDay, inputs.values())).parameters());
    }
    return result;
  }
}
