package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/**
 * A zip package, looked through before anything of it is taken.
 *
 * <p>What its directory says is checked for all its files; those that a contract covers are read
 * once to the end, since a package that is lying, damaged or too big is refused as a whole.
 */
final class ZipPackage {
  private static final byte[][] STARTS = {{'P', 'K', 3, 4}, {'P', 'K', 5, 6}};
  private static final String OFFICE = "[Content_Types].xml";
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

  private final DeliveredFile file;
  private final Path path;

  /**
   * What a package holds.
   *
   * @param covered the files that were asked for
   * @param others the names of the rest
   */
  record Contents(List<DeliveredFile> covered, List<String> others) {}

  private ZipPackage(DeliveredFile file, Path path) {
    this.file = file;
    this.path = path;
  }

  /** Whether bytes begin as those of a zip package do. */
  static boolean begins(byte[] start) {
    return Arrays.stream(STARTS).anyMatch(known -> Arrays.equals(start, known));
  }

  /**
   * Looks through a package.
   *
   * @param isCovered which of its files are wanted
   * @return nothing covered when it is an office document, which is a zip package too
   * @throws DataError when it is unsafe, too big or damaged
   */
  static Contents open(DeliveredFile file, Path path, Predicate<DeliveredFile> isCovered) {
    try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
      return new ZipPackage(file, path).contents(zip, isCovered);
    } catch (IOException | RuntimeException e) {
      throw e instanceof DataError known ? known : file.unreadable(e);
    }
  }

  private Contents contents(ZipFile zip, Predicate<DeliveredFile> isCovered) throws IOException {
    List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
    if (entries.stream().anyMatch(entry -> entry.getName().equals(OFFICE))) {
      return new Contents(List.of(), List.of(file.name()));
    }
    check(zip, entries);
    List<DeliveredFile> covered = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (ZipArchiveEntry entry : entries) {
      if (entry.isDirectory()) {
        continue;
      }
      DeliveredFile inner = file.entry(path, entry.getName(), entry.getSize(), "");
      if (isCovered.test(inner)) {
        covered.add(file.entry(path, entry.getName(), entry.getSize(), hash(zip, entry)));
      } else {
        others.add(inner.name());
      }
    }
    return new Contents(List.copyOf(covered), List.copyOf(others));
  }

  private void check(ZipFile zip, List<ZipArchiveEntry> entries) throws IOException {
    int most = file.settings().limits().packageEntries();
    if (entries.size() > most) {
      throw file.error(
          ErrorCode.UNPACKED_TOO_BIG,
          "it holds " + entries.size() + " files, more than " + most,
          null);
    }
    Set<String> names = new HashSet<>();
    long total = 0;
    for (ZipArchiveEntry entry : entries) {
      String name = entry.getName();
      if (leadsOut(entry)) {
        throw unsafe("the name of an entry leads out of it");
      }
      if (!names.add(name)) {
        throw unsafe("it holds two files of one name");
      }
      if (entry.isUnixSymlink()) {
        throw unsafe("it holds a link");
      }
      if (entry.getGeneralPurposeBit().usesEncryption()) {
        throw unsafe("it is encrypted");
      }
      if (!zip.canReadEntryData(entry)) {
        throw unsafe("it is packed by a method that is not known");
      }
      total += Math.max(0, entry.getSize());
      if (total < 0 || total > file.settings().limits().allowed(file.origin().byteCount())) {
        throw file.tooBig();
      }
    }
  }

  private static boolean leadsOut(ZipArchiveEntry entry) {
    String name = entry.getName();
    byte[] raw = entry.getRawName();
    boolean hasBackslash = name.indexOf('\\') >= 0;
    for (byte b : raw == null ? new byte[0] : raw) {
      hasBackslash |= b == '\\';
    }
    return hasBackslash
        || name.isEmpty()
        || name.startsWith("/")
        || DRIVE.matcher(name).matches()
        || name.chars().anyMatch(Character::isISOControl)
        || Arrays.asList(name.split("/")).contains("..");
  }

  private DataError unsafe(String why) {
    return file.error(ErrorCode.PACKAGE_UNSAFE, why, null);
  }

  /** Reads an entry to its end: it is as big as it says, whole, and this is its hash. */
  private String hash(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    MessageDigest digest = DeliveredFile.sha256();
    CRC32 checksum = new CRC32();
    long count = 0;
    try (InputStream in =
        new DigestInputStream(
            new CheckedInputStream(
                new UnpackedStream(zip.getInputStream(entry), Math.max(0, entry.getSize())),
                checksum),
            digest)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
      }
    } catch (UnpackedStream.TooBig e) {
      throw file.error(ErrorCode.UNPACKED_TOO_BIG, "an entry is bigger than its directory says", e);
    }
    if (count != entry.getSize() || checksum.getValue() != entry.getCrc()) {
      throw file.unreadable("it is damaged (an entry is not what its directory says)");
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
