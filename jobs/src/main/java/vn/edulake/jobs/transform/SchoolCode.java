package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.TableName;
import vn.edulake.models.key.KeyKind;
import vn.edulake.models.policy.Policies;

/**
 * {@code core.bridge_school__code}: which school a code names, and when.
 *
 * <p>A code lives in one list of places: before or since the reform of 2025, when all codes changed
 * and some came back for other schools. Lives of codes that follow each other are one school when
 * name, kind and commune (or its successor) are the same, or else when most learners of the one
 * stand in the other and it teaches the same levels.
 */
final class SchoolCode implements Transform {
  private static final LocalDate OPEN = LocalDate.of(9999, 12, 31);

  private static final StructType SCHEMA =
      new StructType()
          .add("school_code", DataTypes.StringType)
          .add("school_key", DataTypes.StringType)
          .add("valid_from", DataTypes.StringType)
          .add("valid_to", DataTypes.StringType);

  /** What is said of a school beside its code. */
  private record Said(String name, String kind, String place) {}

  /** A code in one list of places. */
  private static final class Life {
    private final String code;
    private final boolean isReformed;
    private final Set<Said> said = new HashSet<>();
    private final Set<String> levels = new HashSet<>();
    private LocalDate first = OPEN;
    private LocalDate last = LocalDate.MIN;
    private @Nullable Life before;
    private @Nullable Life after;

    Life(String code, boolean isReformed) {
      this.code = code;
      this.isReformed = isReformed;
    }

    private boolean canBecome(Life other) {
      return after == null && other.before == null && last.isBefore(other.first);
    }
  }

  /** Two lives that may be one school's. */
  private record Pair(Life from, Life to, long learners) {
    private void join() {
      if (from.canBecome(to)) {
        from.after = to;
        to.before = from;
      }
    }
  }

  /** Where the learners of a code went. */
  private record Flow(Life from, Life to) {}

  @Override
  public Set<String> policies() {
    return Set.of("place_history_start", "place_reform_date");
  }

  @Override
  public Dataset<Row> apply(
      SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies) {
    LocalDate reform = policies.date("place_reform_date");
    Map<String, Life> lives = lives(inputs, reform);
    Map<Flow, Long> flows = flows(inputs, lives, reform);
    joinByName(lives.values(), successors(inputs), flows);
    joinByLearners(flows);
    return session
        .createDataFrame(rows(lives.values(), reform, policies.date("place_history_start")), SCHEMA)
        // A text, since java.sql.Date would pass through the zone of the machine.
        .withColumn("valid_from", org.apache.spark.sql.functions.expr("CAST(valid_from AS DATE)"))
        .withColumn("valid_to", org.apache.spark.sql.functions.expr("CAST(valid_to AS DATE)"));
  }

  private static String name(String code, boolean isReformed) {
    return code + (isReformed ? "@new" : "@old");
  }

  /**
   * The codes that count: classes or learners stand under them in a report of the same list of
   * places. Where a report has neither list, that of institutions alone counts.
   */
  private static Map<String, Life> lives(Map<TableName, Dataset<Row>> inputs, LocalDate reform) {
    List<Row> reports =
        inputs
            .get(TableName.parse("core.fct_school_report"))
            .alias("report")
            .join(
                inputs
                    .get(TableName.parse("core.dim_place"))
                    .where("level = 'commune'")
                    .alias("place"),
                org.apache.spark.sql.functions.expr(
                    "place.code = report.commune_code AND place.valid_from <= report.report_date"
                        + " AND place.valid_to > report.report_date"),
                "left")
            .selectExpr(
                "CAST(report.report_date AS STRING)",
                "report.school_code",
                "lower(report.name_vi)",
                "report.kind_code",
                "coalesce(place.place_key, '-1')",
                "report.taught_level_codes",
                "report.class_count + report.learner_count > 0",
                "report.is_listed")
            .sort("report_date", "school_code")
            .collectAsList();
    Set<String> told = new HashSet<>();
    reports.stream().filter(row -> row.getBoolean(6)).forEach(row -> told.add(row.getString(0)));
    Set<String> counted = new HashSet<>();
    for (Row row : reports) {
      if (row.getBoolean(6) || !told.contains(row.getString(0))) {
        counted.add(name(row.getString(1), !LocalDate.parse(row.getString(0)).isBefore(reform)));
      }
    }
    Map<String, Life> result = new TreeMap<>();
    for (Row row : reports) {
      LocalDate day = LocalDate.parse(row.getString(0));
      boolean isReformed = !day.isBefore(reform);
      String name = name(row.getString(1), isReformed);
      if (!counted.contains(name)) {
        continue;
      }
      Life life = result.computeIfAbsent(name, n -> new Life(row.getString(1), isReformed));
      life.first = day.isBefore(life.first) ? day : life.first;
      life.last = day.isAfter(life.last) ? day : life.last;
      if (row.getBoolean(7)) {
        life.said.add(new Said(row.getString(2), row.getString(3), row.getString(4)));
      }
      if (!row.isNullAt(5)) {
        life.levels.addAll(List.of(row.getString(5).split(",")));
      }
    }
    return result;
  }

