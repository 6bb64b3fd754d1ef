package vn.edulake.jobs.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/** The key of the pseudonyms: made once, kept outside the tables, readable by the owner only. */
public final class PseudonymSecret {
  private static final int BYTES = 32;

  private PseudonymSecret() {}

  /** Reads the key of a home; the first call makes it. */
  public static byte[] load(Path home) {
    Path file = home.resolve("secrets").resolve("pseudonym.key");
    try {
      if (!Files.exists(file)) {
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
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot read the key of the pseudonyms: " + e.getMessage(), e);
    }
  }
}
