package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.contract.SourceContract;

class DocumentsTest {
  private static final SourceContract EVENTS =
      SourceContract.parse(
          "town__event.yml",
          """
          source: town
          entity: event
          owner: places
          key: [id]
          delivery: {semantics: append}
          columns:
            id: {type: text, required: true}
            actor: {type: text, optional: true}
            session: {type: text, optional: true}
            second: {type: text, optional: true}
            result: {type: text, optional: true}
            whole: {type: text, optional: true}
          layouts:
            - name: lines
              files: ['*.jsonl']
              format: json_lines
              records:
                - path: ''
                  columns:
                    id: id
                    actor: [actor, account, name]
                    session: [context, extensions, 'https://town.example/session-id']
                    second: [tags, 1]
                    result: [result]
                  whole: [whole]
            - name: document
              files: ['*.json']
              format: json
              records:
                - path: 'batches[].events[]'
                  columns: {id: id, actor: [actor, account, name], session: [../meta, session, 0]}
          """);

  private static final SourceContract PAYMENTS =
      SourceContract.parse(
          "town__payment.yml",
          """
          source: town
          entity: payment
          owner: places
          key: [id]
          delivery: {semantics: append}
          columns:
            id: {type: text, required: true}
            year: {type: integer, optional: true}
            account: {type: text, optional: true}
            amount: {type: decimal}
            code: {type: text, optional: true}
          layouts:
            - name: exchange
              files: ['*.xml']
              format: xml
              namespace: 'http://town.example/5'
              records:
                - path: Exchange/Payment
                  columns:
                    id: '@id'
                    year: ../Year
                    account: Reference/Identity/Account
                    amount: Amount
                    code: Code
          """);

  @TempDir private Path folder;

  private List<Line> lines(SourceContract contract, Path path) {
    DeliveredFile file = DeliveredFile.of(path, path, Fixtures.settings(folder));
    var layout = contract.layouts().stream().filter(file::matches).findFirst().orElseThrow();
    List<Line> result = new ArrayList<>();
    try (Lines lines = Lines.open(file, contract, layout)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        result.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }

  private List<Line> events(String name, String text) {
    return lines(EVENTS, Fixtures.text(folder.resolve(name), text));
  }

  private List<Line> payments(String text) {
    return lines(PAYMENTS, Fixtures.text(folder.resolve("a.xml"), text));
  }

  @Test
  void theMarkOfAnotherUnicodeFormIsUnderstoodAndWithoutItTheFileIsRefused() {
    String text = "{\"id\":\"Ắ\"}\n";
    for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = Fixtures.bytes(folder.resolve("a.jsonl"), ("\uFEFF" + text).getBytes(charset));
      assertThat(lines(EVENTS, file)).extracting(l -> l.values().get("id")).containsExactly("Ắ");
    }
    Path bare = Fixtures.bytes(folder.resolve("b.jsonl"), text.getBytes(StandardCharsets.UTF_16LE));
    assertThatThrownBy(() -> lines(EVENTS, bare)).hasMessageContaining("b.jsonl");
  }

