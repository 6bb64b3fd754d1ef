package vn.edulake.jobs.simulate.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * A column of a sheet.
 *
 * @param key what it means, by the contract's name; the same in all feeds
 * @param header what the file calls it
 */
public record Column(String key, String header) {
  /** Columns by key and header in turn. */
  static List<Column> list(String... keysAndHeaders) {
    List<Column> result = new ArrayList<>();
    for (int i = 0; i < keysAndHeaders.length; i += 2) {
      result.add(new Column(keysAndHeaders[i], keysAndHeaders[i + 1]));
    }
    return List.copyOf(result);
  }
}
