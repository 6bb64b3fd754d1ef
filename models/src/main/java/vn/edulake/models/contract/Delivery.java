package vn.edulake.models.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file says about the rows it holds and about those it does not.
 *
 * @param scope the columns for whose values a snapshot file is complete; empty: for everything
 * @param prefer which of several snapshots of one scope is the good one; the first that decides
 * @param version the columns whose highest values, compared from left to right, are a key's present
 *     state, of a delta
 * @param keepsVersions whether every version of a key is a row, also one after which the key is
 *     gone
 * @param operation the column that says what happened to the key, of a delta
 * @param complete which deliveries of a delta state everything that there is
 * @param mayBeEmpty whether a file of no records is a statement: there is nothing
 */
public record Delivery(
    Semantics semantics,
    List<String> scope,
    List<Preference> prefer,
    List<String> version,
    boolean keepsVersions,
    Optional<Operation> operation,
    Optional<Complete> complete,
    boolean mayBeEmpty) {

  /** The kinds of deliveries. */
  public enum Semantics {
    /** A file states everything there is in its scope. */
    SNAPSHOT,
    /** A file states what changed, key by key. */
    DELTA,
    /** A file states new events; none ever changes. */
    APPEND
  }

  /** A rule that may decide between two snapshots of one scope. */
  public sealed interface Preference {
    /** The column the rule looks at; none where it counts rows. */
    Optional<String> looksAt();
  }

  /** The delivery whose value stands earlier in the list. */
  public record InOrder(String column, List<String> values) implements Preference {
    @Override
    public Optional<String> looksAt() {
      return Optional.of(column);
    }
  }

  /**
   * A delivery that holds at least this part of the rows of the fullest one of its scope: one that
   * lost more counts only where there is no other.
   *
   * @param fraction above 0 and at most 1
   */
  public record Whole(BigDecimal fraction) implements Preference {
    @Override
    public Optional<String> looksAt() {
      return Optional.empty();
    }
  }

  /** The delivery with more rows in which the column is filled. */
  public record MostFilled(String column) implements Preference {
    @Override
    public Optional<String> looksAt() {
      return Optional.of(column);
    }
  }

  /**
   * The delivery with the higher number.
   *
   * @param isOfFirst whether deliveries of equal records are one, whose lowest number counts; else
   *     each of them is a statement of its own
   */
  public record Highest(String column, boolean isOfFirst) implements Preference {
    @Override
    public Optional<String> looksAt() {
      return Optional.of(column);
    }
  }

  /**
   * What the texts of the operation column mean.
   *
   * @param delete the texts after which the key is gone
   */
  public record Operation(
      String column, Set<String> insert, Set<String> update, Set<String> delete) {}

  /**
   * Which deliveries of a delta state everything: keys that the last one of them does not have are
   * gone.
   *
   * @param scope for whose values a delivery states everything; empty: for all
   * @param column says it, by one of the values
   * @param order the columns that tell which delivery is the later one
   */
  public record Complete(
      List<String> scope, String column, List<String> values, List<String> order) {}

  /**
   * The columns by which one statement stands against another: the same records with another of
   * their values are another statement.
   */
  public Set<String> deciding() {
    Set<String> result = new TreeSet<>(version);
    result.addAll(scope);
    for (Preference rule : prefer) {
      if (!(rule instanceof Highest highest && highest.isOfFirst())) {
        rule.looksAt().ifPresent(result::add);
      }
    }
    operation.ifPresent(o -> result.add(o.column()));
    complete.ifPresent(
        c -> {
          result.add(c.column());
          result.addAll(c.scope());
          result.addAll(c.order());
        });
    return result;
  }

  /** The column whose lowest value counts of several deliveries of the same records. */
  public Optional<String> firstPosting() {
    return prefer.stream()
        .filter(rule -> rule instanceof Highest highest && highest.isOfFirst())
        .flatMap(rule -> rule.looksAt().stream())
        .findFirst();
  }

  /**
   * Whether a record that the table holds already may be left out. Not where deliveries state
   * everything: a later one that leaves a record out means that it is gone.
   */
  public boolean knownRecordsSayNothing() {
    return semantics != Semantics.SNAPSHOT && repeatsSayNothing() && complete.isEmpty();
  }

  /**
   * Whether the same record a second time says nothing new. Of a delta without version it does: a
   * value may go from A to B and back to A.
   */
  public boolean repeatsSayNothing() {
    return semantics != Semantics.DELTA || !version.isEmpty();
  }
}
