package vn.edulake.jobs.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.HeaderText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.SourceContract;

/**
 * What the cells of a header row mean.
 *
 * @param columns by position: the column of the contract, or null
 * @param names by position: the name under which a cell that is no column is kept
 */
record Header(List<@Nullable String> columns, List<String> names) {

  /** The columns that a layout's files must have, and how they are found. */
  static final class Wanted {
    private final Map<String, String> columnOf = new HashMap<>();
    private final Map<String, List<String>> required = new LinkedHashMap<>();

    Wanted(SourceContract contract, Layout layout) {
      for (ContractColumn column : contract.columns()) {
        if (layout.constant(column.name()).isPresent()
            || layout.fromPath().containsKey(column.name())) {
          continue;
        }
        for (String header : column.headers()) {
          columnOf.put(HeaderText.normal(header), column.name());
        }
        if (!column.optional() && !column.headers().isEmpty()) {
          required.put(column.name(), column.headers());
        }
      }
    }

    /** The header texts of the required columns that a row does not have. */
    List<String> missing(TableRow row) {
      Set<String> found = new HashSet<>();
      for (String cell : row.cells()) {
        String column = cell == null ? null : columnOf.get(HeaderText.normal(cell));
        if (column != null) {
          found.add(column);
        }
      }
      List<String> result = new ArrayList<>();
      required.forEach(
          (column, headers) -> {
            if (!found.contains(column)) {
              result.add(String.join(" or ", headers));
            }
          });
      return result;
    }

    /** The header texts that stand in a row more than once. */
    List<String> doubled(TableRow row) {
      Set<String> found = new HashSet<>();
      List<String> result = new ArrayList<>();
      for (String cell : row.cells()) {
        String column = cell == null ? null : columnOf.get(HeaderText.normal(cell));
        if (column != null && !found.add(column)) {
          result.add(cell);
        }
      }
      return result;
    }

    /** Reads a row in which nothing is missing or doubled. */
    Header header(TableRow row) {
      List<@Nullable String> columns = new ArrayList<>();
      List<String> names = new ArrayList<>();
      Set<String> taken = new HashSet<>();
      for (String cell : row.cells()) {
        String column = cell == null ? null : columnOf.get(HeaderText.normal(cell));
        columns.add(column);
        String position = positional(names.size());
        names.add(cell == null || cell.isBlank() || !taken.add(cell) ? position : cell);
      }
      return new Header(columns, names);
    }
  }

  /** The name of a cell without one. */
  static String positional(int position) {
    return "column_" + (position + 1);
  }
}
