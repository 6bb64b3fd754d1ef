package vn.edulake.jobs.identity;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of who somebody is.
 *
 * @param key name of the statement; no two have the same
 * @param source who says it
 * @param sender account of the sender; empty where the source is one
 * @param localNumber number that the sender gives, nobody else's at the same sender
 * @param code code of the sector, or a temporary one
 * @param personalNumber number of the person
 * @param guardian name of a parent
 * @param institution where the source knows institutions of the sector, the last one it told;
 *     elsewhere the sender is what tells schools apart
 * @param className code or name of the last class, with its school year where names come again
 */
public record Statement(
    String key,
    String source,
    String sender,
    @Nullable String localNumber,
    @Nullable String code,
    @Nullable String personalNumber,
    @Nullable String name,
    @Nullable LocalDate birthDate,
    @Nullable String sex,
    @Nullable String guardian,
    @Nullable String phone,
    @Nullable String commune,
    @Nullable String institution,
    @Nullable String className) {
  /** The same without a code or a number. */
  public Statement withoutIdentifiers() {
    return new Statement(
        key,
        source,
        sender,
        null,
        null,
        null,
        name,
        birthDate,
        sex,
        guardian,
        phone,
        commune,
        institution,
        className);
  }
}
