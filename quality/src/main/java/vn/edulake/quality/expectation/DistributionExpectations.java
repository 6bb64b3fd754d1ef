package vn.edulake.quality.expectation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The expectations about how the values of a column are spread.
 *
 * <p>A partition is a list of values or of bins with the weight of each. A bin holds its left edge;
 * the last one holds its right edge too.
 */
final class DistributionExpectations {
  private final Arguments arguments;
  private final Values values;

  DistributionExpectations(Arguments arguments) {
    this.arguments = arguments;
    this.values = new Values(arguments.zone(), arguments.today());
  }

  Step step() {
    return switch (arguments.type()) {
      case EXPECT_COLUMN_KL_DIVERGENCE_TO_BE_LESS_THAN -> divergence();
      case EXPECT_COLUMN_CHISQUARE_TEST_P_VALUE_TO_BE_GREATER_THAN -> chiSquare();
      case EXPECT_COLUMN_PARAMETERIZED_DISTRIBUTION_KS_TEST_P_VALUE_TO_BE_GREATER_THAN ->
          kolmogorovSmirnov();
      default -> throw new IllegalStateException("Not about a distribution: " + arguments.type());
    };
  }

  /** Bins or values with their weights. */
  private static final class Partition {
    private final @Nullable List<?> values;
    private final double @Nullable [] bins;
    private final double[] weights;
    private final double @Nullable [] tails;

    Partition(
        @Nullable List<?> values,
        double @Nullable [] bins,
        double[] weights,
        double @Nullable [] tails) {
      this.values = values;
      this.bins = bins;
      this.weights = weights;
      this.tails = tails;
    }

    @Nullable List<?> values() {
      return values;
    }

    double @Nullable [] bins() {
      return bins;
    }

    double[] weights() {
      return weights;
    }

    double @Nullable [] tails() {
      return tails;
    }
  }

  private Partition partition() {
    Map<String, @Nullable Object> told = arguments.map("partition_object");
    double[] weights = numbers(told.get("weights"));
    double sum = DoubleStream.of(weights).sum();
    double[] tails = told.get("tail_weights") == null ? null : numbers(told.get("tail_weights"));
    double whole = sum + (tails == null ? 0 : DoubleStream.of(tails).sum());
    if (Math.abs(whole - 1) > 1e-5) {
      throw invalid("the weights add up to " + whole);
    }
    if (told.get("values") instanceof List<?> list) {
      if (list.size() != weights.length || tails != null) {
        throw invalid("there are " + list.size() + " values and " + weights.length + " weights");
      }
      return new Partition(list, null, weights, null);
    }
    double[] bins = numbers(told.get("bins"));
    if (bins.length != weights.length + 1) {
      throw invalid(
          "there are " + bins.length + " edges of bins and " + weights.length + " weights");
    }
    for (int i = 1; i < bins.length; i++) {
      if (bins[i] <= bins[i - 1]) {
        throw invalid("the edges of bins do not rise");
      }
    }
    if (tails != null && tails.length != 2) {
      throw invalid("there are not two tail_weights");
    }
    return new Partition(null, bins, weights, tails);
  }

  private static IllegalArgumentException invalid(String why) {
    return new IllegalArgumentException("ValueError: Invalid partition_object: " + why);
  }

  private double[] numbers(@Nullable Object told) {
    if (!(told instanceof List<?> list)) {
      throw invalid("it has no weights, or neither values nor bins");
    }
    return list.stream()
        .mapToDouble(
            entry -> {
              if (entry instanceof Number number) {
                return number.doubleValue();
              }
              throw invalid(entry + " is no number");
            })
        .toArray();
  }

  private double holdout(String name) {
    double holdout = arguments.number(name, 0);
    if (holdout < 0 || holdout > 1) {
      throw arguments.invalid(name, "0 to 1");
    }
    return holdout;
  }

  private boolean isSmall(double divergence) {
    return arguments.find("threshold") == null
        || divergence <= arguments.number("threshold", Double.NaN);
  }

