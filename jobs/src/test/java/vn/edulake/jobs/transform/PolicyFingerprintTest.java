package vn.edulake.jobs.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.ddl.TableDefinition;

/** A change of policy makes out of date what reads the changed value, and nothing else. */
class PolicyFingerprintTest {
  private static final Map<TableName, TableDefinition> DEFINITIONS = TableDefinition.load();
  private static final SourceContracts CONTRACTS = SourceContracts.load();
  private static final ModelGraph GRAPH = ModelGraph.load();

  @Test
  void anotherBoundaryDateConcernsTheBoundariesOnly() {
    assertThat(outOfDateWhen("boundary.yml", "2025-06-30", "2025-05-31"))
        .containsExactly("core.bridge_place__boundary");
  }

  @Test
  void anotherHolidayAndAnotherSchoolYearConcernTheCalendarOnly() {
    assertThat(outOfDateWhen("holiday.yml", "off: 2026-08-31", "off: 2026-09-01"))
        .containsExactly("core.dim_date");
    assertThat(outOfDateWhen("school_calendar.yml", "opening: 2025-09-05", "opening: 2025-09-06"))
        .containsExactly("core.dim_date");
  }

  @Test
  void aValueThatIsAParameterConcernsTheSelectsThatNameIt() {
    assertThat(outOfDateWhen("place.yml", "value: 1900-01-01", "value: 1800-01-01"))
        .isNotEmpty()
        .allSatisfy(
            table -> {
              TableSpec spec = GRAPH.find(TableName.parse(table)).orElseThrow();
              if (spec.rule() instanceof TableSpec.Select select) {
                assertThat(select.sql()).contains(":place_history_start");
              } else {
                assertThat(policiesOf(spec)).contains("place_history_start");
              }
            });
  }

  private static Set<String> policiesOf(TableSpec spec) {
    return Transforms.named(((TableSpec.JavaTransform) spec.rule()).name()).policies();
  }

  @Test
  void anotherKeyConcernsWhatMakesPseudonymsOnly() {
    Set<String> concerned = new TreeSet<>();
    for (TableSpec spec : GRAPH.specs()) {
      TableDefinition definition = DEFINITIONS.get(spec.table());
      Policies policies = Policies.load();
      if (!Provenance.fingerprint(spec, CONTRACTS, definition, policies, 1)
          .equals(Provenance.fingerprint(spec, CONTRACTS, definition, policies, 2))) {
        concerned.add(spec.table().toString());
      }
    }
    assertThat(concerned)
        .contains(
            "staging.stg_vn_exam__candidate",
            "core.fct_learning_event",
            "vault.learner_link",
            "vault.staff_link")
        .doesNotContain("core.dim_place")
        .isEqualTo(
            LakeRun.makingPseudonyms(GRAPH).stream()
                .map(TableName::toString)
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void whatATransformDoesNotNameItCannotRead() {
    Policies some = Policies.load().only(Set.of("boundary_dates"));
    assertThat(some.dates("boundary_dates")).isNotEmpty();
    assertThatThrownBy(() -> some.date("calendar_first_date"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("calendar_first_date: no file names it");
    assertThatThrownBy(() -> some.records("public_holiday")).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> some.only(Set.of("holiday_choice")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holiday_choice: no file names it");
  }

  private static Set<String> outOfDateWhen(String file, String text, String changed) {
    Map<String, String> files = new TreeMap<>(ResourceFolder.read("lake/policy", ".yml"));
    String before = files.get(file);
    assertThat(before).contains(text);
    Map<TableName, String> fingerprints = fingerprints(Policies.parse(files));
    files.put(file, before.replace(text, changed));
    Set<String> result = new TreeSet<>();
    fingerprints(Policies.parse(files))
        .forEach(
            (table, fingerprint) -> {
              if (!fingerprint.equals(fingerprints.get(table))) {
                result.add(table.toString());
              }
            });
    return result;
  }

  private static Map<TableName, String> fingerprints(Policies policies) {
    Map<TableName, String> result = new TreeMap<>();
    for (TableSpec spec : GRAPH.specs()) {
      result.put(
          spec.table(),
          Provenance.fingerprint(spec, CONTRACTS, DEFINITIONS.get(spec.table()), policies, 1));
    }
    return result;
  }
}
