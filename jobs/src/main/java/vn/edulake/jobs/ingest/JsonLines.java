package vn.edulake.jobs.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.Layout.Field;
import vn.edulake.models.contract.Layout.JsonRecords;
import vn.edulake.models.contract.Layout.Step;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/**
 * The records of a nested JSON document, read token by token.
 *
 * <p>A record is handed out as soon as its fields are known. When it needs a field of an object
 * around it that stands after it, it waits until that field comes or that object ends; so at most
 * the records of one outer object are held.
 */
final class JsonLines implements Lines {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final DeliveredFile file;
  private final Layout layout;
  private final Node document = new Node();
  private final JsonParser parser;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<Line> ready = new ArrayDeque<>();
  private final Set<String> optional = new HashSet<>();
  private final Map<JsonRecords, Set<Field>> unseen = new HashMap<>();
  private long recordCount;
  private boolean isEnd;

  /** A place in the document where objects of interest are. */
  private static final class Node {
    final Map<Step, Node> children = new LinkedHashMap<>();
    final List<JsonRecords> records = new ArrayList<>();

    Node under(Step step) {
      return children.computeIfAbsent(step, unused -> new Node());
    }
  }

  /** An array or object that has begun and not ended; an array has no frame. */
  private record Open(Node node, @Nullable Frame frame, @Nullable Frame around) {}

  /** The fields of one object as far as they are read. */
  private static final class Frame {
    final @Nullable Frame around;
    final long number;
    final Map<String, @Nullable String> texts = new HashMap<>();
    final Map<String, String> json = new LinkedHashMap<>();
    final List<Waiting> waiting = new ArrayList<>();
    boolean isClosed;

    Frame(@Nullable Frame around, long number) {
      this.around = around;
      this.number = number;
    }

    @Nullable Frame up(int count) {
      Frame result = this;
      for (int i = 0; i < count && result != null; i++) {
        result = result.around;
      }
      return result;
    }
  }

  /** A record whose own object has ended. */
  private record Waiting(JsonRecords records, Frame frame) {}

  JsonLines(DeliveredFile file, SourceContract contract, Layout layout) throws IOException {
    this.file = file;
    this.layout = layout;
    contract.columns().stream()
        .filter(column -> column.optional())
        .forEach(column -> optional.add(column.name()));
    for (JsonRecords records : layout.records()) {
      Node node = document;
      for (Step step : records.path()) {
        node = node.under(step);
      }
      node.records.add(records);
    }
    Reader reader = StrictText.open(file, StandardCharsets.UTF_8);
    parser = FACTORY.createParser(reader);
  }

