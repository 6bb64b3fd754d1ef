package vn.edulake.jobs.ingest;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
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
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.contract.Layout.Xml;
import vn.edulake.models.contract.Layout.XmlField;
import vn.edulake.models.contract.Layout.XmlRecords;
import vn.edulake.models.contract.SourceContract;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/**
 * The records of an XML document, read event by event.
 *
 * <p>A record is handed out as soon as its fields are known, like one of a JSON document. Nothing
 * that a document can declare is believed: a document type is refused, and with it every entity.
 */
final class XmlLines implements Lines {
  private static final int DEPTH = 200;
  private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

  private final DeliveredFile file;
  private final Layout layout;
  private final Xml xml;
  private final Node root;
  private final String rootName;
  private final XMLStreamReader reader;
  private final InputStream bytes;
  private final Deque<Element> open = new ArrayDeque<>();
  private final Deque<Line> ready = new ArrayDeque<>();
  private final FieldNames met = new FieldNames();
  private final Set<String> optional = new HashSet<>();
  private final Map<XmlRecords, Set<XmlField>> unseen = new HashMap<>();
  private long recordCount;
  private boolean isEnd;

  /** A place in the document where elements of interest are. */
  private static final class Node {
    final Map<String, Node> children = new HashMap<>();
    final List<XmlRecords> records = new ArrayList<>();
    final Set<String> wanted = new HashSet<>();
  }

  /** The texts inside one element of interest as far as they are read. */
  private static final class Frame {
    final @Nullable Frame around;
    final Node node;
    final long number;
    final Map<String, String> texts = new LinkedHashMap<>();
    final Set<String> seen = new HashSet<>();
    final List<Waiting> waiting = new ArrayList<>();
    boolean isClosed;
    long size;

