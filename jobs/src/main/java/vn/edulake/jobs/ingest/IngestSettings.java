package vn.edulake.jobs.ingest;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.warehouse.config.DatabaseAddress;
import vn.edulake.warehouse.config.LakeConfig;
import vn.edulake.warehouse.config.Setting;

/**
 * What an ingest is told about its surroundings.
 *
 * @param limits how big what is delivered may be
 * @param folder where is put, while it is read, what can only be read from a disk
 * @param sources the databases of the sources that have one
 */
public record IngestSettings(Limits limits, Path folder, Map<String, DatabaseAddress> sources) {

  /**
   * Limits that keep memory bounded and stop archives made to fill a disk.
   *
   * @param lineLength of a line or text, in characters
   * @param unpackedBytes of a package, a compressed file or a workbook
   * @param unpackRatio how many times the packed size they may be
   * @param packageEntries files in a package
   */
  public record Limits(int lineLength, long unpackedBytes, int unpackRatio, int packageEntries) {
    private static final long ALWAYS = 16L << 20;

    /** To how many bytes something of this packed size may unpack. */
    long allowed(long packedBytes) {
      return Math.min(unpackedBytes, Math.max(ALWAYS, packedBytes * unpackRatio));
    }
  }

  public IngestSettings {
    sources = Map.copyOf(sources);
  }

  /** What the configuration says. */
  public static IngestSettings of(LakeConfig config, SourceContracts contracts) {
    Map<String, DatabaseAddress> sources = new TreeMap<>();
    for (String source : contracts.sources()) {
      Optional<DatabaseAddress> address = config.source(source);
      address.ifPresent(known -> sources.put(source, known));
    }
    return new IngestSettings(
        new Limits(
            config.number(Setting.INGEST_LINE_LENGTH),
            config.bigNumber(Setting.INGEST_UNPACKED_BYTES),
            config.number(Setting.INGEST_UNPACK_RATIO),
            config.number(Setting.INGEST_PACKAGE_ENTRIES)),
        config.home().resolve("ingest"),
        sources);
  }
}
