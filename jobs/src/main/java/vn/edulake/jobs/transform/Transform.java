package vn.edulake.jobs.transform;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import vn.edulake.models.TableName;
import vn.edulake.models.policy.Policies;

/**
 * A model that one SELECT cannot say: a function of its inputs. It reads nothing else, writes
 * nothing, and asks no clock.
 */
public interface Transform {
  /** The names of the policy values and lists that it reads: a change of another one is none. */
  Set<String> policies();

  /** Whether its rows change with the key of the pseudonyms. */
  default boolean makesPseudonyms() {
    return false;
  }

  /**
   * The rows of the table, with its columns in its order.
   *
   * @param policies those that it names, and no other
   */
  Dataset<Row> apply(SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies);
}
