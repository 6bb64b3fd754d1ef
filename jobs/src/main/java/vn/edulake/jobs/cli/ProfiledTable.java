package vn.edulake.jobs.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.edulake.jobs.pipeline.Pipeline;
import vn.edulake.jobs.quality.TableProfile;
import vn.edulake.jobs.transform.SparkSessions;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.warehouse.catalog.LakeCatalogs;
import vn.edulake.warehouse.ddl.TableDefinition;

/** Reads what a table of the lake looks like, for the commands that tell it. */
final class ProfiledTable {
  private ProfiledTable() {}

  /**
   * The profile of what readers see of a table.
   *
   * @throws UserError {@code TABLE_UNKNOWN} when there is no such table, or nothing in it yet
   */
  static TableProfile read(LakeSettings settings, String name) {
    Map<TableName, TableDefinition> definitions = Pipeline.definitions(SourceContracts.load());
    TableDefinition definition =
        TableName.find(name)
            .flatMap(table -> Optional.ofNullable(definitions.get(table)))
            .orElseThrow(
                () ->
                    new UserError(
                        ErrorCode.TABLE_UNKNOWN,
                        "Unknown table: "
                            + name
                            + Choice.suggestion(
                                name,
                                definitions.keySet().stream().map(TableName::toString).toList())
                            + ". Known: those of docs/catalogue.md"));
    try (OpenLake lake = OpenLake.open(settings.load(), "lake quality")) {
      if (!lake.catalogs().exists(definition.table())) {
        throw new UserError(
            ErrorCode.TABLE_UNKNOWN,
            "Cannot look at " + name + ": it was not built yet. ./lake run builds it.");
      }
      return SparkSessions.own(lake.config())
          .with(
              lake.catalogs(),
              new byte[32],
              session ->
                  TableProfile.of(
                      definition,
                      ModelGraph.load()
                          .find(definition.table())
                          .map(TableSpec::key)
                          .orElse(List.of()),
                      session.table(LakeCatalogs.sparkName(definition.table()))));
    }
  }
}
