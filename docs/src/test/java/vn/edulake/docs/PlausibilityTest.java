package vn.edulake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.edulake.jobs.simulate.Simulation;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.jobs.simulate.world.Scale;

/**
 * The pictures of a simulated district, drawn from the files that it sends and from nothing else.
 */
@Tag("proof")
class PlausibilityTest {
  private static final long SEED = 7;

  private static final String COMMAND =
      "lake simulate --scale district --from 2024-25 --years 2 --history 10 --seed %d --defects off"
          .formatted(SEED);

  private static final String LAST_YEAR = "2025-2026";
  private static final int GRADES = 12;

  private static final String PRESCHOOL = "#86b35f";
  private static final String PRIMARY = "#4f93d8";
  private static final String LOWER = "#2f66b0";
  private static final String UPPER = "#1d3f7a";
  private static final String CONTINUING = "#9a63c4";
  private static final String LATE = "#e8792e";

  private static final String READ =
      """
      CREATE TABLE figure AS
      SELECT CAST(left("Năm học", 4) AS INTEGER) AS autumn, "Cấp học" AS level, "Khối" AS block,
        TRY_CAST("Khối" AS INTEGER) AS grade, "Giới tính" AS sex, CAST("Tuổi" AS INTEGER) AS age,
        CAST("Số học sinh" AS INTEGER) AS learners
      FROM read_csv('%1$s/moet/*/quymo_*.csv', all_varchar = true)
      WHERE "Cấp học" <> '06';
      CREATE TABLE roll AS
      SELECT CAST(regexp_extract(filename, '_(\\d{4}-\\d\\d-\\d\\d)\\.csv', 1) AS DATE) AS day,
        CASE WHEN NOT regexp_matches("Lớp", '^\\d') THEN 'preschool'
          WHEN CAST(regexp_extract("Lớp", '^\\d+') AS INTEGER) < 6 THEN 'primary'
          ELSE 'secondary' END AS level,
        "Trạng thái" AS status, CAST("Sĩ số" AS INTEGER) AS enrolled, CAST("Vắng" AS INTEGER) AS absent
      FROM read_csv('%1$s/sms_a/*/*_diemdanh_*.csv', all_varchar = true, filename = true)
      WHERE "Trạng thái" IN ('SS', 'NB');
      CREATE TABLE mark AS
      SELECT "Môn học" AS subject, CAST(regexp_extract("Lớp", '^\\d+') AS INTEGER) AS grade,
        CAST(round(CAST("ĐTBmcn" AS DOUBLE) * 10) AS INTEGER) AS tenths
      FROM read_csv('%1$s/gradebook/*/*_hk2_diem.csv', delim = ';', all_varchar = true)
      WHERE "ĐTBmcn" IS NOT NULL;
      """;

  @TempDir private static Path folder;

  private static Connection connection;

  @BeforeAll
  static void simulate() throws SQLException {
    Path out = folder.resolve("files");
    new Simulation(
            new Simulation.Request(
                Profile.load("dong_thap"),
                Scale.parse("district"),
                2025,
                2,
                10,
                SEED,
                out,
                false,
                2),
            Project.root().resolve("jobs/bundled/vn-admin-units"),
            line -> {})
        .run();
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(READ.formatted(out));
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  private static List<List<String>> rows(String query) throws SQLException {
    List<List<String>> result = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        result.add(row);
      }
    }
    return result;
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static List<String> source(String feed) {
    return List.of(
        "Nguồn / Source: " + feed,
        COMMAND.substring(0, COMMAND.indexOf(" --history")),
        COMMAND.substring(COMMAND.indexOf("--history")));
  }

  private static void keep(String name, Drawing drawing) {
    GeneratedPart.isUpToDate("docs/pictures/" + name + ".svg", "picture", drawing.svg());
  }

  private static void table(String name, List<String> header, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("\n| " + String.join(" | ", header) + " |\n|");
    table.append("---|".repeat(header.size())).append('\n');
    for (List<String> row : rows) {
      table.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    GeneratedPart.isUpToDate("docs/plausibility.md", name, table.append('\n').toString());
  }

  /** A number as Vietnamese write it. */
  private static String vietnamese(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value)
        .replace(',', ' ')
        .replace('.', ',')
        .replace(' ', '.');
  }

