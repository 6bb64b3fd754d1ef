package vn.edulake.models.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import vn.edulake.models.contract.Delivery.Complete;
import vn.edulake.models.contract.Delivery.Highest;
import vn.edulake.models.contract.Delivery.InOrder;
import vn.edulake.models.contract.Delivery.MostFilled;
import vn.edulake.models.contract.Delivery.Operation;
import vn.edulake.models.contract.Delivery.Preference;
import vn.edulake.models.contract.Delivery.Whole;

/**
 * What a raw table says now: the SELECT through which every model reads it.
 *
 * <p>Of a snapshot only the preferred delivery of each scope counts, of a delta the last version of
 * each key, or every version of it where the contract keeps them, of an append each record once; of
 * two that contradict each other under one key of a derived staging table the one with the lower
 * hash. Keys are compared in one writing ({@link KeyText}). Where deliveries of a delta may state
 * everything, the last of these and what is not before it count. Which files came first decides
 * only where the contract leaves nothing else: in a delta without version.
 */
public final class DeliveredRows {
  private DeliveredRows() {}

  /**
   * One Spark SELECT with the contract's columns and those of every raw table.
   *
   * @param rawRelation the raw table or a view of it
   */
  public static String sql(SourceContract contract, String rawRelation) {
    return switch (contract.delivery().semantics()) {
      case SNAPSHOT -> snapshot(contract, rawRelation);
      case DELTA -> delta(contract, rawRelation);
      case APPEND -> append(contract, rawRelation);
    };
  }

  private static String snapshot(SourceContract contract, String rawRelation) {
    Same same = new Same(contract, rawRelation);
    List<String> scope = contract.delivery().scope().stream().map(same::column).toList();
    List<String> measures = new ArrayList<>();
    List<String> counted = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (Preference rule : contract.delivery().prefer()) {
      String measure = "_rule_" + (measures.size() + 1);
      measures.add(measure(contract, rule) + " AS " + measure);
      String counting = measure;
      if (rule instanceof Highest highest && highest.isOfFirst()) {
        counting = "MIN(" + measure + ") OVER (PARTITION BY " + list(scope, ", ") + "_fingerprint)";
      } else if (rule instanceof Whole whole) {
        counting =
            "CASE WHEN "
                + measure
                + " >= "
                + whole.fraction().toPlainString()
                + " * MAX("
                + measure
                + ") OVER ("
                + (scope.isEmpty() ? "" : "PARTITION BY " + String.join(", ", scope))
                + ") THEN 1 ELSE 0 END";
      }
      counted.add(counting + " AS _counting" + measure);
      order.add("_counting" + measure + " DESC NULLS LAST");
    }
    // The records themselves break a tie: neither arrival nor container may decide. Whole numbers,
    // because Spark sorts before it aggregates texts.
    measures.add("BIT_XOR(XXHASH64(_record_hash)) AS _fingerprint");
    measures.add("MAX(XXHASH64(_content_hash)) AS _delivered_content");
    order.add("_fingerprint DESC");
    order.add("_delivered_content DESC");
    order.add("_load_id");
    return "WITH delivery AS ("
        + "\n  SELECT "
        + list(scope, ", ")
        + "_load_id, "
        + String.join(", ", measures)
        + "\n  FROM "
        + same.relation()
        + "\n  GROUP BY "
        + list(scope, ", ")
        + "_load_id"
        + "\n), measured_delivery AS ("
        + "\n  SELECT "
        + list(scope, ", ")
        + list(counted, ", ")
        + "_load_id, _fingerprint, _delivered_content"
        + "\n  FROM delivery"
        + "\n), ranked_delivery AS ("
        + "\n  SELECT "
        + list(scope, ", ")
        + "_load_id, ROW_NUMBER() OVER ("
        + (scope.isEmpty() ? "" : "PARTITION BY " + String.join(", ", scope) + " ")
        + "ORDER BY "
        + String.join(", ", order)
        + ") AS _rank"
        + "\n  FROM measured_delivery"
        + "\n), row_of_key AS ("
        + "\n  SELECT delivered.*, ROW_NUMBER() OVER (PARTITION BY "
        + scope.stream().map(c -> "delivered." + c + ", ").collect(Collectors.joining())
        + contract.key().stream()
            .map(c -> "delivered." + same.column(c))
            .collect(Collectors.joining(", "))
        + " ORDER BY delivered._record_hash, delivered._source_row) AS _occurrence"
        + "\n  FROM "
        + same.relation()
        + " AS delivered"
        + "\n  INNER JOIN ranked_delivery"
        + " ON delivered._load_id = ranked_delivery._load_id AND ranked_delivery._rank = 1"
        + same(scope, "delivered", "ranked_delivery")
        + "\n)"
        + "\nSELECT "
        + columns(contract)
        + "\nFROM row_of_key"
        + "\nWHERE _occurrence = 1"
        + (contract.delivery().mayBeEmpty() ? " AND _source_row > " + RawColumn.NO_RECORD : "");
  }

