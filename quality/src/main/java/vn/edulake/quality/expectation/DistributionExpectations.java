package vn.edulake.quality.expectation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.AbstractRealDistribution;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.random.JDKRandomGenerator;
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
  /** So many different pairs of values are put into a table of counts. */
  private static final int CELLS = 10_000;

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
      case EXPECT_COLUMN_BOOTSTRAPPED_KS_TEST_P_VALUE_TO_BE_GREATER_THAN -> bootstrapped();
      case EXPECT_COLUMN_PAIR_CRAMERS_PHI_VALUE_TO_BE_LESS_THAN -> cramersPhi();
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
    return new IllegalArgumentException("ValueError: Invalid partition object. " + why);
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
      throw new IllegalArgumentException(
          "ValueError: " + name + " must be between zero and one: " + holdout);
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
    if (arguments.number("threshold", 0) < 0) {
      throw new IllegalArgumentException(
          "ValueError: Threshold must be specified, greater than or equal to zero: "
              + arguments.find("threshold"));
    }
    if (arguments.find("partition_object") == null) {
      // Compared with itself, which is how a partition is got in the first place.
      if (Boolean.FALSE.equals(arguments.find("bucketize_data"))) {
        return divergenceOfItself(column);
      }
      Question present = new FigureExpectations(arguments).present(column);
      return new Step.Ask(
          List.of(present),
          answers -> new Step.Observed(answers.count(present) > 0 && isSmall(0), 0.0));
    }
    Partition partition = partition();
    if (tail > 0 && partition.tails() != null) {
      throw new IllegalArgumentException(
          "ValueError: tail_weight_holdout must be 0 when using tail_weights in partition object: "
              + tail);
    }
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

  private Step divergenceOfItself(String column) {
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          List<Row> counts = new FigureExpectations(arguments).counts(question).apply(answers);
          double all = counts.stream().mapToLong(row -> row.getLong(1)).sum();
          List<@Nullable Object> names = new ArrayList<>();
          counts.forEach(row -> names.add(values.json(row.get(0))));
          List<Double> weights = counts.stream().map(row -> row.getLong(1) / all).toList();
          return new Step.Observed(
              all > 0 && isSmall(0), 0.0, Map.of(), new Weighed(names, weights, weights).told());
        });
  }

  /** Values with the weight that each has and the one that is expected of it. */
  private record Weighed(
      List<@Nullable Object> names, List<Double> observed, List<Double> expected) {
    Map<String, @Nullable Object> told() {
      Map<String, @Nullable Object> details = new LinkedHashMap<>();
      details.put("observed_partition", weighted("values", names, observed));
      details.put("expected_partition", weighted("values", names, expected));
      return details;
    }
  }

  /** Values that nobody expects share the weight that is held out, if there are any. */
  private Weighed weighed(List<Row> counts, Partition partition, double tail) {
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
    return new Weighed(names, observed, expected);
  }

  private Step divergenceOfValues(String column, Partition partition, double tail) {
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers -> {
          Weighed weighed =
              weighed(
                  new FigureExpectations(arguments).counts(question).apply(answers),
                  partition,
                  tail);
          return judged(
              entropy(array(weighed.observed()), array(weighed.expected())), weighed.told());
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
      throw new IllegalArgumentException(
          "ValueError: There can be no tail weights for partitions with one or both endpoints at"
              + " infinity");
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
          Weighed weighed = weighed(counts, partition, tail);
          int cells = weighed.names().size();
          double statistic = 0;
          for (int i = 0; i < cells; i++) {
            double wanted = weighed.expected().get(i) * all;
            double distance = weighed.observed().get(i) * all - wanted;
            statistic +=
                wanted == 0
                    ? (distance == 0 ? 0 : Double.POSITIVE_INFINITY)
                    : square(distance) / wanted;
          }
          double p =
              cells < 2 || Double.isInfinite(statistic)
                  ? (cells < 2 ? 1 : 0)
                  : 1 - new ChiSquaredDistribution(cells - 1).cumulativeProbability(statistic);
          return new Step.Observed(
              all > 0 && p > arguments.number("p", 0.05), p, Map.of(), weighed.told());
        });
  }

  private static double square(double value) {
    return value * value;
  }

  /** Whether values come from a distribution, by the test of Kolmogorov and Smirnov. */
  private Step kolmogorovSmirnov() {
    String column = new FigureExpectations(arguments).number(arguments.column("column"));
    RealDistribution wanted = distribution();
    double least = arguments.number("p_value", 0.05);
    if (!(least > 0 && least < 1)) {
      throw arguments.invalid("p_value", "between 0 and 1");
    }
    return sample(
        column,
        sample -> {
          if (sample.length < 2) {
            return new Step.Observed(false, null);
          }
          double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(wanted, sample);
          double statistic = new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(wanted, sample);
          Map<String, @Nullable Object> told = new LinkedHashMap<>();
          told.put("statistic", statistic);
          told.put("pvalue", p);
          return new Step.Observed(p >= least, p, Map.of(), Map.of("observed_ks_result", told));
        });
  }

  /** A judgement that takes all values of a column, in their order. */
  private Step sample(String column, Function<double[], Step> judge) {
    Question question = new Question.Values(column, arguments.condition());
    return new Step.Ask(
        List.of(question),
        answers ->
            judge.apply(
                new FigureExpectations(arguments)
                    .counts(question).apply(answers).stream()
                        .filter(row -> !Double.isNaN(((Number) row.get(0)).doubleValue()))
                        .flatMapToDouble(
                            row ->
                                DoubleStream.generate(() -> ((Number) row.get(0)).doubleValue())
                                    .limit(row.getLong(1)))
                        .toArray()));
  }

  private int count(String name, int otherwise) {
    return arguments
        .whole(name, "ValueError: " + name + " must be an integer")
        .filter(told -> told > 0)
        .map(Long::intValue)
        .orElse(otherwise);
  }

  /**
   * Whether samples of the values look as if they came from a partition: the part of them that the
   * test of Kolmogorov and Smirnov does not refuse. The samples are the same in every run.
   */
  private Step bootstrapped() {
    String column = new FigureExpectations(arguments).number(arguments.column("column"));
    Partition partition = partition();
    double[] bins = partition.bins();
    if (bins == null) {
      throw invalid("bins are wanted");
    }
    if (partition.tails() != null || Arrays.stream(bins).anyMatch(Double::isInfinite)) {
      throw invalid("its ends have to be finite, without tail_weights");
    }
    double[] cumulated = cumulated(partition.weights());
    double p = arguments.number("p", 0.05);
    int samples = count("bootstrap_samples", 1000);
    int size = count("bootstrap_sample_size", 2 * partition.weights().length);
    return sample(
        column,
        values -> {
          if (values.length == 0) {
            return new Step.Observed(false, null);
          }
          Random random = new Random(samples);
          RealDistribution wanted = new Steps(bins, cumulated);
          KolmogorovSmirnovTest test = new KolmogorovSmirnovTest();
          long fitting = 0;
          for (int i = 0; i < samples; i++) {
            double[] drawn =
                random.ints(size, 0, values.length).mapToDouble(at -> values[at]).toArray();
            double statistic = test.kolmogorovSmirnovStatistic(wanted, drawn);
            fitting += 1 - test.cdf(statistic, size) >= p ? 1 : 0;
          }
          double found = (1.0 + fitting) / (samples + 1);
          Map<String, @Nullable Object> details = new LinkedHashMap<>();
          details.put("bootstrap_samples", samples);
          details.put("bootstrap_sample_size", size);
          double[] edges = edges(values, bins);
          double[] weights = weights(values, bins, edges);
          details.put("observed_partition", parted(edges, weights));
          details.put("expected_partition", parted(bins, partition.weights()));
          details.put("observed_cdf", cdf(edges, cumulated(weights)));
          details.put("expected_cdf", cdf(bins, cumulated));
          return new Step.Observed(found > p, found, Map.of(), details);
        });
  }

  /** From 0 on. */
  private static double[] cumulated(double[] weights) {
    double[] result = new double[weights.length + 1];
    for (int i = 0; i < weights.length; i++) {
      result[i + 1] = result[i] + weights[i];
    }
    return result;
  }

  private static Map<String, @Nullable Object> cdf(double[] edges, double[] values) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("x", DoubleStream.of(edges).boxed().toList());
    result.put("cdf_values", DoubleStream.of(values).boxed().toList());
    return result;
  }

  private static Map<String, @Nullable Object> parted(double[] edges, double[] weights) {
    return weighted(
        "bins", DoubleStream.of(edges).boxed().toList(), DoubleStream.of(weights).boxed().toList());
  }

  /** The edges of the bins, and of one more bin on a side where values lie beyond. */
  private static double[] edges(double[] values, double[] bins) {
    double least = values[0];
    double most = values[values.length - 1];
    DoubleStream below = least < bins[0] ? DoubleStream.of(least) : DoubleStream.empty();
    DoubleStream above =
        most > bins[bins.length - 1] ? DoubleStream.of(most) : DoubleStream.empty();
    return DoubleStream.concat(DoubleStream.concat(below, DoubleStream.of(bins)), above).toArray();
  }

  /** The part of the values in each bin; the last one that is told holds its right edge too. */
  private static double[] weights(double[] values, double[] bins, double[] edges) {
    double last = bins[bins.length - 1];
    double[] result = new double[edges.length - 1];
    for (int i = 0; i < result.length; i++) {
      double left = edges[i];
      double right = edges[i + 1];
      result[i] =
          Arrays.stream(values)
                  .filter(value -> left == last ? value > left : value >= left)
                  .filter(value -> value < right || (right >= last && value == right))
                  .count()
              / (double) values.length;
    }
    return result;
  }

  /** A distribution that rises evenly within each bin. */
  private static final class Steps extends AbstractRealDistribution {
    private static final long serialVersionUID = 1;

    private final double[] edges;
    private final double[] cumulated;

    Steps(double[] edges, double[] cumulated) {
      super(new JDKRandomGenerator(0));
      this.edges = edges;
      this.cumulated = cumulated;
    }

    @Override
    public double cumulativeProbability(double x) {
      if (x <= edges[0] || x >= edges[edges.length - 1]) {
        return x <= edges[0] ? 0 : 1;
      }
      int right = 1;
      while (edges[right] < x) {
        right++;
      }
      double part = (x - edges[right - 1]) / (edges[right] - edges[right - 1]);
      return cumulated[right - 1] + part * (cumulated[right] - cumulated[right - 1]);
    }

    @Override
    public double density(double x) {
      throw new IllegalStateException("only its sums are known");
    }

    @Override
    public double getNumericalMean() {
      throw new IllegalStateException("only its sums are known");
    }

    @Override
    public double getNumericalVariance() {
      throw new IllegalStateException("only its sums are known");
    }

    @Override
    public double getSupportLowerBound() {
      return edges[0];
    }

    @Override
    public double getSupportUpperBound() {
      return edges[edges.length - 1];
    }

    @Override
    @SuppressWarnings("deprecation")
    public boolean isSupportLowerBoundInclusive() {
      return true;
    }

    @Override
    @SuppressWarnings("deprecation")
    public boolean isSupportUpperBoundInclusive() {
      return true;
    }

    @Override
    public boolean isSupportConnected() {
      return true;
    }
  }

  /** How much two columns tell of each other, 0 to 1: Cramér's V of their table of counts. */
  private Step cramersPhi() {
    String first = Sql.name(arguments.column("column_A"));
    String second = Sql.name(arguments.column("column_B"));
    Question counts =
        new Question.Found(
            "SELECT CAST("
                + first
                + " AS STRING) AS a, CAST("
                + second
                + " AS STRING) AS b, count(*) AS n FROM {batch} WHERE "
                + Sql.and(
                    List.of(arguments.condition(), first + " IS NOT NULL", second + " IS NOT NULL"))
                + " GROUP BY 1, 2",
            CELLS);
    double most = arguments.number("threshold", 0.1);
    return new Step.Ask(
        List.of(counts),
        answers -> {
          if (!(answers.find(counts) instanceof SuiteRun.FoundRows found)
              || found.count() > CELLS) {
            throw arguments.invalid("column_A", "at most " + CELLS + " different pairs");
          }
          Map<String, Map<String, Long>> table = new TreeMap<>();
          for (Map<String, @Nullable Object> row : found.rows()) {
            table
                .computeIfAbsent(String.valueOf(row.get("a")), unused -> new TreeMap<>())
                .put(String.valueOf(row.get("b")), ((Number) row.get("n")).longValue());
          }
          double value = cramersV(table);
          return new Step.Observed(value <= most, value, Map.of(), Map.of("crosstab", table));
        });
  }

  private static double cramersV(Map<String, Map<String, Long>> table) {
    Map<String, Double> columns = new TreeMap<>();
    double all = 0;
    for (Map<String, Long> row : table.values()) {
      for (Map.Entry<String, Long> cell : row.entrySet()) {
        columns.merge(cell.getKey(), (double) cell.getValue(), Double::sum);
        all += cell.getValue();
      }
    }
    int degrees = Math.min(table.size(), columns.size()) - 1;
    if (degrees < 1) {
      return 0;
    }
    // With one degree of freedom, counts are corrected for being whole numbers, as Yates does it.
    boolean isCorrected = table.size() == 2 && columns.size() == 2;
    double statistic = 0;
    for (Map<String, Long> row : table.values()) {
      double rowSum = row.values().stream().mapToLong(Long::longValue).sum();
      for (Map.Entry<String, Double> column : columns.entrySet()) {
        double expected = rowSum * column.getValue() / all;
        double distance = Math.abs(row.getOrDefault(column.getKey(), 0L) - expected);
        statistic += square(distance - (isCorrected ? Math.min(0.5, distance) : 0)) / expected;
      }
    }
    return Math.min(1, Math.sqrt(statistic / all / degrees));
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
