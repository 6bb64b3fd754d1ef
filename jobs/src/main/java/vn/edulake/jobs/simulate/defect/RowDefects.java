package vn.edulake.jobs.simulate.defect;

import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.DeliveryWriter;
import vn.edulake.jobs.simulate.feed.Form;
import vn.edulake.jobs.simulate.feed.Row;
import vn.edulake.jobs.simulate.feed.Scene;
import vn.edulake.jobs.simulate.feed.Sheet;
import vn.edulake.jobs.simulate.world.Commune;
import vn.edulake.jobs.simulate.world.Dice;
import vn.edulake.jobs.simulate.world.Institution;
import vn.edulake.jobs.simulate.world.Province;
import vn.edulake.jobs.simulate.world.Register;
import vn.edulake.jobs.simulate.world.SchoolClass;
import vn.edulake.jobs.simulate.world.Stints;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.SourceContract;

/** Plants defects into the rows of one delivery. */
final class RowDefects {
  private static final LocalDate EXCEL_DAY_ZERO = LocalDate.of(1899, 12, 30);

  /** So many learners are looked at for one who is elsewhere. */
  private static final int TRIES = 50;

  private final Scene scene;
  private final Delivery delivery;
  private final SourceContract contract;
  private final DefectPlanter.Rates rates;

  RowDefects(Scene scene, Delivery delivery, SourceContract contract, DefectPlanter.Rates rates) {
    this.scene = scene;
    this.delivery = delivery;
    this.contract = contract;
    this.rates = rates;
  }

  /**
   * A changed row.
   *
   * @param isAdded whether the row that was there stays before it
   */
  private record Changed(Row row, boolean isAdded, String right) {}

  /** A defect and the row of the sheet that has it, before lines are known. */
  private record Found(DefectClass defect, int position, Row row, String right) {}

  Planned.Content content(Form form) {
    return content(form, delivery.path());
  }

  /** The content with its defects, under the path of the file that has it. */
  Planned.Content content(Form form, String path) {
    List<Sheet> sheets = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    int number = 0;
    for (Sheet sheet : delivery.content().get()) {
      List<Found> found = new ArrayList<>();
      Sheet planted = isOfContract(sheet) ? plant(sheet, number, found) : sheet;
      number++;
      sheets.add(planted);
      int[] lines = DeliveryWriter.lines(form, planted);
      for (Found one : found) {
        answers.add(
            new Answer(
                one.defect(),
                delivery.feed(),
                delivery.sender(),
                delivery.day().toString(),
                path,
                lines[one.position()],
                one.row().entity(),
                one.right()));
      }
    }
    return new Planned.Content(form, sheets, answers);
  }

  /**
   * Whether most of a sheet's columns are the contract's: a file may have sheets of another one.
   */
  private boolean isOfContract(Sheet sheet) {
    long known = sheet.columns().stream().filter(c -> column(c.key()).isPresent()).count();
    return 2 * known > sheet.columns().size();
  }

  private Sheet plant(Sheet sheet, int number, List<Found> found) {
    List<Sheet.Block> blocks = new ArrayList<>();
    int position = 0;
    int index = 0;
    for (Sheet.Block block : sheet.blocks()) {
      List<Row> rows = new ArrayList<>();
      for (Row row : block.rows()) {
        Dice dice = DefectPlanter.dice(scene, delivery, 1 + index++ + 1_000_000L * number);
        DefectClass defect = chosen(dice);
        Changed changed = defect == null ? null : change(defect, sheet, row, dice);
        if (defect == null || changed == null) {
          rows.add(row);
          position++;
          continue;
        }
        if (changed.isAdded()) {
          rows.add(row);
          position++;
        }
        rows.add(changed.row());
        found.add(new Found(defect, position++, changed.row(), changed.right()));
      }
      blocks.add(new Sheet.Block(block.title(), rows));
    }
    return new Sheet(sheet.name(), sheet.columns(), blocks);
  }

  private @Nullable DefectClass chosen(Dice dice) {
    double fate = dice.fraction();
    for (DefectClass defect : DefectClass.values()) {
      if (defect.scope() == DefectClass.Scope.ROW) {
        fate -= rates.of(defect);
        if (fate < 0) {
          return defect;
        }
      }
    }
    return null;
  }

