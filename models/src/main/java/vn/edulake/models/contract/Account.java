package vn.edulake.models.contract;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the account of a load says besides its counts.
 *
 * @param sender who sends the files; empty: the source itself
 * @param senderFromPath the part of the path that names the sender
 * @param deliveredOnFromPath the part of the path that is the day of the delivery
 * @param receivedOnFromPath the part of the path that is the day on which the file came
 * @param said where the sender says how many records the file holds
 */
public record Account(
    Optional<String> sender,
    Optional<Pattern> senderFromPath,
    Optional<Pattern> deliveredOnFromPath,
    Optional<Pattern> receivedOnFromPath,
    Optional<Said> said) {

  /** Where the number of records is said. */
  public sealed interface Said {}

  /** In the manifest beside the file. */
  public record SaidInManifest(ManifestProperty property) implements Said {}

  /** In the path. */
  public record SaidInPath(Pattern pattern) implements Said {}
}
