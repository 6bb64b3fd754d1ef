package vn.edulake.orchestration.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The schemas of answers, in JSON Schema 2020-12. The specification says {@code nullable} as
 * OpenAPI 3.0 did; here it becomes a choice with null.
 */
final class SpecificationSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final Map<String, Object> document;
  private final Map<String, Object> definitions;

  SpecificationSchemas() {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(10_000_000).build();
    try (var in = Specification.class.getResourceAsStream("/airflow/v2-3.2.1.yaml")) {
      this.document = Specification.map(new Load(settings).loadFromInputStream(in));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    this.definitions =
        Specification.map(converted(Specification.map(document.get("components")).get("schemas")));
  }

  /** What is wrong with an answer; a status that is not specified is wrong too. */
  List<String> problems(Specification.Operation operation, int status, String body) {
    Map<String, Object> responses =
        Specification.map(
            Specification.map(
                    Specification.map(
                            Specification.map(document.get("paths"))
                                .get("/" + String.join("/", operation.path())))
                        .get(operation.method().toLowerCase(java.util.Locale.ROOT)))
                .get("responses"));
    if (!responses.containsKey(String.valueOf(status))) {
      return List.of("status " + status + " is not specified: " + responses.keySet());
    }
    Object schema =
        Specification.map(
                Specification.map(
                        Specification.map(responses.get(String.valueOf(status))).get("content"))
                    .get("application/json"))
            .get("schema");
    if (schema == null) {
      return body.isEmpty() ? List.of() : List.of("a body that is not specified: " + body);
    }
    Map<String, Object> root = new LinkedHashMap<>(Specification.map(converted(schema)));
    root.put("$defs", definitions);
    try {
      JsonNode node = JSON.readTree(body);
      Set<ValidationMessage> messages =
          FACTORY
              .getSchema(
                  JSON.valueToTree(root),
                  SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build())
              .validate(node);
      return messages.stream().map(ValidationMessage::getMessage).toList();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return List.of("no JSON: " + body);
    }
  }

  private static @Nullable Object converted(@Nullable Object value) {
    if (value instanceof List<?> list) {
      List<@Nullable Object> out = new ArrayList<>();
      list.forEach(each -> out.add(converted(each)));
      return out;
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    map.forEach(
        (key, each) -> {
          String name = String.valueOf(key);
          if (name.equals("$ref")) {
            out.put(name, String.valueOf(each).replace("#/components/schemas/", "#/$defs/"));
          } else if (!name.equals("nullable") && !name.equals("discriminator")) {
            out.put(name, converted(each));
          }
        });
    return Boolean.TRUE.equals(map.get("nullable"))
        ? Map.of("anyOf", List.of(out, Map.of("type", "null")))
        : out;
  }
}
