package vn.edulake.jobs.transform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.Refresh;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.contract.DeliveredRows;
import vn.edulake.models.contract.SourceContracts;
import vn.edulake.models.policy.Policies;
import vn.edulake.warehouse.ddl.TableDefinition;

/**
 * From what a snapshot was made, kept in the snapshot's own summary: progress and data commit
 * together.
 *
 * @param fingerprint of rule, definition and policy
 * @param inputs the {@link vn.edulake.warehouse.catalog.RowState} of each input that was read; 0
 *     for one that had none
 */
record Provenance(String fingerprint, Map<TableName, Long> inputs) {
  private static final String FINGERPRINT = "edulake.fingerprint";
  private static final String INPUT = "edulake.input.";

  Provenance {
    inputs = Map.copyOf(inputs);
  }

  /** Of the state that readers see, or nothing for a table that no run has written. */
  static Optional<Provenance> find(Table table) {
    return find(table, table.currentSnapshot());
  }

  /** Of the state that a snapshot left. */
  static Optional<Provenance> find(Table table, @Nullable Snapshot last) {
    Snapshot snapshot = last;
    while (snapshot != null) {
      Map<String, String> summary = snapshot.summary();
      if (summary.containsKey(FINGERPRINT)) {
        Map<TableName, Long> inputs = new TreeMap<>();
        summary.forEach(
            (key, value) -> {
              if (key.startsWith(INPUT)) {
                inputs.put(TableName.parse(key.substring(INPUT.length())), Long.valueOf(value));
              }
            });
        return Optional.of(new Provenance(summary.get(FINGERPRINT), inputs));
      }
      snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }
    return Optional.empty();
  }

  /** Whether a model makes pseudonyms, and does not only read them. */
  static boolean makesPseudonyms(TableSpec spec) {
    return spec.rule() instanceof TableSpec.JavaTransform rule
        ? Transforms.named(rule.name()).makesPseudonyms()
        : spec.rule().fingerprint().contains("pseudonym(");
  }

  /** What to store in the summary of the snapshot being written. */
  Map<String, String> summary() {
    Map<String, String> result = new TreeMap<>();
    result.put(FINGERPRINT, fingerprint);
    inputs.forEach((table, snapshot) -> result.put(INPUT + table, String.valueOf(snapshot)));
    return result;
  }

  /** The fingerprint of a model as it is written down now. */
  static String fingerprint(
      TableSpec spec,
      SourceContracts contracts,
      TableDefinition definition,
      Policies policies,
      int keyVersion) {
    StringBuilder text = new StringBuilder(spec.rule().fingerprint());
    // These say what the rows are, not only how they are brought up to date.
    if (spec.refresh() instanceof Refresh.Scd2) {
      text.append('\n').append(spec.refresh());
    } else if (spec.refresh() instanceof Refresh.ByDay byDay) {
      text.append(
          String.format(
              Locale.ROOT,
              "\nByDay[column=%s, lookback=%d, told=%s, spans=%s]",
              byDay.column(),
              byDay.lookback(),
              byDay.told(),
              byDay.spans()));
    }
    for (TableName input : spec.inputs()) {
      contracts
          .find(input)
          .ifPresent(
              contract -> text.append('\n').append(DeliveredRows.sql(contract, input.toString())));
    }
    definition.columns().forEach(column -> text.append('\n').append(column.field()));
    text.append('\n').append(definition.identityPartitions());
    definition.partitioning().fields().stream()
        .filter(field -> !field.transform().isIdentity())
        .forEach(field -> text.append('\n').append(field.name()));
    if (spec.rule() instanceof TableSpec.Select select) {
      policies
          .parameters()
          .forEach(
              (name, value) -> {
                if (select.sql().contains(":" + name)) {
                  text.append('\n').append(name).append('=').append(value);
                }
              });
    } else if (spec.rule() instanceof TableSpec.JavaTransform rule) {
      text.append('\n').append(policies.only(Transforms.named(rule.name()).policies()));
    }
    // Version 1 says nothing, so that tables of before there were versions stay up to date.
    if (keyVersion > 1 && makesPseudonyms(spec)) {
      text.append("\nkey version ").append(keyVersion);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
