package vn.edulake.models.contract;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import vn.edulake.models.PrivacyClass;
import vn.edulake.models.contract.ContractColumn.Derive;
import vn.edulake.models.contract.ContractColumn.OnInvalid;
import vn.edulake.models.contract.Delivery.Complete;
import vn.edulake.models.contract.Delivery.Operation;
import vn.edulake.models.contract.Delivery.Preference;
import vn.edulake.models.contract.Delivery.Semantics;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;
import vn.edulake.models.yaml.YamlMap;

/** Reads one contract file and checks that its parts fit together. */
final class ContractParser {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private static final Pattern PART = Pattern.compile("\\$" + NAME);

  private final String file;

  ContractParser(String file) {
    this.file = file;
  }

  SourceContract parse(String text) {
    YamlMap root = YamlMap.parse(ErrorCode.CONTRACT_INVALID, file, text);
    String source = name(root, "source");
    String entity = name(root, "entity");
    String expected = source + "__" + entity + ".yml";
    if (!file.equals(expected)) {
      throw invalid("Invalid " + file + ": its source and entity want the name " + expected);
    }
    List<ContractColumn> columns = columns(root.map("columns"), root.texts("nulls"));
    Set<String> names = new LinkedHashSet<>();
    columns.forEach(column -> names.add(column.name()));
    for (ContractColumn column : columns) {
      column.derive().ifPresent(derive -> known(column.name() + ".derive", derive.from(), columns));
      column.parts().forEach(part -> known(column.name() + ".default", part, columns));
    }
    List<String> key = root.texts("key");
    if (key.isEmpty()) {
      throw root.missing("key");
    }
    key.forEach(column -> known("key", column, columns));
    YamlMap deliveryMap = root.map("delivery");
    Delivery delivery = delivery(deliveryMap, columns);
    List<Layout> layouts = new ArrayList<>();
    Set<String> layoutNames = new LinkedHashSet<>();
    for (YamlMap map : root.maps("layouts")) {
      Layout layout = new LayoutParser(this).layout(map, columns);
      if (!layoutNames.add(layout.name())) {
        throw invalid("Invalid " + map.where() + ": the layout " + layout.name() + " is doubled");
      }
      layouts.add(layout);
    }
    if (layouts.isEmpty()) {
      throw root.missing("layouts");
    }
    layouts.forEach(layout -> checkWatermark(layout, delivery));
    layouts.forEach(layout -> checkEmpty(layout, delivery));
    Map<String, String> title = root.textMap("title");
    String owner = root.text("owner");
    Optional<LocalDate> validFrom = Optional.empty();
    Optional<YamlMap> valid = root.findMap("valid");
    if (valid.isPresent()) {
      validFrom = Optional.of(date(valid.get(), "from"));
      valid.get().done();
    }
    Optional<Staging> staging =
        new StagingParser(root, columns, layouts).staging(SourceContract.rowKey(key, delivery));
    Account account = account(root);
    List<String> omitted = root.texts("omit");
    for (Layout layout : layouts) {
      if (!omitted.isEmpty() && !layout.format().isTable() && layout.database().isEmpty()) {
        throw invalid(
            "Invalid "
                + file
                + ".omit: headers of tables are left out, but the layout "
                + layout.name()
                + " is "
                + layout.format().name().toLowerCase(Locale.ROOT)
                + ", whose fields are all kept");
      }
    }
    root.done();
    return new SourceContract(
        source,
        entity,
        title,
        owner,
        key,
        delivery,
        List.copyOf(columns),
        List.copyOf(layouts),
        validFrom,
        account,
        staging,
        omitted);
  }

  /** What is read above a watermark is a part, and the rows at the watermark are read again. */
  private void checkWatermark(Layout layout, Delivery delivery) {
    boolean isPart = layout.database().flatMap(Layout.DatabaseTable::watermark).isPresent();
    if (isPart && (delivery.semantics() == Semantics.SNAPSHOT || !delivery.repeatsSayNothing())) {
      throw invalid(
          "Invalid "
              + file
              + ": the layout "
              + layout.name()
              + " has a watermark, so that delivery.semantics is append, or delta with a version");
    }
  }

