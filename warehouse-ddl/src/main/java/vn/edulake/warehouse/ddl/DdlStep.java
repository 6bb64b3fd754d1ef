package vn.edulake.warehouse.ddl;

import java.util.List;
import vn.edulake.models.TableName;

/** One step from what is stored to what is wanted. None loses data. */
public sealed interface DdlStep {
  TableName table();

  /** The step in words, as the plan shows it. */
  String words();

  /** A table that is not there yet. */
  record Create(TableDefinition wanted) implements DdlStep {
    @Override
    public TableName table() {
      return wanted.table();
    }

    @Override
    public String words() {
      return "create table (" + wanted.columns().size() + " columns)";
    }
  }

  /** Columns that are not there yet; earlier rows have nulls in them. */
  record AddColumns(TableName table, List<TableDefinition.Column> columns) implements DdlStep {
    @Override
    public String words() {
      return "add columns " + columns.stream().map(TableDefinition.Column::name).toList();
    }
  }

  /** A type that takes all values of the present one. */
  record WidenType(TableName table, TableDefinition.Column column, String from) implements DdlStep {
    @Override
    public String words() {
      return "widen " + column.name() + " from " + from + " to " + column.field().type();
    }
  }

  /** Comments that changed. */
  record Comment(TableName table, List<TableDefinition.Column> columns) implements DdlStep {
    @Override
    public String words() {
      return "comment " + columns.stream().map(TableDefinition.Column::name).toList();
    }
  }

  /** The columns in the wanted order. */
  record Reorder(TableName table, List<String> columns) implements DdlStep {
    @Override
    public String words() {
      return "order columns " + columns;
    }
  }

  /** The columns by whose values few rows are found in files written from now on. */
  record LookUp(TableName table, List<String> columns) implements DdlStep {
    public LookUp {
      columns = List.copyOf(columns);
    }

    @Override
    public String words() {
      return "look up new rows by " + columns;
    }
  }

  /** How rows written from now on are parted. */
  record Repartition(TableName table, TableDefinition wanted) implements DdlStep {
    @Override
    public String words() {
      return "part new rows by " + wanted.partitioning().fields();
    }
  }
}
