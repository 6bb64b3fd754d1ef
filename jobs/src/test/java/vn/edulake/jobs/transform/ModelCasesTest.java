package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;

/** Every model of vault, core and marts has a test of each kind of row, as {@link Covers} says. */
class ModelCasesTest {
  private static final String PACKAGE = ModelCasesTest.class.getPackageName();

  /** Models whose tests do not say yet what they cover. A model that does must not stand here. */
  private static final Set<String> OWED =
      new TreeSet<>(
          List.of(
              "core.bridge_class__name",
              "core.bridge_place__boundary",
              "core.bridge_place__successor",
              "core.bridge_school__account",
              "core.bridge_school__boundary",
              "core.bridge_school__code",
              "core.bridge_school__level",
              "core.bridge_school__lineage",
              "core.bridge_subject__label",
              "core.dim_class",
              "core.dim_date",
              "core.dim_exam_council",
              "core.dim_learner",
              "core.dim_place",
              "core.dim_reporting_period",
              "core.dim_room",
              "core.dim_school",
              "core.dim_school_day",
              "core.dim_school_site",
              "core.dim_school_year",
              "core.dim_staff",
              "core.dim_subject",
              "core.dim_term",
              "core.enrolment_finding",
              "core.fct_assessment_result",
              "core.fct_attendance_day",
              "core.fct_birth",
              "core.fct_class_statement",
              "core.fct_enrolment",
              "core.fct_exam_candidate",
              "core.fct_exam_score",
              "core.fct_learner_flow",
              "core.fct_learner_statement",
              "core.fct_learning_event",
              "core.fct_official_statistic",
              "core.fct_population",
              "core.fct_progression",
              "core.fct_roll_call_day",
              "core.fct_school_report",
              "core.fct_school_statement",
              "core.fct_staff_assignment",
              "core.fct_staff_statement",
              "core.school_finding",
              "core.school_submission",
              "marts.attendance_by_school_month",
              "marts.enrolment_by_province_year",
              "marts.enrolment_by_school_grade",
              "marts.exam_candidate_by_place",
              "marts.exam_result_by_place_subject",
              "marts.progression_by_school_year",
              "marts.staff_by_school_subject"));

  private static Map<TableName, EnumSet<Covers.Case>> covered()
      throws IOException, URISyntaxException, ReflectiveOperationException {
    Path classes =
        Path.of(ModelCasesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(PACKAGE.replace('.', '/'));
    List<String> names;
    try (Stream<Path> files = Files.list(classes)) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.class"))
              .map(name -> PACKAGE + "." + name.substring(0, name.length() - ".class".length()))
              .toList();
    }
    Map<TableName, EnumSet<Covers.Case>> result = new TreeMap<>();
    for (String name : names) {
      Class<?> one = Class.forName(name, false, ModelCasesTest.class.getClassLoader());
      for (Method method : one.getDeclaredMethods()) {
        Covers covers = method.getAnnotation(Covers.class);
        if (covers != null) {
          result
              .computeIfAbsent(
                  TableName.parse(covers.table()), unused -> EnumSet.noneOf(Covers.Case.class))
              .addAll(Arrays.asList(covers.of()));
        }
      }
    }
    return result;
  }

  /** A transform of policy alone has no rows that could be missing, double or late. */
  private static EnumSet<Covers.Case> wanted(TableSpec model) {
    return model.inputs().isEmpty()
        ? EnumSet.of(Covers.Case.ORDINARY, Covers.Case.BOUNDARY)
        : EnumSet.allOf(Covers.Case.class);
  }

  @Test
  void everyModelHasATestOfEachKindOfRow() throws Exception {
    Map<TableName, EnumSet<Covers.Case>> covered = covered();
    Set<String> lacking = new TreeSet<>();
    Set<String> models = new TreeSet<>();
    for (TableSpec model : ModelGraph.load().specs()) {
      Layer layer = model.table().layer();
      if (layer != Layer.VAULT && layer != Layer.CORE && layer != Layer.MARTS) {
        continue;
      }
      models.add(model.table().toString());
      EnumSet<Covers.Case> missing = wanted(model);
      missing.removeAll(covered.getOrDefault(model.table(), EnumSet.noneOf(Covers.Case.class)));
      if (!missing.isEmpty()) {
        lacking.add(model.table().toString());
      }
    }
    assertThat(lacking).as("models that lack a case").isEqualTo(OWED);
    assertThat(models).as("models that tests name").containsAll(names(covered.keySet()));
  }

  private static Set<String> names(Set<TableName> tables) {
    Set<String> result = new TreeSet<>();
    tables.forEach(table -> result.add(table.toString()));
    return result;
  }
}
