package vn.edulake.quality.expectation;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.LakeException;

/**
 * Outcomes of checks in the form of JUnit's reports, which systems of continuous integration show.
 * A check is a suite of tests, an expectation a test; one that is not met and only warns has passed
 * and says so.
 */
public final class JUnitReport {
  private JUnitReport() {}

  /** Writes the report. */
  public static void write(Path file, List<CheckRun.Outcome> outcomes) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text(outcomes));
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** The report. */
  static String text(List<CheckRun.Outcome> outcomes) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      for (CheckRun.Outcome outcome : outcomes) {
        suite(xml, outcome);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  private static void suite(XMLStreamWriter xml, CheckRun.Outcome outcome)
      throws XMLStreamException {
    List<ExpectationResult> results =
        outcome.result().map(ValidationResult::results).orElse(List.of());
    long exceptions =
        results.stream()
            .filter(result -> result.isError() && result.exception().isPresent())
            .count();
    long failures = results.stream().filter(ExpectationResult::isError).count() - exceptions;
    boolean isBroken = outcome.error().isPresent();
    xml.writeCharacters("\n  ");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", clean(outcome.check().name()));
    xml.writeAttribute("tests", String.valueOf(isBroken ? 1 : results.size()));
    xml.writeAttribute("failures", String.valueOf(failures));
    xml.writeAttribute("errors", String.valueOf(exceptions + (isBroken ? 1 : 0)));
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", outcome.milliseconds() / 1000.0));
    if (outcome.error().isPresent()) {
      LakeException error = outcome.error().get();
      start(xml, outcome, "reads its suite and data");
      element(xml, "error", error.code().name(), error.line());
      xml.writeEndElement();
    }
    for (ExpectationResult result : results) {
      start(xml, outcome, result.expectation().type().id() + " " + result.expectation().subject());
      String rows =
          result.finding()
              + result.rows().stream()
                  .map(row -> "\n" + row.name() + ": " + row.values())
                  .collect(Collectors.joining());
      if (result.isError()) {
        element(xml, result.exception().isPresent() ? "error" : "failure", result.finding(), rows);
      } else if (!result.isSuccess()) {
        xml.writeCharacters("\n      ");
        xml.writeStartElement("system-out");
        xml.writeCharacters(clean(result.expectation().severity().word() + ": " + rows));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeCharacters("\n  ");
    xml.writeEndElement();
  }

  private static void start(XMLStreamWriter xml, CheckRun.Outcome outcome, String name)
      throws XMLStreamException {
    xml.writeCharacters("\n    ");
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", clean(outcome.check().name()));
    xml.writeAttribute("name", clean(name));
  }

  private static void element(XMLStreamWriter xml, String name, String message, String text)
      throws XMLStreamException {
    xml.writeCharacters("\n      ");
    xml.writeStartElement(name);
    xml.writeAttribute("message", clean(message));
    xml.writeCharacters(clean(text));
    xml.writeEndElement();
  }

  /** XML has no place for some characters. */
  private static String clean(String text) {
    return text.codePoints()
        .map(c -> c < ' ' && c != '\n' && c != '\t' ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
