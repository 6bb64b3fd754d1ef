package vn.edulake.jobs.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.edulake.models.Layer;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;

/** {@code lake lineage}. */
@Command(
    name = "lineage",
    mixinStandardHelpOptions = true,
    description = "Show from which tables and files a table is made, and what is made from it.")
final class LineageCommand implements Runnable {
  @Parameters(paramLabel = "TABLE", description = "A table, e.g. core.dim_place.")
  private String table = "";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    ModelGraph graph = ModelGraph.load();
    SourceContracts contracts = SourceContracts.load();
    TableName name = TableName.parse(table);
    if (graph.find(name).isEmpty() && contracts.find(name).isEmpty()) {
      List<String> known = graph.specs().stream().map(model -> model.table().toString()).toList();
      throw new UserError(
          ErrorCode.TABLE_UNKNOWN,
          "Unknown table: "
              + name
              + Choice.suggestion(name.toString(), known)
              + ". Known: "
              + graph.known(name.toString()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(name + graph.find(name).map(model -> "  (" + model.grain() + ")").orElse(""));
    out.println("made from");
    tree(
        out,
        name,
        "  ",
        input -> graph.find(input).map(TableSpec::inputs).orElse(List.of()),
        contracts);
    out.println("read by");
    tree(out, name, "  ", graph::readers, contracts);
  }

  private static void tree(
      PrintWriter out,
      TableName name,
      String indent,
      Function<TableName, List<TableName>> next,
      SourceContracts contracts) {
    for (TableName other : next.apply(name)) {
      out.println(indent + other + origin(other, contracts));
      tree(out, other, indent + "  ", next, contracts);
    }
  }

  private static String origin(TableName name, SourceContracts contracts) {
    if (name.layer() != Layer.RAW) {
      return "";
    }
    return contracts
        .find(name)
        .map(contract -> "  <- files of source " + contract.source())
        .orElse("");
  }
}
