package vn.edulake.jobs.simulate.defect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/**
 * One planted defect, a line of {@code answer_key.jsonl}.
 *
 * @param feed contract of the file, {@code source.entity}
 * @param sender who should have sent it
 * @param day of which the file is
 * @param file its path below the folder of the simulation; of a file that never came, where it
 *     would be
 * @param row line of the file, or row of its sheet, from 1; 0 where the file as a whole is wrong
 * @param entity who or what it is about, by a number of the simulation
 * @param right what would be right
 */
public record Answer(
    DefectClass defect,
    String feed,
    String sender,
    String day,
    String file,
    int row,
    String entity,
    String right) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper READER = new ObjectMapper();

  /** The line. */
  public String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("class", defect.code());
      json.writeStringField("feed", feed);
      json.writeStringField("sender", sender);
      json.writeStringField("day", day);
      json.writeStringField("file", file);
      json.writeNumberField("row", row);
      json.writeStringField("entity", entity);
      json.writeStringField("right", right);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * Reads a line.
   *
   * @throws UserError {@code USAGE} when it is none
   */
  public static Answer parse(String line) {
    try {
      JsonNode node = READER.readTree(line);
      return new Answer(
          DefectClass.find(node.path("class").asText()).orElseThrow(() -> invalid(line)),
          node.path("feed").asText(),
          node.path("sender").asText(),
          node.path("day").asText(),
          node.path("file").asText(),
          node.path("row").asInt(),
          node.path("entity").asText(),
          node.path("right").asText());
    } catch (IOException e) {
      throw invalid(line);
    }
  }

  private static UserError invalid(String line) {
    return new UserError(
        ErrorCode.USAGE,
        "Cannot read the answer key: "
            + line.substring(0, Math.min(60, line.length()))
            + " is no line of one");
  }
}
