package vn.edulake.jobs.simulate.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

class ProfileTest {
  @TempDir private Path folder;

  private static void assertRefused(String profile, ErrorCode code, String message) {
    assertThatThrownBy(() -> Profile.load(profile))
        .isInstanceOfSatisfying(
            UserError.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              // Where a parameter stands changes with each that is added before it.
              assertThat(
                      String.valueOf(error.getMessage())
                          .replaceAll("parameters\\[\\d+\\]", "parameters[n]"))
                  .startsWith(message);
            });
  }

  @Test
  void aProfileIsANameOrAFile() throws IOException {
    Path file = folder.resolve("other.yml");
    Files.writeString(file, Profile.load("dong_thap").text());

    assertThat(Profile.load("dong_thap").name()).isEqualTo("dong_thap");
    assertThat(Profile.load(file.toString()).name()).isEqualTo("other");
    assertThat(Profile.load(file.toString()).counts())
        .isEqualTo(Profile.load("dong_thap").counts());
  }

  @Test
  void whatIsNeitherIsSaidSo() throws IOException {
    Path none = folder.resolve("none.yml");
    Path bytes = Files.write(folder.resolve("bytes.yml"), "Đ".getBytes(StandardCharsets.UTF_16));

    assertRefused(
        "dong_thep",
        ErrorCode.USAGE,
        "Unknown profile: dong_thep (did you mean dong_thap?). Known: dong_thap, or a file such as"
            + " dong_thep.yml");
    assertRefused(
        none.toString(),
        ErrorCode.USAGE,
        "Cannot read the profile " + none + ": there is no such file");
    assertRefused(
        folder.toString(),
        ErrorCode.USAGE,
        "Cannot read the profile " + folder + ": it is a folder");
    assertRefused(
        bytes.toString(),
        ErrorCode.USAGE,
        "Cannot read the profile " + bytes + ": it is no text in UTF-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "code_before: '87' ! code_befor: '87' ! Missing key: code_before in p.yml.province",
        "name: Đồng Tháp ! {name: Đồng Tháp, place: x} ! Cannot read p.yml",
        "day: 2022-10-15 ! day: 2022-10-32 ! Invalid p.yml.census.day: 2022-10-32 (a date as",
        "day: 2022-10-15 ! date: 2022-10-15 ! Missing key: day in p.yml.census (date is there",
        "code_after: '82' ! code_after: 8 ! Invalid p.yml.province.code_after: 8 (two digits, as",
        "school_year: 2023 ! school_year: x ! Invalid p.yml.census.school_year: x (a whole number)",
        "school_year: 2023 ! school_year: 2022 ! Invalid p.yml.census.school_year: 2022 (the year",
        "counts: ! count: ! Unknown key: count in p.yml (did you mean counts?). Known: census, counts",
        "value: 608, ! value: many, ! Invalid p.yml.counts[0] institutions: many (a number)",
        "value: 608, ! value: 608.5, ! Invalid p.yml.counts[0] institutions: 608.5 (a whole",
        "value: 608, ! value: [608], ! Invalid p.yml.counts[0].value: one value is expected",
        "value: 608, ! value: 609, ! Invalid p.yml.counts institutions: 609 (its parts add up to",
        "value: 608, ! valeu: 608, ! Missing key: value in p.yml.counts[0] (valeu is there",
        "name: births_boys ! name: births_boy ! Unknown figure: births_boy in p.yml.parameters[n]"
            + " (did you mean births_boys?). Known: special_classes",
        "name: births_boys ! name: births_goat ! Invalid p.yml.parameters[n] births_goat: the"
            + " figure stands in two places",
        "value: 0.002, ! value: 2, ! Invalid p.yml.defects[",
        "minority_share, value: 0.004 ! minority_share, value: 4 ! Invalid p.yml.parameters[n]"
            + " minority_share: 4 (from 0 to 1)",
        "name: resent_file ! name: resent ! Unknown figure: resent in p.yml.defects[0]"
      })
  void whatIsWrongInItIsNamed(String right, String wrong, String message) throws IOException {
    String text = Profile.load("dong_thap").text();
    assertThat(text).contains(right);
    Path file = folder.resolve("p.yml");
    Files.writeString(file, text.replaceFirst(Pattern.quote(right), wrong));

    assertRefused(file.toString(), ErrorCode.CONFIGURATION_INVALID, message);
  }

  @Test
  void allParametersThatAreMissingAreNamed() throws IOException {
    String text = Profile.load("dong_thap").text();
    Path file = folder.resolve("p.yml");
    Files.writeString(file, text.replaceAll("(?m)^.*name: births_(boys|pig),.*\n", ""));

    assertRefused(
        file.toString(),
        ErrorCode.CONFIGURATION_INVALID,
        "Missing figures: parameters births_pig, parameters births_boys in p.yml");
  }
}
