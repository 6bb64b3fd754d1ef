package vn.edulake.orchestration.dag;

import java.util.ArrayList;
import java.util.List;
import vn.edulake.models.error.UserError;

/**
 * dag-factory's older way to write an asset expression as a text: {@code ((a & b) | c)}. An and
 * binds tighter than an or.
 */
final class AssetCondition {
  private final String text;
  private final Place place;
  private int at;

  AssetCondition(String text, Place place) {
    this.text = text;
    this.place = place;
  }

  AssetExpression parse() {
    AssetExpression whole = any();
    skipBlanks();
    if (at < text.length()) {
      throw problem();
    }
    return whole;
  }

  private AssetExpression any() {
    List<AssetExpression> parts = new ArrayList<>(List.of(all()));
    while (accept('|')) {
      parts.add(all());
    }
    return parts.size() == 1 ? parts.get(0) : new AssetExpression.Any(parts);
  }

  private AssetExpression all() {
    List<AssetExpression> parts = new ArrayList<>(List.of(one()));
    while (accept('&')) {
      parts.add(one());
    }
    return parts.size() == 1 ? parts.get(0) : new AssetExpression.All(parts);
  }

  private AssetExpression one() {
    if (accept('(')) {
      AssetExpression inner = any();
      if (!accept(')')) {
        throw problem();
      }
      return inner;
    }
    skipBlanks();
    int from = at;
    while (at < text.length() && "()&| \t\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (from == at) {
      throw problem();
    }
    return new AssetExpression.One(Asset.ofUri(text.substring(from, at)));
  }

  private boolean accept(char wanted) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private UserError problem() {
    return place.problem(
        "Invalid asset expression: '"
            + text
            + "' (URIs, '&', '|' and parentheses; it breaks at "
            + (at + 1)
            + ")");
  }
}
