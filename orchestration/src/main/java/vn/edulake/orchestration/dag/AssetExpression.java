package vn.edulake.orchestration.dag;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which assets must have changed for a run to start. */
public sealed interface AssetExpression {
  /** One asset must have changed. */
  record One(Asset asset) implements AssetExpression {}

  /** All parts must hold. */
  record All(List<AssetExpression> parts) implements AssetExpression {
    public All {
      parts = notEmpty(parts);
    }
  }

  /** One part at least must hold. */
  record Any(List<AssetExpression> parts) implements AssetExpression {
    public Any {
      parts = notEmpty(parts);
    }
  }

  private static List<AssetExpression> notEmpty(List<AssetExpression> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Invalid asset expression: it names no asset");
    }
    return List.copyOf(parts);
  }

  /** Whether it holds when the assets that changed are those for which {@code changed} is true. */
  default boolean holds(Predicate<Asset> changed) {
    if (this instanceof One one) {
      return changed.test(one.asset());
    }
    if (this instanceof All all) {
      return all.parts().stream().allMatch(part -> part.holds(changed));
    }
    return ((Any) this).parts().stream().anyMatch(part -> part.holds(changed));
  }

  /** Every asset that it names, once, in the order of the file. */
  default Set<Asset> assets() {
    Set<Asset> found = new LinkedHashSet<>();
    if (this instanceof One one) {
      found.add(one.asset());
    } else if (this instanceof All all) {
      all.parts().forEach(part -> found.addAll(part.assets()));
    } else if (this instanceof Any any) {
      any.parts().forEach(part -> found.addAll(part.assets()));
    }
    return found;
  }
}
