package vn.edulake.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Type;
import vn.edulake.models.Layer;
import vn.edulake.models.contract.SqlText;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * A figure of a table's rows that is kept, so that later rows can be compared with it. Only counts
 * and means: none tells a value of a person.
 *
 * @param of the column; of a share the condition, as Spark SQL; {@code *} of a row count
 */
public record Figure(Kind kind, String of) {
  /** Rows. */
  public static final Figure ROWS = new Figure(Kind.ROW_COUNT, "*");

  /** Of codes with more values no share is kept. */
  private static final int MOST_VALUES = 8;

  private static final Set<Type.TypeID> FRACTIONS =
      Set.of(Type.TypeID.DECIMAL, Type.TypeID.DOUBLE, Type.TypeID.FLOAT);

  /** What is told. */
  public enum Kind {
    ROW_COUNT,
    /** Rows that have a value, within 0 and 1. */
    COMPLETENESS,
    MEAN,
    /** Of the sample. */
    STANDARD_DEVIATION,
    /** Rows of which a condition is true, within 0 and 1. */
    SHARE
  }

  /**
   * The figures of columns worth it: completeness where a null is allowed, mean and deviation of
   * measures, shares of truth values and of the few codes that the suite knows. Of core and marts
   * alone; elsewhere the contracts judge columns.
   */
  public static List<Figure> ofColumns(TableDefinition table, List<SuiteCheck> suite) {
    if (table.table().layer() != Layer.CORE && table.table().layer() != Layer.MARTS) {
      return List.of();
    }
    List<Figure> result = new ArrayList<>();
    List<String> required = table.required();
    for (TableDefinition.Column column : table.columns()) {
      Type.TypeID type = column.field().type().typeId();
      if (!required.contains(column.name())) {
        result.add(new Figure(Kind.COMPLETENESS, column.name()));
      }
      if (type == Type.TypeID.BOOLEAN) {
        result.add(new Figure(Kind.SHARE, column.name()));
      }
      if (FRACTIONS.contains(type) || column.name().endsWith("_count")) {
        result.add(new Figure(Kind.MEAN, column.name()));
        result.add(new Figure(Kind.STANDARD_DEVIATION, column.name()));
      }
    }
    for (SuiteCheck check : suite) {
      if (check.type().equals("expect_column_values_to_be_in_set")
          && check.kwargs().get("value_set") instanceof List<?> values
          && values.size() <= MOST_VALUES) {
        for (Object value : values) {
          String literal = value instanceof Number ? value.toString() : SqlText.literal("" + value);
          Figure share = new Figure(Kind.SHARE, check.kwargs().get("column") + " = " + literal);
          if (!result.contains(share)) {
            result.add(share);
          }
        }
      }
    }
    return result;
  }

  /** Its name in findings. */
  public String name() {
    return kind == Kind.ROW_COUNT
        ? "row_count"
        : kind.name().toLowerCase(java.util.Locale.ROOT) + " of " + of;
  }

  /** As an aggregate of Spark SQL, a DOUBLE; null of no rows, but for their count. */
  String aggregate() {
    return switch (kind) {
      case ROW_COUNT -> "CAST(count(1) AS DOUBLE)";
      case COMPLETENESS -> "count(" + of + ") / count(1)";
      case SHARE -> "count_if(" + of + ") / count(1)";
      case MEAN -> "avg(" + value() + ")";
      case STANDARD_DEVIATION -> "stddev_samp(" + value() + ")";
    };
  }

  /** Of one row what is averaged, a DOUBLE; a null does not count. */
  String value() {
    return switch (kind) {
      case ROW_COUNT -> "CAST(1 AS DOUBLE)";
      case COMPLETENESS -> "CAST(" + of + " IS NOT NULL AS DOUBLE)";
      case SHARE -> "CAST(coalesce(" + of + ", false) AS DOUBLE)";
      case MEAN, STANDARD_DEVIATION -> "CAST(" + of + " AS DOUBLE)";
    };
  }
}
