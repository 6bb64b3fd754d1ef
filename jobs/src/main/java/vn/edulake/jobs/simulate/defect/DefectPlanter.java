package vn.edulake.jobs.simulate.defect;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.edulake.jobs.simulate.feed.Column;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.Form;
import vn.edulake.jobs.simulate.feed.Row;
import vn.edulake.jobs.simulate.feed.Scene;
import vn.edulake.jobs.simulate.feed.Sheet;
import vn.edulake.jobs.simulate.world.Dice;
import vn.edulake.jobs.simulate.world.Purpose;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.SourceContracts;

/**
 * Plants defects into the deliveries of a simulation, year by year. Which ones depends on the path
 * of a file and the place of a row alone, but that a change of form that is harmless is planted
 * only where a file of the usual form came before it. A file has at most one defect as a whole, a
 * row at most one.
 */
public final class DefectPlanter {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int MOST_DAYS_LATE = 9;

  /** What a sender owes begins with its first file, so that the first ones come. */
  private static final int QUIET_DAYS = 10;

  /** Feeds of which every missing or late file is told by the ledger. */
  private final Set<String> owed;

  private final SourceContracts contracts;
  private final Map<DefectClass, Double> rates = new EnumMap<>(DefectClass.class);

  /** Feeds and senders whose last file had its usual form. */
  private final Set<String> usual = new HashSet<>();

  /**
   * A planter.
   *
   * @param owed feeds that are owed on each school day
   */
  public DefectPlanter(SourceContracts contracts, Set<String> owed, Rates given) {
    this.contracts = contracts;
    this.owed = Set.copyOf(owed);
    for (DefectClass one : DefectClass.values()) {
      rates.put(one, given.of(one));
    }
  }

  /** How often a class is planted: a part of the files, or of the rows, in which it can be. */
  public interface Rates {
    double of(DefectClass defect);
  }