  /** What says of what there is nothing has to be known without a record. */
  private void checkEmpty(Layout layout, Delivery delivery) {
    if (!delivery.mayBeEmpty()) {
      return;
    }
    Set<String> needed = new LinkedHashSet<>(delivery.scope());
    delivery
        .complete()
        .ifPresent(
            complete -> {
              needed.addAll(complete.scope());
              needed.add(complete.column());
            });
    for (String column : needed) {
      if (!layout.isOfFile(column)) {
        throw invalid(
            "Invalid "
                + file
                + ".delivery.empty: a file without records does not say "
                + column
                + " in the layout "
                + layout.name()
                + " (from_path, from_manifest or constants would)");
      }
    }
  }

  private static Account account(YamlMap root) {
    boolean isPathSender = root.isMap("sender");
    Optional<String> sender = isPathSender ? Optional.empty() : root.findText("sender");
    Optional<Pattern> fromPath =
        isPathSender ? Optional.of(fromPath(root.map("sender"))) : Optional.empty();
    Optional<Pattern> deliveredOn = root.findMap("delivered_on").map(ContractParser::fromPath);
    Optional<Pattern> receivedOn = root.findMap("received_on").map(ContractParser::fromPath);
    Optional<Account.Said> said =
        root.findMap("said")
            .map(
                map ->
                    map.has("from_path")
                        ? new Account.SaidInPath(fromPath(map))
                        : new Account.SaidInManifest(manifestProperty(map, "manifest")));
    return new Account(sender, fromPath, deliveredOn, receivedOn, said);
  }

  private static Pattern fromPath(YamlMap map) {
    Pattern result = grouped(map, "from_path");
    map.done();
    return result;
  }

  static ManifestProperty manifestProperty(YamlMap map) {
    return manifestProperty(map, "file");
  }

  private static ManifestProperty manifestProperty(YamlMap map, String fileKey) {
    ManifestProperty result = new ManifestProperty(map.text(fileKey), map.text("property"));
    map.done();
    return result;
  }