  @Test
  void agesByGrade() throws SQLException {
    String query =
        """
        SELECT block, CASE WHEN grade IS NOT NULL THEN grade + 5
            ELSE CASE block WHEN 'NT' THEN 2 WHEN '3T' THEN 3 WHEN '4T' THEN 4 ELSE 5 END END AS usual,
          sex, level,
          sum(learners) FILTER (age <= usual) AS in_time, sum(learners) FILTER (age > usual) AS late
        FROM figure WHERE autumn = %s
        GROUP BY ALL ORDER BY usual, level
        """
            .formatted(LAST_YEAR.substring(0, 4));
    int row = 32;
    Drawing drawing =
        new Drawing(
            "Tháp tuổi theo khối lớp, năm học 2025-2026",
            "Learners by grade, sex and age, census day 15 October 2025",
            104 + 16 * row + 50,
            source("moet.yearly_enrolment"));
    drawing.legend(
        24,
        Drawing.TOP + 20,
        List.of(PRESCHOOL, PRIMARY, LOWER, UPPER),
        List.of("Mầm non", "Tiểu học", "THCS", "THPT"),
        List.of(140, 140, 110, 110));
    drawing.legend(
        24,
        Drawing.TOP + 48,
        List.of(CONTINUING, LATE),
        List.of("GDTX (continuing)", "Quá tuổi so với khối (over age)"),
        List.of(220, 300));
    int top = Drawing.TOP + 98;
    int middle = 372;
    double scale = 190 / 1300.0;
    int bottom = top + 16 * row;
    drawing.text(24, top - 8, 17, Drawing.PALE, "start", "Tuổi · sinh (born)");
    drawing.text(middle, top - 8, 17, Drawing.PALE, "middle", "Khối");
    drawing.text(696, top - 8, 17, LATE, "end", "Quá tuổi");
    for (int tick : List.of(500, 1000)) {
      for (int side : List.of(-1, 1)) {
        double x = middle + side * (34 + tick * scale);
        drawing.line(x, top, x, bottom, Drawing.GRID, 1);
        drawing.text(x, bottom + 20, 17, Drawing.PALE, "middle", vietnamese(tick, 0));
      }
    }
    drawing.text(
        middle,
        bottom + 44,
        17,
        Drawing.PALE,
        "middle",
        "← Nam (boys) · học sinh (learners) · Nữ (girls) →");
    Map<Integer, Map<String, List<List<String>>>> byAge = new TreeMap<>();
    for (List<String> one : rows(query)) {
      byAge
          .computeIfAbsent(Integer.parseInt(one.get(1)), unused -> new TreeMap<>())
          .computeIfAbsent(one.get(2), unused -> new ArrayList<>())
          .add(one);
    }
    List<List<String>> told = new ArrayList<>();
    byAge.forEach(
        (age, sexes) -> {
          double y = bottom - (age - 1) * row;
          double late = 0;
          double all = 0;
          String block = "";
          for (Map.Entry<String, List<List<String>>> sex : sexes.entrySet()) {
            int side = sex.getKey().equals("Nam") ? -1 : 1;
            double x = 34;
            double old = 0;
            for (List<String> one : sex.getValue()) {
              block = one.get(0);
              double inTime = number(one.get(4));
              bar(drawing, middle, side, x, y, inTime * scale, color(one.get(3), age));
              x += inTime * scale;
              double older = one.get(5).equals("null") ? 0 : number(one.get(5));
              old += older;
              all += inTime + older;
            }
            bar(drawing, middle, side, x, y, old * scale, LATE);
            late += old;
          }
          drawing.text(middle, y + 21, 18, Drawing.INK, "middle", block);
          drawing.text(24, y + 21, 17, Drawing.PALE, "start", "%d · %d".formatted(age, 2025 - age));
          String share = vietnamese(100 * late / all, 1) + "%";
          drawing.text(696, y + 21, 17, LATE, "end", age < 6 ? "" : share);
          told.add(
              List.of(
                  block,
                  String.valueOf(2025 - age),
                  String.format(Locale.ROOT, "%,.0f", all),
                  String.format(Locale.ROOT, "%.1f%%", 100 * late / all)));
        });
    assertThat(byAge).hasSize(16);
    assertThat(overAge(1)).isLessThan(0.02);
    assertThat(overAge(5)).isGreaterThan(overAge(1));
    assertThat(overAge(9)).isBetween(overAge(5), 0.08);
    assertThat(share("sum(learners) FILTER (sex = 'Nữ')", "sum(learners)", "figure"))
        .isBetween(0.45, 0.50);
    assertThat(
            share(
                "sum(learners) FILTER (block = '5T' AND autumn = 2024)",
                "sum(learners) FILTER (block = '1' AND autumn = 2025)",
                "figure"))
        .as("children of five in preschool, of those who are in grade 1 a year later")
        .isBetween(0.93, 0.99);

    keep("ages-by-grade", drawing);
    table("ages", List.of("grade", "born", "learners", "over age"), told);
  }

