package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import vn.edulake.models.Layer;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.catalog.LiveRows;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Builds one table on the branch of the run. */
final class TableBuild {
  /** Of larger tables a change is likelier than it is cheap to see that there was none. */
  private static final long MOST_COMPARED = 5_000_000;

  /** Of so many rows those that stayed are neither held nor sent anywhere to be compared. */
  private static final int MANY = 100_000;

  /** More rows that were made of a part are not held in memory as they are. */
  private static final int MOST_HELD = 5_000;

  /** Some schools of some days. */
  private static final int MOST_HELD_OF_SLICES = 20_000;

  /** So few rows are written by one task, into one file of each partition. */
  private static final int MOST_OF_A_FILE = 1_000;

  /** When more keys changed, all rows are written: it costs no more. */
  private static final int MOST_CHANGED = 50_000;

  private final SparkSession session;
  private final LakeCatalogs catalogs;
  private final SourceContracts contracts;
  private final Map<TableName, TableDefinition> definitions;
  private final Policies policies;
  private final Inputs inputs;
  private final ChangedPart changes;
  private final String branch;
  private final BranchWriter writer;

  TableBuild(
      SparkSession session,
      LakeCatalogs catalogs,
      SourceContracts contracts,
      Map<TableName, TableDefinition> definitions,
      Policies policies,
      String branch,
      Consumer<String> step) {
    this.session = session;
    this.catalogs = catalogs;
    this.contracts = contracts;
    this.definitions = definitions;
    this.policies = policies;
    this.inputs = new Inputs(session, catalogs, definitions);
    this.changes = new ChangedPart(inputs, this::raw);
    this.branch = branch;
    this.writer = new BranchWriter(session, catalogs, definitions, branch, step);
  }

  /**
   * What was built.
   *
   * @param snapshot the head of the branch
   * @param rows in the whole table
   * @param written rows written now
   * @param part the part, when only that was built
   * @param touched what of the part, or of the table, was written or went, when all other rows
   *     stayed as they were
   */
  record Built(
      long snapshot, long rows, long written, Optional<Part> part, Optional<Touched> touched) {

    /** What was built, for people. */
    String how(Refresh refresh) {
      return part.map(built -> built.words(refresh instanceof Refresh.ByDay ? "day" : "key"))
          .or(() -> touched.map(rows -> rows.keys().words("key")))
          .orElse("all rows");
    }

    /** Whether what is checked are all rows of the table. */
    boolean isWhole() {
      return part.isEmpty() && touched.isEmpty();
    }

    /** How many rows are checked, about. */
    SmallPlans.Size size() {
      return isWhole()
          ? SmallPlans.Size.MANY
          : SmallPlans.of(touched.map(Touched::keys).or(() -> part), checked() <= MOST_HELD);
    }

    /** Whether what is checked are all rows of some days, or of the table. */
    boolean isOfWholeDays() {
      return touched.isEmpty();
    }

    /** So many rows there are at most in what has to be checked. */
    long checked() {
      return part.isPresent() || touched.isPresent() ? written : rows;
    }

    /**
     * The part with all rows that share a value of a column with one that was written or went;
     * nothing where that is not known to be a few values.
     */
    Optional<Part> sharing(Optional<String> column) {
      return part.filter(built -> column.filter(built.columns()::contains).isPresent())
          .map(built -> built.of(column.orElseThrow()))
          .filter(Part::isFew);
    }

    /** Whether it is known that no row went. */
    private boolean isOnlyGrown() {
      return touched
          .map(Touched::keys)
          .or(() -> part)
          .map(some -> some.keys().isEmpty())
          .orElse(false);
    }
  }

  /**
   * The rows that were written or went.
   *
   * @param keys of the table, of other days
   * @param days of which the table had no row before
   */
  record Touched(Part keys, Optional<Part> days) {
    Dataset<Row> of(SparkSession session, Dataset<Row> rows) {
      if (days.isEmpty()) {
        return keys.of(session, rows);
      }
      Dataset<Row> fresh = days.get().of(session, rows);
      return keys.keys().isEmpty() ? fresh : RowDifference.together(keys.of(session, rows), fresh);
    }
  }

