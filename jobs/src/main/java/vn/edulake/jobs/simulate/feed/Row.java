package vn.edulake.jobs.simulate.feed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of a sheet.
 *
 * @param entity who or what it is about, by a number of the simulation that no file shows
 * @param cells one for each column: a text, a number, a date, or null
 */
public record Row(String entity, List<@Nullable Object> cells) {
  public Row {
    cells = Collections.unmodifiableList(new ArrayList<>(cells));
  }

  /** The row with another value in a cell. */
  public Row with(int column, @Nullable Object value) {
    List<@Nullable Object> changed = new ArrayList<>(cells);
    changed.set(column, value);
    return new Row(entity, changed);
  }
}