    Frame(@Nullable Frame around, Node node, long number) {
      this.around = around;
      this.node = node;
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

  /** A record whose own element has ended. */
  private record Waiting(XmlRecords records, Frame frame) {}

  /** An element that has begun and not ended. */
  private static final class Element {
    final @Nullable Frame frame;
    final String path;
    final StringBuilder text = new StringBuilder();

    Element(@Nullable Frame frame, String path) {
      this.frame = frame;
      this.path = path;
    }
  }

  XmlLines(DeliveredFile file, SourceContract contract, Layout layout) throws IOException {
    this.file = file;
    this.layout = layout;
    this.xml = layout.xml().orElseThrow();
    this.rootName = xml.records().get(0).path().get(0);
    this.root = new Node();
    contract.columns().stream()
        .filter(column -> column.optional())
        .forEach(column -> optional.add(column.name()));
    for (XmlRecords records : xml.records()) {
      List<Node> way = new ArrayList<>(List.of(root));
      for (String name : records.path().subList(1, records.path().size())) {
        way.add(way.get(way.size() - 1).children.computeIfAbsent(name, unused -> new Node()));
      }
      way.get(way.size() - 1).records.add(records);
      for (XmlField field : records.columns().values()) {
        way.get(way.size() - 1 - field.up()).wanted.add(field.path());
      }
    }
    bytes = new MarkupStream(file.open(), longest());
    try {
      reader = factory().createXMLStreamReader(bytes);
      // Whether it is of this layout shows at its root, before a row is taken.
      while (open.isEmpty() && !isEnd) {
        step();
      }
    } catch (XMLStreamException | RuntimeException e) {
      bytes.close();
      throw failure(e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = new InputFactoryImpl();
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    return factory;
  }

  private int longest() {
    return file.settings().limits().lineLength();
  }

  @Override
  public @Nullable Line next() {
    try {
      while (ready.isEmpty() && !isEnd) {
        step();
      }
    } catch (XMLStreamException | RuntimeException e) {
      throw failure(e);
    }
    if (ready.isEmpty()) {
      checkFields();
      return null;
    }
    return ready.poll();
  }

  private DataError failure(Exception e) {
    return e instanceof DataError known ? known : file.unreadable(e);
  }

  private void step() throws XMLStreamException {
    if (!reader.hasNext()) {
      isEnd = true;
      return;
    }
    switch (reader.next()) {
      case XMLStreamConstants.DTD -> throw unsafe("it declares a document type");
      case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.ENTITY_DECLARATION ->
          throw unsafe("it refers to an entity that is not of XML itself");
      case XMLStreamConstants.START_ELEMENT -> begin();
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
        Element element = open.peek();
        if (element != null && isKept(element)) {
          element.text.append(
              reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
          if (element.text.length() > longest()) {
            throw file.unreadable(BoundedLines.tooLong());
          }
        }
      }
      case XMLStreamConstants.END_DOCUMENT -> isEnd = true;
      default -> {
        // Comments, instructions and white space between elements say nothing.
      }
    }
  }

  private DataError unsafe(String why) {
    return file.error(ErrorCode.XML_UNSAFE, why, null);
  }

  private static boolean isKept(Element element) {
    return element.frame != null && isKept(element.frame, element.path);
  }

  private static boolean isKept(Frame frame, String path) {
    return !frame.node.records.isEmpty() || frame.node.wanted.contains(path);
  }

  private void begin() throws XMLStreamException {
    if (open.size() >= DEPTH) {
      throw unsafe("its elements are nested more than " + DEPTH + " deep");
    }
    String name = reader.getLocalName();
    boolean isOurs = namespace(reader.getNamespaceURI()).equals(xml.namespace());
    Element parent = open.peek();
    Frame around = parent == null ? null : parent.frame;
    Frame frame;
    String path = "";
    if (parent == null) {
      if (!isOurs || !name.equals(rootName)) {
        throw notFound(
            "its root is not the element "
                + rootName
                + (xml.namespace().isEmpty() ? "" : " of " + xml.namespace())
                + " that the layout "
                + layout.name()
                + " requires");
      }
      frame = frame(null, root);
    } else if (around == null || !isOurs) {
      frame = null;
    } else if (parent.path.isEmpty() && around.node.children.containsKey(name)) {
      frame = frame(around, around.node.children.get(name));
    } else {
      frame = around;
      path = parent.path.isEmpty() ? name : parent.path + "/" + name;
      frame.seen.add(path);
    }
    open.push(new Element(frame, path));
    if (frame != null) {
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        if (!namespace(reader.getAttributeNamespace(i)).equals(INSTANCE)) {
          String attribute = (path.isEmpty() ? "@" : path + "/@") + reader.getAttributeLocalName(i);
          frame.seen.add(attribute);
          put(frame, attribute, reader.getAttributeValue(i));
        }
      }
    }
  }

  private static String namespace(@Nullable String uri) {
    return uri == null ? "" : uri;
  }

  private Frame frame(@Nullable Frame around, Node node) {
    if (!node.records.isEmpty()) {
      recordCount++;
    }
    return new Frame(around, node, recordCount);
  }

  private void put(Frame frame, String path, String text) {
    if (text.isBlank() || !isKept(frame, path)) {
      return;
    }
    frame.texts.merge(path, text, (before, more) -> before + "\n" + more);
    frame.size += text.length();
    if (frame.size > longest()) {
      throw file.unreadable(BoundedLines.tooLong());
    }
  }

  private void end() {
    Element element = open.pop();
    Frame frame = element.frame;
    if (frame == null) {
      return;
    }
    if (!element.path.isEmpty()) {
      put(frame, element.path, element.text.toString());
      return;
    }
    frame.isClosed = true;
    List<Waiting> candidates = new ArrayList<>(frame.waiting);
    frame.waiting.clear();
    frame.node.records.forEach(records -> candidates.add(new Waiting(records, frame)));
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
    XmlRecords records = waiting.records();
    Set<XmlField> missing =
        unseen.computeIfAbsent(records, unused -> new HashSet<>(records.columns().values()));
    Map<String, String> values = new HashMap<>(records.constants());
    Map<String, String> extra = new LinkedHashMap<>();
    met.add(waiting.frame().texts.keySet());
    waiting.frame().texts.forEach((path, text) -> extra.put(path, JsonText.quoted(text)));
    records
        .columns()
        .forEach(
            (column, field) -> {
              Frame owner = waiting.frame().up(field.up());
              if (owner != null && owner.seen.contains(field.path())) {
                missing.remove(field);
              }
              String text = owner == null ? null : owner.texts.get(field.path());
              if (text != null) {
                values.put(column, text);
              }
              if (field.up() == 0) {
                extra.remove(field.path());
              }
            });
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
                        missing.add(field.path());
                      }
                    }));
    if (!missing.isEmpty()) {
      throw notFound(
          "no record has the fields that the layout "
              + layout.name()
              + " requires; missing: "
              + String.join(", ", missing));
    }
  }

  private DataError notFound(String why) {
    return file.error(ErrorCode.HEADER_NOT_FOUND, why, null);
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