  /** Builds the table from its inputs at the given snapshots. */
  Built build(RunPlan.Planned planned, Map<TableName, Long> snapshots) {
    TableSpec spec = planned.spec();
    Set<TableName> changed = changedInputs(planned, snapshots);
    Optional<ChangedPart.Found> found =
        planned.mayBuildInPart() && (!changed.isEmpty() || planned.days().isPresent())
            ? changes.find(planned, snapshots, changed, RunPlan.snapshot(catalogs, spec.table()))
            : Optional.empty();
    Optional<Part> part = found.map(ChangedPart.Found::part);
    Optional<DaySlices.Cut> sliced = found.flatMap(ChangedPart.Found::sliced);
    Map<TableName, Long> states = new TreeMap<>();
    snapshots.forEach((input, snapshot) -> states.put(input, inputs.rowState(input, snapshot)));
    Map<String, String> properties = new Provenance(planned.fingerprint(), states).summary();
    writer.branchOff(spec.table());
    if (planned.before().isPresent() && planned.days().isEmpty() && changed.isEmpty()) {
      part = Optional.of(new Part(spec.refresh().columns(), List.of()));
    }
    Optional<Touched> written = Optional.empty();
    if (part.isPresent() && part.get().keys().isEmpty()) {
      writer.noteOnly(spec.table(), properties);
    } else if (sliced.isPresent()) {
      DaySlices.Cut cut = sliced.get();
      written =
          SmallPlans.with(
              session, SmallPlans.Size.SOME, () -> writeSlices(spec, cut, snapshots, properties));
    } else if (part.isPresent() && !isCutToPart(spec)) {
      written = write(planned, part, rows(spec, snapshots, part), properties);
      if (writer.hasRowsOutside(spec, part.get())) {
        // The SELECT makes other keys of the inputs' than these are: only all rows are right.
        part = Optional.empty();
        written = Optional.empty();
        writer.all(spec, part, rows(spec, snapshots, part), properties);
      }
    } else {
      written = write(planned, part, rows(spec, snapshots, part), properties);
    }
    Table table = catalogs.load(spec.table());
    Snapshot head = table.snapshot(branch);
    return new Built(
        head.snapshotId(),
        LiveRows.of(table, head),
        Long.parseLong(head.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0")),
        part,
        written);
  }

  /** The inputs that say something else than before, as far as the model reads them. */
  private Set<TableName> changedInputs(RunPlan.Planned planned, Map<TableName, Long> snapshots) {
    TableSpec spec = planned.spec();
    Set<TableName> result = new TreeSet<>(spec.inputs());
    if (planned.before().isEmpty()) {
      return result;
    }
    Map<TableName, Long> before = planned.before().get();
    result.removeIf(
        input -> before.getOrDefault(input, 0L) == inputs.rowState(input, snapshots.get(input)));
    if (result.stream().allMatch(input -> input.layer() == Layer.RAW)
        || !(spec.rule() instanceof TableSpec.Select)) {
      return result;
    }
    Map<TableName, Set<String>> read = ReadColumns.of(rows(spec, snapshots, Optional.empty()));
    result.removeIf(
        input -> {
          Set<String> columns = new HashSet<>(read.getOrDefault(input, Set.of()));
          if (columns.isEmpty()) {
            return false;
          }
          columns.addAll(spec.refresh().columns());
          return !inputs.isChanged(
              input, before.getOrDefault(input, 0L), snapshots.get(input), columns);
        });
    return result;
  }

  /**
   * Writes all rows, or those of a part. Where many are there already, only the others are written:
   * who reads the table has to do with what changed alone, and other files stay.
   *
   * @return what was written or went, when these are few keys and days
   */
  private Optional<Touched> write(
      RunPlan.Planned planned,
      Optional<Part> part,
      Dataset<Row> rows,
      Map<String, String> properties) {
    TableSpec spec = planned.spec();
    Table table = catalogs.load(spec.table());
    Snapshot published = table.currentSnapshot();
    long all = published == null ? 0 : LiveRows.of(table, published);
    if (planned.before().isEmpty()
        || planned.days().isPresent()
        || published == null
        || spec.key().isEmpty()
        || (part.isEmpty() && all > MOST_COMPARED)) {
      writer.all(spec, part, rows, properties);
      return Optional.empty();
    }
    Dataset<Row> before = inputs.at(spec.table(), published.snapshotId());
    Dataset<Row> stored =
        part.map(built -> inputs.of(built, spec.table(), published.snapshotId()))
            .or(() -> all <= MOST_HELD ? inputs.held(before, MOST_HELD) : Optional.empty())
            .orElse(before);
    if (stored.isEmpty()) {
      return SmallPlans.with(
          session,
          SmallPlans.of(part, false),
          () -> {
            writer.append(spec, rows, properties);
            return Optional.empty();
          });
    }
    return SmallPlans.with(
        session,
        SmallPlans.of(part, stored.isLocal()),
        () -> writeDifference(spec, part, stored, rows, published.snapshotId(), all, properties));
  }

  /** Writes which rows differ from stored ones, of which there is one at least. */
  private Optional<Touched> writeDifference(
      TableSpec spec,
      Optional<Part> part,
      Dataset<Row> stored,
      Dataset<Row> rows,
      long published,
      long all,
      Map<String, String> properties) {
    int most = (int) (part.isPresent() ? MOST_CHANGED : Math.min(MOST_CHANGED, all / 2));
    if (part.isEmpty() && all > MANY) {
      Optional<RowDifference.Few> few = new RowDifference(stored, rows, spec.key()).few(most);
      if (few.isPresent()) {
        return writeFew(
            spec,
            inputs.rowState(spec.table(), published),
            Optional.empty(),
            few.map(RowDifference.Few::keys),
            keys -> few.get().came(),
            properties);
      }
    }
    Optional<Part> fresh = part.flatMap(built -> daysWithout(spec, built, stored));
    Dataset<Row> made = held(stored, rows, MOST_HELD);
    try {
      RowDifference difference =
          new RowDifference(stored, fresh.map(days -> days.others(made)).orElse(made), spec.key());
      Optional<Touched> few =
          writeFew(
              spec,
              inputs.rowState(spec.table(), published),
              fresh,
              difference.keys(most),
              keys -> new Touched(keys, fresh).of(session, made),
              properties);
      if (few.isEmpty()) {
        writeMany(spec, part, stored, made, most, properties);
      }
      return few;
    } finally {
      made.unpersist();
    }
  }

  /**
   * Rows to compare with stored ones, computed once. Where these are few enough to be held as they
   * are, the others probably are too: Spark would keep them in as many parts as a shuffle has.
   */
  private Dataset<Row> held(Dataset<Row> stored, Dataset<Row> rows, int most) {
    return (stored.isLocal() ? inputs.held(rows, most) : Optional.<Dataset<Row>>empty())
        .orElseGet(() -> rows.persist(StorageLevel.MEMORY_AND_DISK()));
  }

  /** Writes slices that differ, and days of which nothing is stored. */
  private Optional<Touched> writeSlices(
      TableSpec spec,
      DaySlices.Cut sliced,
      Map<TableName, Long> snapshots,
      Map<String, String> properties) {
    long published = RunPlan.snapshot(catalogs, spec.table());
    Dataset<Row> before = inputs.at(spec.table(), published);
    Dataset<Row> had = together(sliced.compared(), part -> part.of(session, before));
    Dataset<Row> stored = inputs.held(had, MOST_HELD_OF_SLICES).orElse(had);
    Dataset<Row> made =
        held(
            stored,
            together(sliced.compared(), part -> rows(spec, snapshots, Optional.of(part))),
            MOST_HELD_OF_SLICES);
    Optional<Dataset<Row>> fresh =
        sliced.fresh().map(days -> rows(spec, snapshots, Optional.of(days)));
    UnaryOperator<Dataset<Row>> withFresh =
        rows -> fresh.map(days -> RowDifference.together(rows, days)).orElse(rows);
    try {
      Optional<Touched> few =
          writeFew(
              spec,
              inputs.rowState(spec.table(), published),
              sliced.fresh(),
              new RowDifference(stored, made, spec.key()).keys(MOST_CHANGED),
              keys -> withFresh.apply(keys.of(session, made)),
              properties);
      if (few.isEmpty()) {
        sliced.compared().forEach(part -> writer.delete(spec, part));
        writer.append(spec, withFresh.apply(made), properties);
      }
      return few;
    } finally {
      made.unpersist();
    }
  }

  private static Dataset<Row> together(List<Part> parts, Function<Part, Dataset<Row>> rows) {
    return parts.stream().map(rows).reduce(RowDifference::together).orElseThrow();
  }

  /**
   * The days of a part of which nothing is stored: all their rows are new, and not compared. Only
   * where the key holds the day: else a row may come from another day, or have the key of one
   * there.
   */
  private static Optional<Part> daysWithout(TableSpec spec, Part part, Dataset<Row> stored) {
    if (!(spec.refresh() instanceof Refresh.ByDay byDay) || !spec.key().contains(byDay.column())) {
      return Optional.empty();
    }
    TreeSet<LocalDate> days = part.days();
    Dataset<Row> had = stored.selectExpr("CAST(" + byDay.column() + " AS STRING)");
    (stored.isLocal() ? had : had.distinct())
        .collectAsList()
        .forEach(
            row -> {
              if (!row.isNullAt(0)) {
                days.remove(LocalDate.parse(row.getString(0)));
              }
            });
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(Part.ofDays(byDay.column(), days, false));
  }

  /**
   * Writes the rows of few keys, and the days of which nothing is stored.
   *
   * @param published the state of the rows that readers see
   * @param fresh days of which nothing is stored
   * @param found the keys that differ, without those of these days
   * @param written the rows of keys that came, and of these days
   * @return nothing, and nothing is written, when the keys are many
   */
  private Optional<Touched> writeFew(
      TableSpec spec,
      long published,
      Optional<Part> fresh,
      Optional<RowDifference.Keys> found,
      Function<Part, Dataset<Row>> written,
      Map<String, String> properties) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Part changed = new Part(spec.key(), found.get().all());
    Map<String, String> told = new TreeMap<>(properties);
    if (fresh.isEmpty()) {
      if (changed.keys().isEmpty()) {
        writer.noteOnly(spec.table(), properties);
        return Optional.of(new Touched(changed, fresh));
      }
      told.putAll(ChangedKeys.summary(session, published, changed));
    }
    writer.delete(spec, new Part(spec.key(), found.get().gone()));
    Dataset<Row> came = written.apply(new Part(spec.key(), found.get().came()));
    boolean isOneFile = fresh.isEmpty() && found.get().came().size() <= MOST_OF_A_FILE;
    writer.append(spec, isOneFile ? came.coalesce(1) : came, told);
    if (fresh.isEmpty()) {
      long head = catalogs.load(spec.table()).snapshot(branch).snapshotId();
      inputs.changedHere(spec.table(), published, head, changed);
    }
    return Optional.of(new Touched(changed, fresh));
  }

