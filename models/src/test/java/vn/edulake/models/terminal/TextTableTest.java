package vn.edulake.models.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private final TextTable table =
      new TextTable("name", "count").row("Tiền Giang", 12_990).row("a \"b\", c", null).row("", 1.5);

  private String print(TextTable.Format format) {
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text), format);
    return text.toString();
  }

  @Test
  void forPeopleColumnsAreAligned() {
    assertThat(print(TextTable.Format.TABLE).lines())
        .containsExactly(
            "name        count",
            "----------  -----",
            "Tiền Giang  12990",
            "a \"b\", c",
            "              1.5");
  }

  @Test
  void forProgramsFieldsAreQuotedWhereTheyHaveToBe() {
    assertThat(print(TextTable.Format.CSV).lines())
        .containsExactly("name,count", "Tiền Giang,12990", "\"a \"\"b\"\", c\",", "\"\",1.5");
    assertThat(print(TextTable.Format.JSON).lines())
        .containsExactly(
            "[",
            "  {\"name\": \"Tiền Giang\", \"count\": 12990},",
            "  {\"name\": \"a \\\"b\\\", c\", \"count\": null},",
            "  {\"name\": \"\", \"count\": 1.5}",
            "]");
  }
}
