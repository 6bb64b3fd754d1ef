package vn.edulake.jobs.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * The keys of the pseudonyms, by version from 1: made once each, kept outside the tables, readable
 * by the owner only. The highest version makes pseudonyms; earlier ones stay, because releases that
 * are not expired hold pseudonyms of theirs.
 */
public final class PseudonymSecret {
  private static final int BYTES = 32;

  private PseudonymSecret() {}

  /**
   * A version of the key.
   *
   * @param madeAt when its file was written
   */
  public record Version(int number, Instant madeAt) {}

  /** The versions that a home has, in order; empty as long as no run needed one. */
  public static List<Version> versions(Path home) {
    List<Version> result = new ArrayList<>();
    try {
      for (int number = 1; Files.exists(file(home, number)); number++) {
        result.add(new Version(number, Files.getLastModifiedTime(file(home, number)).toInstant()));
      }
    } catch (IOException e) {
      throw failed("read", e);
    }
    return result;
  }

  /** The version that makes pseudonyms: 1 before there is any. */
  public static int current(Path home) {
    return Math.max(1, versions(home).size());
  }

  /** Reads a version's key; the first version is made by its first use. */
  public static byte[] load(Path home, int version) {
    try {
      if (version == 1 && !Files.exists(file(home, 1))) {
        make(file(home, 1));
      }
      return HexFormat.of().parseHex(Files.readString(file(home, version)).strip());
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Makes the next version, which the next run uses; the version. */
  public static int rotate(Path home) {
    int next = versions(home).size() + 1;
    try {
      make(file(home, next));
    } catch (IOException e) {
      throw failed("make", e);
    }
    return next;
  }

  private static Path file(Path home, int version) {
    return home.resolve("secrets")
        .resolve(version == 1 ? "pseudonym.key" : "pseudonym." + version + ".key");
  }

  private static void make(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    Path draft =
        Files.createTempFile(
            file.getParent(),
            "pseudonym",
            ".draft",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, HexFormat.of().formatHex(fresh));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ExternalError failed(String verb, IOException e) {
    return new ExternalError(
        ErrorCode.STORAGE_FAILED,
        "Cannot " + verb + " the key of the pseudonyms: " + e.getMessage(),
        e);
  }
}