  private Optional<ContractColumn> column(String key) {
    return contract.columns().stream().filter(c -> c.name().equals(key)).findFirst();
  }

  private interface Wanted {
    boolean is(ContractColumn column);
  }

  /** A filled cell of a column that the contract describes so; negative when there is none. */
  private int cell(Sheet sheet, Row row, Dice dice, Wanted wanted) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < sheet.columns().size(); i++) {
      if (row.cells().get(i) != null
          && column(sheet.columns().get(i).key()).filter(wanted::is).isPresent()) {
        fitting.add(i);
      }
    }
    return fitting.isEmpty() ? -1 : fitting.get(dice.below(fitting.size()));
  }

  /** The row with the defect; null where it cannot have it. */
  private @Nullable Changed change(DefectClass defect, Sheet sheet, Row row, Dice dice) {
    return switch (defect) {
      case DUPLICATE_ROW -> isJson() ? null : new Changed(row, true, "once");
      case CONTRADICTING_ROW -> contradict(sheet, row, dice);
      case OUT_OF_RANGE ->
          replaced(
              row,
              cell(sheet, row, dice, c -> isNumber(c) && c.pattern().isPresent()),
              dice.happens(0.5) ? "-7" : "1234567");
      case IMPOSSIBLE_DATE -> {
        int at = cell(sheet, row, dice, c -> c.type() == ContractColumn.Type.DATE);
        yield replaced(row, at, impossibleDate());
      }
      case UNMAPPED_CODE ->
          replaced(row, cell(sheet, row, dice, c -> c.type() == ContractColumn.Type.CODE), "ZZ9");
      case REQUIRED_MISSING ->
          replaced(row, cell(sheet, row, dice, ContractColumn::required), null);
      case SERIAL_DATE -> serial(sheet, row, dice);
      case MIXED_DATE -> mixed(sheet, row, dice);
      case TOTALS_DISAGREE -> {
        int at = sheet.column("learner_count");
        yield at >= 0 && row.cells().get(at) instanceof Integer count
            ? replaced(row, at, count + dice.between(3, 30))
            : null;
      }
      case REUSED_CODE, WRONG_MANAGING_BODY, SPLIT_COMMUNE -> ofReform(defect, sheet, row, dice);
      case SMALL_CELL -> {
        int at = sheet.column("is_minority");
        yield at >= 0 && row.cells().get(at) == null
            ? new Changed(row.with(at, "x"), false, "small group of " + row.entity())
            : null;
      }
      default -> ofPerson(defect, sheet, row, dice);
    };
  }

  private boolean isJson() {
    return delivery.form() instanceof Form.JsonLines;
  }

  private static boolean isNumber(ContractColumn column) {
    return column.type() == ContractColumn.Type.INTEGER
        || column.type() == ContractColumn.Type.DECIMAL;
  }

  private static @Nullable Changed replaced(Row row, int at, @Nullable Object value) {
    return at < 0
        ? null
        : new Changed(row.with(at, value), false, String.valueOf(row.cells().get(at)));
  }

  private @Nullable Changed contradict(Sheet sheet, Row row, Dice dice) {
    if (isJson()
        || contract.delivery().semantics()
            != vn.edulake.models.contract.Delivery.Semantics.SNAPSHOT) {
      return null;
    }
    int at =
        cell(
            sheet,
            row,
            dice,
            c ->
                !contract.key().contains(c.name())
                    && !isPartOfKey(c.name())
                    && (c.type() == ContractColumn.Type.TEXT
                        || c.type() == ContractColumn.Type.INTEGER));
    if (at < 0) {
      return null;
    }
    Object value = row.cells().get(at);
    Object other = value instanceof Integer number ? number + 1 : value + " B";
    return new Changed(row.with(at, other), true, String.valueOf(value));
  }

  /** Whether a column of the key is joined of this one. */
  private boolean isPartOfKey(String name) {
    return contract.layouts().stream()
        .flatMap(layout -> layout.joins().entrySet().stream())
        .anyMatch(
            join ->
                contract.key().contains(join.getKey())
                    && join.getValue().contains("{" + name + "}"));
  }

  /** How the file writes dates; empty for numbers. */
  private String datePattern() {
    if (delivery.form() instanceof Form.Csv csv) {
      return csv.datePattern();
    }
    return delivery.form() instanceof Form.Workbook book ? book.datePattern() : "yyyy-MM-dd";
  }

  private Object impossibleDate() {
    return datePattern().startsWith("dd") ? "31/02/2015" : "2015-02-31";
  }

  private @Nullable Changed serial(Sheet sheet, Row row, Dice dice) {
    int at = cell(sheet, row, dice, c -> c.type() == ContractColumn.Type.DATE);
    if (at < 0 || datePattern().isEmpty() || !(row.cells().get(at) instanceof LocalDate date)) {
      return null;
    }
    return replaced(row, at, String.valueOf(ChronoUnit.DAYS.between(EXCEL_DAY_ZERO, date)));
  }

  private @Nullable Changed mixed(Sheet sheet, Row row, Dice dice) {
    int at = cell(sheet, row, dice, c -> c.type() == ContractColumn.Type.DATE);
    if (at < 0
        || !datePattern().startsWith("dd")
        || !(row.cells().get(at) instanceof LocalDate date)
        || date.getDayOfMonth() < 13) {
      return null;
    }
    return replaced(row, at, DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.ROOT).format(date));
  }

  private @Nullable Changed ofReform(DefectClass defect, Sheet sheet, Row row, Dice dice) {
    List<Institution> all = scene.province().institutions();
    LocalDate day = delivery.day();
    boolean isReformed = !day.isBefore(Province.REFORM);
    switch (defect) {
      case REUSED_CODE -> {
        int at = sheet.column("institution_code");
        if (at < 0 || !isReformed || !row.entity().startsWith("institution:")) {
          return null;
        }
        Institution other = all.get(dice.below(all.size()));
        return replaced(row, at, scene.register().code(other, Province.REFORM.minusDays(1)));
      }
      case WRONG_MANAGING_BODY -> {
        int at = sheet.column("managing_body_code");
        if (at < 0) {
          return null;
        }
        String other = scene.register().managingBody(all.get(dice.below(all.size())), day);
        return other.equals(row.cells().get(at)) ? null : replaced(row, at, other);
      }
      default -> {
        int at = sheet.column("home_commune_name");
        int learner = learner(row);
        if (at < 0 || learner < 0 || !isReformed) {
          return null;
        }
        Commune commune =
            scene.province().communes().get(scene.province().learners().commune(learner));
        for (Commune.Successor successor : commune.successors()) {
          if (!successor.name().equals(row.cells().get(at))) {
            return replaced(row, at, successor.name());
          }
        }
        return null;
      }
    }
  }

  /** The learner that a row is about; negative for other rows. */
  private static int learner(Row row) {
    return row.entity().startsWith("learner:")
        ? Integer.parseInt(row.entity().substring("learner:".length()))
        : -1;
  }

  private @Nullable Changed ofPerson(DefectClass defect, Sheet sheet, Row row, Dice dice) {
    int learner = learner(row);
    if (learner < 0) {
      return null;
    }
    int name = sheet.column("full_name");
    int birth = sheet.column("birth_date");
    int code = sheet.column("learner_code");
    String fullName = name < 0 ? "" : String.valueOf(row.cells().get(name));
    int other = (learner + 7_919 + dice.below(1000)) % scene.province().learners().count();
    return switch (defect) {
      case DECOMPOSED_TEXT -> {
        String decomposed = Normalizer.normalize(fullName, Normalizer.Form.NFD);
        yield name < 0 || decomposed.equals(fullName) ? null : replaced(row, name, decomposed);
      }
      case TONE_VARIANT -> {
        String variant = toneVariant(fullName);
        yield name < 0 || variant.equals(fullName) ? null : replaced(row, name, variant);
      }
      case NAME_ORDER -> replaced(row, name, scene.register().name(learner).givenFirst());
      case WRONG_BIRTH_DATE -> {
        if (birth < 0 || !(row.cells().get(birth) instanceof LocalDate date)) {
          yield null;
        }
        boolean canExchange =
            date.getDayOfMonth() <= 12 && date.getDayOfMonth() != date.getMonthValue();
        LocalDate wrong =
            canExchange
                ? LocalDate.of(date.getYear(), date.getDayOfMonth(), date.getMonthValue())
                : date.plusYears(dice.happens(0.5) ? 1 : -1);
        yield replaced(row, birth, wrong);
      }
      case SOURCES_CONFLICT -> conflict(sheet, row);
      case TWO_CODES -> replaced(row, code, "99" + String.format(Locale.ROOT, "%08d", learner));
      case SHARED_NUMBER ->
          code < 0 ? null : replaced(row, code, scene.register().learnerCode(other));
      case OVERLAPPING_ENROLMENT ->
          name < 0 || birth < 0 || code < 0 || hasLeft(sheet, row)
              ? null
              : ofSomebodyElsewhere(sheet, row, dice);
      default -> null;
    };
  }

  /** The same row about somebody who is in a class of another institution on that day. */
  private @Nullable Changed ofSomebodyElsewhere(Sheet sheet, Row row, Dice dice) {
    int other = elsewhere(sheet, row, dice);
    if (other < 0) {
      return null;
    }
    Register register = scene.register();
    Map<String, Object> person =
        Map.of(
            "full_name", register.name(other).full(),
            "birth_date", register.birthDate(other),
            "learner_code", register.learnerCode(other),
            "personal_number", register.personalNumber(other),
            // Numbers that the system here gives to nobody else.
            "local_number", "HS9" + String.format(Locale.ROOT, "%05d", other % 100_000),
            "record_id", "3" + register.learnerCode(other));
    Row added = new Row("learner:" + other, row.cells());
    for (Map.Entry<String, Object> cell : person.entrySet()) {
      int at = sheet.column(cell.getKey());
      added = at < 0 ? added : added.with(at, cell.getValue());
    }
    return new Changed(added, true, "not enrolled here");
  }

  /** A learner of another institution than the row's; negative when none was met. */
  private int elsewhere(Sheet sheet, Row row, Dice dice) {
    Stints stints = scene.year().stints();
    int at = sheet.column("institution_code");
    String here = at < 0 ? delivery.sender() : String.valueOf(row.cells().get(at));
    int day = (int) delivery.day().toEpochDay();
    for (int i = 0; i < TRIES; i++) {
      int stint = dice.below(stints.count());
      SchoolClass of = scene.year().classes().get(stints.classIndex(stint));
      Institution institution = scene.province().institutions().get(of.institution());
      String there =
          at < 0 ? Scene.account(institution) : scene.register().code(institution, delivery.day());
      if (stints.holds(stint, day) && !there.equals(here)) {
        return stints.learner(stint);
      }
    }
    return -1;
  }

  /** Whether a row says that its learner is no longer there. */
  private static boolean hasLeft(Sheet sheet, Row row) {
    int at = sheet.column("status_code");
    return at >= 0
        && Stream.of("Chuyển đi ", "Thôi học", "Hoàn thành", "3", "4")
            .anyMatch(String.valueOf(row.cells().get(at))::startsWith);
  }

  private static @Nullable Changed conflict(Sheet sheet, Row row) {
    int at = sheet.column("sex_code");
    if (at < 0) {
      return null;
    }
    String other =
        switch (String.valueOf(row.cells().get(at))) {
          case "Nam" -> "Nữ";
          case "Nữ" -> "Nam";
          case "1" -> "0";
          case "0" -> "1";
          default -> "";
        };
    return other.isEmpty() ? null : replaced(row, at, other);
  }

  /** The name with the tone mark of a syllable in -oa, -oe or -uy on the other letter. */
  static String toneVariant(String text) {
    String result = text;
    String[] from = {
      "òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"
    };
    String[] to = {
      "oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"
    };
    for (int i = 0; i < from.length; i++) {
      // A consonant may follow only where the mark stands on the second letter anyway.
      result = result.replaceAll(from[i] + "(?!\\p{L})", to[i]);
    }
    return result;
  }
}
