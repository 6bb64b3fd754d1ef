package vn.edulake.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.identity.PersonLinks;
import vn.edulake.jobs.identity.StatedDays;
import vn.edulake.jobs.identity.Statement;
import vn.edulake.jobs.simulate.SimulationLog;
import vn.edulake.jobs.simulate.defect.Answer;
import vn.edulake.jobs.simulate.defect.DefectClass;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.Scale;
import vn.edulake.jobs.transform.StatementRows;
import vn.edulake.models.SqlTables;
import vn.edulake.models.TableName;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.DerivedStaging;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * How well {@code vault.learner_link} tells learners apart, beside what a simulation knows: whom a
 * row with a planted defect is about stands in its answer key; another row has the learner's own
 * code.
 */
public final class IdentityBench {
  /** What must have been built before. */
  public static final String TABLES = "+vault.learner_review,+vault.learner,+vault.staff";

  private final SparkSession session;
  private final SourceContracts contracts = SourceContracts.load();

  /** A bench in the session of a lake that has taken in one simulation, and no more. */
  public IdentityBench(SparkSession session) {
    this.session = session;
  }

  /**
   * Pairs of statements.
   *
   * @param statements of which truth is known
   * @param learners as they are linked
   * @param people of whom these statements really are
   * @param linked pairs that are linked
   * @param same pairs that really are about one learner
   * @param both pairs that are linked and really are
   * @param review doubtful pairs that people are asked about
   */
  public record Accuracy(
      long statements,
      long learners,
      long people,
      long linked,
      long same,
      long both,
      long review,
      Map<String, Long> methods) {
    public Accuracy {
      methods = new TreeMap<>(methods);
    }

    /** Of the pairs that are linked, the share that really are. */
    public double precision() {
      return linked == 0 ? 1 : (double) both / linked;
    }

    /** Of the pairs that really are, the share that is linked. */
    public double recall() {
      return same == 0 ? 1 : (double) both / same;
    }
  }

