package vn.edulake.models.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.TableName;
import vn.edulake.models.error.UserError;

class SourceContractTest {
  private static final String GOOD =
      """
      source: town
      entity: visit
      title: {en: Visits, vi: Lượt thăm}
      owner: places
      key: [visit_number]
      delivery:
        semantics: snapshot
        scope: [district]
        prefer: [{order: origin, values: [first, second]}, {most_filled: note}, {highest: posting}]
      columns:
        visit_number: {type: text, pattern: 'V\\d+', required: true, header: [Số, Number]}
        district: {type: text, derive: {from: visit_number, pattern: 'V(\\d).*'}}
        note: {type: text, header: [Ghi chú]}
        origin: {type: code, codes: [first, second]}
        posting: {type: integer}
      layouts:
        - name: book
          files: ['**/*.xlsx']
          format: excel
          header: {anywhere: true}
          constants: {origin: first}
          from_path: {posting: 'posting-(\\d+)'}
      """;

  private static SourceContract parse(String text) {
    return SourceContract.parse("town__visit.yml", text);
  }

  @Test
  void aContractNamesItsRawTableAndColumns() {
    SourceContract contract = parse(GOOD);

    assertThat(contract.rawTable()).isEqualTo(TableName.parse("raw.town__visit"));
    assertThat(contract.rawColumns())
        .extracting(RawColumn::name)
        .containsExactly(
            "visit_number",
            "district",
            "note",
            "origin",
            "posting",
            "_extra",
            "_source_file",
            "_source_row",
            "_load_id",
            "_batch_id",
            "_ingested_at",
            "_record_hash",
            "_content_hash",
            "_layout");
  }

  @Test
  void documentsCannotLeaveOutFields() {
    assertThatThrownBy(
            () ->
                parse(
                    GOOD.replace("owner: places", "owner: places\nomit: [password]")
                        + """
                          - name: tree
                            files: ['*.json']
                            format: json
                            records: [{path: '[]', columns: {visit_number: no, note: text}}]
                            constants: {origin: first, posting: '1'}
                        """))
        .hasMessageContaining("omit: headers of tables are left out, but the layout tree is json");
  }

