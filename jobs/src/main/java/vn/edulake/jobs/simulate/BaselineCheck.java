package vn.edulake.jobs.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import vn.edulake.jobs.simulate.world.InstitutionKind;
import vn.edulake.jobs.simulate.world.Level;
import vn.edulake.jobs.simulate.world.Profile;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;

/**
 * Counts what the sector database sent of the census day, file by file, and compares it with the
 * counts of the profile. It reads the files alone; nothing of the simulation is asked.
 */
public final class BaselineCheck {
  private static final String LEARNS = "Đang học";
  private static final String CAME = "Chuyển đến";

  private final Path folder;
  private final Profile profile;
  private final String day;
  private final Map<String, Integer> counts = new TreeMap<>();

  /**
   * A count of the profile and the files.
   *
   * @param figure its name in the profile
   */
  public record Line(String figure, int expected, int found) {
    public boolean isEqual() {
      return expected == found;
    }
  }

  private BaselineCheck(Path folder, Profile profile) {
    this.folder = folder;
    this.profile = profile;
    this.day = profile.censusDay().toString();
  }

  /**
   * Compares.
   *
   * @return one line for each count of the profile that the files tell
   * @throws UserError {@code USAGE} when the folder holds no census day, or no whole province
   */
  public static List<Line> of(Path folder) {
    SimulationLog log = SimulationLog.read(folder);
    Profile profile = Profile.read(SimulationLog.profile(folder));
    if (!log.scale().equals("province") || log.from() != profile.censusYear()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Cannot check %s: none of the %d counts can be compared; they hold of the whole province of the profile %s on %s, at --scale province --from %d, and this is --scale %s --from %d"
              .formatted(
                  folder,
                  profile.counts().size(),
                  log.profile(),
                  profile.censusDay(),
                  profile.censusYear(),
                  log.scale(),
                  log.from()));
    }
    return new BaselineCheck(folder, profile).lines();
  }

  private List<Line> lines() {
    Map<String, String> levels = new HashMap<>();
    for (Path file : files("lop_" + day)) {
      eachRow(
          file,
          row -> {
            levels.put(row.get("Mã lớp"), level(row.get("Cấp học")));
            add("classes." + level(row.get("Cấp học")), 1);
          });
    }
    for (Path file : files("truong_" + day)) {
      eachRow(file, this::institution);
    }
    for (Path file : files("hocsinh_")) {
      eachRow(
          file,
          row -> {
            String status = row.getOrDefault("Trạng thái", "");
            if (status.equals(LEARNS) || status.startsWith(CAME)) {
              add("learners." + levels.get(row.get("Mã lớp")), 1);
            }
          });
    }
    for (String whole : List.of("classes", "learners")) {
      int sum = 0;
      for (Level level : Level.values()) {
        // The special school is in no figure by level.
        sum += level == Level.SPECIAL ? 0 : counts.getOrDefault(whole + "." + level.figure(), 0);
      }
      counts.put(whole, sum);
    }
    List<Line> result = new ArrayList<>();
    for (Profile.Figure figure : profile.counts()) {
      result.add(
          new Line(
              figure.name(),
              figure.value().intValueExact(),
              counts.getOrDefault(figure.name(), 0)));
    }
    return result;
  }

  private void institution(Map<String, String> row) {
    add("institutions", 1);
    for (InstitutionKind kind : InstitutionKind.values()) {
      if (kind.code().equals(row.get("Loại hình"))) {
        add("institutions." + kind.figure(), 1);
      }
    }
    for (String level : row.getOrDefault("Cấp học", "").split(",")) {
      add("teaching." + level(level), 1);
    }
    add("staff", number(row.get("Số CBGVNV")));
    add("staff.teachers", number(row.get("Số giáo viên")));
  }

  private static int number(@org.jspecify.annotations.Nullable String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }

  private static String level(@org.jspecify.annotations.Nullable String code) {
    for (Level level : Level.values()) {
      if (level.code().equals(code)) {
        return level.figure();
      }
    }
    return "other";
  }

  private void add(String figure, int count) {
    counts.merge(figure, count, Integer::sum);
  }

  /** The workbooks of the census day whose names begin so; each once, whatever its name says. */
  private List<Path> files(String start) {
    try (Stream<Path> files = Files.walk(folder.resolve("moet"))) {
      return files
          .filter(
              file -> {
                String name = String.valueOf(file.getFileName());
                return name.startsWith(start) && name.contains(day) && name.endsWith(".xlsx");
              })
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void eachRow(Path file, Consumer<Map<String, String>> consumer) {
    try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile());
        Stream<Row> rows = workbook.getFirstSheet().openStream()) {
      List<String> header = new ArrayList<>();
      rows.forEach(
          row -> {
            List<String> cells = row.stream().map(c -> c == null ? "" : c.getText()).toList();
            if (header.isEmpty()) {
              // Titles stand alone in their rows.
              if (cells.stream().filter(cell -> !cell.isEmpty()).count() > 3) {
                header.addAll(cells);
              }
              return;
            }
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < Math.min(cells.size(), header.size()); i++) {
              values.put(header.get(i), cells.get(i));
            }
            consumer.accept(values);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
