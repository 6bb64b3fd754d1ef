package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.orchestration.dag.Dag;
import vn.edulake.orchestration.engine.Bag;
import vn.edulake.orchestration.engine.Importer;
import vn.edulake.orchestration.store.Catalogue;
import vn.edulake.orchestration.store.DagRun;
import vn.edulake.orchestration.store.Runs;

/** Lists DAGs. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the DAGs, their runs, and the files that are broken.")
final class DagListCommand extends OnDatabase {
  @Mixin private TableFormat format = new TableFormat();

  @Override
  int run(Surroundings place, PrintWriter out) {
    Importer.Found found = place.importFiles();
    Bag bag = place.bag();
    TextTable table =
        new TextTable("dag", "schedule", "state", "next run", "last run", "of", "file");
    place.use(
        handle -> {
          for (Catalogue.Entry entry : new Catalogue(handle).all()) {
            add(table, handle, entry, bag.find(entry.dagId()).map(Bag.Known::dag));
          }
        });
    format.print(table, out);
    if (format.isForPeople()) {
      // Each line of a message begins with file and line.
      found.errors().forEach(error -> out.println("Not imported: " + error.message()));
    }
    return 0;
  }

  private static void add(
      TextTable table, Handle handle, Catalogue.Entry entry, Optional<Dag> dag) {
    ZoneId zone = dag.map(Dag::timezone).orElse(ZoneId.of("UTC"));
    Optional<DagRun> last = new Runs(handle).newest(entry.dagId(), 1).stream().findFirst();
    table.row(
        entry.dagId(),
        dag.map(each -> each.schedule().summary()).orElse(""),
        entry.isStale() ? "gone" : entry.isPaused() ? "paused" : "on",
        entry.isPaused()
            ? ""
            : entry.next().map(next -> TimeText.of(next.runAfter(), zone)).orElse(""),
        last.map(run -> run.state().word()).orElse(""),
        last.map(run -> TimeText.of(run.runAfter(), zone)).orElse(""),
        entry.file());
  }
}
