package vn.edulake.jobs.transform;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import vn.edulake.models.TableName;
import vn.edulake.models.assessment.Assessment;
import vn.edulake.models.assessment.LearningLevels;
import vn.edulake.models.assessment.SubjectResult;
import vn.edulake.models.policy.Policies;

/**
 * {@code core.fct_learning_rating}: the level that the results of a term or year give, beside what
 * the transcript states, and what follows for the next grade.
 */
final class LearningRating implements Transform {
  private static final StructType RATING =
      new StructType()
          .add("level", DataTypes.StringType)
          .add("plain_level", DataTypes.StringType)
          .add("raised_for", DataTypes.StringType);

  /** Results of a learner in a term or year, with how many are missing. */
  private static final String RESULTS =
      """
      SELECT
        result.school_year,
        result.term_code,
        result.learner_key,
        result.entry_number,
        count(*) AS subject_count,
        count_if(
          CASE result.result_kind_code
            WHEN 'mark' THEN result.computed_mark IS NULL
            ELSE result.is_passed IS NULL
          END) AS missing_count,
        collect_list(struct(result.subject_key, result.computed_mark, result.is_passed))
          AS results,
        min(struct(
          result.term_end_date,
          result.learner_version_key,
          result.school_key,
          result.school_version_key,
          result.class_key,
          result.place_key,
          result.grade_code)) AS place
      FROM %s AS result
      GROUP BY
        result.school_year, result.term_code, result.learner_key, result.entry_number
      """;

  /** Terms stand in gradebooks; a year in a gradebook, a transcript or both. */
  private static final String RATED =
      """
      WITH class_subjects AS (
        SELECT
          counted.school_year,
          counted.term_code,
          counted.class_key,
          -- Of two numbers that are equally usual the greater one.
          max(struct(counted.learner_count, counted.subject_count)).subject_count
            AS usual_subject_count
        FROM (
          SELECT
            taken.school_year,
            taken.term_code,
            taken.place.class_key AS class_key,
            taken.subject_count,
            count(*) AS learner_count
          FROM %1$s AS taken
          WHERE taken.place.class_key <> '-1'
          GROUP BY
            taken.school_year, taken.term_code, taken.place.class_key, taken.subject_count
        ) AS counted
        GROUP BY counted.school_year, counted.term_code, counted.class_key
      ),
      transcript AS (
        SELECT
          assessed.*,
          true AS is_stated,
          stated.learning_rating,
          stated.conduct_rating,
          stated.excused_day_count,
          stated.unexcused_day_count,
          stated.outcome_code
        FROM %2$s AS assessed
        INNER JOIN %3$s AS entry
          ON entry.school_year = assessed.school_year
          AND entry.term_code = assessed.term_code
          AND entry.learner_key = assessed.learner_key
          AND entry.entry_number = assessed.entry_number
        INNER JOIN %4$s AS stated
          ON stated.school_year = entry.school_year
          AND stated.sender_code = entry.sender_code
          AND stated.local_number = entry.local_number
        WHERE assessed.term_code = 'year'
      ),
      joined AS (
        SELECT
          coalesce(stated.school_year, taken.school_year) AS school_year,
          coalesce(stated.term_code, taken.term_code) AS term_code,
          coalesce(stated.learner_key, taken.learner_key) AS learner_key,
          coalesce(stated.entry_number, taken.entry_number) AS entry_number,
          CASE
            WHEN stated.is_stated THEN
              struct(
                stated.term_end_date,
                stated.learner_version_key,
                stated.school_key,
                stated.school_version_key,
                stated.class_key,
                stated.place_key,
                stated.grade_code)
            ELSE taken.place
          END AS place,
          taken.results,
          coalesce(taken.subject_count, 0) AS subject_count,
          taken.missing_count,
          stated.learning_rating,
          stated.conduct_rating,
          stated.excused_day_count,
          stated.unexcused_day_count,
          stated.outcome_code
        FROM %1$s AS taken
        FULL OUTER JOIN transcript AS stated
          ON stated.school_year = taken.school_year
          AND stated.term_code = taken.term_code
          AND stated.learner_key = taken.learner_key
          AND stated.entry_number = taken.entry_number
      )
      SELECT
        joined.school_year,
        joined.term_code,
        joined.learner_key,
        joined.entry_number,
        joined.place.*,
        coalesce(rule.scheme_code, 'none') AS scheme_code,
        joined.subject_count,
        coalesce(class_subjects.usual_subject_count, joined.subject_count)
          AS usual_subject_count,
        joined.missing_count,
        CASE
          WHEN joined.missing_count = 0
            AND joined.subject_count
              >= coalesce(class_subjects.usual_subject_count, joined.subject_count)
            THEN joined.results
        END AS results,
        joined.learning_rating,
        joined.conduct_rating,
        joined.excused_day_count,
        joined.unexcused_day_count,
        joined.excused_day_count + joined.unexcused_day_count AS absence_session_count,
        joined.outcome_code
      FROM joined
      LEFT JOIN class_subjects
        ON class_subjects.school_year = joined.school_year
        AND class_subjects.term_code = joined.term_code
        AND class_subjects.class_key = joined.place.class_key
      LEFT JOIN %5$s AS rule
        ON rule.grade_code = joined.place.grade_code
        AND rule.valid_from <= joined.place.term_end_date
        AND rule.valid_to > joined.place.term_end_date
      """;

