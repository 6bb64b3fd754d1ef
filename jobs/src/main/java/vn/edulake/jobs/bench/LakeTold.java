package vn.edulake.jobs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jdbi.v3.core.Jdbi;
import vn.edulake.jobs.simulate.Score;
import vn.edulake.jobs.simulate.Score.Told;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.defect.Answer;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.models.SqlTables;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.DerivedStaging;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * What a built lake tells of the defects of a simulation: its findings about deliveries, the links
 * of its learners and where statements about one learner differ, the statements that make no stint
 * and the findings about schools.
 */
public final class LakeTold {
  /** What must have been built before. */
  public static final String TABLES =
      "+core.dim_learner,+core.fct_enrolment,+core.enrolment_finding,+core.school_finding,+vault.learner_difference,+vault.result_entry";

  private final SparkSession session;
  private final Jdbi jdbi;
  private final SourceContracts contracts = SourceContracts.load();

  private LakeTold(SparkSession session, Jdbi jdbi) {
    this.session = session;
    this.jdbi = jdbi;
  }

  /**
   * Reads what is told.
   *
   * @param session that knows the key of the lake's pseudonyms
   */
  public static Map<DefectClass, Told> of(SparkSession session, Jdbi jdbi, Path simulation) {
    return new LakeTold(session, jdbi).told(simulation);
  }

  private Map<DefectClass, Told> told(Path simulation) {
    List<Answer> answers = SimulationLog.answers(simulation);
    Map<String, Set<String>> findings = findings(SimulationLog.read(simulation).sources());
    Map<DefectClass, Told> result = new EnumMap<>(DefectClass.class);
    Map<DefectClass, String> codes =
        Map.of(
            DefectClass.WORSE_LATER, "worse_later",
            DefectClass.DELETED_UPSTREAM, "rows_gone",
            DefectClass.LEGACY_LETTERS, "legacy_letters",
            DefectClass.TOTALS_DISAGREE, "totals_disagree",
            DefectClass.SPLIT_COMMUNE, "split_commune",
            DefectClass.SMALL_CELL, "small_cell");
    codes.forEach(
        (defect, code) -> {
          Set<String> places = findings.getOrDefault(code, Set.of());
          result.put(defect, new Told(places, places, like(defect)));
        });
    Set<String> reused = new HashSet<>(findings.getOrDefault("reused_code", Set.of()));
    reused.addAll(schools("'reused_code', 'unknown_code', 'second_row'"));
    result.put(DefectClass.REUSED_CODE, new Told(reused, reused, Set.of()));
    Set<String> bodies = schools("'wrong_managing_body'");
    result.put(DefectClass.WRONG_MANAGING_BODY, new Told(bodies, bodies, Set.of()));
    Set<String> strays = strays();
    result.put(DefectClass.OVERLAPPING_ENROLMENT, new Told(strays, strays, Set.of()));
    people(simulation, answers, findings.getOrDefault("decomposed_text", Set.of()), result);
    return result;
  }