  private static void bar(
      Drawing drawing, int middle, int side, double x, double y, double width, String color) {
    drawing.box(side < 0 ? middle - x - width : middle + x, y + 3, width, 26, color);
  }

  private static double overAge(int grade) throws SQLException {
    return share(
        "sum(learners) FILTER (age > grade + 5)",
        "sum(learners)",
        "figure WHERE autumn = 2025 AND grade = " + grade);
  }

  private static double share(String part, String whole, String from) throws SQLException {
    return number(rows("SELECT %s / %s FROM %s".formatted(part, whole, from)).get(0).get(0));
  }

  private static String color(String level, int age) {
    return switch (level) {
      case "01" -> PRESCHOOL;
      case "02" -> PRIMARY;
      case "03" -> LOWER;
      case "05" -> CONTINUING;
      default -> age > 0 ? UPPER : LATE;
    };
  }

  @Test
  void attendanceByWeek() throws SQLException {
    String query =
        """
        SELECT date_trunc('week', day) AS week, level,
          100.0 * (1 - sum(absent) FILTER (status = 'SS') / sum(enrolled) FILTER (status = 'SS')),
          100.0 * avg(CAST(status = 'NB' AS INTEGER))
        FROM roll
        GROUP BY GROUPING SETS ((week, level), (week)) ORDER BY week, level
        """;
    int panel = 300;
    Drawing drawing =
        new Drawing(
            "Tỉ lệ chuyên cần theo tuần",
            "Attendance by week: present of those enrolled, %",
            60 + 2 * panel,
            source("sms_a.attendance (2/3 số trường / of schools)"));
    drawing.legend(
        24,
        Drawing.TOP + 20,
        List.of(PRESCHOOL, PRIMARY, LOWER),
        List.of("Mầm non", "Tiểu học", "THCS, THPT"),
        List.of(150, 150, 170));
    drawing.legend(
        24,
        Drawing.TOP + 48,
        List.of("#f3c9a6", "#e9ecf1"),
        List.of("Cột: % lớp nghỉ vì bão, lũ (closed)", "Không học (no school)"),
        List.of(370, 200));
    List<List<String>> rows = rows(query);
    List<List<String>> told = new ArrayList<>();
    for (int autumn : List.of(2024, 2025)) {
      int top = Drawing.TOP + 60 + (autumn - 2024) * panel;
      weeks(drawing, top, autumn, rows, told);
    }
    String open = "roll WHERE status = 'SS'";
    double usual = share("sum(enrolled - absent)", "sum(enrolled)", open);
    assertThat(usual).isBetween(0.96, 0.985);
    for (String beforeNewYear : List.of("2025-01-20", "2026-02-09")) {
      assertThat(
              share(
                  "sum(enrolled - absent)",
                  "sum(enrolled)",
                  open + " AND date_trunc('week', day) = DATE '" + beforeNewYear + "'"))
          .isLessThan(usual - 0.015);
    }
    keep("attendance-by-week", drawing);
    table("weeks", List.of("school year", "week from", "attendance", "classes closed"), told);
  }