  /** Writes what differs when that is much: all of it, when a row stands there twice. */
  private void writeMany(
      TableSpec spec,
      Optional<Part> part,
      Dataset<Row> stored,
      Dataset<Row> made,
      int most,
      Map<String, String> properties) {
    RowDifference difference = new RowDifference(stored, made, spec.key());
    Optional<List<Row>> gone = part.isEmpty() ? Optional.empty() : difference.gone(most);
    Optional<Dataset<Row>> came = gone.flatMap(keys -> difference.came());
    if (came.isEmpty()) {
      writer.all(spec, part, made.isLocal() ? made.coalesce(1) : made, properties);
    } else {
      writer.delete(spec, new Part(spec.key(), gone.get()));
      writer.append(spec, came.get(), properties);
    }
  }

  /** The rows of the model: all, or those of a part. */
  private Dataset<Row> rows(TableSpec spec, Map<TableName, Long> snapshots, Optional<Part> part) {
    Map<TableName, Dataset<Row>> bound = new TreeMap<>();
    Optional<Part> read = part.map(built -> ChangedPart.read(spec.refresh(), built));
    for (TableName input : spec.inputs()) {
      bound.put(input, input(spec, input, snapshots, read));
    }
    Optional<DayWindow> window = Optional.empty();
    if (part.isPresent()
        && DayWindow.isUsed(spec)
        && spec.refresh() instanceof Refresh.ByDay byDay) {
      List<Dataset<Row>> whole =
          spec.inputs().stream().map(input -> inputs.at(input, snapshots.get(input))).toList();
      window = Optional.of(DayWindow.whole(byDay, whole).of(part.get()));
    }
    Dataset<Row> rows = stored(spec, new BoundModel(session, spec, policies, bound, window).rows());
    return part.isPresent() && isCutToPart(spec) ? part.get().of(session, rows) : rows;
  }

