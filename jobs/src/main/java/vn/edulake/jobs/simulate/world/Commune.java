package vn.edulake.jobs.simulate.world;

import java.util.List;

/**
 * A commune as it was until 30 June 2025.
 *
 * @param index its position in the province
 * @param name with the kind of unit, as in the official list
 * @param successors the communes that took it over on 1 July 2025; several when it was split
 * @param weight its part of the province's people, which is invented
 */
public record Commune(
    int index,
    String code,
    String name,
    String districtCode,
    String districtName,
    List<Successor> successors,
    double weight) {

  /** A commune since 1 July 2025. */
  public record Successor(String code, String name) {}

  /** Whether the reform divided it. */
  public boolean isSplit() {
    return successors.size() > 1;
  }
}
