package vn.edulake.jobs.transform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.warehouse.catalog.LakeCatalogs;

/**
 * How much of a table a run would build, for people: told from what the catalog knows of changed
 * files, without a row being read. What a run builds may be less.
 */
final class Extent {
  private static final int EXAMPLES = 3;

  private final LakeCatalogs catalogs;
  private final Set<TableName> built;

  /**
   * Tells extents.
   *
   * @param built the tables that the same run builds: what will change in them is not known
   */
  Extent(LakeCatalogs catalogs, Set<TableName> built) {
    this.catalogs = catalogs;
    this.built = Set.copyOf(built);
  }

  String words(RunPlan.Planned planned) {
    if (!planned.mayBuildInPart()) {
      return "all rows";
    }
    TableSpec spec = planned.spec();
    boolean isByDay = spec.refresh() instanceof Refresh.ByDay;
    String one = isByDay ? "day" : "key";
    List<String> result = new ArrayList<>();
    Map<TableName, Long> before = planned.before().orElseThrow();
    for (TableName input : spec.inputs()) {
      long from = before.getOrDefault(input, 0L);
      long now = RunPlan.snapshot(catalogs, input);
      boolean isTold = spec.refresh().isTold(input);
      if (built.contains(input)) {
        if (isTold || has(input, spec.refresh().columns())) {
          result.add("the " + one + "s that change in " + input);
        } else {
          result.add("all rows if " + input + " changes");
        }
      } else if (from != now && isTold) {
        result.add("the " + one + "s that changed in " + input);
      } else if (from != now) {
        if (!has(input, spec.refresh().columns())) {
          return "all rows (" + input + " tells no " + one + ")";
        }
        result.add(changed(input, from, now, spec.refresh().columns(), one));
      }
    }
    if (spec.refresh() instanceof Refresh.ByDay byDay
        && byDay.lookback() > 0
        && !result.isEmpty()) {
      result.add("up to " + byDay.lookback() + " days after each");
    }
    planned.days().ifPresent(days -> result.add(days.toString()));
    return String.join(", ", result);
  }

  private boolean has(TableName input, List<String> columns) {
    return catalogs.exists(input)
        && columns.stream().allMatch(c -> catalogs.load(input).schema().findField(c) != null);
  }

  private String changed(TableName input, long from, long now, List<String> columns, String one) {
    Table table = catalogs.load(input);
    if (from != 0 && table.snapshot(from) == null) {
      return "all rows (what " + input + " was then is not kept)";
    }
    Map<String, DataFile> files = files(table, now);
    Map<String, DataFile> before = files(table, from);
    Set<String> both = new TreeSet<>(files.keySet());
    both.retainAll(before.keySet());
    files.putAll(before);
    files.keySet().removeAll(both);
    Set<String> keys = new TreeSet<>();
    for (DataFile file : files.values()) {
      Optional<String> key = key(table, file, columns);
      if (key.isEmpty()) {
        return "changed " + one + "s of " + input;
      }
      keys.add(key.get());
    }
    List<String> examples = keys.stream().limit(EXAMPLES).toList();
    return (keys.size() == 1 ? one : keys.size() + " " + one + "s")
        + " "
        + String.join(", ", examples)
        + (keys.size() > EXAMPLES ? ", …" : "");
  }

  private static Map<String, DataFile> files(Table table, long snapshot) {
    Map<String, DataFile> result = new HashMap<>();
    if (snapshot == 0) {
      return result;
    }
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).includeColumnStats().planFiles()) {
      tasks.forEach(task -> result.put(task.file().location(), task.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  /** The values that a file holds, when it holds but one key, or the days from first to last. */
  private static Optional<String> key(Table table, DataFile file, List<String> columns) {
    List<String> values = new ArrayList<>();
    for (String column : columns) {
      Types.NestedField field = table.schema().findField(column);
      String low = bound(field, file.lowerBounds());
      String high = bound(field, file.upperBounds());
      if (low == null || high == null) {
        return Optional.empty();
      }
      if (low.equals(high)) {
        values.add(low);
      } else if (field.type().typeId() == Type.TypeID.DATE && columns.size() == 1) {
        values.add(low + " to " + high);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(String.join("/", values));
  }

  private static @Nullable String bound(
      Types.NestedField field, @Nullable Map<Integer, ByteBuffer> bounds) {
    ByteBuffer bytes = bounds == null ? null : bounds.get(field.fieldId());
    if (bytes == null) {
      return null;
    }
    Object value = Conversions.fromByteBuffer(field.type(), bytes);
    return value instanceof Integer day && field.type().typeId() == Type.TypeID.DATE
        ? LocalDate.ofEpochDay(day).toString()
        : String.valueOf(value);
  }
}