  /**
   * Whether rows outside of a part are left out. The days on which the built ones look back, and
   * inputs that are not cut, are read whole; and a model gives rows of its own, as those of the
   * members, where files tell no keys.
   */
  private boolean isCutToPart(TableSpec spec) {
    return spec.refresh() instanceof Refresh.ByDay
        || !writer.isCutInFiles(spec.table(), spec.refresh().columns())
        || spec.inputs().stream().anyMatch(spec.refresh()::isTold);
  }

  private Dataset<Row> input(
      TableSpec spec, TableName input, Map<TableName, Long> snapshots, Optional<Part> part) {
    long snapshot = snapshots.get(input);
    boolean isCut = part.isPresent() && inputs.has(input, part.get().columns());
    if (input.layer() == Layer.RAW) {
      RawRows raw = raw(spec, input, snapshot);
      return isCut ? raw.delivered(part.get()) : raw.delivered();
    }
    if (spec.refresh() instanceof Refresh.ByDay byDay) {
      Dataset<Row> rows = inputs.at(input, snapshot);
      for (Part cut :
          part.map(some -> changes.cuts(byDay, input, snapshots, some)).orElse(List.of())) {
        rows = cut.of(session, rows);
      }
      Optional<String> day = byDay.dayOf(input);
      return part.isPresent() && day.isPresent() && part.get().isFew()
          ? part.get().of(byDay.column()).ofDays(rows, day.get())
          : rows;
    }
    Optional<Part> own = isCut ? part : Optional.empty();
    if (!isCut && part.isPresent() && spec.refresh() instanceof Refresh.ByKey byKey) {
      own = changes.related(byKey, input, snapshots, part.get());
    }
    return own.map(cut -> inputs.of(cut, input, snapshot))
        .orElseGet(() -> inputs.at(input, snapshot));
  }