  private List<ContractColumn> columns(YamlMap map, List<String> nulls) {
    List<ContractColumn> result = new ArrayList<>();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : map.keys()) {
      if (!NAME.matcher(name).matches()) {
        throw invalid(
            "Invalid "
                + map.where()
                + ": "
                + name
                + " (lower-case words of letters and digits, joined by _)");
      }
      ContractColumn column = column(name, map.map(name), nulls);
      for (String header : column.headers()) {
        String other = headers.put(HeaderText.normal(header), name);
        if (other != null) {
          throw invalid(
              "Invalid "
                  + map.where()
                  + "."
                  + name
                  + ".header: "
                  + header
                  + " is also a header of "
                  + other);
        }
      }
      result.add(column);
    }
    if (result.isEmpty()) {
      throw invalid("Invalid " + map.where() + ": at least one column is expected");
    }
    return result;
  }

  private ContractColumn column(String name, YamlMap map, List<String> nulls) {
    ContractColumn.Type type =
        Choice.parse(code(), map.where() + ".type", ContractColumn.Type.class, map.text("type"));
    NotationParser notation = new NotationParser(map, type);
    Optional<Pattern> pattern =
        map.has("pattern") ? Optional.of(pattern(map, "pattern")) : Optional.empty();
    Optional<Derive> derive = Optional.empty();
    Optional<YamlMap> deriveMap = map.findMap("derive");
    if (deriveMap.isPresent()) {
      YamlMap inner = deriveMap.get();
      derive = Optional.of(new Derive(inner.text("from"), grouped(inner, "pattern")));
      inner.done();
    }
    List<String> parts = List.of();
    Optional<YamlMap> defaultMap = map.findMap("default");
    if (defaultMap.isPresent()) {
      parts = defaultMap.get().texts("join");
      if (parts.isEmpty()) {
        throw defaultMap.get().missing("join");
      }
      defaultMap.get().done();
    }
    Map<String, String> codes = new LinkedHashMap<>();
    if (map.isMap("codes")) {
      codes.putAll(map.textMap("codes"));
    } else {
      map.texts("codes").forEach(text -> codes.put(text, text));
    }
    if (type == ContractColumn.Type.CODE && codes.isEmpty()) {
      throw invalid("Missing key: codes in " + map.where() + " (a code has them)");
    }
    ContractColumn result =
        new ContractColumn(
            name,
            type,
            title(map),
            notation.notation(nulls),
            notation.decimals(),
            pattern,
            map.flag("required", false),
            map.flag("optional", false),
            map.one("privacy", PrivacyClass.class, PrivacyClass.INTERNAL),
            map.texts("header"),
            derive,
            parts,
            map.one("on_invalid", OnInvalid.class, OnInvalid.REJECT),
            codes);
    map.done();
    if (derive.isPresent() && !result.headers().isEmpty()) {
      throw invalid("Invalid " + map.where() + ": a derived column has no header");
    }
    return result;
  }

  /** Names by language; a bare text is the English one. */
  private static Map<String, String> title(YamlMap map) {
    return map.isMap("title")
        ? map.textMap("title")
        : map.findText("title").map(text -> Map.of("en", text)).orElse(Map.of());
  }

  private Delivery delivery(YamlMap map, List<ContractColumn> columns) {
    Semantics semantics =
        Choice.parse(code(), map.where() + ".semantics", Semantics.class, map.text("semantics"));
    if (semantics != Semantics.SNAPSHOT) {
      only(map, "scope", "a snapshot");
      only(map, "prefer", "a snapshot");
    }
    if (semantics != Semantics.DELTA) {
      only(map, "version", "a delta");
      only(map, "keep", "a delta");
      only(map, "operation", "a delta");
      only(map, "complete", "a delta");
    }
    List<String> scope = map.texts("scope");
    scope.forEach(column -> known("delivery.scope", column, columns));
    List<Preference> prefer = new ArrayList<>();
    for (YamlMap rule : map.maps("prefer")) {
      prefer.add(preference(rule, columns));
      rule.done();
    }
    List<String> version = map.texts("version");
    version.forEach(column -> ordered(map.where() + ".version", column, columns));
    boolean keepsVersions = keepsVersions(map, version, columns);
    Optional<Operation> operation = Optional.empty();
    Optional<YamlMap> operationMap = map.findMap("operation");
    if (operationMap.isPresent()) {
      YamlMap inner = operationMap.get();
      String column = inner.text("column");
      known(inner.where() + ".column", column, columns);
      operation =
          Optional.of(
              new Operation(
                  column,
                  new LinkedHashSet<>(inner.texts("insert")),
                  new LinkedHashSet<>(inner.texts("update")),
                  new LinkedHashSet<>(inner.texts("delete"))));
      inner.done();
    }
    Optional<Complete> complete = Optional.empty();
    Optional<YamlMap> completeMap = map.findMap("complete");
    if (completeMap.isPresent()) {
      complete = Optional.of(complete(completeMap.get(), columns));
    }
    String empty = map.findText("empty").orElse("refused");
    if (!empty.equals("refused") && !empty.equals("allowed")) {
      throw invalid("Invalid " + map.where() + ".empty: " + empty + " (refused or allowed)");
    }
    if (keepsVersions && complete.isPresent()) {
      throw invalid(
          "Invalid " + map.where() + ".keep: a delta with complete has no versions that are past");
    }
    map.done();
    return new Delivery(
        semantics,
        scope,
        List.copyOf(prefer),
        version,
        keepsVersions,
        operation,
        complete,
        empty.equals("allowed"));
  }

  /** A version that tells rows apart is there in each of them. */
  private boolean keepsVersions(YamlMap map, List<String> version, List<ContractColumn> columns) {
    String keep = map.findText("keep").orElse("last_version");
    if (!keep.equals("last_version") && !keep.equals("every_version")) {
      throw invalid(
          "Invalid " + map.where() + ".keep: " + keep + " (last_version or every_version)");
    }
    if (keep.equals("last_version")) {
      return false;
    }
    boolean isRequired =
        version.stream()
            .map(name -> known(map.where() + ".version", name, columns))
            .allMatch(column -> column.required() && column.onInvalid() == OnInvalid.REJECT);
    if (version.isEmpty() || !isRequired) {
      throw invalid(
          "Invalid " + map.where() + ".keep: every_version wants required columns in version");
    }
    return true;
  }

  private Complete complete(YamlMap map, List<ContractColumn> columns) {
    String column = map.text("column");
    known(map.where() + ".column", column, columns);
    List<String> values = map.texts("values");
    if (values.isEmpty()) {
      throw map.missing("values");
    }
    List<String> order = map.texts("order");
    order.forEach(name -> ordered(map.where() + ".order", name, columns));
    if (order.isEmpty()) {
      throw map.missing("order");
    }
    List<String> scope = map.texts("scope");
    scope.forEach(name -> known(map.where() + ".scope", name, columns));
    map.done();
    return new Complete(scope, column, values, order);
  }

  private Preference preference(YamlMap rule, List<ContractColumn> columns) {
    if (rule.has("order")) {
      ContractColumn column = known(rule.where() + ".order", rule.text("order"), columns);
      List<String> values = rule.texts("values");
      if (values.isEmpty()) {
        throw rule.missing("values");
      }
      for (String value : values) {
        if (!column.codes().isEmpty() && !column.codes().containsKey(value)) {
          throw invalid(
              "Invalid "
                  + rule.where()
                  + ".values: "
                  + value
                  + " is no code of "
                  + column.name()
                  + Choice.suggestion(value, column.codes().keySet()));
        }
      }
      return new Delivery.InOrder(column.name(), values);
    }
    if (rule.has("whole")) {
      BigDecimal fraction = fraction(rule);
      return new Delivery.Whole(fraction);
    }
    if (rule.has("most_filled")) {
      String column = rule.text("most_filled");
      known(rule.where() + ".most_filled", column, columns);
      return new Delivery.MostFilled(column);
    }
    if (rule.has("highest")) {
      String column = rule.text("highest");
      ordered(rule.where() + ".highest", column, columns);
      String sameRecords = rule.findText("same_records").orElse("first");
      if (!sameRecords.equals("again") && !sameRecords.equals("first")) {
        throw invalid(
            "Invalid " + rule.where() + ".same_records: " + sameRecords + " (again or first)");
      }
      return new Delivery.Highest(column, sameRecords.equals("first"));
    }
    throw invalid(
        "Invalid " + rule.where() + ": one of order, whole, most_filled, highest is expected");
  }

  private BigDecimal fraction(YamlMap rule) {
    String text = rule.text("whole");
    try {
      BigDecimal fraction = new BigDecimal(text);
      if (fraction.signum() > 0 && fraction.compareTo(BigDecimal.ONE) <= 0) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      // Told below, with what is allowed.
    }
    throw invalid("Invalid " + rule.where() + ".whole: " + text + " (above 0 and at most 1)");
  }

  ContractColumn known(String where, String name, List<ContractColumn> columns) {
    List<String> names = new ArrayList<>();
    for (ContractColumn column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
      names.add(column.name());
    }
    String place = where.startsWith(file) ? where : file + "." + where;
    throw invalid(
        "Unknown column: "
            + name
            + " in "
            + place
            + Choice.suggestion(name, names)
            + ". Known: "
            + String.join(", ", names));
  }

  /** A column, or a part of one that a layout makes by {@code join}. */
  void place(String where, String name, List<ContractColumn> columns) {
    if (!PART.matcher(name).matches()) {
      ContractColumn unused = known(where, name, columns);
    }
  }

  private void ordered(String where, String name, List<ContractColumn> columns) {
    if (!known(where, name, columns).type().isOrdered()) {
      throw invalid(
          "Invalid " + where + ": " + name + " is no integer, decimal, date or timestamp");
    }
  }

  static void only(YamlMap map, String key, String owner) {
    if (map.has(key)) {
      throw invalid("Invalid " + map.where() + "." + key + ": only " + owner + " has it");
    }
  }

  static String name(YamlMap map, String key) {
    String text = map.text(key);
    if (!NAME.matcher(text).matches()) {
      throw invalid(
          "Invalid "
              + map.where()
              + "."
              + key
              + ": "
              + text
              + " (lower-case words of letters and digits, joined by _)");
    }
    return text;
  }

  static Pattern pattern(YamlMap map, String key) {
    return pattern(map, key, map.text(key));
  }

  static List<Pattern> patterns(YamlMap map, String key) {
    return map.texts(key).stream().map(text -> pattern(map, key, text)).toList();
  }

  private static Pattern pattern(YamlMap map, String key, String text) {
    try {
      return Pattern.compile(Normalizer.normalize(text, Normalizer.Form.NFC));
    } catch (PatternSyntaxException e) {
      throw invalid(
          "Invalid " + map.where() + "." + key + ": " + text + " (" + e.getDescription() + ")", e);
    }
  }

  static Pattern grouped(YamlMap map, String key) {
    Pattern pattern = pattern(map, key);
    if (pattern.matcher("").groupCount() != 1) {
      throw invalid("Invalid " + map.where() + "." + key + ": exactly one group is expected");
    }
    return pattern;
  }

  private static LocalDate date(YamlMap map, String key) {
    String text = map.text(key);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw invalid("Invalid " + map.where() + "." + key + ": " + text + " (yyyy-mm-dd)", e);
    }
  }

  static ErrorCode code() {
    return ErrorCode.CONTRACT_INVALID;
  }

  static UserError invalid(String message) {
    return new UserError(code(), message);
  }

  static UserError invalid(String message, Exception cause) {
    return new UserError(code(), message, cause);
  }
}
