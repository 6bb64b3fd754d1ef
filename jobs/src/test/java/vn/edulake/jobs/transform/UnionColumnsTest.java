package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.transform.ModelTest.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableSpec;

/**
 * Spark takes two columns of a union for one where its first branch selects one column twice, and
 * which branch is the first depends on those that are empty: what groups, joins or ranks the rows
 * is then wrong. No model has such a branch below such a step; the members of a dimension, whose
 * rows are only written, may.
 */
class UnionColumnsTest {
  @Test
  void noBranchOfAUnionThatIsGroupedSelectsAColumnTwice() {
    List<String> found = new ArrayList<>();
    int unions = 0;
    for (TableSpec spec : ModelGraph.load().specs()) {
      if (spec.rule() instanceof TableSpec.Select
          && spec.inputs().stream().noneMatch(input -> input.layer() == Layer.RAW)) {
        LogicalPlan plan = model(spec.table().toString()).rows().queryExecution().analyzed();
        unions += branches(plan, false, spec.table().toString(), found);
      }
    }
    assertThat(unions).as("unions that were looked at").isGreaterThan(20);
    assertThat(found).isEmpty();
  }

  @Test
  void aBranchThatSelectsAColumnTwiceIsFound() {
    List<String> found = new ArrayList<>();
    LogicalPlan plan =
        TestSession.get()
            .sql(
                """
                WITH one AS (SELECT * FROM VALUES ('a', 'b') AS t(x, y))
                SELECT x, count(DISTINCT y) AS n
                FROM (SELECT x, y FROM one UNION ALL SELECT x, x AS y FROM one)
                GROUP BY x
                """)
            .queryExecution()
            .analyzed();
    assertThat(branches(plan, false, "one", found)).isEqualTo(1);
    assertThat(found).containsExactly("one: x as x and y");
  }

  /**
   * How many unions a plan has; their branches with a column twice are added.
   *
   * @param isUsed whether something above it groups, joins or ranks
   */
  private static int branches(LogicalPlan plan, boolean isUsed, String table, List<String> found) {
    int unions = plan instanceof Union ? 1 : 0;
    boolean isUsedBelow =
        isUsed
            || plan instanceof Aggregate
            || plan instanceof Distinct
            || plan instanceof Join
            || plan instanceof Window;
    for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
      if (isUsed && plan instanceof Union && child instanceof Project branch) {
        twice(branch).forEach(one -> found.add(table + ": " + one));
      }
      unions += branches(child, isUsedBelow, table, found);
    }
    return unions;
  }

  private static List<String> twice(Project branch) {
    Map<Long, String> names = new HashMap<>();
    List<String> result = new ArrayList<>();
    for (NamedExpression column : JavaConverters.seqAsJavaList(branch.projectList())) {
      Expression source =
          column instanceof Alias alias ? alias.child() : (Expression) (Object) column;
      if (source instanceof Attribute attribute) {
        String before = names.putIfAbsent(attribute.exprId().id(), column.name());
        if (before != null) {
          result.add(attribute.name() + " as " + before + " and " + column.name());
        }
      }
    }
    return result;
  }
}