  private RawRows raw(TableSpec spec, TableName input, long snapshot) {
    SourceContract contract =
        contracts
            .find(input)
            .orElseThrow(
                () ->
                    new UserError(
                        ErrorCode.MODEL_INVALID,
                        "Cannot build " + spec.table() + ": no contract describes " + input));
    return new RawRows(
        session,
        spec,
        contract,
        inputs.at(input, snapshot),
        spec.refresh().columns(),
        types(spec.table()));
  }

  private StructType types(TableName name) {
    return SparkSchemaUtil.convert(definitions.get(name).schema());
  }

  /** The rows with names and types as stored. */
  private Dataset<Row> stored(TableSpec spec, Dataset<Row> rows) {
    List<String> wanted =
        definitions.get(spec.table()).columns().stream().map(TableDefinition.Column::name).toList();
    if (!List.of(rows.columns()).equals(wanted)) {
      throw new UserError(
          ErrorCode.MODEL_INVALID,
          "Cannot build "
              + spec.table()
              + ": the model gives the columns "
              + List.of(rows.columns())
              + ", its DDL has "
              + wanted);
    }
    return rows;
  }

  /**
   * Whether a row of another table may refer to a key that is no longer there: one that readers see
   * now, or any when they see none.
   */
  boolean hasLost(TableName name, String column, Built built) {
    Snapshot published = catalogs.load(name).currentSnapshot();
    if (published == null) {
      return true;
    }
    if (built.isOnlyGrown()) {
      return false;
    }
    Dataset<Row> before = inputs.at(name, published.snapshotId());
    Dataset<Row> after = inputs.at(name, built.snapshot());
    if (built.touched().isPresent()) {
      return hasLost(column, built.touched().get().keys().of(session, before), after);
    }
    Dataset<Row> now = after.selectExpr(column + " AS now_");
    return !before
        .select(column)
        .distinct()
        .join(now, before.col(column).equalTo(now.col("now_")), "left_anti")
        .isEmpty();
  }