  /**
   * Removes roll calls, the most of a simulation: they say nothing of who learners are.
   *
   * @return the folders to take in, by their source
   */
  public static Map<String, Path> withoutRollCalls(Path simulation) {
    Map<String, Path> result = new TreeMap<>();
    for (String source : List.of("moet", "sms_a", "sms_b", "staff", "transcript")) {
      Path folder = simulation.resolve(source);
      result.put(source, folder);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(IdentityBench::isRollCall).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new ExternalError(
            ErrorCode.STORAGE_FAILED, "Cannot change " + folder + ": " + e.getMessage(), e);
      }
    }
    return result;
  }

  private static boolean isRollCall(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.contains("_diemdanh_") || name.contains("_tuan_");
  }

  /** Compares. */
  public Accuracy measure(Path simulation) {
    Map<String, Integer> truth = truth(simulation);
    Map<String, Long> linked = new HashMap<>();
    Map<Integer, Long> same = new HashMap<>();
    Map<String, Long> both = new HashMap<>();
    Map<String, Long> methods = new TreeMap<>();
    long statements = 0;
    for (Row row :
        session
            .table(LakeCatalogs.sparkName(TableName.parse("vault.learner_link")))
            .select("statement_key", "learner_key", "method_code")
            .collectAsList()) {
      Integer person = truth.get(row.getString(0));
      methods.merge(row.getString(2), 1L, Long::sum);
      if (person == null) {
        continue;
      }
      statements++;
      linked.merge(row.getString(1), 1L, Long::sum);
      same.merge(person, 1L, Long::sum);
      both.merge(row.getString(1) + "|" + person, 1L, Long::sum);
    }
    return new Accuracy(
        statements,
        linked.size(),
        same.size(),
        pairs(linked.values()),
        pairs(same.values()),
        pairs(both.values()),
        session.table(LakeCatalogs.sparkName(TableName.parse("vault.learner_review"))).count(),
        methods);
  }

  /**
   * As {@link #measure}, when of what schools say every other statement has no identifier: no code,
   * no number of the school. Only pairs with such a statement are counted.
   */
  public Accuracy measureWithoutIdentifiers(Path simulation) {
    Map<String, Integer> truth = truth(simulation);
    Set<String> without = new HashSet<>();
    List<StatedDays> statements = new ArrayList<>();
    Dataset<Row> rows =
        session.table(LakeCatalogs.sparkName(TableName.parse("vault.learner_statement")));
    for (InternalRow row :
        StatementRows.ofLearners(rows)
            .sort("statement_key")
            .queryExecution()
            .executedPlan()
            .executeCollect()) {
      StatedDays stated = StatementRows.read(row);
      Statement said = stated.statement();
      if (!said.source().equals("moet") && Math.floorMod(said.key().hashCode(), 2) == 0) {
        without.add(said.key());
        stated = new StatedDays(said.withoutIdentifiers(), stated.days());
      }
      statements.add(stated);
    }
    PersonLinks links =
        PersonLinks.of(
            PersonLinks.Kind.LEARNER,
            statements.iterator(),
            List.of(),
            Runtime.getRuntime().availableProcessors());
    Pairs linked = new Pairs();
    Pairs same = new Pairs();
    Pairs both = new Pairs();
    Map<String, Long> methods = new TreeMap<>();
    long known = 0;
    long review = 0;
    for (int i = 0; i < links.size(); i++) {
      boolean isWithout = without.contains(links.key(i));
      Integer person = truth.get(links.key(i));
      review += links.open(i).size();
      if (isWithout) {
        methods.merge(links.method(i), 1L, Long::sum);
      }
      if (person != null) {
        known += isWithout ? 1 : 0;
        linked.add(String.valueOf(links.cluster(i)), isWithout);
        same.add(String.valueOf(person), isWithout);
        both.add(links.cluster(i) + "|" + person, isWithout);
      }
    }
    return new Accuracy(
        known,
        linked.groups(),
        same.groups(),
        linked.count(),
        same.count(),
        both.count(),
        review,
        methods);
  }

  /** Pairs of statements of one group of which at least one is without an identifier. */
  private static final class Pairs {
    private final Map<String, Long> all = new HashMap<>();
    private final Map<String, Long> others = new HashMap<>();

    void add(String group, boolean isWithout) {
      all.merge(group, 1L, Long::sum);
      others.merge(group, isWithout ? 0L : 1L, Long::sum);
    }

    int groups() {
      return all.size();
    }

    long count() {
      return pairs(all.values()) - pairs(others.values());
    }
  }

  private static long pairs(Iterable<Long> sizes) {
    long result = 0;
    for (long size : sizes) {
      result += size * (size - 1) / 2;
    }
    return result;
  }

  /** By key of a statement the number of the learner whom it is about. */
  public Map<String, Integer> truth(Path simulation) {
    Province province = province(SimulationLog.read(simulation));
    Register register = new Register(province);
    Map<String, List<Answer>> wrongCodes = new HashMap<>();
    for (Answer answer : SimulationLog.answers(simulation)) {
      if (answer.defect() == DefectClass.TWO_CODES
          || answer.defect() == DefectClass.SHARED_NUMBER) {
        wrongCodes
            .computeIfAbsent(place(answer.file(), answer.row()), unused -> new ArrayList<>())
            .add(answer);
      }
    }
    Map<String, Integer> byCode = codes(province, register);
    Map<String, Integer> result = new HashMap<>();
    for (Row row : rows().collectAsList()) {
      Integer person = byCode.get(row.getString(1));
      for (Answer answer :
          wrongCodes.getOrDefault(place(row.getString(2), row.getLong(3)), List.of())) {
        person =
            isOf(answer, row.getString(4), register, person)
                ? Integer.valueOf(learner(answer))
                : person;
      }
      if (person != null) {
        Integer before = result.putIfAbsent(row.getString(0), person);
        if (before != null && !before.equals(person)) {
          throw new IllegalStateException(
              "Statement " + row.getString(0) + " is about learners " + before + " and " + person);
        }
      }
    }
    return result;
  }

  /** The last folder, the file and the row; sheets of one file are not told apart. */
  static String place(String path, long row) {
    String[] parts = path.split("/");
    int from = Math.max(0, parts.length - 2);
    return String.join("/", List.of(parts).subList(from, parts.length)) + "|" + row;
  }

  /** The province as it was when the last file was written. */
  private static Province province(SimulationLog log) {
    Province province =
        Province.found(
            Profile.load(log.profile()),
            Scale.parse(log.scale()),
            log.seed(),
            Path.of(System.getProperty("lake.project", ".."))
                .resolve("jobs/bundled/vn-admin-units"),
            Policies.load());
    while (province.year().year() < log.from() + log.years() - 1) {
      province.turn();
    }
    return province;
  }

  /**
   * Whether an answer is about the row of this name, and not about one of another sheet.
   *
   * @param ofCode the learner who has the code of the row: one of this name has the row too
   */
  private static boolean isOf(
      Answer answer, String name, Register register, @Nullable Integer ofCode) {
    boolean isNamesake = ofCode != null && register.name(ofCode).full().equals(name);
    return !isNamesake && register.name(learner(answer)).full().equals(name);
  }

  private static int learner(Answer answer) {
    return Integer.parseInt(answer.entity().substring("learner:".length()));
  }

  private static Map<String, Integer> codes(Province province, Register register) {
    Map<String, Integer> result = new HashMap<>();
    for (int learner = 0; learner < province.learners().count(); learner++) {
      result.put(register.learnerCode(learner), learner);
      result.put(register.temporaryCode(learner), learner);
    }
    return result;
  }

  /** Key of its statement, code, file, row and name of everything that says who a learner is. */
  Dataset<Row> rows() {
    List<String> selects = new ArrayList<>();
    selects.add(
        select(
            "moet__learner", "'moet'", "''", "''", "personal_number", "full_name", "birth_date"));
    selects.add(
        select(
            "moet__learner_record",
            "'moet'",
            "''",
            "''",
            "personal_number",
            "full_name",
            "birth_date"));
    selects.add(
        select(
            "sms_a__learner",
            "'sms_a'",
            "sender_code",
            "local_number",
            "''",
            "full_name",
            "birth_date"));
    selects.add(
        select(
            "sms_b__learner",
            "'sms_b'",
            "sender_code",
            "local_number",
            "''",
            "surname_and_middle_name || ' ' || given_name",
            "birth_date"));
    selects.add(
        select(
            "transcript__year_result",
            "'transcript'",
            "sender_code",
            "local_number",
            "''",
            "full_name",
            "''"));
    return session.sql(String.join(" UNION ALL ", selects));
  }

  private String select(
      String entity,
      String source,
      String sender,
      String local,
      String number,
      String name,
      String birthDate) {
    SourceContract contract = contracts.find(TableName.parse("raw." + entity)).orElseThrow();
    String delivered =
        "(" + DeliveredRows.sql(contract, LakeCatalogs.sparkName(contract.rawTable())) + ")";
    String rows = SqlTables.bind(DerivedStaging.located(contract), table -> delivered);
    @Nullable String sex =
        source.equals("'transcript'")
            ? "''"
            : "CASE sex_code WHEN 'Nam' THEN 'male' WHEN '1' THEN 'male' WHEN 'Nữ' THEN 'female'"
                + " WHEN '0' THEN 'female' ELSE '' END";
    return "SELECT md5(concat_ws('\\u001f', %s, %s, coalesce(%s, ''), coalesce(learner_code, ''), coalesce(%s, ''), coalesce(%s, ''), coalesce(CAST(%s AS STRING), ''), %s)), learner_code, _source_file, CAST(_source_row AS BIGINT), %s FROM (%s)"
        .formatted(source, sender, local, number, name, birthDate, sex, name, rows);
  }

  /**
   * The figures with their method.
   *
   * @param measured by seed
   * @param without of the same seeds, by {@link #measureWithoutIdentifiers}
   */
  public static String markdown(
      Map<Long, Accuracy> measured, Map<Long, Accuracy> without, String scale) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Written by `./lake bench identity --out docs/quality.md`; made anew, not edited. Each seed is a province of about "
            + scale
            + " learners and the school years 2024-25 and 2025-26 in a lake of its own: simulated with defects, taken in,"
            + " built up to `vault.learner_link`, and compared with what the simulation knows. A pair is two statements"
            + " about who a learner is that are linked to one learner, or really are about one. Nearly every statement of a"
            + " simulation has a code, some a wrong one: the first table measures what wrong codes do.");
    lines.add("");
    addTable(lines, measured);
    lines.add("");
    lines.add(
        "The second table measures the scored linkage: from every other statement of schools and transcripts the code and"
            + " the school's own number are removed, so that name, birth date, sex, guardian, telephone, commune, school and class"
            + " decide. Statements are those without an identifier, pairs those with at least one of them. A link by score is taken"
            + " when the score is at least 0.99, the names are equal, and school, guardian or telephone agrees beside the birth date;"
            + " transcripts tell no birth date, so there school and class have to agree. What is left goes to review: names that are"
            + " written otherwise, wrong birth dates, learners whom the sector does not have.");
    lines.add("");
    addTable(lines, without);
    return String.join("\n", lines);
  }

  private static void addTable(List<String> lines, Map<Long, Accuracy> measured) {
    lines.add(
        "| seed | statements | learners | linked as | pairs linked | pairs that are | precision | recall | to review |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    measured.forEach(
        (seed, one) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "| %d | %,d | %,d | %,d | %,d | %,d | %.6f | %.6f | %,d |",
                    seed,
                    one.statements(),
                    one.people(),
                    one.learners(),
                    one.linked(),
                    one.same(),
                    one.precision(),
                    one.recall(),
                    one.review())));
    Map<String, Long> methods = new TreeMap<>();
    measured
        .values()
        .forEach(one -> one.methods().forEach((m, n) -> methods.merge(m, n, Long::sum)));
    lines.add("");
    lines.add("| linked by | statements |");
    lines.add("|---|---|");
    methods.forEach((m, n) -> lines.add(String.format(Locale.ROOT, "| %s | %,d |", m, n)));
  }
}
