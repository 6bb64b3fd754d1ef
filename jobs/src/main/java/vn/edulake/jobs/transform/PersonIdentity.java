package vn.edulake.jobs.transform;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.identity.Decision;
import vn.edulake.jobs.identity.PersonLinks;
import vn.edulake.jobs.identity.StatedDays;
import vn.edulake.models.TableName;
import vn.edulake.models.policy.Policies;

/**
 * {@code vault.learner_link} and {@code vault.staff_link}: the rows of {@link PersonLinks}. It is
 * one task, in which statements are numbers; what comes in and goes out is never held as a whole.
 */
final class PersonIdentity implements Transform {
  private static final TableName DECISIONS = TableName.parse("staging.stg_identity__decision");
  private static final int SCORE_DIGITS = 9;
  private static final int SCORE_SCALE = 6;

  private static final StructType DOUBT =
      new StructType()
          .add("other_statement_key", DataTypes.StringType)
          .add("score", DataTypes.createDecimalType(SCORE_DIGITS, SCORE_SCALE))
          .add("evidence", DataTypes.StringType)
          .add("is_together", DataTypes.BooleanType);

  private static final StructType LINKED =
      new StructType()
          .add("statement_key", DataTypes.StringType)
          .add("identifier_kind", DataTypes.StringType)
          .add("identifier", DataTypes.StringType)
          .add("method_code", DataTypes.StringType)
          .add("score", DataTypes.createDecimalType(SCORE_DIGITS, SCORE_SCALE))
          .add("evidence", DataTypes.StringType)
          .add("stated_dates", DataTypes.createArrayType(DataTypes.DateType, false))
          .add("doubts", DataTypes.createArrayType(DOUBT));

  /** Whom a table is about. */
  enum Kind {
    LEARNER(
        "vault.learner_statement",
        StatementRows::ofLearners,
        new String[] {
          "statement_key",
          "pseudonym('learner', array(identifier_kind, identifier)) AS learner_key",
          "method_code",
          "score",
          "evidence",
          "stated_dates",
          "doubts"
        }),
    STAFF(
        "vault.staff_statement",
        table ->
            table.selectExpr(
                "statement_key",
                "'staff'",
                "''",
                "CAST(NULL AS STRING)",
                "staff_code",
                "personal_number",
                "full_name",
                "birth_date",
                "sex_code",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "stated_dates"),
        new String[] {
          "statement_key",
          "pseudonym('staff', array(identifier_kind, identifier)) AS staff_key",
          "method_code",
          "evidence",
          "stated_dates"
        });

    @SuppressWarnings("ImmutableEnumChecker") // a record
    private final TableName statements;

    @SuppressWarnings("ImmutableEnumChecker") // has no state
    private final UnaryOperator<Dataset<Row>> read;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final String[] written;

    Kind(String statements, UnaryOperator<Dataset<Row>> read, String[] written) {
      this.statements = TableName.parse(statements);
      this.read = read;
      this.written = written;
    }

    private PersonLinks.Kind persons() {
      return this == LEARNER ? PersonLinks.Kind.LEARNER : PersonLinks.Kind.STAFF;
    }
  }

  private final Kind kind;

  PersonIdentity(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Set<String> policies() {
    return Set.of();
  }

  @Override
  public boolean makesPseudonyms() {
    return true;
  }

  @Override
  public Dataset<Row> apply(
      SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies) {
    Dataset<Row> decisions = inputs.get(DECISIONS);
    Linking linking = new Linking(kind, decisions == null ? List.of() : decisions(decisions));
    JavaRDD<InternalRow> linked =
        kind.read
            .apply(inputs.get(kind.statements))
            // A shuffle would write all of them to hand them to the one task that links.
            .coalesce(1)
            .sortWithinPartitions("statement_key")
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(linking::link);
    return session.internalCreateDataFrame(linked.rdd(), LINKED, false).selectExpr(kind.written);
  }

  /** Decisions as fields: id, kind, statements, others. */
  private static List<String[]> decisions(Dataset<Row> decisions) {
    List<String[]> result = new ArrayList<>();
    for (Row row :
        decisions
            .selectExpr(
                "decision_id", "kind_code", "statement_keys", "coalesce(other_statement_keys, '')")
            .sort("decision_id")
            .collectAsList()) {
      result.add(
          new String[] {row.getString(0), row.getString(1), row.getString(2), row.getString(3)});
    }
    return result;
  }

  /** Rows are read and made as Spark holds them, not changed into Java objects and back. */
  private static final class Linking implements Serializable {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final ArrayList<String[]> decisions;

    Linking(Kind kind, List<String[]> decisions) {
      this.kind = kind;
      this.decisions = new ArrayList<>(decisions);
    }

    Iterator<InternalRow> link(Iterator<InternalRow> rows) {
      List<Decision> decided = new ArrayList<>();
      for (String[] one : decisions) {
        decided.add(
            new Decision(
                one[0],
                Decision.Kind.valueOf(one[1].toUpperCase(Locale.ROOT)),
                keys(one[2]),
                keys(one[3])));
      }
      PersonLinks links =
          PersonLinks.of(
              kind.persons(),
              stated(rows),
              decided,
              Math.max(1, Runtime.getRuntime().availableProcessors()));
      Map<String, UTF8String> words = new HashMap<>();
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < links.size();
        }

        @Override
        public InternalRow next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return row(links, next++, words);
        }
      };
    }

    private static List<String> keys(String text) {
      return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Iterator<StatedDays> stated(Iterator<InternalRow> rows) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public StatedDays next() {
          return StatementRows.read(rows.next());
        }
      };
    }

    /**
     * One row.
     *
     * @param words what few different texts are in Spark's form
     */
    private static InternalRow row(
        PersonLinks links, int statement, Map<String, UTF8String> words) {
      return new GenericInternalRow(
          new @Nullable Object[] {
            UTF8String.fromString(links.key(statement)),
            words.computeIfAbsent(links.identifierKind(statement), UTF8String::fromString),
            UTF8String.fromString(links.identifier(statement)),
            words.computeIfAbsent(links.method(statement), UTF8String::fromString),
            score(links.score(statement)),
            words.computeIfAbsent(links.evidence(statement), UTF8String::fromString),
            UnsafeArrayData.fromPrimitiveArray(links.days(statement)),
            doubts(links.open(statement))
          });
    }

    private static @Nullable ArrayData doubts(List<PersonLinks.OpenPair> pairs) {
      return pairs.isEmpty()
          ? null
          : new GenericArrayData(
              pairs.stream()
                  .map(
                      pair ->
                          new GenericInternalRow(
                              new @Nullable Object[] {
                                UTF8String.fromString(pair.otherKey()),
                                score(pair.score()),
                                UTF8String.fromString(pair.evidence()),
                                pair.isTogether()
                              }))
                  .toArray());
    }

    private static @Nullable Decimal score(double score) {
      return score < 0
          ? null
          : Decimal.apply(
              BigDecimal.valueOf(score).setScale(SCORE_SCALE, RoundingMode.HALF_UP),
              SCORE_DIGITS,
              SCORE_SCALE);
    }
  }
}
