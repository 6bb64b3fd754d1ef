package vn.edulake.jobs.simulate.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under columns, in blocks: where a form says so, each block has its title and the header
 * again.
 *
 * @param name of the sheet of a workbook, or of the file in a package
 */
public record Sheet(String name, List<Column> columns, List<Block> blocks) {
  /**
   * Rows that stand together.
   *
   * @param title above them; empty for none
   */
  public record Block(String title, List<Row> rows) {}

  /** A sheet of one block without title. */
  public static Sheet of(String name, List<Column> columns, List<Row> rows) {
    return new Sheet(name, columns, List.of(new Block("", rows)));
  }

  /** The position of a column; negative when there is none. */
  public int column(String key) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).key().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  public int rowCount() {
    return blocks.stream().mapToInt(block -> block.rows().size()).sum();
  }

  /** All rows, in their order. */
  public List<Row> rows() {
    List<Row> result = new ArrayList<>();
    blocks.forEach(block -> result.addAll(block.rows()));
    return result;
  }
}
