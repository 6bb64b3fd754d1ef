package vn.edulake.jobs.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A few places and candidates, all invented, in the form and with the dirt of the real files: the
 * provinces 82 and 87 become 82, province 54 goes to 66; one commune is split, one mapped astray.
 */
final class TinyFiles {
  private TinyFiles() {}

  /** Old and new units and their mapping. */
  static Path places(Path folder) {
    write(
        folder.resolve("old-3-level/units.json"),
        """
        [{"Code":"82","FullName":"Tỉnh Tiền Giang","District":[
           {"Code":"815","FullName":"Thành phố Mỹ Tho","ProvinceCode":"82","Ward":[
             {"Code":"28243","FullName":"Phường 5","DistrictCode":"815"},
             {"Code":"28246","FullName":"Phường 4","DistrictCode":"815"}]}]},
         {"Code":"87","FullName":"Tỉnh Đồng Tháp","District":[
           {"Code":"866","FullName":"Thành phố Cao Lãnh","ProvinceCode":"87","Ward":[
             {"Code":"29869","FullName":"Phường 11","DistrictCode":"866"}]}]},
         {"Code":"54","FullName":"Tỉnh Phú Yên","District":[
           {"Code":"555","FullName":"Thành phố Tuy Hoà","ProvinceCode":"54","Ward":[
             {"Code":"22015","FullName":"Phường 1","DistrictCode":"555"}]}]}]
        """);
    write(
        folder.resolve("new-2-level/full_json_units.json"),
        """
        [{"Type":"province","Code":"82","Name":"Đồng Tháp","NameEn":"Dong Thap","FullName":"Tỉnh Đồng Tháp",
          "AdministrativeUnitShortName":"Tỉnh","Wards":[
           {"Type":"ward","Code":"28249","Name":"Mỹ Tho","NameEn":"My Tho","FullName":"Phường Mỹ Tho",
            "ProvinceCode":"82","AdministrativeUnitShortName":"Phường"},
           {"Type":"ward","Code":"29869","Name":"Cao Lãnh","NameEn":"Cao Lanh","FullName":"Phường Cao Lãnh",
            "ProvinceCode":"82","AdministrativeUnitShortName":"Phường"}]},
         {"Type":"province","Code":"66","Name":"Đắk Lắk","NameEn":"Dak Lak","FullName":"Tỉnh Đắk Lắk",
          "AdministrativeUnitShortName":"Tỉnh","Wards":[
           {"Type":"ward","Code":"22015","Name":"Tuy Hòa","NameEn":"Tuy Hoa","FullName":"Phường Tuy Hòa",
            "ProvinceCode":"66","AdministrativeUnitShortName":"Phường"}]}]
        """);
    write(
        folder.resolve("mapping/splits.json"),
        """
        {"data":[
         {"level1_id":"82","name":"Tỉnh Tiền Giang","splits":[{"new_id":"82","name":"Tỉnh Đồng Tháp"}],"level3s":[
           {"level3_id":"28243","name":"Phường 5","splits":[{"new_id":"28249","name":"Phường Mỹ Tho"},
             {"new_id":"29869","name":"Phường Cao Lãnh"}]},
           {"level3_id":"28246","name":"Phường 4","splits":[{"new_id":"22015","name":"Phường Tuy Hòa"}]}]},
         {"level1_id":"87","name":"Tỉnh Đồng Tháp","splits":[{"new_id":"82","name":"Tỉnh Đồng Tháp"}],"level3s":[
           {"level3_id":"29869","name":"Phường 11","splits":[{"new_id":"29869","name":"Phường Cao Lãnh"}]}]},
         {"level1_id":"54","name":"Tỉnh Phú Yên","splits":[{"new_id":"66","name":"Tỉnh Đắk Lắk"}],"level3s":[
           {"level3_id":"22015","name":"Phường 1","splits":[{"new_id":"22015","name":"Phường Tuy Hòa"}]}]}]}
        """);
    write(
        folder.resolve("mapping/merges.json"),
        """
        {"data":[
         {"level1_id":"82","name":"Tỉnh Đồng Tháp","merges":[
           {"old_id":"82","name":"Tỉnh Tiền Giang","type":"full"},
           {"old_id":"87","name":"Tỉnh Đồng Tháp","type":"full"}],"level2s":[
           {"level2_id":"28249","name":"Phường Mỹ Tho","merges":[
             {"old_id":"28243","name":"Phường 5","type":"partial"}]},
           {"level2_id":"29869","name":"Phường Cao Lãnh","merges":[
             {"old_id":"28243","name":"Phường 5","type":"partial"},
             {"old_id":"29869","name":"Phường 11","type":"full"}]}]},
         {"level1_id":"66","name":"Tỉnh Đắk Lắk","merges":[
           {"old_id":"54","name":"Tỉnh Phú Yên","type":"full"}],"level2s":[
           {"level2_id":"22015","name":"Phường Tuy Hòa","merges":[
             {"old_id":"22015","name":"Phường 1","type":"full"},
             {"old_id":"28246","name":"Phường 4","type":"full"}]}]}]}
        """);
    return folder;
  }

  /** One candidate: number, score text. */
  record Candidate(String number, String scores) {}

  /** A posting with the header above the rows. */
  static Path posting(Path file, List<Candidate> candidates) {
    return workbook(file, candidates, true);
  }

  /** A posting that somebody sorted: the header is the last row. */
  static Path sortedPosting(Path file, List<Candidate> candidates) {
    return workbook(file, candidates, false);
  }

  private static Path workbook(Path file, List<Candidate> candidates, boolean isHeaderFirst) {
    List<List<String>> rows = new ArrayList<>();
    for (Candidate candidate : candidates) {
      rows.add(
          List.of(
              "THÍ SINH " + candidate.number(),
              "00/01/1999",
              candidate.number(),
              candidate.scores()));
    }
    rows.add(
        isHeaderFirst ? 0 : rows.size(), List.of("HO_TEN", "NGAY_SINH", "SOBAODANH", "DIEM_THI"));
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file);
          Workbook workbook = new Workbook(out, "tiny", "1.0")) {
        Worksheet sheet = workbook.newWorksheet("Sheet1");
        for (int row = 0; row < rows.size(); row++) {
          for (int column = 0; column < rows.get(row).size(); column++) {
            sheet.value(row, column, rows.get(row).get(column));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
