package vn.edulake.quality.expectation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A file that the driver holds whole: what is asked of its rows needs no scan, and most of it no
 * job of Spark.
 */
final class SmallFile {
  /** In bytes; a larger one is Spark's. */
  private static final long MOST = 2L << 20;

  private static final ObjectMapper JSON =
      SuiteText.JSON.copy().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private SmallFile() {}

  static boolean is(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= (isPacked(file) ? MOST / 10 : MOST);
  }

  private static boolean isPacked(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /** The lines of a file of JSON; of one array, its elements. */
  static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = reader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(lines.isEmpty() && line.startsWith("\uFEFF") ? line.substring(1) : line);
      }
    }
    return elements(lines).orElse(lines);
  }

  private static BufferedReader reader(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    return new BufferedReader(
        new InputStreamReader(
            isPacked(file) ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
  }

  /** The elements of an array that the lines are together. */
  private static Optional<List<String>> elements(List<String> lines) {
    Optional<String> first = lines.stream().filter(line -> !line.isBlank()).findFirst();
    if (first.isEmpty() || !first.get().stripLeading().startsWith("[")) {
      return Optional.empty();
    }
    try {
      JsonNode tree = JSON.readTree(String.join("\n", lines));
      List<String> elements = new ArrayList<>();
      tree.forEach(element -> elements.add(element.toString()));
      return Optional.of(elements);
    } catch (JsonProcessingException e) {
      // Lines that are no JSON, then.
      return Optional.empty();
    }
  }

  /**
   * Columns and types by what the values are, in the order in which they appear; empty when it
   * takes more than a look at each value: something nested, a number that no BIGINT holds.
   */
  static Optional<StructType> inferred(List<String> lines) {
    Map<String, DataType> types = new LinkedHashMap<>();
    for (String line : lines) {
      Optional<JsonNode> row = line.isBlank() ? Optional.empty() : row(line);
      if (row.isPresent()) {
        for (Map.Entry<String, JsonNode> field : row.get().properties()) {
          Optional<DataType> type = type(field.getValue());
          if (type.isEmpty()) {
            return Optional.empty();
          }
          types.merge(field.getKey(), type.get(), SmallFile::common);
        }
      }
    }
    StructType result = new StructType();
    for (Map.Entry<String, DataType> column : types.entrySet()) {
      DataType type = column.getValue();
      result =
          result.add(
              column.getKey(), type.equals(DataTypes.NullType) ? DataTypes.StringType : type);
    }
    return Optional.of(result);
  }

  private static Optional<JsonNode> row(String line) {
    try {
      return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Optional<DataType> type(JsonNode value) {
    if (value.isNull()) {
      return Optional.of(DataTypes.NullType);
    }
    if (value.isTextual()) {
      return Optional.of(DataTypes.StringType);
    }
    if (value.isBoolean()) {
      return Optional.of(DataTypes.BooleanType);
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Optional.of(DataTypes.LongType);
    }
    return value.isFloatingPointNumber() ? Optional.of(DataTypes.DoubleType) : Optional.empty();
  }

  private static DataType common(DataType one, DataType other) {
    if (one.equals(other) || other.equals(DataTypes.NullType)) {
      return one;
    }
    if (one.equals(DataTypes.NullType)) {
      return other;
    }
    boolean areNumbers =
        !List.of(one, other).contains(DataTypes.StringType)
            && !List.of(one, other).contains(DataTypes.BooleanType);
    return areNumbers ? DataTypes.DoubleType : DataTypes.StringType;
  }

  /** The columns of a schema in the order in which they appear in the lines. */
  static StructType inOrder(StructType schema, List<String> lines) {
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      if (names.size() < schema.size()) {
        row(line)
            .ifPresent(
                row ->
                    row.fieldNames()
                        .forEachRemaining(
                            name -> {
                              if (!names.contains(name)) {
                                names.add(name);
                              }
                            }));
      }
    }
    List<StructField> fields = new ArrayList<>(List.of(schema.fields()));
    fields.sort((a, b) -> Integer.compare(position(names, a.name()), position(names, b.name())));
    return new StructType(fields.toArray(StructField[]::new));
  }

  private static int position(List<String> names, String name) {
    int found = names.indexOf(name);
    return found < 0 ? names.size() : found;
  }

  /** The rows in memory, each with its place from 0. */
  static Dataset<Row> held(Dataset<Row> rows) {
    List<Row> held = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      Object[] values = new Object[row.size() + 1];
      for (int i = 0; i < row.size(); i++) {
        values[i] = row.get(i);
      }
      values[row.size()] = (long) held.size();
      held.add(RowFactory.create(values));
    }
    return rows.sparkSession()
        .createDataFrame(held, rows.schema().add(RowExpectations.ORDER, DataTypes.LongType, false));
  }
}
