package vn.edulake.jobs.quality;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.ModelGraph;
import vn.edulake.models.TableName;
import vn.edulake.models.TableSpec;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.quality.HistoryCheck;
import vn.edulake.quality.SuiteCheck;
import vn.edulake.quality.SuiteCheck.Words;
import vn.edulake.quality.TableSuite;

/**
 * Data Docs: a static site of what is checked and what was found, in Vietnamese and English, with
 * the last results of each check and keys of rows that failed, without what is personal in them.
 */
public final class DataDocs {
  private static final int RUNS = 16;
  private static final int KEYS = 5;

  private final Jdbi jdbi;
  private final ZoneId zone;
  private final Map<TableName, String> owners =
      ModelGraph.load().specs().stream()
          .collect(Collectors.toMap(TableSpec::table, TableSpec::owner));

  /**
   * Documents of one lake.
   *
   * @param zone in which times are told
   */
  public DataDocs(Jdbi jdbi, ZoneId zone) {
    this.jdbi = jdbi;
    this.zone = zone;
  }

  /** What one check found in one run. */
  private record Result(
      long runId,
      String severity,
      boolean isRun,
      boolean isPassed,
      long failedCount,
      String message) {
    String state() {
      if (!isRun) {
        return "not_run";
      }
      return isPassed ? "passed" : severity;
    }

    boolean isFailed() {
      return isRun && !isPassed;
    }
  }

  /**
   * All results of a table.
   *
   * @param checks by their code the results of the last runs, the newest first
   */
  private record Table(
      String name, Map<String, List<Result>> checks, Map<String, List<String>> keys) {
    boolean isPassed(String code) {
      List<Result> results = checks.getOrDefault(code, List.of());
      return results.isEmpty() || !results.get(0).isFailed();
    }

    long failing(String severity) {
      return checks.values().stream()
          .map(results -> results.get(0).state())
          .filter(severity::equals)
          .count();
    }
  }

