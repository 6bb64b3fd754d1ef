package vn.edulake.jobs.publish;

import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How Trino calls the types of stored columns. */
final class TrinoType {
  private TrinoType() {}

  static String of(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> "boolean";
      case INTEGER -> "integer";
      case LONG -> "bigint";
      case FLOAT -> "real";
      case DOUBLE -> "double";
      case DATE -> "date";
      case STRING -> "varchar";
      case BINARY, FIXED -> "varbinary";
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "timestamp(6) with time zone"
              : "timestamp(6)";
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield "decimal(" + decimal.precision() + ", " + decimal.scale() + ")";
      }
      case LIST -> "array(" + of(type.asListType().elementType()) + ")";
      case MAP ->
          "map(" + of(type.asMapType().keyType()) + ", " + of(type.asMapType().valueType()) + ")";
      case STRUCT ->
          type.asStructType().fields().stream()
              .map(field -> '"' + field.name() + "\" " + of(field.type()))
              .collect(Collectors.joining(", ", "row(", ")"));
      default -> throw new IllegalStateException("No column is of type " + type);
    };
  }
}
