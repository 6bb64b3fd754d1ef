package vn.edulake.models;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a model file says of its table.
 *
 * @param grain one sentence that begins "one row per"
 * @param key columns that name a row
 * @param inputs the tables it is built from
 * @param within how old the newest delivery behind the table may be
 * @param owner who answers for it
 * @param why why it exists beside a table of the same grain, when there is one
 * @param rule how its rows are made
 */
public record TableSpec(
    TableName table,
    String grain,
    List<String> key,
    List<TableName> inputs,
    Refresh refresh,
    Duration within,
    String owner,
    Optional<String> why,
    Rule rule) {

  public TableSpec {
    key = List.copyOf(key);
    inputs = List.copyOf(inputs);
  }

  /** How rows are made. */
  public sealed interface Rule {
    /** The text that, when it changes, makes the rows out of date. */
    String fingerprint();
  }

  /** One SELECT over the inputs. */
  public record Select(String sql) implements Rule {
    @Override
    public String fingerprint() {
      return sql;
    }
  }

  /**
   * A function in Java.
   *
   * @param name its registered name
   * @param version raised by hand when its results change
   */
  public record JavaTransform(String name, int version) implements Rule {
    @Override
    public String fingerprint() {
      return "transform " + name + " " + version;
    }
  }
}
