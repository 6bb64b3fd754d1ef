package vn.edulake.jobs.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.TableName;
import vn.edulake.models.assessment.Assessment;
import vn.edulake.models.policy.Policies;

/** {@code core.dim_assessment_rule}: the schemes of the policy, by grade and period. */
final class AssessmentRule implements Transform {
  private static final StructType SCHEMA =
      new StructType()
          .add("grade_code", DataTypes.StringType)
          .add("valid_from", DataTypes.StringType)
          .add("valid_to", DataTypes.StringType)
          .add("scheme_code", DataTypes.StringType)
          .add("regular_weight", DataTypes.IntegerType)
          .add("middle_weight", DataTypes.IntegerType)
          .add("last_weight", DataTypes.IntegerType)
          .add("term_1_weight", DataTypes.IntegerType)
          .add("term_2_weight", DataTypes.IntegerType)
          .add("comment_term_code", DataTypes.StringType)
          .add(
              "regular_mark_counts",
              DataTypes.createArrayType(
                  new StructType()
                      .add("periods_up_to", DataTypes.IntegerType)
                      .add("mark_count", DataTypes.IntegerType)))
          .add("most_absence_count", DataTypes.IntegerType);

  @Override
  public Set<String> policies() {
    return Assessment.policies();
  }

  @Override
  public Dataset<Row> apply(
      SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies) {
    List<Row> rows = new ArrayList<>();
    for (Assessment.GradeRule rule : Assessment.of(policies).grades()) {
      Assessment.Scheme scheme = rule.scheme();
      Assessment.Weights weights = scheme.weights();
      List<Row> counts =
          scheme.regularMarks().stream()
              .map(one -> RowFactory.create(one.periodsUpTo(), one.count()))
              .toList();
      rows.add(
          RowFactory.create(
              rule.grade(),
              rule.validFrom().toString(),
              rule.validTo().toString(),
              scheme.code(),
              weights == null ? null : weights.regular(),
              weights == null ? null : weights.middle(),
              weights == null ? null : weights.last(),
              weights == null ? null : weights.term1(),
              weights == null ? null : weights.term2(),
              weights == null ? null : weights.commentTerm(),
              counts.toArray(Row[]::new),
              scheme.mostAbsences()));
    }
    return session
        .createDataFrame(rows, SCHEMA)
        // Texts, since java.sql.Date would pass through the zone of the machine.
        .withColumn("valid_from", functions.expr("CAST(valid_from AS DATE)"))
        .withColumn("valid_to", functions.expr("CAST(valid_to AS DATE)"));
  }
}