  /**
   * Writes the site.
   *
   * @param folder is made when there is none; pages of an earlier site are replaced
   * @param now when it was written
   * @return how many pages there are
   */
  public int write(Path folder, Instant now) {
    Map<String, Table> tables = tables();
    Map<TableName, TableSuite> suites = TableSuite.load();
    Set<String> names = new TreeSet<>(tables.keySet());
    suites.keySet().forEach(table -> names.add(table.toString()));
    int pages = 0;
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("data-docs.css"), resource("data-docs.css"));
      Files.writeString(
          folder.resolve("index.html"),
          "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;"
              + " url=vi/index.html\"><a href=\"vi/index.html\">Tiếng Việt</a> <a"
              + " href=\"en/index.html\">English</a>\n");
      for (Language language : Language.values()) {
        Path own = Files.createDirectories(folder.resolve(language.code()));
        Files.writeString(own.resolve("index.html"), index(language, names, tables, suites, now));
        pages++;
        for (String name : names) {
          Table table = tables.getOrDefault(name, new Table(name, Map.of(), Map.of()));
          Files.writeString(
              own.resolve(name + ".html"),
              page(language, table, suites.get(TableName.parse(name)), now));
          pages++;
        }
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write the pages in " + folder + ": " + e, e);
    }
    return pages;
  }

  private enum Language {
    VI,
    EN;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    String say(String vi, String en) {
      return this == VI ? vi : en;
    }

    String say(SuiteCheck.Words words) {
      return say(words.vi(), words.en());
    }

    Language other() {
      return this == VI ? EN : VI;
    }
  }

  private String index(
      Language language,
      Set<String> names,
      Map<String, Table> tables,
      Map<TableName, TableSuite> suites,
      Instant now) {
    StringBuilder html =
        head(
            language,
            "index",
            language.say("Chất lượng dữ liệu", "Data quality"),
            language.say(
                "Mỗi bảng được kiểm tra trước khi công bố; lỗi giữ bảng lại, cảnh báo thì không.",
                "Each table is checked before it is published; an error holds it back, a warning"
                    + " does not."));
    long checks = 0;
    long errors = 0;
    long warnings = 0;
    for (String name : names) {
      Table table = tables.get(name);
      checks += count(table, suites.get(TableName.parse(name)));
      errors += table == null ? 0 : table.failing("error");
      warnings += table == null ? 0 : table.failing("warning");
    }
    html.append("<div class=\"figures\">");
    figure(html, names.size(), language.say("bảng", "tables"));
    figure(html, checks, language.say("kiểm tra", "checks"));
    figure(html, errors, language.say("lỗi", "errors"));
    figure(html, warnings, language.say("cảnh báo", "warnings"));
    html.append("</div><h2>").append(language.say("Các bảng", "Tables")).append("</h2>");
    String[] titles = {
      language.say("Bảng", "Table"),
      language.say("Nội dung", "Content"),
      language.say("Kiểm tra", "Checks"),
      language.say("Lỗi", "Errors"),
      language.say("Cảnh báo", "Warnings"),
      language.say("Chứng nhận", "Certified")
    };
    html.append("<table><thead><tr>");
    for (int i = 0; i < titles.length; i++) {
      html.append(i > 1 && i < 5 ? "<th class=\"number\">" : "<th>").append(titles[i]);
      html.append("</th>");
    }
    html.append("</tr></thead><tbody>");
    Map<String, String> refused = refused();
    for (String name : names) {
      Table table = tables.get(name);
      TableSuite suite = suites.get(TableName.parse(name));
      html.append("<tr><td><a href=\"").append(name).append(".html\">").append(name);
      html.append("</a></td><td>").append(suite == null ? "" : text(language.say(suite.title())));
      html.append("</td>");
      number(html, titles[2], count(table, suite));
      number(html, titles[3], table == null ? 0 : table.failing("error"));
      number(html, titles[4], table == null ? 0 : table.failing("warning"));
      html.append("<td data-name=\"").append(titles[5]).append("\">");
      String cause = refused.get(name);
      if (table == null) {
        html.append(state(language, "not_run"));
      } else if (cause == null) {
        html.append("<span class=\"state passed\">").append(language.say("có", "yes"));
        html.append("</span>");
      } else {
        html.append("<span class=\"state error\">");
        html.append(language.say("chưa, vì ", "not, because of ")).append(text(cause));
        html.append("</span>");
      }
      html.append("</td></tr>");
    }
    html.append("</tbody></table>");
    runs(language, html);
    return foot(language, html, now);
  }

  private void runs(Language language, StringBuilder html) {
    html.append("<h2>").append(language.say("Các lần chạy gần đây", "Last runs")).append("</h2>");
    html.append("<table><thead><tr><th>").append(language.say("Lần", "Run")).append("</th><th>");
    html.append(language.say("Lúc", "At")).append("</th><th>");
    html.append(language.say("Kết quả", "End")).append("</th></tr></thead><tbody>");
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT run_id, started_at, status FROM ops.run WHERE status <> 'unchanged'"
                        + " ORDER BY run_id DESC LIMIT "
                        + RUNS)
                .map(
                    (row, context) ->
                        html.append("<tr><td>")
                            .append(row.getLong(1))
                            .append("</td><td>")
                            .append(at(row.getObject(2, OffsetDateTime.class).toInstant()))
                            .append("</td><td>")
                            .append(end(language, row.getString(3)))
                            .append("</td></tr>"))
                .list());
    html.append("</tbody></table>");
  }

  private static String end(Language language, String status) {
    return switch (status) {
      case "published" -> language.say("đã công bố", "published");
      case "rejected" -> language.say("có bảng bị giữ lại", "tables held back");
      case "failed" -> language.say("bị gián đoạn", "broken off");
      case "running" -> language.say("đang chạy", "running");
      default -> status;
    };
  }

  private String page(Language language, Table table, @Nullable TableSuite suite, Instant now) {
    StringBuilder html =
        head(
            language,
            table.name(),
            table.name(),
            suite == null ? "" : text(language.say(suite.title())));
    List<String> own = new ArrayList<>();
    if (suite != null) {
      html.append("<h2>").append(language.say("Kiểm tra viết tay", "Hand-written checks"));
      html.append("</h2>");
      List<Said> checks = new ArrayList<>();
      suite.checks().forEach(check -> checks.add(Said.of(check)));
      suite.history().forEach(check -> checks.add(Said.of(check)));
      checks.sort(Comparator.comparing(check -> table.isPassed(check.code())));
      checks.forEach(check -> own.add(check.code()));
      checks.forEach(check -> article(language, html, table, check));
    }
    List<String> generated =
        table.checks().keySet().stream()
            .filter(code -> !own.contains(code))
            .sorted(Comparator.comparing(table::isPassed))
            .toList();
    if (!generated.isEmpty()) {
      html.append("<h2>");
      html.append(language.say("Kiểm tra suy ra từ bảng", "Checks that follow from the table"));
      html.append("</h2>");
      Map<String, Said> compared = new TreeMap<>();
      String owner = owners.getOrDefault(TableName.parse(table.name()), "");
      HistoryCheck.ofEveryTable(owner).forEach(check -> compared.put(check.code(), Said.of(check)));
      for (String code : generated) {
        Said said = compared.get(code);
        if (said != null) {
          article(language, html, table, said);
          continue;
        }
        article(
            language,
            html,
            table,
            code,
            words(language, code),
            Objects.requireNonNull(table.checks().get(code)).get(0).severity());
        html.append("</article>");
      }
    }
    return foot(language, html, now);
  }

  private static String words(Language language, String code) {
    int dot = code.indexOf('.');
    String rest = text(code.substring(dot + 1));
    if (code.equals("key_unique")) {
      return language.say("khoá xuất hiện nhiều hơn một lần", "a key that occurs more than once");
    }
    if (code.equals("freshness")) {
      return language.say("lần giao mới nhất đã quá cũ", "a newest delivery that is too old");
    }
    if (code.startsWith("not_null.")) {
      return language.say("dòng thiếu ", "a row without ") + rest;
    }
    if (code.startsWith("reference.")) {
      return language.say("khoá không có trong danh mục: ", "a key that is in no dimension: ")
          + rest;
    }
    return text(code);
  }

  /** What a check says of itself. */
  private record Said(
      String code, String severity, Words finds, Words matters, Words fix, String who) {
    static Said of(SuiteCheck check) {
      return new Said(
          check.code(),
          check.severity().name(),
          check.finds(),
          check.matters(),
          check.fix(),
          check.who());
    }

    static Said of(HistoryCheck check) {
      return new Said(
          check.code(),
          check.severity().name(),
          check.finds(),
          check.matters(),
          check.fix(),
          check.who());
    }
  }

  private void article(Language language, StringBuilder html, Table table, Said check) {
    article(
        language,
        html,
        table,
        check.code(),
        text(language.say(check.finds())),
        check.severity().toLowerCase(Locale.ROOT));
    html.append("<dl><dt>").append(language.say("Khi nào quan trọng", "When it matters"));
    html.append("</dt><dd>").append(text(language.say(check.matters())));
    html.append("</dd><dt>").append(language.say("Cách sửa", "How to fix it"));
    html.append("</dt><dd>").append(text(language.say(check.fix())));
    html.append("</dd><dt>").append(language.say("Ai", "Who")).append("</dt><dd>");
    html.append(text(check.who())).append("</dd></dl></article>");
  }

  private void article(
      Language language,
      StringBuilder html,
      Table table,
      String code,
      String finds,
      String severity) {
    List<Result> results = table.checks().getOrDefault(code, List.of());
    String state = results.isEmpty() ? "not_run" : results.get(0).state();
    html.append("<article class=\"").append(state).append("\" id=\"").append(text(code));
    html.append("\"><h3>").append(capital(finds)).append("</h3><p><code>").append(text(code));
    html.append("</code></p><p>").append(state(language, state));
    if (!results.isEmpty() && results.get(0).isFailed()) {
      html.append(" · ").append(results.get(0).failedCount());
      html.append(language.say(" dòng", " rows"));
    }
    html.append(" · ");
    html.append(
        severity.equals("error")
            ? language.say("lỗi giữ bảng lại", "an error holds the table back")
            : language.say("chỉ cảnh báo", "a warning"));
    if (!results.isEmpty()) {
      long first = results.get(results.size() - 1).runId();
      long last = results.get(0).runId();
      html.append(" · ").append(language.say("lần chạy ", first == last ? "run " : "runs "));
      html.append(first == last ? "" : first + "–").append(last);
      html.append(" <span class=\"trend\">");
      for (int i = results.size() - 1; i >= 0; i--) {
        Result one = results.get(i);
        html.append("<i class=\"").append(one.state()).append("\" title=\"");
        html.append(one.runId()).append(": ").append(one.failedCount()).append("\"></i>");
      }
      html.append("</span>");
    }
    html.append("</p>");
    if (!results.isEmpty() && !results.get(0).isRun()) {
      html.append("<p lang=\"en\">").append(text(results.get(0).message())).append("</p>");
    }
    List<String> keys = table.keys().getOrDefault(code, List.of());
    if (!results.isEmpty() && results.get(0).isFailed() && !keys.isEmpty()) {
      html.append("<ul class=\"keys\">");
      keys.forEach(key -> html.append("<li>").append(text(key)).append("</li>"));
      html.append("</ul>");
    }
  }

  private static String capital(String words) {
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String state(Language language, String state) {
    String words =
        switch (state) {
          case "passed" -> language.say("đạt", "passed");
          case "error" -> language.say("lỗi", "error");
          case "warning" -> language.say("cảnh báo", "warning");
          default -> language.say("chưa chạy", "not run");
        };
    return "<span class=\"state " + state + "\">" + words + "</span>";
  }

  private static long count(@Nullable Table table, @Nullable TableSuite suite) {
    Set<String> codes = new TreeSet<>();
    if (table != null) {
      codes.addAll(table.checks().keySet());
    }
    if (suite != null) {
      suite.checks().forEach(check -> codes.add(check.code()));
      suite.history().forEach(check -> codes.add(check.code()));
    }
    return codes.size();
  }

  private static void figure(StringBuilder html, long value, String name) {
    html.append("<div><b>").append(String.format(Locale.ROOT, "%,d", value)).append("</b>");
    html.append(name).append("</div>");
  }

  private static void number(StringBuilder html, String name, long value) {
    html.append("<td class=\"number\" data-name=\"").append(name).append("\">").append(value);
    html.append("</td>");
  }

  private static StringBuilder head(Language language, String page, String title, String lead) {
    StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"");
    html.append(language.code()).append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\"");
    html.append(" content=\"width=device-width, initial-scale=1\"><title>").append(text(title));
    html.append("</title><link rel=\"stylesheet\" href=\"../data-docs.css\"></head><body><header>");
    html.append("<a href=\"index.html\">").append(language.say("Tất cả các bảng", "All tables"));
    html.append("</a><a href=\"../").append(language.other().code()).append('/').append(page);
    html.append(".html\" lang=\"").append(language.other().code()).append("\">");
    html.append(language.say("English", "Tiếng Việt")).append("</a></header><main><h1>");
    html.append(text(title)).append("</h1><p class=\"lead\">").append(lead).append("</p>");
    return html;
  }

  private String foot(Language language, StringBuilder html, Instant now) {
    return html.append("</main><footer>")
        .append(language.say("Viết lúc ", "Written at "))
        .append(at(now))
        .append(language.say(". Không có dữ liệu cá nhân.", ". Without personal data."))
        .append("</footer></body></html>\n")
        .toString();
  }

  private String at(Instant instant) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
        .format(instant.atZone(zone));
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private Map<String, Table> tables() {
    Map<String, Map<String, List<Result>>> results = new TreeMap<>();
    Map<String, Map<String, List<String>>> keys = new TreeMap<>();
    jdbi.useHandle(
        handle -> {
          handle
              .createQuery(
                  """
                  SELECT * FROM (
                    SELECT *, row_number() OVER (
                      PARTITION BY table_name, check_code ORDER BY run_id DESC) AS place
                    FROM ops.verdict) AS verdict
                  WHERE place <= :runs
                  ORDER BY table_name, check_code, run_id DESC
                  """)
              .bind("runs", RUNS)
              .map(
                  (row, context) ->
                      results
                          .computeIfAbsent(row.getString("table_name"), t -> new LinkedHashMap<>())
                          .computeIfAbsent(row.getString("check_code"), c -> new ArrayList<>())
                          .add(
                              new Result(
                                  row.getLong("run_id"),
                                  row.getString("severity"),
                                  row.getBoolean("is_run"),
                                  row.getBoolean("is_passed"),
                                  row.getLong("failed_count"),
                                  row.getString("message"))))
              .list();
          handle
              .createQuery(
                  """
                  SELECT * FROM (
                    SELECT *, rank() OVER (
                        PARTITION BY table_name, check_code ORDER BY run_id DESC) AS run_place,
                      row_number() OVER (
                        PARTITION BY table_name, check_code, run_id ORDER BY failed_key) AS place
                    FROM ops.quality_reject) AS reject
                  WHERE run_place = 1 AND place <= :keys
                  ORDER BY table_name, check_code, place
                  """)
              .bind("keys", KEYS)
              .map(
                  (row, context) ->
                      keys.computeIfAbsent(row.getString("table_name"), t -> new TreeMap<>())
                          .computeIfAbsent(row.getString("check_code"), c -> new ArrayList<>())
                          .add(row.getString("failed_key")))
              .list();
        });
    Map<String, Table> tables = new TreeMap<>();
    results.forEach(
        (name, checks) ->
            tables.put(name, new Table(name, checks, keys.getOrDefault(name, Map.of()))));
    return tables;
  }

  private Map<String, String> refused() {
    Map<String, String> result = new TreeMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT table_name, cause_table FROM ops.certification WHERE"
                        + " not_certified_since IS NOT NULL")
                .map((row, context) -> result.put(row.getString(1), row.getString(2)))
                .list());
    return result;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = DataDocs.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
