package vn.edulake.jobs.transform;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
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
  private static final int SCORE_SCALE = 6;

  private static final StructType DOUBT =
      new StructType()
          .add("other_statement_key", DataTypes.StringType)
          .add("score", DataTypes.createDecimalType(9, SCORE_SCALE))
          .add("evidence", DataTypes.StringType)
          .add("is_together", DataTypes.BooleanType);

  private static final StructType LINKED =
      new StructType()
          .add("statement_key", DataTypes.StringType)
          .add("identifier_kind", DataTypes.StringType)
          .add("identifier", DataTypes.StringType)
          .add("method_code", DataTypes.StringType)
          .add("score", DataTypes.createDecimalType(9, SCORE_SCALE))
          .add("evidence", DataTypes.StringType)
          .add("stated_days", DataTypes.createArrayType(DataTypes.IntegerType, false))
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
          "transform(stated_days, day -> date_from_unix_date(day)) AS stated_dates",
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
                "unix_date(birth_date)",
                "sex_code",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "CAST(NULL AS STRING)",
                "transform(stated_dates, day -> unix_date(day))"),
        new String[] {
          "statement_key",
          "pseudonym('staff', array(identifier_kind, identifier)) AS staff_key",
          "method_code",
          "evidence",
          "transform(stated_days, day -> date_from_unix_date(day)) AS stated_dates"
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
    return kind.read
        .apply(inputs.get(kind.statements))
        // A shuffle would write all of them to hand them to the one task that links.
        .coalesce(1)
        .sortWithinPartitions("statement_key")
        .mapPartitions(
            new Linking(kind, decisions == null ? List.of() : decisions(decisions)),
            Encoders.row(LINKED))
        .selectExpr(kind.written);
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

  private static final class Linking implements MapPartitionsFunction<Row, Row>, Serializable {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final ArrayList<String[]> decisions;

    Linking(Kind kind, List<String[]> decisions) {
      this.kind = kind;
      this.decisions = new ArrayList<>(decisions);
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
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
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < links.size();
        }

        @Override
        public Row next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return row(links, next++);
        }
      };
    }

    private static List<String> keys(String text) {
      return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Iterator<StatedDays> stated(Iterator<Row> rows) {
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

    private static Row row(PersonLinks links, int statement) {
      List<Row> doubts = new ArrayList<>();
      for (PersonLinks.OpenPair pair : links.open(statement)) {
        doubts.add(
            RowFactory.create(
                pair.otherKey(), score(pair.score()), pair.evidence(), pair.isTogether()));
      }
      List<Integer> days = new ArrayList<>();
      for (int day : links.days(statement)) {
        days.add(day);
      }
      return RowFactory.create(
          links.key(statement),
          links.identifierKind(statement),
          links.identifier(statement),
          links.method(statement),
          score(links.score(statement)),
          links.evidence(statement),
          JavaConverters.asScalaBuffer(days),
          doubts.isEmpty() ? null : JavaConverters.asScalaBuffer(doubts));
    }

    private static @Nullable BigDecimal score(double score) {
      return score < 0
          ? null
          : BigDecimal.valueOf(score).setScale(SCORE_SCALE, RoundingMode.HALF_UP);
    }
  }
}