  private static void weeks(
      Drawing drawing, int top, int autumn, List<List<String>> rows, List<List<String>> told) {
    int left = 70;
    int right = 696;
    int base = top + 240;
    double lowest = 80;
    double perPercent = (base - top - 34) / (100 - lowest);
    LocalDate first = LocalDate.of(autumn, 9, 1);
    first = first.minusDays(first.getDayOfWeek().getValue() - 1);
    double perWeek = (right - left) / 52.0;
    drawing.heading(left, top + 22, 20, "Năm học %d-%d".formatted(autumn, autumn + 1));
    Map<LocalDate, List<String>> all = new TreeMap<>();
    Map<String, Map<LocalDate, Double>> levels = new TreeMap<>();
    for (List<String> row : rows) {
      LocalDate week = LocalDate.parse(row.get(0).substring(0, 10));
      if (week.isBefore(first) || !week.isBefore(first.plusWeeks(52))) {
        continue;
      }
      if (row.get(1).equals("null")) {
        all.put(week, row);
      } else if (!row.get(2).equals("null")) {
        levels.computeIfAbsent(row.get(1), unused -> new TreeMap<>()).put(week, number(row.get(2)));
      }
    }
    for (int i = 0; i < 52; i++) {
      LocalDate week = first.plusWeeks(i);
      double x = left + i * perWeek;
      List<String> row = all.get(week);
      if (row == null) {
        drawing.box(x, top + 34, perWeek + 0.6, base - top - 34, "#e9ecf1");
      } else if (number(row.get(3)) > 0) {
        double closed = Math.min(100 - lowest, number(row.get(3))) * perPercent / 2;
        drawing.box(x, base - closed, perWeek, closed, "#f3c9a6");
        drawing.text(
            x + perWeek / 2,
            base - closed - 6,
            15,
            Drawing.PALE,
            "middle",
            vietnamese(number(row.get(3)), 0) + "%");
      }
    }
    for (int percent = 80; percent <= 100; percent += 5) {
      double y = base - (percent - lowest) * perPercent;
      drawing.line(left, y, right, y, Drawing.GRID, 1);
      drawing.text(left - 8, y + 6, 17, Drawing.PALE, "end", percent + "%");
    }
    for (int month = 0; month < 12; month++) {
      LocalDate day = LocalDate.of(autumn, 9, 1).plusMonths(month);
      double x = left + (day.toEpochDay() - first.toEpochDay()) / 7.0 * perWeek;
      drawing.line(x, base, x, base + 6, Drawing.PALE, 1);
      drawing.text(x + 26, base + 22, 17, Drawing.PALE, "middle", "T" + day.getMonthValue());
    }
    List<String> colors = List.of(PRESCHOOL, PRIMARY, LOWER);
    List<String> names = List.of("preschool", "primary", "secondary");
    for (int i = 0; i < names.size(); i++) {
      List<double[]> points = new ArrayList<>();
      for (int week = 0; week < 52; week++) {
        Double rate = levels.get(names.get(i)).get(first.plusWeeks(week));
        if (rate == null) {
          drawing.path(points, colors.get(i), 3);
          points.clear();
        } else {
          points.add(
              new double[] {left + (week + 0.5) * perWeek, base - (rate - lowest) * perPercent});
        }
      }
      drawing.path(points, colors.get(i), 3);
    }
    assertThat(all.keySet())
        .noneMatch(week -> week.getMonthValue() == 7 || week.getMonthValue() == 8);
    all.entrySet().stream()
        .sorted((a, b) -> Double.compare(number(a.getValue().get(2)), number(b.getValue().get(2))))
        .limit(4)
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            one ->
                told.add(
                    List.of(
                        "%d-%d".formatted(autumn, autumn + 1),
                        one.getKey().toString(),
                        String.format(Locale.ROOT, "%.1f%%", number(one.getValue().get(2))),
                        String.format(Locale.ROOT, "%.0f%%", number(one.getValue().get(3))))));
  }

  @Test
  void marksBySubject() throws SQLException {
    List<List<String>> subjects =
        rows(
            """
            SELECT subject, count(*), avg(tenths) / 10, stddev_samp(tenths) / 10,
              avg(CAST(tenths < 50 AS INTEGER)), avg(CAST(tenths >= 80 AS INTEGER))
            FROM mark WHERE grade BETWEEN 6 AND 9 GROUP BY subject ORDER BY avg(tenths), subject
            """);
    Map<String, int[]> counts = new TreeMap<>();
    for (List<String> row :
        rows(
            "SELECT subject, tenths, count(*) FROM mark WHERE grade BETWEEN 6 AND 9 GROUP BY ALL")) {
      counts.computeIfAbsent(row.get(0), unused -> new int[101])[Integer.parseInt(row.get(1))] =
          Integer.parseInt(row.get(2));
    }
    int panel = 176;
    Drawing drawing =
        new Drawing(
            "Điểm trung bình cả năm theo môn, lớp 6–9",
            "Year marks by subject, grades 6 to 9, in steps of 0.1",
            40 + panel * ((subjects.size() + 1) / 2) + 20,
            source("gradebook.mark (2/3 số trường / of schools), 2 năm học"));
    drawing.text(
        24,
        Drawing.TOP + 20,
        17,
        Drawing.PALE,
        "start",
        "Ngang: điểm (mark) 0–10 · dọc: % học sinh (learners) · vạch: 5,0 6,5 8,0");
    List<List<String>> told = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      List<String> subject = subjects.get(i);
      double left = 24 + (i % 2) * 344;
      int row = i / 2;
      double top = Drawing.TOP + 36 + row * panel;
      histogram(drawing, left, top, subject, counts.get(subject.get(0)));
      told.add(
          List.of(
              subject.get(0),
              String.format(Locale.ROOT, "%,.0f", number(subject.get(1))),
              String.format(Locale.ROOT, "%.2f", number(subject.get(2))),
              String.format(Locale.ROOT, "%.2f", number(subject.get(3))),
              String.format(Locale.ROOT, "%.1f%%", 100 * number(subject.get(4))),
              String.format(Locale.ROOT, "%.1f%%", 100 * number(subject.get(5)))));
    }
    assertThat(deviations("SELECT tenths / 10 AS mark, subject, 1 AS learners FROM mark"))
        .isEqualTo(
            deviations(
                """
                SELECT CAST(score_text AS DOUBLE) AS mark, CASE subject_label
                    WHEN 'Tiếng Anh' THEN 'Ngoại ngữ 1' WHEN 'GDCD' THEN 'Giáo dục công dân'
                    ELSE subject_label END AS subject, CAST(candidate_count AS INTEGER) AS learners
                FROM read_csv('%s', all_varchar = true) WHERE subject_label IS NOT NULL
                """
                    .formatted(
                        Project.root().resolve("jobs/bundled/vn-exam-2017-histograms.csv"))));
    keep("marks-by-subject", drawing);
    table(
        "marks",
        List.of("subject", "year marks", "mean", "deviation", "below 5.0", "8.0 and above"),
        told);
  }

  /**
   * Subjects that are both of the school and of the exam of 2017, from those that lie apart most.
   */
  private static List<String> deviations(String marks) throws SQLException {
    return rows(
            """
            SELECT subject, sum(mark * mark * learners) / sum(learners)
              - (sum(mark * learners) / sum(learners)) ** 2 AS variance
            FROM (%s) WHERE subject IN ('Toán', 'Ngoại ngữ 1', 'Ngữ văn', 'Giáo dục công dân')
            GROUP BY subject ORDER BY variance DESC
            """
                .formatted(marks))
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private static void histogram(
      Drawing drawing, double left, double top, List<String> subject, int[] counts) {
    double width = 312;
    double base = top + 136;
    double sum = number(subject.get(1));
    for (int tenths : new int[] {50, 65, 80}) {
      double x = left + width * (tenths + 0.5) / 101;
      drawing.line(x, top + 50, x, base, LATE, 1);
    }
    for (int tenths = 0; tenths <= 100; tenths++) {
      double height = counts[tenths] / sum * 100 / 6 * 86;
      drawing.box(left + width * tenths / 101, base - height, width / 101, height, LOWER);
    }
    drawing.line(left, base, left + width, base, Drawing.PALE, 1);
    for (int mark = 0; mark <= 10; mark += 2) {
      drawing.text(
          left + width * (mark * 10 + 0.5) / 101,
          base + 18,
          16,
          Drawing.PALE,
          "middle",
          String.valueOf(mark));
    }
    drawing.heading(left, top + 18, 19, subject.get(0));
    drawing.text(
        left,
        top + 40,
        17,
        Drawing.PALE,
        "start",
        "TB %s · độ lệch %s"
            .formatted(
                vietnamese(number(subject.get(2)), 2), vietnamese(number(subject.get(3)), 2)));
    drawing.line(left, base - 4.0 / 6 * 86, left + 6, base - 4.0 / 6 * 86, Drawing.PALE, 1);
    drawing.text(left + 10, base - 4.0 / 6 * 86 + 5, 15, Drawing.PALE, "start", "4%");
  }

  @Test
  void cohortsOverTwelveYears() throws SQLException {
    Map<Integer, Map<Integer, Double>> cohorts = new TreeMap<>();
    for (List<String> row :
        rows(
            """
            SELECT autumn - grade - 5 AS born, grade, sum(learners)
            FROM figure WHERE grade IS NOT NULL GROUP BY ALL ORDER BY ALL
            """)) {
      cohorts
          .computeIfAbsent(Integer.parseInt(row.get(0)), unused -> new TreeMap<>())
          .put(Integer.parseInt(row.get(1)), number(row.get(2)));
    }
    int plot = 470;
    Drawing drawing =
        new Drawing(
            "Quy mô theo lứa học sinh, 2014–2026",
            "Enrolment by cohort, grades 1 to 12, over 12 school years",
            plot + 130,
            source("moet.yearly_enrolment"));
    Map<Integer, String> shown = new TreeMap<>();
    shown.put(2000, "#8a5a2b");
    shown.put(2007, LATE);
    shown.put(2008, "#111827");
    shown.put(2010, CONTINUING);
    shown.put(2012, "#c02a2a");

    List<String> names =
        List.of(
            "2000 Thìn (dragon)",
            "2007 Hợi (pig)",
            "2008: đủ 12 năm",
            "2010 Dần (tiger)",
            "2012 Thìn (dragon)");
    List<String> colors = List.copyOf(shown.values());
    drawing.legend(
        24, Drawing.TOP + 20, colors.subList(0, 3), names.subList(0, 3), List.of(230, 190, 200));
    drawing.legend(
        24, Drawing.TOP + 48, colors.subList(3, 5), names.subList(3, 5), List.of(230, 200));
    drawing.text(
        24,
        Drawing.TOP + 76,
        17,
        Drawing.PALE,
        "start",
        "Sinh năm (born) · xám: các lứa khác (grey: other cohorts)");
    int top = Drawing.TOP + 96;
    int base = top + plot - 40;
    double left = 80;
    double perGrade = (690 - left) / (GRADES - 1);
    double scale = (base - top) / 3000.0;
    for (int learners = 0; learners <= 3000; learners += 500) {
      double y = base - learners * scale;
      drawing.line(left, y, 696, y, Drawing.GRID, 1);
      drawing.text(left - 10, y + 6, 17, Drawing.PALE, "end", vietnamese(learners, 0));
    }
    for (int grade = 1; grade <= GRADES; grade++) {
      drawing.text(
          left + (grade - 1) * perGrade,
          base + 26,
          18,
          Drawing.INK,
          "middle",
          String.valueOf(grade));
    }
    drawing.text(
        388, base + 52, 17, Drawing.PALE, "middle", "Khối lớp (grade) · dọc: học sinh (learners)");
    cohorts.forEach(
        (born, grades) -> {
          if (!shown.containsKey(born)) {
            draw(drawing, grades, left, perGrade, base, scale, "#c3cad3", 1.5);
          }
        });
    shown.forEach(
        (born, color) -> draw(drawing, cohorts.get(born), left, perGrade, base, scale, color, 4));
    List<List<String>> told = new ArrayList<>();
    shown
        .keySet()
        .forEach(
            born -> {
              List<String> row = new ArrayList<>(List.of(String.valueOf(born)));
              for (int grade : new int[] {1, 5, 6, 9, 10, 12}) {
                Double learners = cohorts.get(born).get(grade);
                row.add(learners == null ? "" : String.format(Locale.ROOT, "%,.0f", learners));
              }
              told.add(row);
            });
    for (int grade : new int[] {6, 7}) {
      assertThat(cohorts.get(2012).get(grade))
          .isGreaterThan(1.05 * cohorts.get(2011).get(grade))
          .isGreaterThan(1.05 * cohorts.get(2013).get(grade));
      assertThat(cohorts.get(2010).get(grade)).isLessThan(0.98 * cohorts.get(2009).get(grade));
    }
    for (int born = 2000; born <= 2010; born++) {
      assertThat(cohorts.get(born).get(10) / cohorts.get(born).get(9)).isBetween(0.58, 0.72);
    }
    keep("cohorts-over-twelve-years", drawing);
    table(
        "cohorts",
        List.of("born", "grade 1", "grade 5", "grade 6", "grade 9", "grade 10", "grade 12"),
        told);
  }

  private static void draw(
      Drawing drawing,
      Map<Integer, Double> grades,
      double left,
      double perGrade,
      double base,
      double scale,
      String color,
      double width) {
    List<double[]> points = new ArrayList<>();
    grades.forEach(
        (grade, learners) ->
            points.add(new double[] {left + (grade - 1) * perGrade, base - learners * scale}));
    drawing.path(points, color, width);
    if (width > 2) {
      points.forEach(point -> drawing.dot(point[0], point[1], 5, color));
    }
  }
}
