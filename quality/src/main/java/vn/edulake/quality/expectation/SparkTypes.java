package vn.edulake.quality.expectation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;

/** Spark's types by the names that suites give them: those of its classes, and those of SQL. */
final class SparkTypes {
  private static final Map<String, String> BY_SQL = new TreeMap<>();

  static {
    BY_SQL.put("string", "StringType");
    BY_SQL.put("text", "StringType");
    BY_SQL.put("varchar", "StringType");
    BY_SQL.put("int", "IntegerType");
    BY_SQL.put("integer", "IntegerType");
    BY_SQL.put("bigint", "LongType");
    BY_SQL.put("long", "LongType");
    BY_SQL.put("smallint", "ShortType");
    BY_SQL.put("short", "ShortType");
    BY_SQL.put("tinyint", "ByteType");
    BY_SQL.put("byte", "ByteType");
    BY_SQL.put("float", "FloatType");
    BY_SQL.put("real", "FloatType");
    BY_SQL.put("double", "DoubleType");
    BY_SQL.put("decimal", "DecimalType");
    BY_SQL.put("numeric", "DecimalType");
    BY_SQL.put("boolean", "BooleanType");
    BY_SQL.put("bool", "BooleanType");
    BY_SQL.put("date", "DateType");
    BY_SQL.put("timestamp", "TimestampType");
    BY_SQL.put("timestamp_ntz", "TimestampNTZType");
    BY_SQL.put("binary", "BinaryType");
    BY_SQL.put("array", "ArrayType");
    BY_SQL.put("map", "MapType");
    BY_SQL.put("struct", "StructType");
    BY_SQL.put("void", "NullType");
  }

  /** Families of types, which a name may mean too. */
  private static final Map<String, List<String>> FAMILIES =
      Map.of(
          "IntegralType", List.of("ByteType", "ShortType", "IntegerType", "LongType"),
          "FractionalType", List.of("FloatType", "DoubleType", "DecimalType"),
          "NumericType",
              List.of(
                  "ByteType",
                  "ShortType",
                  "IntegerType",
                  "LongType",
                  "FloatType",
                  "DoubleType",
                  "DecimalType"),
          "DataType", List.of());

  private SparkTypes() {}

  /** The name of its class: {@code IntegerType}. */
  static String name(DataType type) {
    String name = type.getClass().getSimpleName();
    return name.endsWith("$") ? name.substring(0, name.length() - 1) : name;
  }

  /** Whether a type is of this name. */
  static boolean is(DataType type, String wanted) {
    List<String> family = FAMILIES.get(wanted);
    if (family != null) {
      return family.isEmpty() || family.contains(name(type)) || isNumeric(type, wanted);
    }
    // With its parameters: decimal(10,2).
    if (wanted.equalsIgnoreCase(type.simpleString()) || wanted.equalsIgnoreCase(type.sql())) {
      return true;
    }
    return find(wanted).map(name(type)::equals).orElse(false);
  }

  private static boolean isNumeric(DataType type, String wanted) {
    return wanted.equals("NumericType") && type instanceof NumericType;
  }

  private static Optional<String> find(String wanted) {
    @Nullable String bySql = BY_SQL.get(wanted.toLowerCase(Locale.ROOT));
    if (bySql != null) {
      return Optional.of(bySql);
    }
    return BY_SQL.values().stream().filter(wanted::equals).findFirst();
  }

  /**
   * @throws IllegalArgumentException when no type has one of these names
   */
  static void requireAny(List<String> wanted) {
    if (wanted.stream().anyMatch(SparkTypes::isKnown)) {
      return;
    }
    String why = wanted.size() == 1 ? unrecognized(wanted.get(0)) : String.join(", ", wanted);
    throw new IllegalArgumentException("No recognized spark types in expected_types_list: " + why);
  }

  /**
   * Whether a type is of this class, or of a family of classes, by no other name.
   *
   * @throws IllegalArgumentException when no class has this name
   */
  static boolean isOfClass(DataType type, String wanted) {
    if (!FAMILIES.containsKey(wanted) && !BY_SQL.containsValue(wanted)) {
      throw new IllegalArgumentException(unrecognized(wanted));
    }
    return is(type, wanted);
  }

  private static String unrecognized(String wanted) {
    return "Unrecognized spark type: "
        + wanted
        + SuiteText.nearest(wanted, BY_SQL.values().stream().distinct().toList());
  }

  private static boolean isKnown(String wanted) {
    boolean hasParameters = wanted.indexOf('(') > 0 || wanted.indexOf('<') > 0;
    return hasParameters || FAMILIES.containsKey(wanted) || find(wanted).isPresent();
  }
}