  @Test
  void aFieldIsFoundDeepInsideARecord() {
    String one =
        "{\"id\":\"a\",\"actor\":{\"account\":{\"name\":\"An\",\"n\":1.50}},\"tags\":[\"x\",\"y\"],"
            + "\"context\":{\"extensions\":{\"https://town.example/session-id\":\"s1\"}},"
            + "\"result\":{\"ok\":true},\"none\":null}";
    List<Line> lines = events("a.jsonl", one + "\n");

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).values())
        .containsEntry("id", "a")
        .containsEntry("actor", "An")
        .containsEntry("session", "s1")
        .containsEntry("second", "y")
        .containsEntry("result", "{\"ok\":true}")
        .containsEntry("whole", one);
    assertThat(lines.get(0).extra()).isNull();
  }

  @Test
  void aLineThatIsNoDocumentIsRefusedAloneAndBlankOnesAreNothing() {
    List<Line> lines =
        events(
            "a.jsonl",
            String.join(
                    "\n",
                    List.of(
                        "\uFEFF{'id':'a'}\r",
                        "",
                        "{'id':'b'",
                        "  ",
                        "[1]",
                        "{'id':'c'} {}",
                        "{'id':'d','id':'e'}",
                        "{'id':'f'}"))
                .replace('\'', '"'));

    assertThat(lines).extracting(Line::number).containsExactly(1L, 3L, 5L, 6L, 7L, 8L);
    assertThat(lines)
        .extracting(Line::fault)
        .containsExactly(
            null, Rule.MALFORMED, Rule.MALFORMED, Rule.MALFORMED, Rule.MALFORMED, null);
    assertThat(lines.get(1).extra()).isEqualTo("{\"line\":\"{\\\"id\\\":\\\"b\\\"\"}");
  }

  @Test
  void aLineLongerThanTheLimitIsRefusedAlone() {
    String big = "{\"id\":\"" + "x".repeat(3_000_000) + "\"}";
    List<Line> lines = events("a.jsonl", "{\"id\":\"a\"}\n" + big + "\n{\"id\":\"b\"}\n");

    assertThat(lines).extracting(Line::fault).containsExactly(null, Rule.LINE_TOO_LONG, null);
    assertThat(lines.get(1).extra()).isEqualTo("{\"length\":3000009}");
  }

  @Test
  void aTextLongerThanTheLimitIsRefusedInADocument() {
    for (String big :
        List.of(
            "\"id\":\"" + "x".repeat(3_000_000) + "\"",
            "\"id\":\"a\",\"rest\":[" + "1,".repeat(1_000_000) + "1]")) {
      assertThatThrownBy(() -> events("a.json", "{\"batches\":[{\"events\":[{" + big + "}]}]}"))
          .hasMessage(
              "Cannot read a.json: a line or text of it is longer than 1000000 characters. Nothing"
                  + " of it was loaded.");
    }
  }

  @Test
  void manyRecordsInOneLineOfADocumentAreNoLongLine() {
    String record = "{\"id\":\"a\",\"actor\":{\"account\":{\"name\":\"An\"}}},";
    List<Line> lines =
        events(
            "a.json",
            "{\"batches\":[{\"meta\":{\"session\":[\"s\"]},\"events\":["
                + record.repeat(50_000)
                + "{\"id\":\"b\"}]}]}");

    assertThat(lines).hasSize(50_001);
    assertThat(lines.get(7).values()).containsEntry("session", "s").containsEntry("actor", "An");
  }

  @Test
  void bytesThatAreNoUtf8StopALinesFile() {
    Path file =
        Fixtures.bytes(
            folder.resolve("a.jsonl"),
            "{\"id\":\"\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> lines(EVENTS, file))
        .hasMessageContaining("its bytes are not in the encoding");
  }

  @Test
  void anXmlRecordTakesElementsAttributesAndWhatStandsAroundIt() {
    List<Line> lines =
        payments(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <t:Exchange xmlns:t="http://town.example/5" xmlns:o="http://other.example">
              <t:Payment id="P1">
                <t:Reference><t:Identity><t:Account>4711</t:Account></t:Identity></t:Reference>
                <t:Amount>12.50</t:Amount><t:Code>a</t:Code><t:Code>b</t:Code>
                <t:Note by="An">say <![CDATA[<this>]]></t:Note><o:Amount>9</o:Amount>
              </t:Payment>
              <t:Payment id="P2"><t:Amount/></t:Payment>
              <t:Year>2026</t:Year>
            </t:Exchange>
            """);

    assertThat(lines).extracting(Line::number).containsExactly(1L, 2L);
    assertThat(lines.get(0).values())
        .containsEntry("id", "P1")
        .containsEntry("year", "2026")
        .containsEntry("account", "4711")
        .containsEntry("amount", "12.50")
        .containsEntry("code", "a\nb");
    assertThat(lines.get(0).extra()).isEqualTo("{\"Note/@by\":\"An\",\"Note\":\"say <this>\"}");
    assertThat(lines.get(1).values()).containsOnlyKeys("id", "year");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Exchange xmlns='http://town.example/4'/>",
        "<Exchange/>",
        "<Other xmlns='http://town.example/5'/>",
        "<Exchange xmlns='http://town.example/5'><Payment id='1'/></Exchange>"
      })
  void anXmlDocumentOfAnotherFormHasAnotherLayout(String text) {
    assertThatThrownBy(() -> payments(text))
        .isInstanceOfSatisfying(
            vn.edulake.models.error.DataError.class,
            e -> assertThat(e.line()).startsWith("HEADER_NOT_FOUND Cannot read a.xml: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><Exchange>&e;</Exchange>",
        "<!DOCTYPE x SYSTEM 'http://town.example/x.dtd'><Exchange/>",
        "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><Exchange>&b;</Exchange>"
      })
  void aDocumentTypeIsRefused(String text) {
    assertThatThrownBy(() -> payments(text))
        .isInstanceOfSatisfying(
            vn.edulake.models.error.DataError.class,
            e ->
                assertThat(e.line())
                    .isEqualTo(
                        "XML_UNSAFE Cannot read a.xml: it declares a document type. Nothing of it"
                            + " was loaded."));
  }

  @Test
  void anXmlDocumentIsNotNestedWithoutEnd() {
    String deep = "<x>".repeat(500);
    assertThatThrownBy(() -> payments("<Exchange xmlns='http://town.example/5'>" + deep))
        .hasMessageContaining("nested more than 200 deep");
  }

  @Test
  void anXmlTextLongerThanTheLimitIsRefused() {
    String start = "<Exchange xmlns='http://town.example/5'><Payment id='";
    for (String big :
        List.of(
            "x".repeat(2_000_000) + "'/>",
            "1'><Amount>" + "1".repeat(2_000_000),
            "1'>" + "<Code>1234567890</Code>".repeat(200_000))) {
      assertThatThrownBy(() -> payments(start + big))
          .hasMessageContaining("longer than 1000000 characters");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Exchange xmlns='http://town.example/5'><Payment id='1'><Amount>1</Amount></Pay",
        "<Exchange xmlns='http://town.example/5'><Payment></Exchange>",
        "<Exchange xmlns='http://town.example/5'>&unknown;</Exchange>",
        "no XML"
      })
  void aDamagedXmlDocumentIsSaidSo(String text) {
    assertThatThrownBy(() -> payments(text)).hasMessageStartingWith("Cannot read a.xml: it ");
  }
}
