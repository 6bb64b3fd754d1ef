package vn.edulake.quality.expectation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** What Spark SQL has no function for: texts that are to be dates, JSON, or JSON of a schema. */
public final class TextFunctions {
  static final String IS_MOMENT = "lake_is_moment";
  static final String IS_JSON = "lake_is_json";
  static final String IS_OF_SCHEMA = "lake_is_of_json_schema";
  static final String IS_STRFTIME = "lake_is_strftime";
  private static final String MOMENT = "lake_moment";

  /** As Python reads it: a key may stand twice, and {@code NaN} is a number. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A format is a note for people, as Python's jsonschema takes it. */
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(false).build();

  private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

  /** Parts of a date that a text leaves out; whether it is a date does not hang on it. */
  private static final LocalDate REFERENCE = LocalDate.of(2000, 1, 1);

  private TextFunctions() {}

  /** Makes the functions known to a session. */
  public static void register(SparkSession session) {
    session
        .udf()
        .register(
            IS_MOMENT,
            (UDF1<@Nullable String, Boolean>) text -> Moments.find(text, REFERENCE).isPresent(),
            DataTypes.BooleanType);
    session
        .udf()
        .register(
            MOMENT,
            (UDF2<@Nullable String, String, @Nullable Instant>)
                (text, zone) ->
                    Moments.find(text, REFERENCE)
                        .map(moment -> moment.at(ZoneId.of(zone)))
                        .orElse(null),
            DataTypes.TimestampType);
    session
        .udf()
        .register(
            IS_STRFTIME,
            (UDF2<@Nullable String, String, Boolean>)
                (text, format) -> Strftime.of(format).matches(text),
            DataTypes.BooleanType);
    session
        .udf()
        .register(
            IS_JSON,
            (UDF1<@Nullable String, Boolean>) TextFunctions::isJson,
            DataTypes.BooleanType);
    session
        .udf()
        .register(
            IS_OF_SCHEMA,
            (UDF2<@Nullable String, String, Boolean>) TextFunctions::isOfSchema,
            DataTypes.BooleanType);
  }

  static String call(String function, String... arguments) {
    return function + "(" + String.join(", ", arguments) + ")";
  }

  /** The point in time that a text means; null when it is none. */
  public static String moment(String text, ZoneId zone) {
    return call(MOMENT, text, Sql.text(zone.getId()));
  }

  private static boolean isJson(@Nullable String text) {
    return text != null && tree(text) != null;
  }

  private static @Nullable JsonNode tree(String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      return tree.isMissingNode() ? null : tree;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static boolean isOfSchema(@Nullable String text, String schema) {
    JsonNode tree = text == null ? null : tree(text);
    return tree != null && schema(schema).validate(tree).isEmpty();
  }

  private static JsonSchema schema(String text) {
    return SCHEMAS.computeIfAbsent(text, TextFunctions::compiled);
  }

  private static JsonSchema compiled(String text) {
    JsonNode tree = tree(text);
    if (tree == null) {
      throw new IllegalArgumentException("Invalid json_schema: it is not JSON");
    }
    SpecVersion.VersionFlag version =
        tree.has("$schema") ? SpecVersionDetector.detect(tree) : SpecVersion.VersionFlag.V202012;
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(version);
    Set<ValidationMessage> wrong =
        factory.getSchema(SchemaLocation.of(version.getId()), CONFIG).validate(tree);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "SchemaError: Invalid json_schema: " + wrong.iterator().next().getMessage());
    }
    return factory.getSchema(tree, CONFIG);
  }

  /**
   * The text of a schema that can be used.
   *
   * @throws IllegalArgumentException when it is none
   */
  static String checkedSchema(@Nullable Object told) {
    if (!(told instanceof Map) && !(told instanceof Boolean) && !(told instanceof String)) {
      throw new IllegalArgumentException("Invalid json_schema: " + told + " (an object is wanted)");
    }
    try {
      String text = told instanceof String given ? given : SuiteText.JSON.writeValueAsString(told);
      schema(text);
      return text;
    } catch (JsonProcessingException | com.networknt.schema.JsonSchemaException e) {
      throw new IllegalArgumentException("Invalid json_schema: " + e.getMessage(), e);
    }
  }
}