  private Step divergence() {
    String column = arguments.column("column");
    double tail = holdout("tail_weight_holdout");
    double internal = holdout("internal_weight_holdout");
    if (arguments.find("partition_object") == null) {
      // Compared with itself, which is how a partition is got in the first place.
      Question present = new FigureExpectations(arguments).present(column);
      return new Step.Ask(
          List.of(present),
          answers -> new Step.Observed(answers.count(present) > 0 && isSmall(0), 0.0));
    }
    Partition partition = partition();
    if (partition.values() != null) {
      if (internal > 0) {
        throw new IllegalArgumentException(
            "ValueError: Internal weight holdout cannot be used for discrete data.");
      }
      return divergenceOfValues(column, partition, tail);
    }
    if (Boolean.FALSE.equals(arguments.find("bucketize_data"))) {
      throw new IllegalArgumentException(
          "ValueError: KL Divergence cannot be computed with a continuous partition object and the"
              + " bucketize_data parameter set to false.");
    }
    return divergenceOfBins(
        new FigureExpectations(arguments).number(column), partition, tail, internal);
  }

  private Step divergenceOfValues(String column, Partition partition, double tail) {
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          List<Row> counts = new FigureExpectations(arguments).counts(question).apply(answers);
          double all = counts.stream().mapToLong(row -> row.getLong(1)).sum();
          List<@Nullable Object> names = new ArrayList<>();
          List<Double> expected = new ArrayList<>();
          List<Double> observed = new ArrayList<>();
          List<?> told = partition.values() == null ? List.of() : partition.values();
          List<Row> rest = new ArrayList<>(counts);
          for (int i = 0; i < told.size(); i++) {
            Object value = told.get(i);
            names.add(value);
            expected.add(partition.weights()[i]);
            double count = 0;
            for (Row row : counts) {
              if (values.isEqual(row.get(0), value)) {
                count += row.getLong(1);
                rest.remove(row);
              }
            }
            observed.add(all == 0 ? 0 : count / all);
          }
          if (!rest.isEmpty()) {
            expected.replaceAll(weight -> weight * (1 - tail));
            for (Row row : rest) {
              names.add(values.json(row.get(0)));
              expected.add(tail / rest.size());
              observed.add(row.getLong(1) / all);
            }
          }
          double found = entropy(array(observed), array(expected));
          Map<String, @Nullable Object> details = new LinkedHashMap<>();
          details.put("observed_partition", weighted("values", names, observed));
          details.put("expected_partition", weighted("values", names, expected));
          return judged(found, details);
        });
  }

  private static double[] array(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Map<String, @Nullable Object> weighted(
      String what, Object names, List<Double> weights) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put(what, names);
    result.put("weights", weights);
    return result;
  }

  private Step judged(double found, Map<String, @Nullable Object> details) {
    boolean isKnown = Double.isFinite(found);
    return new Step.Observed(
        isKnown ? isSmall(found) : arguments.find("threshold") == null,
        isKnown ? found : null,
        Map.of(),
        details);
  }

  /** The relative entropy of two lists of weights, each scaled to one. */
  private static double entropy(double[] observed, double[] expected) {
    double observedSum = DoubleStream.of(observed).sum();
    double expectedSum = DoubleStream.of(expected).sum();
    double result = 0;
    for (int i = 0; i < observed.length; i++) {
      double p = observed[i] / observedSum;
      double q = expected[i] / expectedSum;
      if (p > 0) {
        result += q == 0 ? Double.POSITIVE_INFINITY : p * Math.log(p / q);
      } else if (Double.isNaN(p)) {
        return Double.NaN;
      }
    }
    return result;
  }

  private Question within(String column, String condition) {
    return new Question.Rows(
        Sql.and(List.of(arguments.condition(), Sql.name(column) + " IS NOT NULL", condition)));
  }

  private Step divergenceOfBins(String column, Partition partition, double tail, double internal) {
    double[] bins = partition.bins() == null ? new double[0] : partition.bins();
    String value = Sql.name(column);
    List<Question> questions = new ArrayList<>();
    Question present = new FigureExpectations(arguments).present(column);
    questions.add(present);
    for (int i = 0; i + 1 < bins.length; i++) {
      String right = i + 2 == bins.length ? " <= " : " < ";
      questions.add(
          within(
              column,
              value
                  + " >= "
                  + Sql.plain(bins[i])
                  + " AND "
                  + value
                  + right
                  + Sql.plain(bins[i + 1])));
    }
    Question below = within(column, value + " < " + Sql.plain(bins[0]));
    Question above = within(column, value + " > " + Sql.plain(bins[bins.length - 1]));
    questions.add(below);
    questions.add(above);
    return new Step.Ask(
        questions,
        answers -> {
          double all = answers.count(present);
          double[] observed = new double[bins.length - 1];
          for (int i = 0; i < observed.length; i++) {
            observed[i] = answers.count(questions.get(i + 1)) / all;
          }
          return compareBins(
              partition,
              observed,
              answers.count(below) / all,
              answers.count(above) / all,
              tail,
              internal);
        });
  }

  private Step compareBins(
      Partition partition,
      double[] observed,
      double below,
      double above,
      double tail,
      double internal) {
    double[] bins = partition.bins() == null ? new double[0] : partition.bins();
    double[] expected =
        Arrays.stream(partition.weights()).map(weight -> weight * (1 - tail - internal)).toArray();
    if (internal > 0) {
      long empty = Arrays.stream(expected).filter(weight -> weight == 0).count();
      for (int i = 0; i < expected.length; i++) {
        if (expected[i] == 0) {
          expected[i] = internal / empty;
        }
      }
    }
    boolean isOpenBelow = bins[0] == Double.NEGATIVE_INFINITY;
    boolean isOpenAbove = bins[bins.length - 1] == Double.POSITIVE_INFINITY;
    if ((isOpenBelow || isOpenAbove) && partition.tails() != null) {
      throw invalid("there are tail_weights beside an infinite edge");
    }
    if (isOpenBelow && isOpenAbove && tail > 0) {
      throw new IllegalArgumentException(
          "ValueError: tail_weight_holdout cannot be used for partitions with infinite endpoints.");
    }
    int n = expected.length;
    double[] tails = partition.tails();
    // What lies beyond the bins that are told: of an open side it is the outermost bin.
    double[] expectedTails = {
      isOpenBelow ? expected[0] : tails != null ? tails[0] : isOpenAbove ? tail : tail / 2,
      isOpenAbove ? expected[n - 1] : tails != null ? tails[1] : isOpenBelow ? tail : tail / 2
    };
    double[] observedTails = {
      isOpenBelow ? observed[0] : below, isOpenAbove ? observed[n - 1] : above
    };
    int from = isOpenBelow ? 1 : 0;
    int to = isOpenAbove ? n - 1 : n;
    double[] inner = Arrays.copyOfRange(expected, from, to);
    double[] innerObserved = Arrays.copyOfRange(observed, from, to);
    double found = entropy(joined(observedTails, innerObserved), joined(expectedTails, inner));
    List<Double> edges =
        Arrays.stream(Arrays.copyOfRange(bins, from, isOpenAbove ? bins.length - 1 : bins.length))
            .boxed()
            .toList();
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("observed_partition", binned(edges, innerObserved, observedTails));
    details.put("expected_partition", binned(edges, inner, expectedTails));
    return judged(found, details);
  }

  private static double[] joined(double[] tails, double[] inner) {
    return DoubleStream.concat(
            DoubleStream.of(tails[0]),
            DoubleStream.concat(DoubleStream.of(inner), DoubleStream.of(tails[1])))
        .toArray();
  }

  private static Map<String, @Nullable Object> binned(
      List<Double> edges, double[] weights, double[] tails) {
    Map<String, @Nullable Object> result =
        weighted("bins", edges, DoubleStream.of(weights).boxed().toList());
    result.put("tail_weights", DoubleStream.of(tails).boxed().toList());
    return result;
  }

  /** Whether values occur as often as a partition says, by Pearson's test. */
  private Step chiSquare() {
    String column = arguments.column("column");
    Partition partition = partition();
    if (partition.values() == null) {
      throw invalid("a list of values is wanted");
    }
    double tail = holdout("tail_weight_holdout");
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          List<Row> counts = new FigureExpectations(arguments).counts(question).apply(answers);
          double all = counts.stream().mapToLong(row -> row.getLong(1)).sum();
          List<?> told = partition.values() == null ? List.of() : partition.values();
          double statistic = 0;
          int cells = 0;
          double seen = 0;
          for (int i = 0; i < told.size(); i++) {
            Object value = told.get(i);
            double count =
                counts.stream()
                    .filter(row -> values.isEqual(row.get(0), value))
                    .mapToLong(row -> row.getLong(1))
                    .sum();
            double wanted = partition.weights()[i] * (1 - tail) * all;
            seen += count;
            statistic +=
                wanted == 0
                    ? (count == 0 ? 0 : Double.POSITIVE_INFINITY)
                    : square(count - wanted) / wanted;
            cells++;
          }
          double other = all - seen;
          if (other > 0 || tail > 0) {
            double wanted = tail * all;
            statistic += wanted == 0 ? Double.POSITIVE_INFINITY : square(other - wanted) / wanted;
            cells++;
          }
          double p =
              cells < 2 || Double.isInfinite(statistic)
                  ? (cells < 2 ? 1 : 0)
                  : 1 - new ChiSquaredDistribution(cells - 1).cumulativeProbability(statistic);
          return new Step.Observed(all > 0 && p > arguments.number("p", 0.05), p);
        });
  }

  private static double square(double value) {
    return value * value;
  }

  /** Whether values come from a distribution, by the test of Kolmogorov and Smirnov. */
  private Step kolmogorovSmirnov() {
    String column = new FigureExpectations(arguments).number(arguments.column("column"));
    RealDistribution wanted = distribution();
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          double[] sample =
              new FigureExpectations(arguments)
                  .counts(question).apply(answers).stream()
                      .flatMapToDouble(
                          row ->
                              DoubleStream.generate(() -> ((Number) row.get(0)).doubleValue())
                                  .limit(row.getLong(1)))
                      .toArray();
          if (sample.length < 2) {
            return new Step.Observed(false, null);
          }
          double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(wanted, sample);
          double statistic = new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(wanted, sample);
          Map<String, @Nullable Object> details = new TreeMap<>();
          details.put("observed_ks_result", List.of(statistic, p));
          return new Step.Observed(p > arguments.number("p_value", 0.05), p, Map.of(), details);
        });
  }

  /** The parameters stand in the order of scipy: those of the shape, location, scale. */
  private RealDistribution distribution() {
    Object told = arguments.find("params");
    Map<String, @Nullable Object> named =
        told instanceof Map<?, ?> map ? SuiteText.texts(map) : Map.of();
    List<?> listed = told instanceof List<?> list ? list : List.of();
    String name = arguments.text("distribution");
    int shapes = name.equals("beta") ? 2 : name.equals("gamma") || name.equals("chi2") ? 1 : 0;
    double location = parameter(named, listed, shapes, 0, "loc", "mean", "min");
    double scale = parameter(named, listed, shapes + 1, 1, "scale", "std_dev", "max");
    return switch (name) {
      case "norm" -> new NormalDistribution(location, scale);
      case "uniform" ->
          new UniformRealDistribution(
              location, named.containsKey("max") ? scale : location + scale);
      case "expon" -> {
        requireNoShift(location);
        yield new ExponentialDistribution(scale);
      }
      case "gamma" -> {
        requireNoShift(location);
        yield new GammaDistribution(parameter(named, listed, 0, 1, "a", "alpha"), scale);
      }
      case "beta" ->
          new BetaDistribution(
              parameter(named, listed, 0, 1, "a", "alpha"),
              parameter(named, listed, 1, 1, "b", "beta"));
      case "chi2" -> new ChiSquaredDistribution(parameter(named, listed, 0, 1, "df"));
      default -> throw arguments.invalid("distribution", "norm, uniform, expon, gamma, beta, chi2");
    };
  }

  private void requireNoShift(double location) {
    if (location != 0) {
      throw arguments.invalid("params", "a location other than 0 is not known for this one");
    }
  }

  private static double parameter(
      Map<String, @Nullable Object> named,
      List<?> listed,
      int position,
      double otherwise,
      String... names) {
    for (String name : names) {
      if (named.get(name) instanceof Number number) {
        return number.doubleValue();
      }
    }
    return position < listed.size() && listed.get(position) instanceof Number number
        ? number.doubleValue()
        : otherwise;
  }
}
