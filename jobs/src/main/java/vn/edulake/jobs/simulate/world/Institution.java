package vn.edulake.jobs.simulate.world;

import java.util.List;

/**
 * A school or centre.
 *
 * @param index its position in the province, which never changes
 * @param commune the position of the commune in which its main site lies
 * @param successor which of the commune's successors that site lies in
 * @param serial of its code
 * @param siteCount sites besides the main one
 * @param size how much bigger than others of its kind
 */
public record Institution(
    int index,
    InstitutionKind kind,
    String name,
    int commune,
    int successor,
    int serial,
    int siteCount,
    double size) {

  public List<Level> levels() {
    return kind.levels();
  }

  public boolean teaches(Level level) {
    return kind.levels().contains(level);
  }
}