  /** By code of a finding the places of which it is told. */
  private Map<String, Set<String>> findings(Collection<String> sources) {
    Map<String, Set<String>> result = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT finding_code, file_name, source_row FROM ops.source_finding"
                        + " JOIN ops.load USING (load_id) WHERE load.source_code IN (<sources>)")
                .bindList("sources", List.copyOf(sources))
                .map(
                    (row, context) ->
                        result
                            .computeIfAbsent(row.getString(1), unused -> new HashSet<>())
                            .add(Score.place(row.getString(2), row.getLong(3))))
                .list());
    return result;
  }

  /** The rows of institutions of which a school finding tells. */
  private Set<String> schools(String codes) {
    return places(
        "SELECT DISTINCT stated._source_file, CAST(stated._source_row AS BIGINT) FROM "
            + rows("moet__institution")
            + " AS stated INNER JOIN "
            + table("core.school_finding")
            + " AS finding ON finding.report_date = stated.report_date"
            + " AND finding.stated_code = stated.institution_code WHERE finding.finding_code IN ("
            + codes
            + ")");
  }

  /** The rows that state an enrolment which is not believed. */
  private Set<String> strays() {
    Set<String> result = new HashSet<>();
    String[][] feeds = {
      {"moet__learner", "report_date", "moet", "array(institution_code, learner_code)"},
      {
        "moet__learner_record",
        "updated_date",
        "moet_record",
        "array(record_id, CAST(version AS STRING))"
      },
      {"sms_a__learner", "as_of_date", "sms_a", "array(sender_code, local_number)"},
      {"sms_b__learner", "as_of_date", "sms_b", "array(sender_code, local_number)"}
    };
    for (String[] feed : feeds) {
      result.addAll(
          places(
              "SELECT stated._source_file, CAST(stated._source_row AS BIGINT) FROM (SELECT *,"
                  + " pseudonym('learner_entry', "
                  + feed[3]
                  + ") AS entry_id FROM "
                  + rows(feed[0])
                  + ") AS stated INNER JOIN "
                  + table("core.enrolment_finding")
                  + " AS finding ON finding.stated_date = stated."
                  + feed[1]
                  + " AND finding.source_code = '"
                  + feed[2]
                  + "' AND finding.entry_id = stated.entry_id"
                  + " WHERE finding.finding_code <> 'taken_back'"));
    }
    return result;
  }

  private void people(
      Path simulation,
      List<Answer> answers,
      Set<String> decomposed,
      Map<DefectClass, Told> result) {
    IdentityBench bench = new IdentityBench(session);
    Map<String, Integer> truth = bench.truth(simulation);
    Map<String, String> links = new HashMap<>();
    for (Row row :
        session
            .table(table("vault.learner_link"))
            .select("statement_key", "learner_key")
            .collectAsList()) {
      links.put(row.getString(0), row.getString(1));
    }
    Map<Integer, Map<String, Integer>> votes = new HashMap<>();
    truth.forEach(
        (statement, person) -> {
          String learner = links.get(statement);
          if (learner != null) {
            votes
                .computeIfAbsent(person, unused -> new HashMap<>())
                .merge(learner, 1, Integer::sum);
          }
        });
    Map<String, Integer> people = new HashMap<>();
    votes.forEach(
        (person, keys) ->
            people.put(
                Collections.max(keys.entrySet(), Map.Entry.comparingByValue()).getKey(), person));
    // Whom the lake takes the rows to be about, by place, and the statements that stand there.
    Map<String, Set<Integer>> taken = new HashMap<>();
    Map<String, List<String>> statements = new HashMap<>();
    for (Row row : bench.rows().collectAsList()) {
      String place = IdentityBench.place(row.getString(2), row.getLong(3));
      statements.computeIfAbsent(place, unused -> new ArrayList<>()).add(row.getString(0));
      take(taken, place, people.get(links.getOrDefault(row.getString(0), "")));
    }
    for (Row row :
        session
            .sql(
                "SELECT book._source_file, CAST(book._source_row AS BIGINT), entry.learner_key FROM "
                    + rows("gradebook__mark")
                    + " AS book INNER JOIN "
                    + table("vault.result_entry")
                    + " AS entry ON entry.school_year = book.school_year AND entry.term_code ="
                    + " concat('term_', book.term) AND entry.sender_code = book.sender_code AND"
                    + " entry.local_number = book.local_number")
            .collectAsList()) {
      take(
          taken,
          IdentityBench.place(row.getString(0), row.getLong(1)),
          people.get(row.getString(2)));
    }
    Map<String, Set<String>> differences = differences();
    Map<DefectClass, String> kinds = new EnumMap<>(DefectClass.class);
    kinds.put(DefectClass.TONE_VARIANT, "full_name.tone");
    kinds.put(DefectClass.NAME_ORDER, "full_name.order");
    kinds.put(DefectClass.WRONG_BIRTH_DATE, "birth_date.value");
    kinds.put(DefectClass.SOURCES_CONFLICT, "sex_code.value");
    kinds.put(DefectClass.TWO_CODES, "learner_code.value");
    kinds.put(DefectClass.SHARED_NUMBER, "learner_code.value");
    Map<DefectClass, Set<String>> told = new EnumMap<>(DefectClass.class);
    told.put(DefectClass.DECOMPOSED_TEXT, decomposed);
    kinds.forEach(
        (defect, kind) -> {
          Set<String> places = new HashSet<>();
          statements.forEach(
              (place, keys) -> {
                if (keys.stream().anyMatch(differences.getOrDefault(kind, Set.of())::contains)) {
                  places.add(place);
                }
              });
          told.put(defect, places);
        });
    Map<DefectClass, Set<String>> found = new EnumMap<>(DefectClass.class);
    for (Answer answer : answers) {
      Set<String> places = told.get(answer.defect());
      if (places == null) {
        continue;
      }
      String place = Score.place(answer.file(), answer.row());
      boolean isRight =
          taken
              .getOrDefault(place, Set.of())
              .contains(Integer.valueOf(answer.entity().substring("learner:".length())));
      // A name that is only written otherwise does no harm where its row is still the learner's.
      boolean isOnlyWriting =
          answer.defect() == DefectClass.TONE_VARIANT || answer.defect() == DefectClass.NAME_ORDER;
      if (isRight && (isOnlyWriting || places.contains(place))) {
        found.computeIfAbsent(answer.defect(), unused -> new HashSet<>()).add(place);
      }
    }
    told.forEach(
        (defect, places) ->
            result.put(
                defect, new Told(found.getOrDefault(defect, Set.of()), places, like(defect))));
  }

  private static Set<DefectClass> like(DefectClass defect) {
    return switch (defect) {
      case TWO_CODES -> Set.of(DefectClass.SHARED_NUMBER);
      case SHARED_NUMBER -> Set.of(DefectClass.TWO_CODES);
      // A worse delivery lacks rows.
      case DELETED_UPSTREAM -> Set.of(DefectClass.WORSE_LATER);
      case WORSE_LATER -> Set.of(DefectClass.DELETED_UPSTREAM);
      // Who stands in a wrong school has another's sex there.
      case SOURCES_CONFLICT -> Set.of(DefectClass.OVERLAPPING_ENROLMENT);
      default -> Set.of();
    };
  }

  private static void take(
      Map<String, Set<Integer>> taken,
      String place,
      @org.jspecify.annotations.Nullable Integer person) {
    if (person != null) {
      taken.computeIfAbsent(place, unused -> new HashSet<>()).add(person);
    }
  }

  /** By attribute and kind the statements that differ from what is believed. */
  private Map<String, Set<String>> differences() {
    Map<String, Set<String>> result = new HashMap<>();
    for (Row row :
        session
            .table(table("vault.learner_difference"))
            .select("attribute_code", "difference_code", "statement_key")
            .collectAsList()) {
      result
          .computeIfAbsent(row.getString(0) + "." + row.getString(1), unused -> new HashSet<>())
          .add(row.getString(2));
    }
    return result;
  }

  private Set<String> places(String sql) {
    Set<String> result = new HashSet<>();
    for (Row row : session.sql(sql).collectAsList()) {
      result.add(Score.place(row.getString(0), row.getLong(1)));
    }
    return result;
  }

  /** What a feed says now, each row with its place in its file. */
  private String rows(String entity) {
    SourceContract contract = contracts.find(TableName.parse("raw." + entity)).orElseThrow();
    String delivered =
        "(" + DeliveredRows.sql(contract, LakeCatalogs.sparkName(contract.rawTable())) + ")";
    return "(" + SqlTables.bind(DerivedStaging.located(contract), table -> delivered) + ")";
  }

  private static String table(String name) {
    return LakeCatalogs.sparkName(TableName.parse(name));
  }
}
