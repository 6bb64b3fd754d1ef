package vn.edulake.jobs.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import vn.edulake.jobs.simulate.defect.Answer;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;

/**
 * What a simulation says of itself: {@code simulation.json} in its folder.
 *
 * @param lastDay of the last delivery
 * @param feeds the contracts of its files, {@code source.entity}
 */
public record SimulationLog(
    String profile,
    String scale,
    int from,
    int years,
    int history,
    long seed,
    boolean hasDefects,
    LocalDate lastDay,
    List<String> feeds) {
  private static final String FILE = "simulation.json";
  private static final String PROFILE = "profile.yml";
  private static final String KEY = "answer_key.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  public SimulationLog {
    feeds = List.copyOf(feeds);
  }

  /** The folders of its files: the sources of its feeds. */
  public List<String> sources() {
    return feeds.stream()
        .map(feed -> feed.substring(0, feed.indexOf('.')))
        .distinct()
        .sorted()
        .toList();
  }

  void write(Path folder) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("profile", profile);
    node.put("scale", scale);
    node.put("from", from);
    node.put("years", years);
    node.put("history", history);
    node.put("seed", seed);
    node.put("defects", hasDefects);
    node.put("last_day", lastDay.toString());
    feeds.forEach(node.putArray("feeds")::add);
    Files.writeString(
        folder.resolve(FILE),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
  }

  /** Where the profile of a simulation stands, as it was. */
  static Path profile(Path folder) {
    return folder.resolve(PROFILE);
  }

  static Path key(Path folder) {
    return folder.resolve(KEY);
  }

  /**
   * What the simulation of a folder says.
   *
   * @throws UserError {@code USAGE} when the folder holds none
   */
  public static SimulationLog read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new UserError(
          ErrorCode.USAGE, "Cannot use " + folder + ": it holds no " + FILE + " of a simulation");
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      List<String> feeds = new ArrayList<>();
      node.path("feeds").forEach(feed -> feeds.add(feed.asText()));
      return new SimulationLog(
          node.path("profile").asText(),
          node.path("scale").asText(),
          node.path("from").asInt(),
          node.path("years").asInt(),
          node.path("history").asInt(),
          node.path("seed").asLong(),
          node.path("defects").asBoolean(),
          LocalDate.parse(node.path("last_day").asText()),
          feeds);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The answer key of the simulation of a folder. */
  public static List<Answer> answers(Path folder) {
    try (Stream<String> lines = Files.lines(key(folder))) {
      return lines.map(Answer::parse).toList();
    } catch (IOException e) {
      throw unreadable(key(folder), e);
    }
  }

  private static ExternalError unreadable(Path file, IOException cause) {
    return new ExternalError(
        ErrorCode.STORAGE_FAILED, "Cannot read " + file + ": " + cause.getMessage(), cause);
  }
}
