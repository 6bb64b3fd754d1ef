package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComplaintTest {
  @Test
  void everyRuleIsFoundAgainInItsMessage() {
    List<String> messages = new ArrayList<>();
    List<Complaint> wanted = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      String detail = rule.words(Language.EN).contains("%s") ? "a; b / c (.*) is empty" : "";
      messages.add(rule.message("Số / lượt; is no", detail));
      wanted.add(new Complaint(Optional.of("Số / lượt; is no"), rule, detail));
      messages.add(rule.message("", detail));
      wanted.add(new Complaint(Optional.empty(), rule, detail));
    }

    assertThat(Complaint.parse(String.join("; ", messages))).isEqualTo(wanted);
  }

  @Test
  void aMessageInOtherWordsSaysNothing() {
    assertThat(Complaint.parse("the line is odd")).isEmpty();
    assertThat(Complaint.parse(Rule.REQUIRED.message("a", "") + "; and more")).isEmpty();
  }

  @Test
  void theSenderReadsWholeSentencesInItsLanguage() {
    Complaint date = new Complaint(Optional.of("Ngày sinh"), Rule.TYPE, "date dd/MM/yyyy");

    assertThat(date.words(Language.VI))
        .isEqualTo("Cột “Ngày sinh” không phải là ngày có thật, viết theo dạng dd/MM/yyyy.");
    assertThat(date.remedy(Language.VI))
        .isEqualTo("Hãy ghi giá trị là ngày có thật, viết theo dạng dd/MM/yyyy.");
    assertThat(date.words(Language.EN))
        .isEqualTo("“Ngày sinh” is not a date that exists, written as dd/MM/yyyy.");
    assertThat(new Complaint(Optional.empty(), Rule.FIELD_COUNT, "").words(Language.VI))
        .isEqualTo("Dòng có số trường khác với dòng tiêu đề.");
  }

  @Test
  void everyRuleHasARemedyInBothLanguages() {
    for (Rule rule : Rule.values()) {
      for (Language language : Language.values()) {
        assertThat(rule.remedy(language)).as(rule + " " + language).endsWith(".");
        assertThat(rule.remedy(language).contains("%s"))
            .isEqualTo(rule.words(language).contains("%s"));
      }
    }
  }
}
