package vn.edulake.models.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.edulake.models.ResourceFolder;
import vn.edulake.models.TableName;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;

/** All contracts of a lake. */
public final class SourceContracts {
  private final Map<TableName, SourceContract> contracts = new TreeMap<>();

  private SourceContracts(Iterable<SourceContract> contracts) {
    for (SourceContract contract : contracts) {
      this.contracts.put(contract.rawTable(), contract);
    }
  }

  /**
   * The contracts on the class path.
   *
   * @throws UserError {@code CONTRACT_INVALID} when one of them is not well formed
   */
  public static SourceContracts load() {
    List<SourceContract> found = new ArrayList<>();
    ResourceFolder.read("lake/raw", ".yml")
        .forEach((name, text) -> found.add(SourceContract.parse(name, text)));
    return new SourceContracts(found);
  }

  /** The given contracts. */
  public static SourceContracts of(SourceContract... contracts) {
    return new SourceContracts(List.of(contracts));
  }

  public List<SourceContract> all() {
    return List.copyOf(contracts.values());
  }

  /** The names of the sources. */
  public List<String> sources() {
    TreeSet<String> names = new TreeSet<>();
    contracts.values().forEach(contract -> names.add(contract.source()));
    return List.copyOf(names);
  }

  /**
   * The contracts of one source.
   *
   * @throws UserError {@code SOURCE_UNKNOWN} naming the known ones
   */
  public List<SourceContract> source(String name) {
    List<SourceContract> found =
        contracts.values().stream().filter(contract -> contract.source().equals(name)).toList();
    if (found.isEmpty()) {
      throw new UserError(
          ErrorCode.SOURCE_UNKNOWN,
          "Unknown source: "
              + name
              + Choice.suggestion(name, sources())
              + ". Known: "
              + String.join(", ", sources()));
    }
    return found;
  }

  /** The contract of a raw table. */
  public Optional<SourceContract> find(TableName rawTable) {
    return Optional.ofNullable(contracts.get(rawTable));
  }
}
