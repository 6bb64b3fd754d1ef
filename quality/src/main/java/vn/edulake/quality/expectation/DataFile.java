package vn.edulake.quality.expectation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * A file of rows: CSV with a header, JSON lines, or Parquet.
 *
 * <p>With a schema, texts of CSV and JSON lines become what the schema says; a text that cannot is
 * null there and kept beside it, so that it can be told. Without a schema, types are taken from the
 * values; numbers with leading zeros are codes and stay texts.
 *
 * @param schema columns and types in Spark's DDL
 */
public record DataFile(Path path, Optional<String> schema) {
  /** What values of a type look like. */
  private static final Map<DataType, String> LOOKS = new LinkedHashMap<>();

  static {
    LOOKS.put(DataTypes.LongType, "^[+-]?(0|[1-9][0-9]{0,17})$");
    LOOKS.put(DataTypes.DoubleType, "^[+-]?(0|[1-9][0-9]*)?(\\.[0-9]+)?([eE][+-]?[0-9]+)?$");
    LOOKS.put(DataTypes.BooleanType, "^(?i)(true|false)$");
    LOOKS.put(DataTypes.DateType, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    LOOKS.put(
        DataTypes.TimestampType,
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9:]+)?$");
  }

  /** Where the text of a column stands that was to be of another type. */
  static final String RAW = "__lake_raw_";

  /** Where a line stands that is not JSON. */
  static final String BROKEN = "__lake_broken";

  /** A larger file is read in parts, and no value of it may hold a line break. */
  private static final long WHOLE = 128L << 20;

  /** So many lines of a large file say in which order the columns stand. */
  private static final int FIRST = 1000;

  /** The rows of the file. */
  public Dataset<Row> read(SparkSession session) {
    if (!Files.exists(path)) {
      throw new UserError(
          ErrorCode.CHECK_INPUT_MISSING,
          "Cannot read data " + path + ": there is no such file. Nothing was checked with it.");
    }
    TextFunctions.register(session);
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    String suffix = plain.substring(plain.lastIndexOf('.') + 1);
    return switch (suffix) {
      case "csv" -> csv(session, ",");
      case "tsv" -> csv(session, "\t");
      case "jsonl", "ndjson", "json" -> json(session);
      case "parquet" -> session.read().parquet(path.toString());
      default -> {
        if (Files.isDirectory(path)) {
          yield session.read().parquet(path.toString());
        }
        throw new UserError(
            ErrorCode.SUITE_INVALID,
            "Cannot read data "
                + path
                + ": its name ends with none of .csv, .tsv, .jsonl, .ndjson, .json, .parquet."
                + " Nothing was checked with it.");
      }
    };
  }

