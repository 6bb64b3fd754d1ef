package vn.edulake.models.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.yaml.Choice;

/**
 * A kind of key and its ordered inputs.
 *
 * <p>Inputs are brought to composed form (NFC), trimmed, inner white space folded, lower-cased, and
 * joined with the unit separator, so that no two lists of inputs give the same text. A missing
 * input gives {@link #MISSING}, never a hash of nothing.
 */
public enum KeyKind {
  PLACE("level", "code", "valid_from"),
  EXAM_COUNCIL("council_code", "valid_from"),
  SUBJECT("subject_code"),
  EXAM_CANDIDATE("exam_year", "candidate_number"),
  /** An account of a person at one source; which person it is, its source does not say. */
  SOURCE_PERSON("source_code", "person_id"),
  /** A learner, by the identifier that was known first. */
  LEARNER("identifier_kind", "identifier"),
  /** A line about a learner: by school or account and number, or by record and version. */
  LEARNER_ENTRY("sender", "number"),
  /** A record of the sector database. */
  LEARNER_RECORD("record_id"),
  /** A member of staff, by the identifier that was known first. */
  STAFF("identifier_kind", "identifier"),
  /**
   * A school, by the first code that is known and the first day of the place list that it is of.
   */
  SCHOOL("school_code", "code_valid_from"),
  CLASS("school_key", "school_year", "class"),
  ROOM("school_key", "room_code"),
  /** A site of a school; 0 is the main one. */
  SCHOOL_SITE("school_key", "site_number");

  /** The member that stands for a missing key. */
  public static final String MISSING = "-1";

  /** The member that stands for one that is told and has not arrived yet. */
  public static final String PENDING = "-3";

  private static final Map<String, KeyKind> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toMap(kind -> kind.name().toLowerCase(Locale.ROOT), kind -> kind));

  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(KeyKind::sha256);
  private static final ThreadLocal<@Nullable Keyed> KEYED = new ThreadLocal<>();
  private static final String SEPARATOR = "\u001f";
  private static final int HEX_DIGITS = 32;

  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
  private final List<String> inputs;

  KeyKind(String... inputs) {
    this.inputs = List.of(inputs);
  }

  /** The inputs by name, in order. */
  public List<String> inputs() {
    return inputs;
  }

  /** The kind of this lower-case name. */
  public static KeyKind parse(String name) {
    KeyKind known = BY_NAME.get(name);
    return known == null
        ? Choice.parse(ErrorCode.MODEL_INVALID, "kind of key", KeyKind.class, name)
        : known;
  }

  /** The surrogate key: 32 hex digits of SHA-256, or {@link #MISSING}. */
  public String key(List<@Nullable String> values) {
    String text = text(values);
    if (text == null) {
      return MISSING;
    }
    return hex(SHA_256.get().digest(bytes(text)));
  }

  /** The pseudonym: 32 hex digits of HMAC-SHA-256 under a secret, or {@link #MISSING}. */
  public String pseudonym(byte[] secret, List<@Nullable String> values) {
    String text = text(values);
    if (text == null) {
      return MISSING;
    }
    Keyed keyed = KEYED.get();
    if (keyed == null || !Arrays.equals(keyed.secret, secret)) {
      keyed = new Keyed(secret);
      KEYED.set(keyed);
    }
    return hex(keyed.mac.doFinal(bytes(text)));
  }

  private @Nullable String text(List<@Nullable String> values) {
    if (values.size() != inputs.size()) {
      throw new UserError(
          ErrorCode.MODEL_INVALID,
          "Invalid key "
              + name().toLowerCase(Locale.ROOT)
              + ": "
              + values.size()
              + " inputs given ("
              + inputs
              + ")");
    }
    StringBuilder joined = new StringBuilder(name());
    for (String value : values) {
      if (value == null) {
        return null;
      }
      joined.append(SEPARATOR).append(normal(value));
    }
    return joined.toString();
  }

  private static String normal(String value) {
    String composed =
        isPlain(value)
            ? value
            : WHITE_SPACE
                .matcher(Normalizer.normalize(value, Normalizer.Form.NFC).strip())
                .replaceAll(" ");
    return composed.toLowerCase(Locale.ROOT);
  }

  /** Whether a text is of ASCII without white space, as nearly all that identifies is. */
  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A hash under a secret, made ready once: that costs more than hashing a short text. */
  private static final class Keyed {
    private final byte[] secret;
    private final Mac mac;

    Keyed(byte[] secret) {
      this.secret = secret.clone();
      try {
        this.mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest, 0, HEX_DIGITS / 2);
  }
}
