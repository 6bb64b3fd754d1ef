package vn.edulake.jobs.transform;

import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import vn.edulake.models.contract.DateText;
import vn.edulake.models.key.KeyKind;

/**
 * The functions that models may call beside Spark's own: {@code lake_key(kind, parts)}, {@code
 * pseudonym(kind, parts)}, {@code nfc(text)}, which gives a text in composed Unicode form, trimmed
 * and with single spaces, and {@code day_in(text, format)} and {@code moment_in(text, format)},
 * which read a date or time strictly and give nothing for any other text.
 */
public final class ModelFunctions {
  /** Also the no-break space, which people paste into names. */
  private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\u00a0]+");

  private ModelFunctions() {}

  /**
   * Makes the functions known to a session.
   *
   * @param secret the key of the pseudonyms
   */
  public static void register(SparkSession session, byte[] secret) {
    UDF2<String, Seq<String>, String> key = (kind, parts) -> KeyKind.parse(kind).key(asList(parts));
    UDF2<String, Seq<String>, String> pseudonym =
        (kind, parts) -> KeyKind.parse(kind).pseudonym(secret, asList(parts));
    UDF1<String, String> nfc = ModelFunctions::nfc;
    UDF2<String, String, LocalDate> day =
        (text, format) -> text == null ? null : DateText.date(format, text).orElse(null);
    UDF2<String, String, Instant> moment =
        (text, format) -> text == null ? null : DateText.instant(format, text).orElse(null);
    session.udf().register("nfc", nfc, DataTypes.StringType);
    session.udf().register("day_in", day, DataTypes.DateType);
    session.udf().register("moment_in", moment, DataTypes.TimestampType);
    session.udf().register("lake_key", key, DataTypes.StringType);
    session.udf().register("pseudonym", pseudonym, DataTypes.StringType);
  }

  static @Nullable String nfc(@Nullable String text) {
    return text == null || isClean(text)
        ? text
        : WHITE_SPACE
            .matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
            .replaceAll(" ")
            .strip();
  }

  /** Whether a text certainly is as {@code nfc} gives it; nearly all are. */
  private static boolean isClean(String text) {
    boolean wasSpace = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isSpace = c == ' ';
      boolean isVietnamese = c >= '\u1ea0' && c <= '\u1ef9';
      boolean mayChange =
          c < ' ' || (c >= '\u007f' && c <= '\u00a0') || (c >= '\u0300' && !isVietnamese);
      if (mayChange || (isSpace && wasSpace)) {
        return false;
      }
      wasSpace = isSpace;
    }
    return !wasSpace || text.isEmpty();
  }

  private static List<String> asList(Seq<String> parts) {
    return JavaConverters.seqAsJavaList(parts);
  }
}
