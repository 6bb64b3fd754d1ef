package vn.edulake.jobs.transform;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import vn.edulake.models.key.KeyKind;

/**
 * The functions that models may call beside Spark's own: {@code lake_key(kind, parts)} and {@code
 * pseudonym(kind, parts)}.
 */
public final class ModelFunctions {
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
    session.udf().register("lake_key", key, DataTypes.StringType);
    session.udf().register("pseudonym", pseudonym, DataTypes.StringType);
  }

  private static List<String> asList(Seq<String> parts) {
    return JavaConverters.seqAsJavaList(parts);
  }
}
