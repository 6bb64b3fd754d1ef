package vn.edulake.jobs.simulate.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;

/**
 * The communes of a province, from the lists of administrative units that come with the project.
 */
final class CommuneList {
  private static final String OLD =
      "old-3-level/vn_only_simplified_json_generated_data_vn_units.json";
  private static final String SPLITS = "mapping/splits.json";

  private CommuneList() {}

  /** All communes of a province, by code; weights depend on the seed. */
  static List<Commune> load(Path folder, Profile profile, long seed) {
    String provinceCode = profile.province("code_before");
    Map<String, List<Commune.Successor>> successors = successors(folder, profile);
    List<Commune> result = new ArrayList<>();
    for (JsonNode province : read(folder.resolve(OLD))) {
      if (!province.path("Code").asText().equals(provinceCode)) {
        continue;
      }
      for (JsonNode district : province.path("District")) {
        for (JsonNode ward : district.path("Ward")) {
          String code = ward.path("Code").asText();
          Dice dice = Dice.of(seed, Purpose.COMMUNE, Long.parseLong(code));
          double weight = StrictMath.exp(0.35 * dice.normal());
          result.add(
              new Commune(
                  0,
                  code,
                  ward.path("FullName").asText(),
                  district.path("Code").asText(),
                  district.path("FullName").asText(),
                  successors.getOrDefault(code, List.of()),
                  weight));
        }
      }
    }
    if (result.isEmpty()) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot use the profile "
              + profile.name()
              + ": no province had the code "
              + provinceCode);
    }
    result.sort(Comparator.comparing(Commune::code));
    return numbered(result);
  }

  /** The communes with positions from 0. */
  static List<Commune> numbered(List<Commune> communes) {
    List<Commune> result = new ArrayList<>();
    for (Commune commune : communes) {
      result.add(
          new Commune(
              result.size(),
              commune.code(),
              commune.name(),
              commune.districtCode(),
              commune.districtName(),
              commune.successors(),
              commune.weight()));
    }
    return List.copyOf(result);
  }

  /**
   * Some communes, of as few districts as can be; those that were split come first, since a small
   * province shows what a big one shows.
   */
  static List<Commune> some(List<Commune> all, int count) {
    Map<String, Integer> splits = new HashMap<>();
    all.forEach(c -> splits.merge(c.districtCode(), c.isSplit() ? 1 : 0, Integer::sum));
    return numbered(
        all.stream()
            .sorted(
                Comparator.comparing((Commune c) -> -splits.getOrDefault(c.districtCode(), 0))
                    .thenComparing(Commune::districtCode)
                    .thenComparing(c -> !c.isSplit())
                    .thenComparing(Commune::code))
            .limit(count)
            .sorted(Comparator.comparing(Commune::code))
            .toList());
  }

  private static Map<String, List<Commune.Successor>> successors(Path folder, Profile profile) {
    String provinceCode = profile.province("code_before");
    String after = profile.province("code_after");
    Map<String, List<Commune.Successor>> result = new LinkedHashMap<>();
    for (JsonNode province : read(folder.resolve(SPLITS)).path("data")) {
      if (!province.path("level1_id").asText().equals(provinceCode)) {
        continue;
      }
      List<String> codes = province.path("splits").findValuesAsText("new_id");
      if (!codes.contains(after)) {
        throw new UserError(
            ErrorCode.CONFIGURATION_INVALID,
            "Cannot use the profile %s: the province of the code %s has the code %s after the reform, not %s"
                .formatted(profile.name(), provinceCode, String.join(" or ", codes), after));
      }
      for (JsonNode commune : province.path("level3s")) {
        List<Commune.Successor> of = new ArrayList<>();
        for (JsonNode split : commune.path("splits")) {
          of.add(new Commune.Successor(split.path("new_id").asText(), split.path("name").asText()));
        }
        result.put(commune.path("level3_id").asText(), List.copyOf(of));
      }
    }
    return result;
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