  /**
   * Whether of some rows that went or changed a value stands in no row any more.
   *
   * @param touched the rows as they were
   */
  private boolean hasLost(String column, Dataset<Row> touched, Dataset<Row> after) {
    List<Row> had =
        touched
            .selectExpr("CAST(" + column + " AS STRING) AS had_")
            .where("had_ IS NOT NULL")
            .distinct()
            .collectAsList();
    return !had.isEmpty()
        && new Part(List.of(column), had).of(session, after).select(column).distinct().count()
            < had.size();
  }

  /** The rows that were built: those of the part, or all. */
  Dataset<Row> builtRows(TableSpec spec, Built built) {
    Dataset<Row> all = inputs.at(spec.table(), built.snapshot());
    return built
        .touched()
        .map(rows -> rows.of(session, all))
        .or(() -> built.part().map(part -> part.of(session, all)))
        .orElse(all);
  }

  /**
   * Of the rows that were built those that were written now. Where all others stayed they are read
   * from the files that came, and not looked for among the rows that stayed.
   */
  Dataset<Row> writtenRows(TableSpec spec, Built built) {
    Snapshot published = catalogs.load(spec.table()).currentSnapshot();
    return built.touched().isPresent() && published != null
        ? inputs.appended(spec.table(), published.snapshotId(), built.snapshot())
        : builtRows(spec, built);
  }

  /** All rows of the part, or of the table, whether they were written now or not. */
  Dataset<Row> partRows(TableSpec spec, Built built) {
    Dataset<Row> all = inputs.at(spec.table(), built.snapshot());
    return built.part().map(part -> part.of(session, all)).orElse(all);
  }

  /** The rows that share a value of a column with one that was written or went, or all rows. */
  Dataset<Row> sharing(Optional<String> column, TableSpec spec, Built built) {
    Dataset<Row> all = at(spec.table(), built.snapshot());
    return built.sharing(column).map(part -> part.of(session, all)).orElse(all);
  }

  Dataset<Row> at(TableName name, long snapshot) {
    return inputs.at(name, snapshot);
  }

  /** What of a model's refresh its definition does not allow: proved by a test to be nothing. */
  static List<String> misfits(TableSpec spec, TableDefinition definition) {
    List<String> result = new ArrayList<>();
    if (spec.refresh() instanceof Refresh.ByKey byKey) {
      for (String column : byKey.columns()) {
        if (definition.schema().findField(column) == null) {
          result.add(column + " of by_key is no column");
        }
      }
    }
    if (spec.refresh() instanceof Refresh.ByDay byDay) {
      Types.NestedField field = definition.schema().findField(byDay.column());
      if (field == null || !field.type().equals(Types.DateType.get())) {
        result.add(byDay.column() + " of by_day is no date");
      } else if (definition.partitioning().getFieldsBySourceId(field.fieldId()).isEmpty()) {
        result.add(byDay.column() + " of by_day tells no partition");
      }
      byDay
          .slice()
          .map(Refresh.Slice::column)
          .filter(column -> !definition.required().contains(column))
          .ifPresent(column -> result.add(column + " of slice is no required column"));
    }
    return result;
  }
}
