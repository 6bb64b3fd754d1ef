package vn.edulake.jobs.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * The records of a nested JSON document, or of a document per line, read token by token.
 *
 * <p>A record is handed out as soon as its fields are known. When it needs a field of an object
 * around it that stands after it, it waits until that field comes or that object ends; so at most
 * the records of one outer object are held. A line that is no document of the layout's form is a
 * line that is refused; a document that is not is a file that is.
 */
final class JsonLines implements Lines {
  private final DeliveredFile file;
  private final Layout layout;
  private final JsonFactory factory;
  private final Reader reader;
  private final boolean isByLine;
  private final Node document = new Node();
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<Line> ready = new ArrayDeque<>();
  private final FieldNames met = new FieldNames();
  private final Set<String> optional = new HashSet<>();
  private final Map<JsonRecords, Set<Field>> unseen = new HashMap<>();
  private @Nullable JsonParser parser;
  private long recordCount;
  private long lineNumber;
  private boolean isEnd;
  private final char[] buffer = new char[1 << 15];
  private int position;
  private int filled;

  /** A place in the document where objects of interest are. */
  private static final class Node {
    final Map<Step, Node> children = new LinkedHashMap<>();
    final List<JsonRecords> records = new ArrayList<>();
    final Map<String, Inwards> wanted = new HashMap<>();
    boolean isWhole;

    Node under(Step step) {
      return children.computeIfAbsent(step, unused -> new Node());
    }

    void want(List<String> path) {
      Inwards place = wanted.computeIfAbsent(path.get(0), unused -> new Inwards());
      for (String step : path.subList(1, path.size())) {
        place = place.children.computeIfAbsent(step, unused -> new Inwards());
      }
      place.path = path;
    }
  }

  /** A place inside a field at which a value may be wanted. */
  private static final class Inwards {
    final Map<String, Inwards> children = new HashMap<>();
    @Nullable List<String> path;
  }

  /** An array or object that has begun and not ended; an array has no frame. */
  private record Open(Node node, @Nullable Frame frame, @Nullable Frame around) {}

