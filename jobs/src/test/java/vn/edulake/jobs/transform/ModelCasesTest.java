package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;

/**
 * Every model of vault, core and marts has a test of each kind of row, as {@link Covers} says, or a
 * {@link CannotHave} with its reason.
 */
class ModelCasesTest {
  private static final String PACKAGE = ModelCasesTest.class.getPackageName();

  private static final ModelGraph GRAPH = ModelGraph.load();

  /** A reason is a sentence, not a word. */
  private static final int SHORTEST_REASON = 20;

  private static List<Class<?>> testClasses()
      throws IOException, URISyntaxException, ReflectiveOperationException {
    Path classes =
        Path.of(ModelCasesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(PACKAGE.replace('.', '/'));
    List<Class<?>> result = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (String name : files.map(file -> file.getFileName().toString()).sorted().toList()) {
        if (name.endsWith("Test.class")) {
          result.add(
              Class.forName(
                  PACKAGE + "." + name.substring(0, name.length() - ".class".length()),
                  false,
                  ModelCasesTest.class.getClassLoader()));
        }
      }
    }
    return result;
  }

  private static EnumSet<Covers.Case> cases(Map<TableName, EnumSet<Covers.Case>> of, String table) {
    return of.computeIfAbsent(TableName.parse(table), unused -> EnumSet.noneOf(Covers.Case.class));
  }

  private static Map<TableName, EnumSet<Covers.Case>> covered() throws Exception {
    Map<TableName, EnumSet<Covers.Case>> result = new TreeMap<>();
    for (Class<?> one : testClasses()) {
      for (Method method : one.getDeclaredMethods()) {
        for (Covers covers : method.getAnnotationsByType(Covers.class)) {
          assertThat(
                  method.isAnnotationPresent(Test.class)
                      || method.isAnnotationPresent(ParameterizedTest.class))
              .as("%s is a test", method)
              .isTrue();
          cases(result, covers.table()).addAll(Arrays.asList(covers.of()));
        }
      }
    }
    return result;
  }

  private static Map<TableName, EnumSet<Covers.Case>> impossible() throws Exception {
    Map<TableName, EnumSet<Covers.Case>> result = new TreeMap<>();
    for (Class<?> one : testClasses()) {
      for (CannotHave never : one.getAnnotationsByType(CannotHave.class)) {
        String as = never.table() + " " + never.of() + " in " + one.getSimpleName();
        assertThat(never.because().strip())
            .as("reason of " + as)
            .hasSizeGreaterThanOrEqualTo(SHORTEST_REASON);
        assertThat(never.of()).as(as).isNotEqualTo(Covers.Case.ORDINARY);
        assertThat(cases(result, never.table()).add(never.of())).as(as + " is said once").isTrue();
      }
    }
    return result;
  }

  /** What is computed of policy alone has no rows that could be missing, double or late. */
  private static boolean isOfPolicyAlone(TableSpec model) {
    return model.table().layer() == Layer.CORE
        && model.inputs().stream()
            .map(GRAPH::find)
            .allMatch(input -> input.isPresent() && isOfPolicyAlone(input.get()));
  }

  private static EnumSet<Covers.Case> wanted(TableSpec model) {
    return isOfPolicyAlone(model)
        ? EnumSet.of(Covers.Case.ORDINARY, Covers.Case.BOUNDARY)
        : EnumSet.allOf(Covers.Case.class);
  }

  private static Set<TableName> models() {
    Set<TableName> result = new TreeSet<>();
    for (TableSpec model : GRAPH.specs()) {
      Layer layer = model.table().layer();
      if (layer == Layer.VAULT || layer == Layer.CORE || layer == Layer.MARTS) {
        result.add(model.table());
      }
    }
    return result;
  }

  @Test
  void everyModelHasATestOfEachKindOfRow() throws Exception {
    Map<TableName, EnumSet<Covers.Case>> covered = covered();
    Map<TableName, EnumSet<Covers.Case>> impossible = impossible();
    Map<String, Set<Covers.Case>> lacking = new TreeMap<>();
    for (TableName model : models()) {
      EnumSet<Covers.Case> missing = wanted(GRAPH.find(model).orElseThrow());
      missing.removeAll(covered.getOrDefault(model, EnumSet.noneOf(Covers.Case.class)));
      missing.removeAll(impossible.getOrDefault(model, EnumSet.noneOf(Covers.Case.class)));
      if (!missing.isEmpty()) {
        lacking.put(model.toString(), missing);
      }
    }
    assertThat(lacking).as("cases that models lack").isEmpty();
    assertThat(models()).as("models that tests name").containsAll(covered.keySet());
  }

  @Test
  void whatCannotBeIsNotTested() throws Exception {
    Map<TableName, EnumSet<Covers.Case>> covered = covered();
    impossible()
        .forEach(
            (model, cases) -> {
              assertThat(covered).as("models with tests").containsKey(model);
              assertThat(covered.get(model))
                  .as(model.toString())
                  .doesNotContainAnyElementsOf(cases);
            });
  }
}
