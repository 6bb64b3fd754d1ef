package vn.edulake.jobs.ingest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.HeaderText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.contract.TableForm;
import vn.edulake.models.contract.TableForm.Unpivot;

/**
 * What the cells of a header row mean.
 *
 * @param meanings by position
 * @param names by position: the name under which a cell that is no column is kept
 */
record Header(List<Meaning> meanings, List<String> names) {

  /** What the cells under a header cell are. */
  sealed interface Meaning {}

  /** Values of a column. */
  record Column(String name) implements Meaning {}

  /** A part of a composed column. */
  record Part(String column, String field) implements Meaning {}

  /** Values of records of their own, for which the header cell says more columns. */
  record Spread(Unpivot unpivot, List<String> texts) implements Meaning {}

  /** Values that are never stored. */
  record Omitted() implements Meaning {}

  /** Nothing that the contract names. */
  record Other() implements Meaning {}

  /** The header of a file that has none. */
  static Header declared(TableForm form) {
    List<Meaning> meanings = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String field : form.fields()) {
      int dot = field.indexOf('.');
      if (field.equals(TableForm.NO_COLUMN)) {
        meanings.add(new Other());
      } else if (dot < 0) {
        meanings.add(new Column(field));
      } else {
        meanings.add(new Part(field.substring(0, dot), field.substring(dot + 1)));
      }
      names.add(positional(names.size()));
    }
    return new Header(meanings, names);
  }

  /** How many cells have a meaning. */
  int size() {
    return (int) meanings.stream().filter(meaning -> !isNoColumn(meaning)).count();
  }

  /** Whether a row has text in the column, as far as the header names it. */
  boolean mayHave(TableRow row, String column) {
    int position = meanings.indexOf(new Column(column));
    return position < 0 || row.isFilled(position);
  }

  /** The position of the first cell that has a meaning. */
  int firstColumn() {
    for (int i = 0; i < meanings.size(); i++) {
      if (!isNoColumn(meanings.get(i))) {
        return i;
      }
    }
    return meanings.size();
  }

  private static boolean isNoColumn(Meaning meaning) {
    return meaning instanceof Other || meaning instanceof Omitted;
  }

  /** The columns that a layout's files must have, and how they are found. */
  static final class Wanted {
    private final Map<String, Meaning> meaningOf = new HashMap<>();
    private final Map<Meaning, List<String>> required = new LinkedHashMap<>();
    private final List<Unpivot> unpivots;
    private final Set<Character> firstLetters;

    Wanted(SourceContract contract, Layout layout) {
      TableForm form = layout.table();
      unpivots = form.unpivots();
      Set<String> said = new HashSet<>(form.titles().keySet());
      said.addAll(form.sheetName().keySet());
      said.addAll(form.composes().keySet());
      said.addAll(layout.joins().keySet());
      for (Unpivot unpivot : unpivots) {
        said.addAll(unpivot.into());
        said.add(unpivot.value());
      }
      for (ContractColumn column : contract.columns()) {
        if (layout.isOfFile(column.name()) || said.contains(column.name())) {
          continue;
        }
        List<String> headers = form.headers(column);
        for (String header : headers) {
          meaningOf.put(HeaderText.normal(header), new Column(column.name()));
        }
        if (!column.optional() && column.parts().isEmpty() && !headers.isEmpty()) {
          required.put(new Column(column.name()), headers);
        }
      }
      mean(contract.omitted(), new Omitted());
      // What the layout says of a text stands before what the contract says of it.
      form.headers()
          .forEach(
              (column, headers) -> {
                mean(headers, new Column(column));
                if (column.startsWith(Layout.PART)) {
                  required.put(new Column(column), headers);
                }
              });
      form.composes()
          .forEach(
              (column, compose) ->
                  compose
                      .fields()
                      .forEach(
                          (field, headers) -> {
                            Meaning part = new Part(column, field);
                            mean(headers, part);
                            if (!compose.optional().contains(field)) {
                              required.put(part, headers);
                            }
                          }));
      firstLetters = firstLetters(meaningOf.keySet());
    }

    private void mean(List<String> headers, Meaning meaning) {
      headers.forEach(header -> meaningOf.put(HeaderText.normal(header), meaning));
    }

    /** What a header text means. */
    Meaning meaning(@Nullable String text) {
      if (text == null) {
        return new Other();
      }
      Meaning known = meaningOf.get(HeaderText.normal(text));
      if (known != null) {
        return known;
      }
      for (Unpivot unpivot : unpivots) {
        Matcher matcher = unpivot.header().matcher(HeaderText.spaced(text));
        if (matcher.matches()) {
          List<String> texts = new ArrayList<>();
          for (int group = 1; group <= matcher.groupCount(); group++) {
            String said = matcher.group(group);
            texts.add(said == null ? "" : said);
          }
          return new Spread(unpivot, texts);
        }
      }
      return new Other();
    }

    /** Whether a text is a header of the contract, and no value that stands in a header. */
    boolean isHeaderText(String text) {
      // Asked of every row, of which few begin like a header.
      return !text.isBlank()
          && firstLetters.contains(Character.toLowerCase(text.strip().charAt(0)))
          && meaningOf.containsKey(HeaderText.normal(text));
    }

    private static Set<Character> firstLetters(Set<String> headers) {
      Set<Character> result = new HashSet<>();
      for (String header : headers) {
        for (Normalizer.Form form : Normalizer.Form.values()) {
          String text = Normalizer.normalize(header, form);
          if (!text.isEmpty()) {
            result.add(text.charAt(0));
          }
        }
      }
      return result;
    }

    /** The texts of a row that are no header of the contract. */
    List<String> unknown(TableRow row) {
      List<String> result = new ArrayList<>();
      for (String cell : row.cells()) {
        if (cell != null && !cell.isBlank() && meaning(cell) instanceof Other) {
          result.add(HeaderText.spaced(cell));
        }
      }
      return result;
    }

    /** The header texts of the required columns that a row does not have. */
    List<String> missing(TableRow row) {
      Set<Meaning> found = new HashSet<>();
      Set<Unpivot> spread = new HashSet<>();
      for (String cell : row.cells()) {
        Meaning meaning = meaning(cell);
        found.add(meaning);
        if (meaning instanceof Spread one) {
          spread.add(one.unpivot());
        }
      }
      List<String> result = new ArrayList<>();
      required.forEach(
          (meaning, headers) -> {
            if (!found.contains(meaning)) {
              result.add(String.join(" or ", headers));
            }
          });
      for (Unpivot unpivot : unpivots) {
        if (!spread.contains(unpivot)) {
          result.add(unpivot.header().pattern());
        }
      }
      return result;
    }

    /** The header texts that stand in a row more than once. */
    List<String> doubled(TableRow row) {
      Set<Meaning> found = new HashSet<>();
      List<String> result = new ArrayList<>();
      for (String cell : row.cells()) {
        Meaning meaning = meaning(cell);
        if (cell != null && !isNoColumn(meaning) && !found.add(meaning)) {
          result.add(cell);
        }
      }
      return result;
    }

    /** Reads a row in which nothing is missing or doubled. */
    Header header(TableRow row) {
      List<Meaning> meanings = new ArrayList<>();
      List<String> names = new ArrayList<>();
      Set<String> taken = new HashSet<>();
      for (String cell : row.cells()) {
        meanings.add(meaning(cell));
        String position = positional(names.size());
        names.add(cell == null || cell.isBlank() || !taken.add(cell) ? position : cell);
      }
      return new Header(meanings, names);
    }
  }

  /** The name of a cell without one. */
  static String positional(int position) {
    return "column_" + (position + 1);
  }
}