  private Optional<StructType> types() {
    return schema.map(
        ddl -> {
          StructType type;
          try {
            type = StructType.fromDDL(ddl);
          } catch (Exception e) {
            // Scala throws Spark's checked exception without declaring it.
            throw unusable(ddl, e);
          }
          Set<String> names = new HashSet<>();
          for (String name : type.fieldNames()) {
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
              throw new UserError(
                  ErrorCode.SUITE_INVALID,
                  "Invalid schema: "
                      + ddl
                      + " (two columns are called "
                      + name
                      + ", if case is left aside). Nothing was checked with it.");
            }
          }
          return type;
        });
  }

  private static UserError unusable(String ddl, Exception cause) {
    return new UserError(
        ErrorCode.SUITE_INVALID,
        "Invalid schema: "
            + ddl
            + " (columns and types in Spark's DDL, e.g. `id STRING, score DOUBLE`). Nothing was"
            + " checked with it.",
        cause);
  }

  private long size() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw missing(e);
    }
  }

  private UserError missing(IOException cause) {
    return new UserError(
        ErrorCode.CHECK_INPUT_MISSING,
        "Cannot read data " + path + ": " + cause.getMessage() + ". Nothing was checked with it.",
        cause);
  }

  private Dataset<Row> csv(SparkSession session, String separator) {
    DataFrameReader reader =
        session
            .read()
            .option("header", true)
            .option("sep", separator)
            .option("quote", "\"")
            .option("escape", "\"")
            .option("multiLine", size() < WHOLE);
    Dataset<Row> texts = reader.csv(path.toString());
    if (isSmall()) {
      texts = session.createDataFrame(texts.collectAsList(), texts.schema());
    }
    Dataset<Row> read = texts;
    Map<String, DataType> wanted = new LinkedHashMap<>();
    types()
        .ifPresentOrElse(
            told -> {
              for (StructField field : told.fields()) {
                wanted.put(field.name(), field.dataType());
              }
            },
            () -> wanted.putAll(guessed(read)));
    return placed(typed(read, wanted, List.of()));
  }

  private boolean isSmall() {
    try {
      return SmallFile.is(path);
    } catch (IOException e) {
      throw missing(e);
    }
  }

  /** The rows of a small file are held; those of another one are read when they are asked for. */
  private Dataset<Row> placed(Dataset<Row> rows) {
    return isSmall() ? SmallFile.held(rows) : rows;
  }

  private Dataset<Row> json(SparkSession session) {
    Optional<StructType> told = types();
    Dataset<Row> lines = lines(session);
    List<StructField> fields = new ArrayList<>();
    Map<String, DataType> wanted = new LinkedHashMap<>();
    StructType types = told.orElseGet(() -> inferred(session, lines));
    for (StructField field : types.fields()) {
      boolean isNested =
          field.dataType() instanceof StructType
              || field.dataType() instanceof ArrayType
              || field.dataType() instanceof MapType;
      fields.add(
          new StructField(
              field.name(),
              isNested ? field.dataType() : DataTypes.StringType,
              true,
              Metadata.empty()));
      wanted.put(field.name(), field.dataType());
    }
    fields.add(new StructField(BROKEN, DataTypes.StringType, true, Metadata.empty()));
    Dataset<Row> texts =
        lines
            .where("trim(value) <> ''")
            .select(
                functions
                    .from_json(
                        functions.col("value"),
                        new StructType(fields.toArray(StructField[]::new)),
                        Map.of("columnNameOfCorruptRecord", BROKEN))
                    .as("line"))
            .select("line.*");
    return placed(typed(texts, wanted, List.of(BROKEN)));
  }

  private Dataset<Row> lines(SparkSession session) {
    if (!isSmall()) {
      return session.read().text(path.toString());
    }
    try {
      return session.createDataset(SmallFile.lines(path), Encoders.STRING()).toDF();
    } catch (IOException e) {
      throw missing(e);
    }
  }

  private StructType inferred(SparkSession session, Dataset<Row> lines) {
    List<String> known =
        lines.limit(isSmall() ? Integer.MAX_VALUE : FIRST).as(Encoders.STRING()).collectAsList();
    return (isSmall() ? SmallFile.inferred(known) : Optional.<StructType>empty())
        .orElseGet(
            () -> {
              StructType found =
                  session
                      .read()
                      .option("columnNameOfCorruptRecord", BROKEN)
                      .json(lines.as(Encoders.STRING()))
                      .schema();
              return SmallFile.inOrder(
                  new StructType(
                      Arrays.stream(found.fields())
                          .filter(field -> !field.name().equals(BROKEN))
                          .toArray(StructField[]::new)),
                  known);
            });
  }

  /** Each text as the type that is wanted of it, and beside it as it is written. */
  private static Dataset<Row> typed(
      Dataset<Row> texts, Map<String, DataType> wanted, List<String> kept) {
    String zone = texts.sparkSession().conf().get("spark.sql.session.timeZone");
    List<String> selected = new ArrayList<>();
    List<String> raw = new ArrayList<>(kept);
    StructType found = texts.schema();
    for (String column : texts.columns()) {
      if (kept.contains(column)) {
        continue;
      }
      DataType type = wanted.get(column);
      boolean isText = found.apply(column).dataType() instanceof StringType;
      if (type == null || !isText || type instanceof StringType) {
        selected.add(Sql.name(column));
      } else {
        selected.add(cast(Sql.name(column), type, zone) + " AS " + Sql.name(column));
        raw.add(Sql.name(column) + " AS " + Sql.name(RAW + column));
      }
    }
    selected.addAll(raw);
    return texts.selectExpr(selected.toArray(String[]::new));
  }

  private static String cast(String text, DataType type, String zone) {
    if (type instanceof NullType) {
      return "CAST(NULL AS VOID)";
    }
    if (type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof DateType) {
      String moment = TextFunctions.moment(text, java.time.ZoneId.of(zone));
      return type instanceof TimestampType ? moment : "CAST(" + moment + " AS " + type.sql() + ")";
    }
    boolean isWhole =
        type instanceof IntegerType
            || type instanceof LongType
            || type instanceof ShortType
            || type instanceof ByteType;
    if (!isWhole) {
      return "CAST(" + text + " AS " + type.sql() + ")";
    }
    // 1.0 and 1e3 are whole numbers; 1.5 is none.
    return "CASE WHEN "
        + text
        + " RLIKE '^\\\\s*[+-]?[0-9]+\\\\s*$' THEN CAST("
        + text
        + " AS "
        + type.sql()
        + ") WHEN CAST("
        + text
        + " AS DOUBLE) = floor(CAST("
        + text
        + " AS DOUBLE)) THEN CAST(CAST("
        + text
        + " AS DOUBLE) AS "
        + type.sql()
        + ") END";
  }

  /** Types by what all values of a column look like. */
  private static Map<String, DataType> guessed(Dataset<Row> texts) {
    List<String> counts = new ArrayList<>();
    for (String column : texts.columns()) {
      counts.add("count(" + Sql.name(column) + ")");
      for (String look : LOOKS.values()) {
        counts.add("count_if(" + Sql.name(column) + " RLIKE " + Sql.text(look) + ")");
      }
    }
    Map<String, DataType> result = new LinkedHashMap<>();
    if (counts.isEmpty()) {
      return result;
    }
    Row counted = texts.selectExpr(counts.toArray(String[]::new)).first();
    int at = 0;
    for (String column : texts.columns()) {
      long all = counted.getLong(at++);
      DataType guess = DataTypes.StringType;
      boolean isFound = false;
      for (DataType type : LOOKS.keySet()) {
        if (!isFound && all > 0 && counted.getLong(at) == all) {
          guess = type;
          isFound = true;
        }
        at++;
      }
      result.put(column, guess);
    }
    return result;
  }

  /** What of the rows could not be read: what it was to be, and the condition that finds it. */
  static Map<String, String> flaws(Dataset<Row> rows) {
    Map<String, String> result = new LinkedHashMap<>();
    List<String> columns = Arrays.asList(rows.columns());
    for (String column : columns) {
      if (column.startsWith(RAW)) {
        String of = column.substring(RAW.length());
        if (!(rows.schema().apply(of).dataType() instanceof NullType)) {
          result.put(
              column,
              Sql.name(column)
                  + " IS NOT NULL AND trim("
                  + Sql.name(column)
                  + ") <> '' AND "
                  + Sql.name(of)
                  + " IS NULL");
        }
      } else if (column.equals(BROKEN)) {
        result.put(column, Sql.name(column) + " IS NOT NULL");
      }
    }
    return result;
  }

  /** Whether a column is none of the file's. */
  static boolean isAdded(String column) {
    return column.startsWith("__lake_");
  }

  /** The columns that the file itself has. */
  public static Dataset<Row> own(Dataset<Row> rows) {
    return rows.select(
        Arrays.stream(rows.columns())
            .filter(column -> !isAdded(column))
            .map(column -> functions.col(Sql.name(column)))
            .toArray(Column[]::new));
  }
}