  /** A number of a delivery; the higher is the better. */
  private static String measure(SourceContract contract, Preference rule) {
    if (rule instanceof InOrder inOrder) {
      StringBuilder result = new StringBuilder("MAX(CASE " + inOrder.column());
      int rank = inOrder.values().size();
      for (String value : inOrder.values()) {
        result.append(" WHEN ").append(SqlText.literal(value)).append(" THEN ").append(rank--);
      }
      return result.append(" ELSE 0 END)").toString();
    }
    if (rule instanceof Whole) {
      return "COUNT(*)";
    }
    if (rule instanceof MostFilled mostFilled) {
      String nothing =
          new TreeSet<>(contract.column(mostFilled.column()).notation().nulls())
              .stream().map(text -> ", " + SqlText.literal(text)).collect(Collectors.joining());
      return "COUNT_IF(TRIM(" + mostFilled.column() + ") NOT IN (''" + nothing + "))";
    }
    if (rule instanceof Highest highest) {
      return "MAX(" + ordered(contract, highest.column()) + ")";
    }
    throw new IllegalStateException("Unknown rule: " + rule);
  }

  private static String delta(SourceContract contract, String rawRelation) {
    Delivery delivery = contract.delivery();
    List<String> order = new ArrayList<>();
    for (String column : delivery.version()) {
      order.add(ordered(contract, column) + " DESC NULLS LAST");
    }
    if (!order.isEmpty()) {
      // Of equal versions the records themselves decide, not who came last.
      order.add("_record_hash DESC");
    }
    order.add("_load_id DESC");
    order.add("_source_row DESC");
    Same same = new Same(contract, rawRelation);
    String relation =
        delivery
            .complete()
            .map(complete -> "(" + sinceComplete(contract, complete, same) + "\n)")
            .orElse(same.relation());
    return first(contract, relation, same.key(), String.join(", ", order))
        + delivery
            .operation()
            .filter(operation -> !delivery.keepsVersions())
            .map(DeliveredRows::notDeleted)
            .orElse("");
  }

  /** The rows of the last delivery that states everything, and of those that are not before it. */
  private static String sinceComplete(SourceContract contract, Complete complete, Same same) {
    String values =
        complete.values().stream().map(SqlText::literal).collect(Collectors.joining(", "));
    List<String> measures = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (String column : complete.order()) {
      String measure = "_order_" + (measures.size() + 1);
      measures.add("MAX(" + ordered(contract, column) + ") AS " + measure);
      order.add(measure + " DESC NULLS LAST");
    }
    String place = String.join(", ", order);
    List<String> scope = complete.scope().stream().map(same::column).toList();
    String parted = scope.isEmpty() ? "" : "PARTITION BY " + String.join(", ", scope) + " ";
    return "WITH delivery AS ("
        + "\n  SELECT "
        + list(scope, ", ")
        + "_load_id, MAX(CASE WHEN "
        + complete.column()
        + " IN ("
        + values
        + ") THEN 1 ELSE 0 END) AS _is_complete, "
        + String.join(", ", measures)
        + ", BIT_XOR(XXHASH64(_record_hash)) AS _fingerprint"
        + ", MAX(XXHASH64(_content_hash)) AS _delivered_content"
        + "\n  FROM "
        + same.relation()
        + "\n  GROUP BY "
        + list(scope, ", ")
        + "_load_id"
        + "\n), placed_delivery AS ("
        + "\n  SELECT "
        + list(scope, ", ")
        + "_load_id, _is_complete, DENSE_RANK() OVER ("
        + parted
        + "ORDER BY "
        + place
        + ") AS _place"
        + ", ROW_NUMBER() OVER ("
        + parted
        + "ORDER BY _is_complete DESC, "
        + place
        + ", _fingerprint DESC, _delivered_content DESC, _load_id) AS _rank"
        + "\n  FROM delivery"
        + "\n), base_delivery AS ("
        + "\n  SELECT "
        + list(scope, ", ")
        + "_place"
        + "\n  FROM placed_delivery"
        + "\n  WHERE _rank = 1 AND _is_complete = 1"
        + "\n), counting_delivery AS ("
        + "\n  SELECT "
        + scope.stream().map(c -> "placed_delivery." + c + ", ").collect(Collectors.joining())
        + "placed_delivery._load_id"
        + "\n  FROM placed_delivery"
        + "\n  LEFT JOIN base_delivery ON true"
        + same(scope, "placed_delivery", "base_delivery")
        + "\n  WHERE base_delivery._place IS NULL"
        + "\n    OR placed_delivery._rank = 1"
        + "\n    OR (placed_delivery._is_complete = 0"
        + " AND placed_delivery._place <= base_delivery._place)"
        + "\n)"
        + "\nSELECT delivered.*"
        + "\nFROM "
        + same.relation()
        + " AS delivered"
        + "\nINNER JOIN counting_delivery ON delivered._load_id = counting_delivery._load_id"
        + same(scope, "delivered", "counting_delivery");
  }

