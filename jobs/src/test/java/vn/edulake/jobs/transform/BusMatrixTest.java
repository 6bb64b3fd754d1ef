package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.quality.References;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * The bus matrix: which fact of core has which conformed dimension, by one path each, in the state
 * of the day of what happened.
 */
class BusMatrixTest {
  private static final Map<TableName, TableDefinition> DDL =
      Pipeline.definitions(SourceContracts.load());
  private static final ModelGraph GRAPH = ModelGraph.load();

  /**
   * Facts and their dimensions: x has it; a letter is the reason why a fact of the matrix has not.
   * Others have a dot.
   */
  private static final String MATRIX =
      """
      fact                    date school class learner staff place subject room
      fct_enrolment           x    x      x     x       .     x     .       .
      fct_attendance_day      x    x      x     x       .     x     .       .
      fct_mark                x    x      x     x       x     x     x       .
      fct_term_result         x    x      x     x       x     x     x       .
      fct_progression         x    x      x     x       y     x     y       .
      fct_exam_score          x    e      .     e       .     x     x       .
      fct_learning_event      x    l      l     l       l     l     l       .
      fct_lesson_delivered    x    x      x     .       x     x     x       t
      fct_staff_assignment    x    x      c     .       x     x     x       .
      fct_population          x    .      .     .       .     x     .       .
      fct_birth               x    .      .     .       .     x     .       .
      fct_assessed_learner    x    x      x     x       .     x     .       .
      fct_learning_rating     x    x      x     x       .     x     .       .
      fct_planned_teaching    x    x      x     .       x     x     x       .
      fct_exam_candidate      x    .      .     .       .     x     .       .
      fct_assessment_result   .    .      .     .       .     .     .       .
      fct_official_statistic  x    .      .     .       .     x     .       .
      """;

  private static final Map<String, String> REASONS =
      Map.of(
          "y", "a year ends for a learner, not in one subject or with one teacher",
          "e", "published results name neither the candidate nor the school",
          "l", "platforms name accounts that no source links to people, classes or subjects",
          "t", "timetables tell no rooms",
          "c", "lists of staff tell no classes; core.fct_planned_teaching does");

  /** What sources said, before it is known what held: they have what was said and no more. */
  private static final Set<String> STATED =
      Set.of(
          "fct_class_statement",
          "fct_learner_flow",
          "fct_learner_statement",
          "fct_roll_call_day",
          "fct_school_report",
          "fct_school_statement",
          "fct_staff_statement");

  /** Columns that end in _key and name no member of a dimension. */
  private static final Set<String> OTHER_KEYS =
      Set.of(
          // Keyed pseudonyms of accounts and candidates.
          "actor_key",
          "exam_candidate_key",
          // A learner in a school year, and a record: names of rows.
          "learner_year_key",
          "record_key");

  /**
   * A fact has the school beside the class and the place beside the school, as of its day: short
   * cuts of the one path, so that no figure has to go through them. By no other dimension may a key
   * be reached that the fact has itself.
   */
  private static final Set<String> SHORT_CUTS =
      Set.of(
          "class_key school_key",
          "school_key place_key",
          "exam_council_key place_key",
          "place_key province_place_key");

  /** What staff teach by their contract is not what was taught. */
  private static final Set<String> OTHER_MEANING = Set.of("staff_key subject_key");

  private static Map<String, List<String>> matrix() {
    Map<String, List<String>> result = new LinkedHashMap<>();
    MATRIX
        .lines()
        .map(line -> Arrays.asList(line.split("\\s+")))
        .forEach(cells -> result.put(cells.get(0), cells.subList(1, cells.size())));
    return result;
  }

  static Stream<TableSpec> facts() {
    return GRAPH.specs().stream()
        .filter(spec -> spec.table().layer() == Layer.CORE)
        .filter(spec -> spec.table().name().startsWith("fct_"));
  }

  static Stream<TableSpec> eventFacts() {
    return facts().filter(spec -> !STATED.contains(spec.table().name()));
  }

  static Stream<TableSpec> coreAndMarts() {
    return GRAPH.specs().stream()
        .filter(spec -> spec.table().layer() == Layer.CORE || spec.table().layer() == Layer.MARTS);
  }

  private static List<String> columns(TableSpec spec) {
    return DDL.get(spec.table()).columns().stream().map(TableDefinition.Column::name).toList();
  }

  private static Collection<TableSpec> models() {
    return GRAPH.specs();
  }

