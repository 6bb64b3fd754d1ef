package vn.edulake.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.edulake.jobs.ingest.Fixtures.good;
import static vn.edulake.jobs.ingest.Fixtures.withHeader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.edulake.models.contract.SourceContract;

class PackagesIT {
  @TempDir private Path home;
  @TempDir private Path inbox;
  private final SourceContract visits = Fixtures.visits();

  private TestLake lake() {
    return TestLake.open(home, visits);
  }

  private static FileReport only(IngestReport report) {
    assertThat(report.files()).hasSize(1);
    return report.files().get(0);
  }

  private byte[] csv(int first, int count) {
    return read(Fixtures.csv(inbox.resolve("drafts/x"), withHeader(good(first, count))));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gz(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void theFilesOfAPackageAreDeliveredFiles() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("readme.txt", "hello".getBytes(StandardCharsets.UTF_8));
    entries.put("posting-7/a.csv", csv(1, 3));
    entries.put(
        "posting-7/b.xlsx",
        read(Fixtures.xlsx(inbox.resolve("drafts/b.xlsx"), withHeader(good(10, 2)))));
    entries.put("again.csv", csv(1, 3));
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), zip(entries));
    try (TestLake lake = lake()) {
      IngestReport report = lake.run("town", file);

      assertThat(report.files())
          .extracting(f -> f.file() + " " + f.status() + " " + f.accepted())
          .containsExactly(
              "p.zip/posting-7/a.csv LOADED 3",
              "p.zip/posting-7/b.xlsx LOADED 2",
              "p.zip/again.csv KNOWN 0");
      assertThat(report.notCovered()).containsExactly("p.zip/readme.txt");
      assertThat(lake.texts(visits, "posting")).containsOnly("7");
      assertThat(lake.ops("SELECT DISTINCT content_hash FROM ops.load")).hasSize(2);
      assertThat(lake.ingest(at -> {}).runPending("town", inbox.resolve("in")).files()).isEmpty();
      assertThat(home.resolve("ingest")).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a.csv", "x/../../a.csv", "/etc/a.csv", "x\\..\\a.csv", "C:/a.csv", "a\n.csv"})
  void aPackageWithANameThatLeadsOutIsRefusedWhole(String name) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("good.csv", csv(1, 3));
    entries.put(name, csv(4, 3));
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), zip(entries));
    try (TestLake lake = lake()) {
      FileReport report = only(lake.run("town", file));

      assertThat(report.status()).isEqualTo(FileReport.Status.FAILED);
      assertThat(report.reason())
          .isEqualTo(
              "PACKAGE_UNSAFE Cannot read p.zip: the name of an entry leads out of it. Nothing of"
                  + " it was loaded.");
      assertThat(lake.ops("SELECT file_name || ' ' || status || ' ' || error_code FROM ops.load"))
          .containsExactly("p.zip failed PACKAGE_UNSAFE");
      assertThat(lake.rows(visits)).isEmpty();
    }
  }

  @Test
  void aPackageWithALinkIsRefusedWhole() throws IOException {
    Path file = inbox.resolve("in/p.zip");
    Files.createDirectories(file.getParent());
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(file)) {
      for (String name : List.of("good.csv", "link.csv")) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setUnixMode(name.equals("link.csv") ? UnixStat.LINK_FLAG | 0777 : 0100644);
        out.putArchiveEntry(entry);
        out.write(
            name.equals("link.csv") ? "/etc/hostname".getBytes(StandardCharsets.UTF_8) : csv(1, 3));
        out.closeArchiveEntry();
      }
    }
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", file)).reason())
          .isEqualTo(
              "PACKAGE_UNSAFE Cannot read p.zip: it holds a link. Nothing of it was loaded.");
      assertThat(lake.rows(visits)).isEmpty();
    }
  }

  @Test
  void aPackageThatUnpacksToTooMuchIsRefusedWhole() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("good.csv", csv(1, 3));
    entries.put("bomb.csv", new byte[64 << 20]);
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), zip(entries));
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", file)).reason()).startsWith("UNPACKED_TOO_BIG");
      assertThat(lake.rows(visits)).isEmpty();
    }
  }

  @Test
  void aPackageThatLiesAboutASizeIsRefusedWhole() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("good.csv", csv(1, 3));
    entries.put("more.csv", csv(4, 300));
    byte[] bytes = zip(entries);
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
    bytes[directory + 24] = 5;
    bytes[directory + 25] = 0;
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), bytes);
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", file)).reason())
          .contains("an entry is bigger than its directory says");
      assertThat(lake.rows(visits)).isEmpty();
    }
  }

  @Test
  void anEncryptedPackageIsRefused() {
    byte[] bytes = zip(Map.of("a.csv", csv(1, 3)));
    int directory = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
    bytes[directory + 8] |= 1;
    bytes[6] |= 1;
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), bytes);
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", file)).reason())
          .startsWith("PACKAGE_UNSAFE Cannot read p.zip: it is encrypted");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.9, 0.99})
  void aTruncatedPackageIsDamaged(double part) {
    Path whole = Fixtures.bytes(inbox.resolve("p.zip"), zip(Map.of("a.csv", csv(1, 500))));
    Path cut = Fixtures.truncated(whole, inbox.resolve("in/cut.zip"), part);
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", cut)).reason())
          .startsWith("FILE_UNREADABLE Cannot read cut.zip: it is damaged");
    }
  }

  @Test
  void aFlippedByteInAPackageIsDamage() {
    byte[] bytes = zip(Map.of("a.csv", csv(1, 500)));
    bytes[100] ^= 0x55;
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), bytes);
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", file)).reason())
          .startsWith("FILE_UNREADABLE Cannot read p.zip: it is damaged");
    }
  }

  @Test
  void aPackageInAPackageIsNotOpened() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a.csv", csv(1, 3));
    entries.put("inner.csv", zip(Map.of("b.csv", csv(4, 3))));
    Path file = Fixtures.bytes(inbox.resolve("in/p.zip"), zip(entries));
    try (TestLake lake = lake()) {
      IngestReport report = lake.run("town", file);

      assertThat(only(report).accepted()).isEqualTo(3);
      assertThat(report.notCovered()).containsExactly("p.zip/inner.csv");
    }
  }

  @Test
  void aPackageThatNoContractCoversIsSaidSo() {
    Path file = Fixtures.bytes(inbox.resolve("p.zip"), zip(Map.of("a.txt", new byte[] {1})));
    try (TestLake lake = lake()) {
      assertThat(only(lake.run("town", file)).reason()).startsWith("FILE_UNMATCHED");
    }
  }

  @Test
  void aGzFileIsReadWhateverItsFormatAndName() {
    Fixtures.bytes(inbox.resolve("in/a.csv"), gz(csv(1, 3)));
    Fixtures.bytes(inbox.resolve("in/b.csv.gz"), gz(csv(4, 3)));
    Fixtures.bytes(
        inbox.resolve("in/c.xlsx.gz"),
        gz(read(Fixtures.xlsx(inbox.resolve("drafts/b.xlsx"), withHeader(good(10, 2))))));
    try (TestLake lake = lake()) {
      assertThat(lake.run("town", inbox.resolve("in")).files())
          .extracting(FileReport::accepted)
          .containsExactly(3L, 3L, 2L);
    }
  }

  @Test
  void aGzFileThatUnpacksToTooMuchIsRefused() {
    Path file = Fixtures.bytes(inbox.resolve("a.csv.gz"), gz(new byte[64 << 20]));
    Path cut =
        Fixtures.truncated(
            Fixtures.bytes(inbox.resolve("whole"), gz(csv(1, 500))), inbox.resolve("cut.csv"), 0.5);
    try (TestLake lake = lake()) {
      // The zeros are one line too: whichever limit is met first, nothing of it is taken.
      assertThat(only(lake.run("town", file)).reason())
          .matches("(LINE_TOO_LONG|UNPACKED_TOO_BIG) .*");
      assertThat(only(lake.run("town", cut)).reason()).startsWith("FILE_UNREADABLE");
      assertThat(lake.rows(visits)).isEmpty();
    }
  }
}
