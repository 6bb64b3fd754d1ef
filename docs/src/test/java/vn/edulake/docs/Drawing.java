package vn.edulake.docs;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A picture as SVG, as wide as two phones: at half its size its letters are still read. It says on
 * itself what it shows, of what, and that nobody in it exists.
 */
final class Drawing {
  static final int WIDTH = 720;
  static final String INK = "#1f2933";
  static final String PALE = "#52606d";
  static final String GRID = "#d9dee5";

  /** Where what is drawn may begin, below the titles. */
  static final int TOP = 112;

  private static final int FOOT = 108;

  private final StringBuilder svg = new StringBuilder();
  private final int height;

  /**
   * A picture with its titles and its source.
   *
   * @param plot the height of what is drawn between them
   * @param source the feed that is counted, and how it was written
   */
  Drawing(String vietnamese, String english, int plot, List<String> source) {
    height = TOP + plot + FOOT;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" role="img" aria-label="%s">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """
            .formatted(WIDTH, height, escaped(english)));
    text(24, 40, 27, INK, "start", vietnamese, true);
    text(24, 68, 20, PALE, "start", english, false);
    text(24, 94, 18, "#b3261e", "start", SYNTHETIC, true);
    int line = height - FOOT + 44;
    for (String part : source) {
      text(24, line, 16, PALE, "start", part, false);
      line += 22;
    }
  }

  private static final String SYNTHETIC =
      "Dữ liệu tổng hợp, không có người thật · Synthetic, no real person";

  int bottom() {
    return height - FOOT;
  }

  void text(double x, double y, int size, String color, String anchor, String text) {
    text(x, y, size, color, anchor, text, false);
  }

  void heading(double x, double y, int size, String text) {
    text(x, y, size, INK, "start", text, true);
  }

  private void text(
      double x, double y, int size, String color, String anchor, String text, boolean isBold) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" font-size=\"%d\" fill=\"%s\" text-anchor=\"%s\"%s>%s</text>\n"
            .formatted(
                number(x),
                number(y),
                size,
                color,
                anchor,
                isBold ? " font-weight=\"bold\"" : "",
                escaped(text)));
  }

  void box(double x, double y, double width, double boxHeight, String color) {
    if (width > 0 && boxHeight > 0) {
      svg.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n"
              .formatted(number(x), number(y), number(width), number(boxHeight), color));
    }
  }

  void line(double x1, double y1, double x2, double y2, String color, double width) {
    svg.append(
        "<path d=\"M%s %sL%s %s\" stroke=\"%s\" stroke-width=\"%s\"/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2), color, number(width)));
  }

  /** A line through points, each an x and a y. */
  void path(List<double[]> points, String color, double width) {
    if (points.isEmpty()) {
      return;
    }
    String way =
        IntStream.range(0, points.size())
            .mapToObj(
                i ->
                    (i == 0 ? "M" : "L")
                        + number(points.get(i)[0])
                        + " "
                        + number(points.get(i)[1]))
            .collect(Collectors.joining());
    svg.append(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"/>\n"
            .formatted(way, color, number(width)));
  }

  void dot(double x, double y, double radius, String color) {
    svg.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>\n"
            .formatted(number(x), number(y), number(radius), color));
  }

  /** Colours with what they mean, from a place to the right. */
  void legend(
      double x, double y, List<String> colors, List<String> meanings, List<Integer> widths) {
    double at = x;
    for (int i = 0; i < colors.size(); i++) {
      box(at, y - 15, 18, 18, colors.get(i));
      text(at + 24, y, 18, INK, "start", meanings.get(i));
      at += widths.get(i);
    }
  }

  String svg() {
    return svg + "</svg>\n";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
