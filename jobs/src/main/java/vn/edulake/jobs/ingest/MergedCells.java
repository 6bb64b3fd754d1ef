package vn.edulake.jobs.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cells of a workbook that are merged with cells below them. */
final class MergedCells {
  /** More than a sheet of a person has; they are held in memory. */
  private static final int MOST = 1_000_000;

  private final DeliveredFile file;
  private final Map<Integer, List<Area>> areas = new HashMap<>();
  private int count;

  /**
   * Cells of one column that are merged.
   *
   * @param column from 0
   * @param first number of the row whose cell has the text, from 1
   * @param last number of the last row
   */
  record Area(int column, long first, long last) {}

  MergedCells(DeliveredFile file) {
    this.file = file;
  }

  /** Takes an area of a sheet; one that does not reach down says nothing. */
  void add(int sheet, Area area) {
    if (area.last() <= area.first()) {
      return;
    }
    count++;
    if (count > MOST) {
      throw file.unreadable("more than " + MOST + " areas of it are merged cells");
    }
    areas.computeIfAbsent(sheet, unused -> new ArrayList<>()).add(area);
  }

  /** The areas of a sheet, from above to below. */
  List<Area> of(int sheet) {
    List<Area> result = new ArrayList<>(areas.getOrDefault(sheet, List.of()));
    result.sort(Comparator.comparingLong(Area::first));
    return result;
  }
}