  private static Map<Flow, Long> flows(
      Map<TableName, Dataset<Row>> inputs, Map<String, Life> lives, LocalDate reform) {
    Map<Flow, Long> result = new HashMap<>();
    for (Row row :
        inputs
            .get(TableName.parse("core.fct_learner_flow"))
            .selectExpr(
                "CAST(before_date AS STRING)",
                "before_code",
                "CAST(report_date AS STRING)",
                "school_code",
                "learner_count")
            .collectAsList()) {
      Life from =
          lives.get(name(row.getString(1), !LocalDate.parse(row.getString(0)).isBefore(reform)));
      Life to =
          lives.get(name(row.getString(3), !LocalDate.parse(row.getString(2)).isBefore(reform)));
      if (from != null && to != null && from != to) {
        result.merge(new Flow(from, to), row.getLong(4), Long::sum);
      }
    }
    return result;
  }

  private static Map<String, Set<String>> successors(Map<TableName, Dataset<Row>> inputs) {
    Map<String, Set<String>> result = new HashMap<>();
    for (Row row :
        inputs
            .get(TableName.parse("core.bridge_place__successor"))
            .where("level = 'commune' AND successor_place_key <> '-1'")
            .select("predecessor_place_key", "successor_place_key")
            .collectAsList()) {
      result.computeIfAbsent(row.getString(0), p -> new HashSet<>()).add(row.getString(1));
    }
    return result;
  }

  private static boolean agree(Life from, Life to, Map<String, Set<String>> successors) {
    for (Said one : from.said) {
      for (Said other : to.said) {
        if (one.name().equals(other.name())
            && one.kind().equals(other.kind())
            && (one.place().equals(other.place())
                || successors.getOrDefault(one.place(), Set.of()).contains(other.place()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static void joinByName(
      Collection<Life> lives, Map<String, Set<String>> successors, Map<Flow, Long> flows) {
    Map<String, List<Life>> byName = new TreeMap<>();
    for (Life life : lives) {
      Set<String> names = new HashSet<>();
      life.said.forEach(said -> names.add(said.name()));
      names.forEach(name -> byName.computeIfAbsent(name, n -> new ArrayList<>()).add(life));
    }
    List<Pair> pairs = new ArrayList<>();
    for (List<Life> same : byName.values()) {
      for (Life from : same) {
        for (Life to : same) {
          if (from.last.isBefore(to.first) && agree(from, to, successors)) {
            pairs.add(new Pair(from, to, flows.getOrDefault(new Flow(from, to), 0L)));
          }
        }
      }
    }
    // The next code first, so that a chain of three is no branch; then by learners.
    pairs.sort(
        Comparator.comparing((Pair pair) -> pair.to().first)
            .thenComparing(Pair::learners, Comparator.reverseOrder())
            .thenComparing((Pair pair) -> pair.from().last, Comparator.reverseOrder())
            .thenComparing((Pair pair) -> pair.from().code)
            .thenComparing((Pair pair) -> pair.to().code));
    pairs.forEach(Pair::join);
  }

  /** Joins what has no namesake: most learners of the one stand in the other, and are its most. */
  private static void joinByLearners(Map<Flow, Long> flows) {
    Map<Life, Long> left = new HashMap<>();
    Map<Life, Long> came = new HashMap<>();
    flows.forEach(
        (flow, count) -> {
          left.merge(flow.from(), count, Long::sum);
          came.merge(flow.to(), count, Long::sum);
        });
    List<Pair> pairs = new ArrayList<>();
    flows.forEach(
        (flow, count) -> {
          if (flow.from().levels.equals(flow.to().levels)
              && 2 * count > left.getOrDefault(flow.from(), 0L)
              && 2 * count > came.getOrDefault(flow.to(), 0L)) {
            pairs.add(new Pair(flow.from(), flow.to(), count));
          }
        });
    pairs.sort(
        Comparator.comparing(Pair::learners, Comparator.reverseOrder())
            .thenComparing((Pair pair) -> pair.from().code)
            .thenComparing((Pair pair) -> pair.to().code));
    pairs.forEach(Pair::join);
  }

  private static List<Row> rows(Collection<Life> lives, LocalDate reform, LocalDate start) {
    boolean knowsReform = lives.stream().anyMatch(life -> life.isReformed);
    List<Row> result = new ArrayList<>();
    for (Life head : lives) {
      if (head.before != null) {
        continue;
      }
      LocalDate from = head.isReformed ? reform : start;
      String key = KeyKind.SCHOOL.key(List.of(head.code, from.toString()));
      for (Life life = head; life != null; life = life.after) {
        LocalDate to = until(life, reform, knowsReform);
        boolean isSame = life.after != null && life.after.code.equals(life.code);
        if (!isSame) {
          result.add(RowFactory.create(life.code, key, from.toString(), to.toString()));
          from = to;
        }
      }
    }
    return result;
  }

  private static LocalDate until(Life life, LocalDate reform, boolean knowsReform) {
    if (life.after != null && life.after.isReformed == life.isReformed) {
      return life.after.first;
    }
    return !life.isReformed && knowsReform ? reform : OPEN;
  }
}