  private static String same(List<String> columns, String one, String other) {
    return columns.stream()
        .map(column -> " AND " + one + "." + column + " <=> " + other + "." + column)
        .collect(Collectors.joining());
  }

  private static String notDeleted(Operation operation) {
    if (operation.delete().isEmpty()) {
      return "";
    }
    return "\n  AND ("
        + operation.column()
        + " IS NULL OR "
        + operation.column()
        + " NOT IN ("
        + operation.delete().stream().map(SqlText::literal).collect(Collectors.joining(", "))
        + "))";
  }

  private static String append(SourceContract contract, String rawRelation) {
    Same same = new Same(contract, rawRelation);
    return contract.staging().isPresent()
        ? first(contract, same.relation(), same.key(), "_record_hash, _load_id, _source_row")
        : first(contract, rawRelation, "_record_hash", "_load_id, _source_row");
  }

  private static String first(
      SourceContract contract, String rawRelation, String parts, String order) {
    return "WITH numbered_row AS ("
        + "\n  SELECT delivered.*, ROW_NUMBER() OVER (PARTITION BY "
        + parts
        + " ORDER BY "
        + order
        + ") AS _occurrence"
        + "\n  FROM "
        + rawRelation
        + " AS delivered"
        + "\n)"
        + "\nSELECT "
        + columns(contract)
        + "\nFROM numbered_row"
        + "\nWHERE _occurrence = 1"
        + (contract.delivery().mayBeEmpty() ? " AND _source_row > " + RawColumn.NO_RECORD : "");
  }

  private static String columns(SourceContract contract) {
    return contract.rawColumns().stream().map(RawColumn::name).collect(Collectors.joining(", "));
  }

  /** The raw table with columns by which keys and scopes are the same, whatever their writing. */
  private static final class Same {
    private final String rawRelation;
    private final Map<String, String> expressions = new LinkedHashMap<>();
    private final String key;

    Same(SourceContract contract, String rawRelation) {
      this.rawRelation = rawRelation;
      Delivery delivery = contract.delivery();
      Set<String> names = new LinkedHashSet<>(contract.rowKey());
      names.addAll(delivery.scope());
      delivery.complete().ifPresent(complete -> names.addAll(complete.scope()));
      for (String name : names) {
        String expression = KeyText.sql(contract, name);
        if (!expression.equals(name)) {
          expressions.put(name, expression);
        }
      }
      key = contract.rowKey().stream().map(this::column).collect(Collectors.joining(", "));
    }

    String key() {
      return key;
    }

    /** The column to compare instead of a contract's column. */
    String column(String name) {
      return expressions.containsKey(name) ? "_same_" + name : name;
    }

    String relation() {
      if (expressions.isEmpty()) {
        return rawRelation;
      }
      StringBuilder result = new StringBuilder("(SELECT *");
      expressions.forEach(
          (name, expression) ->
              result.append(", ").append(expression).append(" AS ").append(column(name)));
      return result.append(" FROM ").append(rawRelation).append(')').toString();
    }
  }

  private static String list(List<String> columns, String end) {
    return columns.isEmpty() ? "" : String.join(", ", columns) + end;
  }

  /** The column's text as something that has an order; null when it is not of its type. */
  private static String ordered(SourceContract contract, String name) {
    ContractColumn column = contract.column(name);
    String usual = ordered(column, column.notation());
    StringBuilder ofLayouts = new StringBuilder();
    for (Layout layout : contract.layouts()) {
      String own = ordered(column, layout.notation(column));
      if (!own.equals(usual)) {
        ofLayouts.append(" WHEN ").append(SqlText.literal(layout.name())).append(" THEN ");
        ofLayouts.append(own);
      }
    }
    return ofLayouts.isEmpty()
        ? usual
        : "CASE " + RawColumn.LAYOUT + ofLayouts + " ELSE " + usual + " END";
  }

  private static String ordered(ContractColumn column, Notation notation) {
    return column.type() == ContractColumn.Type.DATE
            || column.type() == ContractColumn.Type.TIMESTAMP
        ? moment(column.name(), notation.formats())
        : "TRY_CAST(" + notation.numbers().sql(column.name()) + " AS DECIMAL(38, 10))";
  }

  /** A text in the first of the formats that it has, or in ISO 8601 when there are none. */
  private static String moment(String name, List<String> formats) {
    if (formats.isEmpty()) {
      return "TRY_CAST(" + name + " AS TIMESTAMP)";
    }
    return formats.stream()
        .map(
            format ->
                format.equals(DateText.SERIAL)
                    ? "TIMESTAMP '1899-12-30' + MAKE_DT_INTERVAL(0, 0, 0, 86400 * TRY_CAST("
                        + name
                        + " AS DECIMAL(18, 8)))"
                    : "TRY_TO_TIMESTAMP(" + name + ", " + SqlText.literal(format) + ")")
        .collect(Collectors.joining(", ", "COALESCE(", ")"));
  }
}