  /** The deliveries as they will be written, in their order; files that come again are added. */
  public List<Planned> plant(Scene scene, List<Delivery> deliveries) {
    List<Planned> result = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      Optional<SourceContract> contract =
          contracts.all().stream()
              .filter(c -> (c.source() + "." + c.entity()).equals(delivery.feed()))
              .findFirst();
      if (contract.isEmpty() || delivery.form() instanceof Form.ZippedCsv) {
        result.add(Planned.right(delivery));
      } else {
        plant(scene, delivery, contract.get(), result);
      }
    }
    return result;
  }

  private double rate(DefectClass defect) {
    Double found = rates.get(defect);
    return found == null ? 0 : found;
  }

  private void plant(
      Scene scene, Delivery delivery, SourceContract contract, List<Planned> result) {
    Dice dice = dice(scene, delivery, 0);
    RowDefects rows = new RowDefects(scene, delivery, contract, this::rate);
    String sent = delivery.feed() + "|" + delivery.sender();
    boolean isAfterUsual = !usual.add(sent);
    for (DefectClass defect : DefectClass.values()) {
      if (defect.scope() == DefectClass.Scope.FILE
          && applies(scene, defect, delivery, contract)
          && dice.happens(rate(defect))
          && (isAfterUsual || !isHarmlessForm(defect))) {
        if (!ofUsualForm(defect)) {
          usual.remove(sent);
        }
        plant(defect, delivery, contract, dice, rows, result);
        return;
      }
    }
    result.add(new Planned(delivery, true, () -> rows.content(delivery.form())));
  }

  private static boolean isHarmlessForm(DefectClass defect) {
    return defect == DefectClass.HEADER_REORDERED || defect == DefectClass.COLUMN_ADDED;
  }

  /** Whether a file with a defect is taken in, and looks as its sender's files do. */
  private static boolean ofUsualForm(DefectClass defect) {
    return switch (defect) {
      case RESENT_FILE, WORSE_LATER, DELETED_UPSTREAM -> true;
      default -> false;
    };
  }

  static Dice dice(Scene scene, Delivery delivery, long about) {
    String path = delivery.path();
    long turned = new StringBuilder(path).reverse().toString().hashCode();
    return scene.province().dice(Purpose.DEFECT, path.hashCode(), turned, about);
  }

  private boolean applies(
      Scene scene, DefectClass defect, Delivery delivery, SourceContract contract) {
    boolean isTable = !(delivery.form() instanceof Form.JsonLines);
    boolean repeats =
        (delivery.form() instanceof Form.Csv csv && csv.repeatsHeader())
            || (delivery.form() instanceof Form.Workbook book && book.repeatsHeader());
    boolean isSnapshot =
        contract.delivery().semantics() == vn.edulake.models.contract.Delivery.Semantics.SNAPSHOT;
    return switch (defect) {
      case RESENT_FILE -> true;
      case LATE, MISSING_DAY ->
          owed.contains(delivery.feed())
              && delivery.day().getDayOfWeek() != DayOfWeek.SATURDAY
              && delivery.day().isAfter(scene.days().opening().plusDays(QUIET_DAYS));
      case WORSE_LATER, DELETED_UPSTREAM -> isSnapshot && isTable;
      case HEADER_MOVED -> isTable && !repeats && !mayBeAnywhere(contract);
      case HEADER_REORDERED, COLUMN_ADDED, HEADER_DOUBLED, HEADER_RENAMED -> isTable && !repeats;
      case ENCODING_CHANGED ->
          delivery.form() instanceof Form.Csv csv && csv.encoding().equals(StandardCharsets.UTF_8);
      case LEGACY_LETTERS -> delivery.form() instanceof Form.Workbook;
      default -> false;
    };
  }

  private static boolean mayBeAnywhere(SourceContract contract) {
    return contract.layouts().stream()
        .anyMatch(
            layout ->
                layout.table().header().kind()
                    == vn.edulake.models.contract.TableForm.HeaderPlace.Kind.ANYWHERE);
  }

  private void plant(
      DefectClass defect,
      Delivery delivery,
      SourceContract contract,
      Dice dice,
      RowDefects rows,
      List<Planned> result) {
    switch (defect) {
      case RESENT_FILE -> {
        result.add(new Planned(delivery, true, () -> rows.content(delivery.form())));
        Delivery again = again(delivery, 1, " (2)");
        result.add(
            new Planned(
                again,
                true,
                () ->
                    new Planned.Content(
                        delivery.form(),
                        rows.content(delivery.form()).sheets(),
                        List.of(answer(defect, again, delivery.path())))));
      }
      case WORSE_LATER -> {
        result.add(new Planned(delivery, true, () -> rows.content(delivery.form())));
        Delivery again = again(delivery, 2, " (ban moi)");
        long salt = dice.below(1 << 20);
        result.add(
            new Planned(
                again,
                true,
                () ->
                    new Planned.Content(
                        delivery.form(),
                        thinned(delivery.content().get(), salt),
                        List.of(answer(defect, again, delivery.path())))));
      }
      case LATE -> {
        Delivery late = again(delivery, 2 + dice.below(MOST_DAYS_LATE - 1), "");
        result.add(
            new Planned(
                late,
                true,
                () -> {
                  Planned.Content content = rows.content(delivery.form(), late.path());
                  List<Answer> answers = new ArrayList<>(content.answers());
                  answers.add(ofDay(delivery, defect, late.path()));
                  return new Planned.Content(content.form(), content.sheets(), answers);
                }));
      }
      case MISSING_DAY ->
          result.add(
              new Planned(
                  delivery,
                  false,
                  () ->
                      new Planned.Content(
                          delivery.form(), List.of(), List.of(answer(defect, delivery, "sent")))));
      case DELETED_UPSTREAM -> {
        int chosen = dice.below(1 << 20);
        result.add(
            new Planned(
                delivery,
                true,
                () -> {
                  List<Sheet> sheets = delivery.content().get();
                  Row gone = at(sheets, chosen);
                  String entity = gone == null ? "" : gone.entity();
                  return new Planned.Content(
                      delivery.form(),
                      without(sheets, entity),
                      List.of(
                          new Answer(
                              defect,
                              delivery.feed(),
                              delivery.sender(),
                              delivery.day().toString(),
                              delivery.path(),
                              0,
                              entity,
                              "there")));
                }));
      }
      default -> {
        long salt = dice.below(1 << 20);
        result.add(
            new Planned(
                delivery,
                true,
                () ->
                    new Planned.Content(
                        form(defect, delivery.form()),
                        formed(defect, delivery.content().get(), contract, (int) salt),
                        List.of(answer(defect, delivery, right(defect))))));
      }
    }
  }

  private static Answer answer(DefectClass defect, Delivery delivery, String right) {
    return new Answer(
        defect,
        delivery.feed(),
        delivery.sender(),
        delivery.day().toString(),
        delivery.path(),
        0,
        "",
        right);
  }

  /** The answer for a file that came under another path than it should have. */
  private static Answer ofDay(Delivery delivery, DefectClass defect, String path) {
    return new Answer(
        defect,
        delivery.feed(),
        delivery.sender(),
        delivery.day().toString(),
        path,
        0,
        "",
        delivery.path());
  }

  private static String right(DefectClass defect) {
    return switch (defect) {
      case ENCODING_CHANGED -> "UTF-8";
      case LEGACY_LETTERS -> "Unicode";
      default -> "the header of the layout";
    };
  }

  /** The delivery some days later, in the folder of that day, with another file name. */
  static Delivery again(Delivery delivery, int days, String suffix) {
    LocalDate day = delivery.day().plusDays(days);
    String path = delivery.path().replace("/" + delivery.day() + "/", "/" + day + "/");
    int dot = path.lastIndexOf('.');
    return delivery.again(day, path.substring(0, dot) + suffix + path.substring(dot));
  }

  private static @Nullable Row at(List<Sheet> sheets, int chosen) {
    List<Row> all = new ArrayList<>();
    sheets.forEach(sheet -> all.addAll(sheet.rows()));
    return all.isEmpty() ? null : all.get(chosen % all.size());
  }

  private static List<Sheet> without(List<Sheet> sheets, String entity) {
    return changed(sheets, rows -> rows.stream().filter(r -> !r.entity().equals(entity)).toList());
  }

  private static List<Sheet> thinned(List<Sheet> sheets, long salt) {
    return changed(
        sheets,
        rows -> {
          List<Row> kept = new ArrayList<>();
          for (int i = 0; i < rows.size(); i++) {
            if ((i * 7L + salt) % 10 >= 3) {
              kept.add(rows.get(i));
            }
          }
          return kept;
        });
  }

  private interface Change {
    List<Row> of(List<Row> rows);
  }

  private static List<Sheet> changed(List<Sheet> sheets, Change change) {
    List<Sheet> result = new ArrayList<>();
    for (Sheet sheet : sheets) {
      List<Sheet.Block> blocks = new ArrayList<>();
      for (Sheet.Block block : sheet.blocks()) {
        blocks.add(new Sheet.Block(block.title(), change.of(block.rows())));
      }
      result.add(new Sheet(sheet.name(), sheet.columns(), blocks));
    }
    return result;
  }

  private static Form form(DefectClass defect, Form form) {
    if (defect == DefectClass.HEADER_MOVED) {
      List<String> titles = new ArrayList<>();
      titles.add("SỞ GIÁO DỤC VÀ ĐÀO TẠO");
      titles.add("Mẫu in ngày thường");
      if (form instanceof Form.Csv csv) {
        titles.addAll(csv.titles());
        return new Form.Csv(
            csv.separator(),
            csv.encoding(),
            csv.hasMark(),
            titles,
            csv.repeatsHeader(),
            csv.datePattern(),
            csv.isPacked());
      }
      if (form instanceof Form.Workbook book) {
        titles.addAll(book.titles());
        return new Form.Workbook(titles, book.repeatsHeader(), book.datePattern());
      }
    }
    if (defect == DefectClass.ENCODING_CHANGED && form instanceof Form.Csv csv) {
      return new Form.Csv(
          csv.separator(),
          WINDOWS_1252,
          false,
          csv.titles().stream().map(LegacyLetters::tcvn3).toList(),
          csv.repeatsHeader(),
          csv.datePattern(),
          csv.isPacked());
    }
    return form;
  }

  private static List<Sheet> formed(
      DefectClass defect, List<Sheet> sheets, SourceContract contract, int salt) {
    List<Sheet> result = new ArrayList<>();
    for (Sheet sheet : sheets) {
      result.add(formed(defect, sheet, contract, salt));
    }
    return result;
  }

  private static Sheet formed(DefectClass defect, Sheet sheet, SourceContract contract, int salt) {
    List<Column> columns = new ArrayList<>(sheet.columns());
    return switch (defect) {
      case HEADER_RENAMED -> {
        int at = needed(columns, contract, salt);
        Column column = columns.get(at);
        columns.set(at, new Column(column.key(), column.header() + " mới 2025"));
        yield new Sheet(sheet.name(), columns, sheet.blocks());
      }
      case HEADER_DOUBLED -> {
        int at = needed(columns, contract, salt);
        columns.add(columns.get(at));
        yield mapped(sheet, columns, cells -> with(cells, cells.get(at)));
      }
      case COLUMN_ADDED -> {
        columns.add(new Column("", "Ghi chú thêm"));
        yield mapped(sheet, columns, cells -> with(cells, "đã kiểm tra"));
      }
      case HEADER_REORDERED -> {
        int by = 1 + salt % (columns.size() - 1);
        List<Column> turned = new ArrayList<>(columns.subList(by, columns.size()));
        turned.addAll(columns.subList(0, by));
        yield mapped(
            sheet,
            turned,
            cells -> {
              List<@Nullable Object> result = new ArrayList<>(cells.subList(by, cells.size()));
              result.addAll(cells.subList(0, by));
              return result;
            });
      }
      case ENCODING_CHANGED -> {
        columns.replaceAll(c -> new Column(c.key(), LegacyLetters.tcvn3(c.header())));
        List<Sheet.Block> blocks = new ArrayList<>();
        for (Sheet.Block block : sheet.blocks()) {
          blocks.add(new Sheet.Block(LegacyLetters.tcvn3(block.title()), block.rows()));
        }
        yield mapped(
            new Sheet(sheet.name(), columns, blocks), columns, DefectPlanter::inLegacyLetters);
      }
      case LEGACY_LETTERS -> mapped(sheet, columns, DefectPlanter::inLegacyLetters);
      default -> sheet;
    };
  }

  private static List<@Nullable Object> inLegacyLetters(List<@Nullable Object> cells) {
    List<@Nullable Object> result = new ArrayList<>();
    for (Object cell : cells) {
      result.add(cell instanceof String text ? LegacyLetters.tcvn3(text) : cell);
    }
    return result;
  }

  private static List<@Nullable Object> with(List<@Nullable Object> cells, @Nullable Object more) {
    List<@Nullable Object> result = new ArrayList<>(cells);
    result.add(more);
    return result;
  }

  private interface Cells {
    List<@Nullable Object> of(List<@Nullable Object> cells);
  }

  private static Sheet mapped(Sheet sheet, List<Column> columns, Cells cells) {
    List<Sheet.Block> blocks = new ArrayList<>();
    for (Sheet.Block block : sheet.blocks()) {
      blocks.add(
          new Sheet.Block(
              block.title(),
              block.rows().stream().map(r -> new Row(r.entity(), cells.of(r.cells()))).toList()));
    }
    return new Sheet(sheet.name(), columns, blocks);
  }

  /** A column without which the contract takes no file. */
  private static int needed(List<Column> columns, SourceContract contract, int salt) {
    int[] needed =
        java.util.stream.IntStream.range(0, columns.size())
            .filter(i -> isNeeded(columns.get(i), contract))
            .toArray();
    return needed.length == 0 ? 0 : needed[salt % needed.length];
  }

  private static boolean isNeeded(Column column, SourceContract contract) {
    return contract.columns().stream()
        .filter(c -> c.name().equals(column.key()))
        .anyMatch((ContractColumn c) -> !c.optional());
  }
}