  @Override
  public @Nullable Line next() {
    try {
      while (ready.isEmpty() && !isEnd) {
        step();
      }
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    if (ready.isEmpty()) {
      checkFields();
      return null;
    }
    return ready.poll();
  }

  private void step() throws IOException {
    JsonToken token = parser.nextToken();
    Open place = open.peek();
    if (token == null) {
      if (recordCount == 0 && parser.currentLocation().getCharOffset() <= 0) {
        throw file.error(ErrorCode.FILE_EMPTY, "it holds no row", null);
      }
      isEnd = true;
    } else if (place == null) {
      enter(document, "", token, null);
    } else if (token == JsonToken.END_ARRAY) {
      open.pop();
    } else if (token == JsonToken.END_OBJECT) {
      open.pop();
      close(place);
    } else if (place.frame() == null) {
      if (token != JsonToken.START_OBJECT) {
        throw file.unreadable("an element of its records is no object");
      }
      open.push(object(place.node(), place.around()));
    } else {
      field(place.node(), place.frame(), parser.currentName());
    }
  }

  private void field(Node node, Frame frame, String name) throws IOException {
    JsonToken token = parser.nextToken();
    if (frame.texts.containsKey(name)) {
      throw file.error(
          ErrorCode.HEADER_DOUBLED, "an object has the field " + name + " twice", null);
    }
    if (isEntered(node, name)) {
      if (token != JsonToken.VALUE_NULL) {
        enter(node, name, token, frame);
      }
    } else if (token.isScalarValue()) {
      String text = token == JsonToken.VALUE_NULL ? null : parser.getText();
      frame.texts.put(name, text == null || text.isEmpty() ? null : text);
      if (text != null && !node.records.isEmpty()) {
        frame.json.put(name, token == JsonToken.VALUE_STRING ? JsonText.quoted(text) : text);
      }
    } else if (node.records.isEmpty()) {
      parser.skipChildren();
    } else {
      StringWriter text = new StringWriter();
      try (JsonGenerator generator = FACTORY.createGenerator(text)) {
        generator.copyCurrentStructure(parser);
      }
      frame.json.put(name, text.toString());
    }
  }

  private static boolean isEntered(Node node, String name) {
    return node.children.containsKey(new Step(name, true))
        || node.children.containsKey(new Step(name, false));
  }

  private void enter(Node node, String name, JsonToken token, @Nullable Frame around) {
    Node array = node.children.get(new Step(name, true));
    Node object = node.children.get(new Step(name, false));
    if (token == JsonToken.START_ARRAY && array != null) {
      open.push(new Open(array, null, around));
    } else if (token == JsonToken.START_OBJECT && object != null) {
      open.push(object(object, around));
    } else {
      throw file.error(
          ErrorCode.HEADER_NOT_FOUND,
          (name.isEmpty() ? "the document" : "the field " + name)
              + " is not the "
              + (array != null ? "array" : "object")
              + " that the layout "
              + layout.name()
              + " requires",
          null);
    }
  }

  private Open object(Node node, @Nullable Frame around) {
    if (!node.records.isEmpty()) {
      recordCount++;
    }
    return new Open(node, new Frame(around, recordCount), around);
  }

  private void close(Open place) {
    Frame frame = place.frame();
    if (frame == null) {
      return;
    }
    frame.isClosed = true;
    List<Waiting> candidates = new ArrayList<>(frame.waiting);
    frame.waiting.clear();
    for (JsonRecords records : place.node().records) {
      candidates.add(new Waiting(records, frame));
    }
    for (Waiting candidate : candidates) {
      if (frame.around == null || isComplete(candidate)) {
        ready.add(line(candidate));
      } else {
        frame.around.waiting.add(candidate);
      }
    }
  }

  private static boolean isComplete(Waiting waiting) {
    return waiting.records().columns().values().stream()
        .allMatch(
            field -> {
              Frame owner = waiting.frame().up(field.up());
              return owner == null || owner.isClosed || owner.texts.containsKey(field.name());
            });
  }

  private Line line(Waiting waiting) {
    JsonRecords records = waiting.records();
    Set<Field> missing =
        unseen.computeIfAbsent(records, unused -> new HashSet<>(records.columns().values()));
    Map<String, String> values = new HashMap<>(records.constants());
    records
        .columns()
        .forEach(
            (column, field) -> {
              Frame owner = waiting.frame().up(field.up());
              if (owner != null && owner.texts.containsKey(field.name())) {
                missing.remove(field);
                String text = owner.texts.get(field.name());
                if (text != null) {
                  values.put(column, text);
                }
              }
            });
    Map<String, String> extra = new LinkedHashMap<>(waiting.frame().json);
    for (Field field : records.columns().values()) {
      if (field.up() == 0) {
        extra.remove(field.name());
      }
    }
    return new Line(waiting.frame().number, values, JsonText.object(extra), false);
  }

  /** A field that no record of a set has is a column that the file does not have. */
  private void checkFields() {
    Set<String> missing = new TreeSet<>();
    unseen.forEach(
        (records, fields) ->
            records
                .columns()
                .forEach(
                    (column, field) -> {
                      if (fields.contains(field) && !optional.contains(column)) {
                        missing.add(field.name());
                      }
                    }));
    if (!missing.isEmpty()) {
      throw error(missing);
    }
  }

  private DataError error(Set<String> missing) {
    return file.error(
        ErrorCode.HEADER_NOT_FOUND,
        "no record has the fields that the layout "
            + layout.name()
            + " requires; missing: "
            + String.join(", ", missing),
        null);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
