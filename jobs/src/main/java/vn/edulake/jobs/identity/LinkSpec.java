package vn.edulake.jobs.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.YamlMap;

/**
 * What two person files have in common.
 *
 * @param leftId the column of the left file that tells its rows apart
 * @param rightId that of the right file
 * @param threshold the least score of a link, from 0 to 1
 * @param isOneToOne whether nobody stands twice in a file
 */
public record LinkSpec(
    String leftId, String rightId, List<Column> columns, double threshold, boolean isOneToOne) {
  private static final double USUAL_THRESHOLD = 0.9;

  private static final int MOST_COLUMNS = 16;

  public LinkSpec {
    columns = List.copyOf(columns);
  }

  /** One thing that both files tell, under its name and the headers of the two files. */
  record Column(String name, Comparison comparison, String left, String right) {}

  /**
   * Reads a spec.
   *
   * @throws UserError when the file is not there, is no YAML, or says what cannot be done
   */
  public static LinkSpec read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot read spec " + file + ": there is no such file, or it is no UTF-8 text",
          e);
    }
    return parse(file.toString(), text);
  }

  /** Reads the text of a spec; {@code where} is its name in messages. */
  static LinkSpec parse(String where, String text) {
    YamlMap root = YamlMap.parse(ErrorCode.CONFIGURATION_INVALID, where, text);
    String leftId;
    String rightId;
    if (root.isMap("id")) {
      YamlMap id = root.map("id");
      leftId = id.text("left");
      rightId = id.text("right");
      id.done();
    } else {
      leftId = root.text("id");
      rightId = leftId;
    }
    List<Column> columns = root.isMap("columns") ? ofMap(root.map("columns")) : ofList(root);
    double threshold =
        root.findText("threshold").map(value -> threshold(where, value)).orElse(USUAL_THRESHOLD);
    boolean isOneToOne = root.flag("one_to_one", false);
    root.done();
    if (columns.isEmpty() || columns.size() > MOST_COLUMNS) {
      throw invalid(where + ".columns: " + columns.size() + " (1 to " + MOST_COLUMNS + " columns)");
    }
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw invalid(where + ".columns: " + column.name() + " stands twice");
      }
    }
    return new LinkSpec(leftId, rightId, columns, threshold, isOneToOne);
  }

  private static UserError invalid(String what) {
    return new UserError(ErrorCode.CONFIGURATION_INVALID, "Invalid " + what);
  }

  private static double threshold(String where, String text) {
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw invalid(where + ".threshold: " + text + " (a number between 0 and 1)");
    }
    throw invalid(where + ".threshold: " + text + " (a number between 0 and 1)");
  }

  private static List<Column> ofMap(YamlMap map) {
    List<Column> result = new ArrayList<>();
    for (String name : map.keys()) {
      if (map.isMap(name)) {
        result.add(column(name, map.map(name)));
      } else {
        map.text(name);
        result.add(new Column(name, map.one(name, Comparison.class, Comparison.EXACT), name, name));
      }
    }
    return result;
  }

  private static List<Column> ofList(YamlMap root) {
    List<Column> result = new ArrayList<>();
    for (YamlMap one : root.maps("columns")) {
      Optional<String> column = one.findText("column");
      result.add(column(column.orElseGet(() -> one.text("name")), one));
    }
    return result;
  }

  private static Column column(String name, YamlMap map) {
    map.text("comparison");
    Column column =
        new Column(
            name,
            map.one("comparison", Comparison.class, Comparison.EXACT),
            map.findText("left").orElse(name),
            map.findText("right").orElse(name));
    map.done();
    return column;
  }
}