  @Test
  void whatThePathSaysIsNoPartOfTheRecord() {
    assertThat(parse(GOOD).recordColumns())
        .containsExactly("district", "note", "origin", "visit_number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          key: [visit_number] | key: [visit_numbr] | Unknown column: visit_numbr in town__visit.yml.key (did you mean visit_number?). Known: visit_number, district, note, origin, posting
          scope: [district] | scope: [town] | Unknown column: town in town__visit.yml.delivery.scope. Known: visit_number, district, note, origin, posting
          most_filled: note | most_filled: nte | Unknown column: nte in town__visit.yml.delivery.prefer[0].most_filled
          most_filled: note | whole: 2 | Invalid town__visit.yml.delivery.prefer[0].whole: 2 (above 0 and at most 1)
          highest: posting | highest: note | Invalid town__visit.yml.delivery.prefer[0].highest: note is no integer, decimal, date or timestamp
          values: [first, second] | values: [first, thrd] | Invalid town__visit.yml.delivery.prefer[0].values: thrd is no code of origin
          'V\\d+' | 'V(' | Invalid town__visit.yml.columns.visit_number.pattern: V( (Unclosed group)
          from: visit_number | from: number | Unknown column: number in town__visit.yml.district.derive
          'posting-(\\d+)' | 'posting' | Invalid town__visit.yml.layouts[0].from_path.posting: exactly one group is expected
          [Ghi chú] | [' number '] | Invalid town__visit.yml.columns.note.header:  number  is also a header of visit_number
          constants: {origin: first} | constants: {orgin: first} | Unknown column: orgin in town__visit.yml.layouts[0].constants (did you mean origin?)
          constants: {origin: first} | constants: {} | Invalid town__visit.yml.layouts[0]: origin gets no value (give it one by header, derive, constants or from_path, or declare it optional)
          {anywhere: true} | {anywhere: true, row: 2} | Invalid town__visit.yml.layouts[0].header: one of row: 1 or more, anywhere: true, repeated: true, none: true
          format: excel | format: exel | Invalid town__visit.yml.layouts[0].format: exel (did you mean excel?) (known: excel, json, json_lines, xml, csv, jdbc)
          semantics: snapshot | semantics: append | Invalid town__visit.yml.delivery.scope: only a snapshot has it
          scope: [district] | keep: every_version | Invalid town__visit.yml.delivery.keep: only a delta has it
          entity: visit | entity: stay | Invalid town__visit.yml: its source and entity want the name town__stay.yml
          header: {anywhere: true} | header: {none: true} | Invalid town__visit.yml.layouts[0]: fields and header: {none: true} go together
          header: {anywhere: true} | fields: [visit_number] | Invalid town__visit.yml.layouts[0]: fields and header: {none: true} go together
          constants: {origin: first} | columns: {note: [Number, X], visit_number: [x]} | Invalid town__visit.yml.layouts[0]: x is a header of visit_number and of note
          constants: {origin: first} | columns: {nte: [X]} | Unknown column: nte in town__visit.yml.layouts[0].columns (did you mean note?)
          constants: {origin: first} | titles: {note: 'x'} | Invalid town__visit.yml.layouts[0].titles.note: exactly one group is expected
          constants: {origin: first} | unpivot: {headers: '(a)(b)', into: [note], value: origin} | Invalid town__visit.yml.layouts[0].unpivot.into: one column for each group of headers is expected
          constants: {origin: first} | compose: {note: {fields: {a: [A]}, item: 'x'}} | Invalid town__visit.yml.layouts[0].compose.note.item: it holds no {value}
          constants: {origin: first} | legacy_text: tcvn | Invalid town__visit.yml.layouts[0].legacy_text: tcvn (did you mean tcvn3?) (known: tcvn3, vni)
          header: {anywhere: true} | merged: down | Invalid town__visit.yml.layouts[0].merged: down (known: first, fill)
          header: {anywhere: true} | sheet_name: {posting: '(.*)'} | Invalid town__visit.yml.layouts[0]: posting gets its value from from_path and from sheet_name
          owner: places | ownr: places | Missing key: owner in town__visit.yml
          {type: integer} | {type: integer, requird: true} | Unknown key: requird in town__visit.yml.columns.posting (did you mean required?)
          {type: integer} | {type: date} | Missing key: format in town__visit.yml.columns.posting (a date has one)
          """)
  void aContractThatDoesNotFitTogetherIsRefused(String part, String wrong, String message) {
    String text = GOOD;
    if (message.contains("prefer[0]")) {
      // Only the rule under test stays, so that its position is 0.
      text = text.replaceAll("prefer: .*", "prefer: [{" + rule(part) + "}]");
    }
    String broken = text.replace(part, wrong);

    assertThat(broken).isNotEqualTo(text);
    assertThatThrownBy(() -> parse(broken))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(message.length() > 60 ? message.substring(0, 60) : message)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          format: json_lines | Missing key: records in town__event.yml.layouts[0]
          format: json, records: [{path: '', columns: {id: [a, '', b]}}] | columns.id: a, , b (a field, with ../
          format: json, records: [{path: '', columns: {id: ../a}}] | columns.id: ../a (a field, with ../
          format: json, records: [{path: '', columns: {id: a}, whole: [al]}] | Unknown column: al in town__event.yml.layouts[0].records[0].whole (did you mean all?)
          format: xml, records: [{path: a//b, columns: {id: c}}] | records[0].path: a//b (names of elements joined by /)
          format: xml, records: [{path: a/b, columns: {id: '../../c'}}] | columns.id: ../../c (names of elements joined by /
          format: xml, records: [{path: a/b, columns: {id: c/@d/e}}] | columns.id: c/@d/e (names
          format: xml, records: [{path: a/b, columns: {id: c}}, {path: b/c, columns: {id: c}}] | a and b (a document has one root)
          format: csv, namespace: x | namespace: only an xml layout has it
          format: jdbc | Missing key: jdbc in town__event.yml.layouts[0]
          format: jdbc, jdbc: {table: 'a; DROP'} | jdbc.table: a; DROP (a name in the database)
          format: jdbc, jdbc: {table: a, watermark: b} | layout a has a watermark, so that delivery.semantics is append, or delta with a version
          """)
  void aLayoutOfDocumentsOrTablesThatDoesNotFitTogetherIsRefused(String layout, String message) {
    String files = layout.contains("jdbc") ? "" : "files: ['*'], ";
    String text =
        """
        source: town
        entity: event
        owner: places
        key: [id]
        delivery: {semantics: snapshot}
        columns:
          id: {type: text, header: [id]}
          all: {type: text, optional: true}
        layouts:
          - {name: a, %s%s}
        """
            .formatted(files, layout);

    assertThatThrownBy(() -> SourceContract.parse("town__event.yml", text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  private static String rule(String part) {
    return part.startsWith("values") ? "order: origin, values: [first, second]" : part;
  }

  @Test
  void aJsonFieldMayStandInAnObjectAroundTheRecord() {
    SourceContract contract =
        SourceContract.parse(
            "town__street.yml",
            """
            source: town
            entity: street
            owner: places
            key: [code]
            delivery: {semantics: append}
            columns:
              code: {type: text}
              district: {type: text}
            layouts:
              - name: tree
                files: ['*.json']
                format: json
                records:
                  - {path: 'data[].streets[]', columns: {code: Code, district: ../Code}}
            """);

    Layout.JsonRecords records = contract.layouts().get(0).records().get(0);
    assertThat(records.path())
        .containsExactly(
            new Layout.Step("", false),
            new Layout.Step("data", true),
            new Layout.Step("streets", true));
    assertThat(records.columns()).containsEntry("district", new Layout.Field(1, "Code"));
  }

  @Test
  void theBundledContractsAreWellFormed() {
    SourceContracts contracts = SourceContracts.load();

    assertThat(contracts.sources()).contains("reference", "vn_admin", "vn_exam");
    assertThat(contracts.source("vn_admin"))
        .extracting(SourceContract::entity)
        .containsExactly("predecessor", "successor", "unit");
  }

  @Test
  void anUnknownSourceIsAnsweredWithTheKnownOnes() {
    SourceContracts contracts = SourceContracts.of(parse(GOOD));

    assertThatThrownBy(() -> contracts.source("village"))
        .hasMessage("Unknown source: village. Known: town");
    assertThatThrownBy(() -> contracts.source("tow"))
        .hasMessage("Unknown source: tow (did you mean town?). Known: town");
  }

  @Test
  void headerTextsAreEqualWhateverTheirCompositionSpaceAndCase() {
    assertThat(List.of("Họ  và tên", " HỌ VÀ TÊN\u00a0", "Họ và tên"))
        .extracting(HeaderText::normal)
        .containsOnly("họ và tên");
  }
}
