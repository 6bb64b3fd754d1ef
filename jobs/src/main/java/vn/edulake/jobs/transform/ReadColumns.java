package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import scala.collection.JavaConverters;
import vn.edulake.models.TableName;

/** Which columns of its inputs a query reads: Spark leaves out those that change no row of it. */
final class ReadColumns {
  private ReadColumns() {}

  /** The columns of each stored table that are read; tables that are empty are not named. */
  static Map<TableName, Set<String>> of(Dataset<Row> rows) {
    Map<TableName, Set<String>> result = new TreeMap<>();
    LogicalPlan whole = rows.queryExecution().optimizedPlan();
    List<LogicalPlan> leaves = new ArrayList<>(JavaConverters.seqAsJavaList(whole.collectLeaves()));
    for (LogicalPlan inside : JavaConverters.seqAsJavaList(whole.subqueriesAll())) {
      leaves.addAll(JavaConverters.seqAsJavaList(inside.collectLeaves()));
    }
    for (LogicalPlan leaf : leaves) {
      if (leaf instanceof DataSourceV2ScanRelation scan) {
        String[] name = scan.relation().table().name().split("\\.");
        Set<String> columns =
            result.computeIfAbsent(
                TableName.parse(name[name.length - 2] + "." + name[name.length - 1]),
                table -> new TreeSet<>());
        for (AttributeReference column : JavaConverters.seqAsJavaList(scan.output())) {
          columns.add(column.name());
        }
      }
    }
    return result;
  }
}
