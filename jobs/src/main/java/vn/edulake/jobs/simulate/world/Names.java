package vn.edulake.jobs.simulate.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names composed of parts that are common; a name that somebody has is chance. */
public final class Names {
  private static final String RESOURCE = "/vn/edulake/jobs/simulate/names.csv";

  private final Map<String, Parts> parts = new HashMap<>();

  private static final class Parts {
    final List<String> texts = new ArrayList<>();
    double[] weights = new double[0];

    String pick(Dice dice) {
      return texts.get(dice.pick(weights));
    }
  }

  /** A name in its parts, in composed Unicode. */
  public record Name(String surname, String middle, String given) {
    /** In the usual order. */
    public String full() {
      return surname + " " + middle + " " + given;
    }

    /** As software of other countries asks for it. */
    public String givenFirst() {
      return given + " " + surname + " " + middle;
    }
  }

  /** The names of the project. */
  public static Names load() {
    return new Names();
  }

  private Names() {
    String all;
    try (InputStream in = Names.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("Missing " + RESOURCE);
      }
      all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String line : all.split("\n")) {
      if (line.startsWith("#") || line.startsWith("part,")) {
        continue;
      }
      String[] fields = line.split(",");
      Parts of = parts.computeIfAbsent(fields[0], unused -> new Parts());
      of.texts.add(Normalizer.normalize(fields[1], Normalizer.Form.NFC));
      of.weights = Arrays.copyOf(of.weights, of.texts.size());
      of.weights[of.texts.size() - 1] = Double.parseDouble(fields[2]);
    }
  }

  /** A name. */
  Name pick(Dice dice, boolean isWoman) {
    String surname = part("surname").pick(dice);
    String middle = part(isWoman ? "middle_woman" : "middle_man").pick(dice);
    String given = part(isWoman ? "given_woman" : "given_man").pick(dice);
    return new Name(surname, middle, given);
  }

  private Parts part(String name) {
    Parts found = parts.get(name);
    if (found == null) {
      throw new IllegalStateException("No names of the part " + name);
    }
    return found;
  }
}