  @ParameterizedTest
  @MethodSource("eventFacts")
  void aFactHasTheDimensionsOfTheMatrix(TableSpec fact) {
    Map<String, List<String>> matrix = matrix();
    List<String> wanted = matrix.get(fact.table().name());
    assertThat(wanted).as(fact.table() + " in the matrix").isNotNull();
    List<String> dimensions = matrix.get("fact");
    for (int i = 0; i < dimensions.size(); i++) {
      String dimension = dimensions.get(i);
      boolean isThere =
          dimension.equals("date") ? hasDate(fact) : columns(fact).contains(dimension + "_key");
      boolean isWanted = wanted.get(i).equals("x");
      assertThat(isThere).as(fact.table() + " has " + dimension).isEqualTo(isWanted);
      assertThat(isWanted || wanted.get(i).equals(".") || REASONS.containsKey(wanted.get(i)))
          .as(fact.table() + " says why it has no " + dimension)
          .isTrue();
    }
  }

  private static boolean hasDate(TableSpec fact) {
    return columns(fact).stream()
        .anyMatch(
            name ->
                name.endsWith("_date") || name.equals("school_year") || name.equals("birth_year"));
  }

  @Test
  void whatASourceSaidIsNoFactOfTheMatrix() {
    assertThat(matrix().keySet()).doesNotContainAnyElementsOf(STATED);
  }

  @ParameterizedTest
  @MethodSource("eventFacts")
  void aFactHasTheVersionOfTheDayBesideEachKeyThatHasVersions(TableSpec fact) {
    List<String> columns = columns(fact);
    for (Refresh.Scd2 versioned : versioned()) {
      String key = versioned.key().get(0);
      versioned
          .versionKey()
          .ifPresent(
              version ->
                  assertThat(columns.contains(version))
                      .as(fact.table() + " has " + version + " beside " + key)
                      .isEqualTo(columns.contains(key)));
    }
  }

  private static List<Refresh.Scd2> versioned() {
    List<Refresh.Scd2> result = new ArrayList<>();
    for (TableSpec model : models()) {
      if (model.table().layer() == Layer.CORE
          && model.table().name().startsWith("dim_")
          && model.refresh() instanceof Refresh.Scd2 scd2) {
        result.add(scd2);
      }
    }
    assertThat(result).isNotEmpty();
    return result;
  }

  @ParameterizedTest
  @MethodSource("coreAndMarts")
  void everyKeyNamesAMemberOfOneDimension(TableSpec table) {
    List<String> referring =
        References.of(DDL.get(table.table()), models()).stream()
            // A version key refers to its states; the durable key in its name to nothing.
            .map(References.Reference::column)
            .toList();
    Set<String> own = new TreeSet<>(table.key());
    if (table.refresh() instanceof Refresh.Scd2 scd2) {
      own.addAll(scd2.key());
      scd2.versionKey().ifPresent(own::add);
    }
    for (String column : columns(table)) {
      boolean names = column.endsWith("_key") && !OTHER_KEYS.contains(column);
      boolean isOfDimension = table.table().name().startsWith("dim_") && own.contains(column);
      // The tree of places is inside of its dimension.
      boolean isTree = table.table().name().matches("dim_place|bridge_place__successor");
      if (names && !isOfDimension && !isTree) {
        assertThat(referring).as(table.table() + "." + column).containsOnlyOnce(column);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("eventFacts")
  void noDimensionIsReachedByTwoPaths(TableSpec fact) {
    List<String> keys =
        columns(fact).stream()
            .filter(name -> name.endsWith("_key") && !name.endsWith("_version_key"))
            .toList();
    for (TableSpec dimension : models()) {
      if (!dimension.table().name().startsWith("dim_")) {
        continue;
      }
      String key =
          dimension.refresh() instanceof Refresh.Scd2 scd2
              ? scd2.key().get(0)
              : dimension.key().get(0);
      if (!keys.contains(key)) {
        continue;
      }
      for (String further : columns(dimension)) {
        if (further.endsWith("_key") && !further.equals(key) && keys.contains(further)) {
          String path = key + " " + further;
          assertThat(SHORT_CUTS.contains(path) || OTHER_MEANING.contains(path))
              .as(fact.table() + " reaches " + further + " also by " + key)
              .isTrue();
        }
      }
    }
  }

  @Test
  void everyReasonAndExceptionIsOfSomething() {
    Set<String> used = new TreeSet<>();
    matrix().values().forEach(used::addAll);
    assertThat(used).containsAll(REASONS.keySet());
    Set<String> columns = new TreeSet<>();
    coreAndMarts().forEach(spec -> columns.addAll(columns(spec)));
    assertThat(columns).contains("actor_key", "exam_candidate_key", "learner_year_key");
  }
}
