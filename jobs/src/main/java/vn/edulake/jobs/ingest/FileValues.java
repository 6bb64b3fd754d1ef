package vn.edulake.jobs.ingest;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Account;
import vn.edulake.models.contract.ContractColumn;
import vn.edulake.models.contract.DateText;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.Notation;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/** What is said of a file as a whole: by its layout, its path, and the manifest beside it. */
final class FileValues {
  /** Of a file that could not be read. */
  static final Said NOTHING_SAID = new Said(null, null, null, OptionalLong.empty());

  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");

  private FileValues() {}

  /**
   * The columns that hold for all records of a file.
   *
   * @throws DataError {@code MANIFEST_INCOMPLETE} when the manifest does not say a column
   */
  static Map<String, String> of(DeliveredFile file, SourceContract contract, Layout layout) {
    Map<String, String> result = new HashMap<>(layout.constants());
    result.putAll(fromPath(file, layout));
    layout
        .fromManifest()
        .forEach(
            (column, property) -> {
              Optional<String> value = Manifest.find(file, property);
              if (value.isPresent()) {
                result.put(column, value.get());
              } else if (!contract.column(column).optional()) {
                throw file.error(
                    ErrorCode.MANIFEST_INCOMPLETE,
                    "no "
                        + property.file()
                        + " beside it says "
                        + property.property()
                        + ", which is its column "
                        + column,
                    null);
              }
            });
    return result;
  }

  private static Map<String, String> fromPath(DeliveredFile file, Layout layout) {
    Map<String, String> result = new HashMap<>();
    layout
        .fromPath()
        .forEach((column, pattern) -> file.fromPath(pattern).ifPresent(v -> result.put(column, v)));
    return result;
  }

  /**
   * The hash by which a file is known again: that of its bytes, and of what path, manifest and
   * layout say where that decides between statements. The same bytes as a package of changes and as
   * one of everything are two statements.
   */
  static String hash(
      String bytesHash, DeliveredFile file, SourceContract contract, List<Layout> layouts) {
    Map<String, String> deciding = new TreeMap<>();
    for (Layout layout : layouts) {
      layout.constants().forEach((column, v) -> deciding.put(layout.name() + "." + column, v));
      fromPath(file, layout).forEach((column, v) -> deciding.put(layout.name() + "." + column, v));
      layout
          .fromManifest()
          .forEach(
              (column, property) ->
                  Manifest.find(file, property)
                      .ifPresent(v -> deciding.put(layout.name() + "." + column, v)));
    }
    deciding
        .keySet()
        .removeIf(
            k -> {
              String column = k.substring(k.indexOf('.') + 1);
              return !column.startsWith(Layout.PART)
                  && !contract.delivery().deciding().contains(column)
                  && !contract.key().contains(column);
            });
    if (deciding.isEmpty()) {
      return bytesHash;
    }
    MessageDigest digest = DeliveredFile.sha256();
    return HexFormat.of()
        .formatHex(digest.digest((bytesHash + deciding).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The place of a file among those that may hold the same records, lower is earlier; null where
   * the contract asks for none or the file does not say it.
   */
  static @Nullable BigDecimal posting(
      DeliveredFile file, SourceContract contract, List<Layout> layouts) {
    Optional<String> name = contract.delivery().firstPosting();
    if (name.isEmpty()) {
      return null;
    }
    ContractColumn column = contract.column(name.get());
    for (Layout layout : layouts) {
      String text = of(file, contract, layout).get(column.name());
      Optional<BigDecimal> order =
          text == null ? Optional.empty() : order(column, layout.notation(column), text);
      if (order.isPresent()) {
        return order.get();
      }
    }
    return null;
  }

  private static Optional<BigDecimal> order(ContractColumn column, Notation notation, String text) {
    return switch (column.type()) {
      case DATE ->
          notation.formats().stream()
              .flatMap(format -> DateText.date(format, text).stream())
              .findFirst()
              .map(day -> BigDecimal.valueOf(day.toEpochDay()));
      case TIMESTAMP ->
          (notation.formats().isEmpty() ? List.of("") : notation.formats())
              .stream()
                  .flatMap(format -> DateText.instant(format, text).stream())
                  .findFirst()
                  .map(at -> BigDecimal.valueOf(at.getEpochSecond()));
      default -> notation.numbers().plain(text).map(BigDecimal::new);
    };
  }

  /**
   * What a load's entry in the account says besides its counts.
   *
   * @param sender who sent the file; null when that could not be read
   * @param deliveredOn the day that the path says
   * @param receivedOn the day on which the file came, where the path says so
   * @param count how many records the sender says
   */
  record Said(
      @Nullable String sender,
      @Nullable LocalDate deliveredOn,
      @Nullable LocalDate receivedOn,
      OptionalLong count) {}

  static Said said(DeliveredFile file, SourceContract contract) {
    Account account = contract.account();
    String sender =
        account
            .sender()
            .or(() -> account.senderFromPath().flatMap(file::fromPath))
            .orElse(contract.source());
    return new Said(
        sender,
        day(file, account.deliveredOnFromPath()),
        day(file, account.receivedOnFromPath()),
        count(file, account));
  }

  private static @Nullable LocalDate day(DeliveredFile file, Optional<Pattern> inPath) {
    return inPath.flatMap(file::fromPath).flatMap(FileValues::day).orElse(null);
  }

  private static OptionalLong count(DeliveredFile file, Account account) {
    if (account.said().isEmpty()) {
      return OptionalLong.empty();
    }
    Account.Said said = account.said().get();
    Optional<String> text = Optional.empty();
    if (said instanceof Account.SaidInPath path) {
      text = file.fromPath(path.pattern());
    } else if (said instanceof Account.SaidInManifest manifest) {
      text = Manifest.find(file, manifest.property());
    }
    return text.filter(t -> COUNT.matcher(t).matches())
        .map(t -> OptionalLong.of(Long.parseLong(t)))
        .orElseGet(OptionalLong::empty);
  }

  private static Optional<LocalDate> day(String text) {
    DateTimeFormatter format =
        text.indexOf('-') < 0 ? DateTimeFormatter.BASIC_ISO_DATE : DateTimeFormatter.ISO_LOCAL_DATE;
    try {
      return Optional.of(LocalDate.parse(text, format));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