  /** The fields of one object as far as they are read. */
  private static final class Frame {
    final @Nullable Frame around;
    final long number;
    final Map<List<String>, @Nullable String> texts = new HashMap<>();
    final Map<String, String> json = new LinkedHashMap<>();
    final Set<String> names = new LinkedHashSet<>();
    final List<Waiting> waiting = new ArrayList<>();
    boolean isClosed;
    long size;

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
      List<Node> way = new ArrayList<>();
      Node node = document;
      for (Step step : records.path()) {
        node = node.under(step);
        way.add(node);
      }
      node.records.add(records);
      node.isWhole |= !records.whole().isEmpty();
      for (Field field : records.columns().values()) {
        way.get(way.size() - 1 - field.up()).want(field.path());
      }
    }
    isByLine = layout.format() == Layout.Format.JSON_LINES;
    factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(longest()).build())
            .build();
    reader = StrictText.open(file, StandardCharsets.UTF_8);
    if (!isByLine) {
      parser = factory.createParser(reader);
    }
  }

  private int longest() {
    return file.settings().limits().lineLength();
  }

  @Override
  public @Nullable Line next() {
    try {
      while (ready.isEmpty() && !isEnd) {
        if (isByLine) {
          nextLine();
        } else {
          step(Objects.requireNonNull(parser));
        }
      }
    } catch (StreamConstraintsException e) {
      throw file.unreadable(e.getMessage().contains("String") ? BoundedLines.tooLong() : e);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
    if (ready.isEmpty()) {
      checkFields();
      return null;
    }
    return ready.poll();
  }

  /** Reads all records of one line, or hands out that it is none. */
  private void nextLine() throws IOException {
    StringBuilder line = new StringBuilder();
    long length = 0;
    boolean isBegun = false;
    for (boolean isBroken = false; !isBroken && fill(); ) {
      isBegun = true;
      int start = position;
      while (position < filled && buffer[position] != '\n') {
        position++;
      }
      length += position - start;
      if (length <= longest()) {
        line.append(buffer, start, position - start);
      }
      isBroken = position < filled;
      position += isBroken ? 1 : 0;
    }
    if (!isBegun) {
      isEnd = true;
      return;
    }
    lineNumber++;
    if (length > longest()) {
      ready.add(Line.tooLong(lineNumber, length));
      return;
    }
    String text = line.toString().strip();
    if (text.isEmpty()) {
      return;
    }
    try (JsonParser ofLine = factory.createParser(text)) {
      for (boolean more = true; more; ) {
        more = step(ofLine);
        if (more && open.isEmpty() && ofLine.nextToken() == null) {
          more = false;
        } else if (more && open.isEmpty()) {
          throw file.unreadable("a line holds more than one document");
        }
      }
    } catch (JsonProcessingException | DataError e) {
      open.clear();
      ready.clear();
      ready.add(Line.malformed(lineNumber, text));
    } catch (BoundedLines.TooLong e) {
      open.clear();
      ready.clear();
      ready.add(Line.tooLong(lineNumber, length));
    }
  }

  private boolean fill() throws IOException {
    if (position == filled) {
      position = 0;
      filled = Math.max(0, reader.read(buffer, 0, buffer.length));
    }
    return filled > 0;
  }

  /** Takes the next token; false when there is none. */
  private boolean step(JsonParser from) throws IOException {
    JsonToken token = from.nextToken();
    Open place = open.peek();
    if (token == null) {
      if (recordCount == 0 && from.currentLocation().getCharOffset() <= 0) {
        throw file.error(ErrorCode.FILE_EMPTY, "it holds no row", null);
      }
      isEnd = !isByLine;
      return false;
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
      field(from, place.node(), place.frame(), from.currentName());
    }
    return true;
  }

  private void field(JsonParser from, Node node, Frame frame, String name) throws IOException {
    JsonToken token = from.nextToken();
    if (!frame.names.add(name)) {
      throw file.error(
          ErrorCode.HEADER_DOUBLED, "an object has the field " + name + " twice", null);
    }
    if (isEntered(node, name)) {
      if (token != JsonToken.VALUE_NULL) {
        enter(node, name, token, frame);
      }
      return;
    }
    Inwards wanted = node.wanted.get(name);
    if (wanted == null && node.records.isEmpty()) {
      from.skipChildren();
      return;
    }
    StringBuilder json = new StringBuilder();
    copy(from, wanted, frame, json);
    if (!node.records.isEmpty() && (token != JsonToken.VALUE_NULL || node.isWhole)) {
      frame.json.put(name, json.toString());
      frame.size += json.length();
      if (frame.size > longest()) {
        throw BoundedLines.tooLong();
      }
    }
  }

  /** Copies the value at the parser, and keeps what is wanted of it. */
  private void copy(JsonParser from, @Nullable Inwards wanted, Frame frame, StringBuilder json)
      throws IOException {
    int start = json.length();
    JsonToken token = from.currentToken();
    String text = null;
    switch (token) {
      case START_OBJECT -> {
        json.append('{');
        while (from.nextToken() != JsonToken.END_OBJECT) {
          String name = from.currentName();
          json.append(json.length() == start + 1 ? "" : ",");
          json.append(JsonText.quoted(name)).append(':');
          from.nextToken();
          copy(from, wanted == null ? null : wanted.children.get(name), frame, json);
        }
        json.append('}');
      }
      case START_ARRAY -> {
        json.append('[');
        for (int i = 0; from.nextToken() != JsonToken.END_ARRAY; i++) {
          json.append(i == 0 ? "" : ",");
          Inwards inner = wanted == null ? null : wanted.children.get(Integer.toString(i));
          copy(from, inner, frame, json);
        }
        json.append(']');
      }
      case VALUE_STRING -> {
        text = from.getText();
        json.append(JsonText.quoted(text));
      }
      default -> {
        text = token == JsonToken.VALUE_NULL ? "" : from.getText();
        json.append(token == JsonToken.VALUE_NULL ? "null" : text);
      }
    }
    if (json.length() > longest()) {
      throw BoundedLines.tooLong();
    }
    if (wanted != null && wanted.path != null) {
      String value = text == null ? json.substring(start) : text;
      frame.texts.put(wanted.path, value.isEmpty() ? null : value);
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
    return new Open(node, new Frame(around, isByLine ? lineNumber : recordCount), around);
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
              return owner == null || owner.isClosed || owner.texts.containsKey(field.path());
            });
  }

  private Line line(Waiting waiting) {
    JsonRecords records = waiting.records();
    Set<Field> missing =
        unseen.computeIfAbsent(records, unused -> new HashSet<>(records.columns().values()));
    Map<String, String> values = new HashMap<>(records.constants());
    met.add(waiting.frame().names);
    records
        .columns()
        .forEach(
            (column, field) -> {
              Frame owner = waiting.frame().up(field.up());
              if (owner != null && owner.texts.containsKey(field.path())) {
                missing.remove(field);
                String text = owner.texts.get(field.path());
                if (text != null) {
                  values.put(column, text);
                }
              }
            });
    if (!records.whole().isEmpty()) {
      String whole = Objects.requireNonNullElse(JsonText.object(waiting.frame().json), "{}");
      records.whole().forEach(column -> values.put(column, whole));
      return new Line(waiting.frame().number, values, null, false);
    }
    Map<String, String> extra = new LinkedHashMap<>(waiting.frame().json);
    extra.values().removeIf("null"::equals);
    for (Field field : records.columns().values()) {
      if (field.up() == 0 && field.path().size() == 1) {
        extra.remove(field.name());
      }
    }
    return new Line(waiting.frame().number, values, JsonText.object(extra), false);
  }

  @Override
  public List<String> header() {
    return met.all();
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
    if (parser != null) {
      parser.close();
    }
    reader.close();
  }
}