  private static final List<String> COLUMNS =
      List.of(
          "school_year",
          "term_code",
          "learner_key",
          "entry_number",
          "term_end_date",
          "learner_version_key",
          "school_key",
          "school_version_key",
          "class_key",
          "place_key",
          "grade_code",
          "scheme_code",
          "subject_count",
          "usual_subject_count",
          "rating.level AS computed_level_code",
          "rating.plain_level AS plain_level_code",
          """
          CASE
            WHEN rating.raised_for IS NOT NULL THEN 'raised'
            WHEN rating.level IS NOT NULL THEN 'plain'
            WHEN scheme_code = 'none' THEN 'no_rule'
            WHEN NOT is_computed THEN 'not_computed'
            WHEN subject_count = 0 THEN 'no_results'
            WHEN missing_count > 0 THEN 'marks_missing'
            ELSE 'subjects_missing'
          END AS level_rule_code""",
          "coalesce(rating.raised_for, '-2') AS raised_subject_key",
          "stated_level AS stated_level_code",
          "rating.level = stated_level AS is_level_agreeing",
          "conduct AS conduct_code",
          "excused_day_count AS excused_session_count",
          "unexcused_day_count AS unexcused_session_count",
          "absence_session_count",
          "promotion AS promotion_rule_code",
          "outcome AS stated_outcome_code",
          """
          CASE promotion
            WHEN 'promoted' THEN outcome = 'promoted'
            WHEN 'absences' THEN outcome = 'repeated'
            WHEN 'learning' THEN outcome <> 'promoted'
            WHEN 'conduct' THEN outcome <> 'promoted'
          END AS is_outcome_agreeing""");

  @Override
  public Set<String> policies() {
    return Assessment.policies();
  }

  @Override
  public Dataset<Row> apply(
      SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies) {
    Assessment assessment = Assessment.of(policies);
    String results =
        OwnView.of(
            session.sql(RESULTS.formatted(view(inputs, "core.fct_term_result"))),
            "learning_rating__results");
    Dataset<Row> rated =
        session.sql(
            RATED.formatted(
                results,
                view(inputs, "core.fct_assessed_learner"),
                view(inputs, "vault.result_entry"),
                view(inputs, "staging.stg_transcript__year_result"),
                rules(session, policies)));
    UDF2<String, Seq<Row>, Row> level = (scheme, subjects) -> level(assessment, scheme, subjects);
    UDF2<String, String, String> learning =
        (scheme, name) -> assessment.findLearning(scheme, name).orElse(null);
    UDF2<String, String, String> conduct =
        (scheme, name) -> assessment.findConduct(scheme, name).orElse(null);
    UDF4<String, String, String, Long, String> promotion = assessment::promotion;
    UserDefinedFunction levels = functions.udf(level, RATING);
    UserDefinedFunction learnings = functions.udf(learning, DataTypes.StringType);
    UserDefinedFunction conducts = functions.udf(conduct, DataTypes.StringType);
    UserDefinedFunction promotions = functions.udf(promotion, DataTypes.StringType);
    List<String> computing = new ArrayList<>();
    for (Assessment.GradeRule rule : assessment.grades()) {
      if (assessment.findLevels(rule.scheme().code()).isPresent()) {
        computing.add(rule.scheme().code());
      }
    }
    return rated
        .withColumn("is_computed", functions.col("scheme_code").isin(computing.toArray()))
        .withColumn("rating", levels.apply(functions.col("scheme_code"), functions.col("results")))
        .withColumn(
            "stated_level",
            learnings.apply(functions.col("scheme_code"), functions.col("learning_rating")))
        .withColumn(
            "conduct",
            conducts.apply(functions.col("scheme_code"), functions.col("conduct_rating")))
        .withColumn(
            "promotion",
            functions.when(
                functions.col("term_code").equalTo("year"),
                promotions.apply(
                    functions.col("scheme_code"),
                    functions.expr("coalesce(rating.level, stated_level)"),
                    functions.col("conduct"),
                    functions.col("absence_session_count"))))
        .withColumn(
            "outcome",
            functions.expr(
                "CASE outcome_code WHEN 'LL' THEN 'promoted' WHEN 'TL' THEN 'promoted_after_retest'"
                    + " WHEN 'OL' THEN 'repeated' END"))
        .selectExpr(COLUMNS.toArray(String[]::new));
  }

  private static String view(Map<TableName, Dataset<Row>> inputs, String table) {
    TableName name = TableName.parse(table);
    return OwnView.of(inputs.get(name), "learning_rating__reads__" + name.flat());
  }

  private static String rules(SparkSession session, Policies policies) {
    return OwnView.of(
        new AssessmentRule().apply(session, Map.of(), policies), "learning_rating__rules");
  }

  private static @Nullable Row level(
      Assessment assessment, String scheme, @Nullable Seq<Row> subjects) {
    LearningLevels levels = assessment.findLevels(scheme).orElse(null);
    if (levels == null || subjects == null) {
      return null;
    }
    List<SubjectResult> results = new ArrayList<>();
    for (Row row : JavaConverters.seqAsJavaList(subjects)) {
      BigDecimal mark = row.getDecimal(1);
      results.add(
          mark == null
              ? SubjectResult.commented(row.getString(0), row.getBoolean(2))
              : SubjectResult.marked(row.getString(0), mark));
    }
    LearningLevels.Rating rating = levels.rate(results);
    return RowFactory.create(rating.level(), rating.plainLevel(), rating.raisedFor().orElse(null));
  }
}
