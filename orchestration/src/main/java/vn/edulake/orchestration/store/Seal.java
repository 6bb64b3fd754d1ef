package vn.edulake.orchestration.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;
import vn.edulake.models.error.UserError;

/**
 * Seals secrets: AES with 256 bits in Galois counter mode (NIST SP 800-38D), a new nonce each time.
 * The key is a file of the lake's home that its owner alone may read; the database never holds it.
 */
public final class Seal {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  private Seal(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /**
   * The seal whose key is in a file; the file is made when it is missing.
   *
   * @throws UserError when the file is no key
   * @throws ExternalError when it can be neither read nor written
   */
  public static Seal ofKeyFile(Path file) {
    return new Seal(keyBytes(file));
  }

  /**
   * The 32 bytes of a key file; the file is made when it is missing.
   *
   * @throws UserError when the file is no key
   * @throws ExternalError when it can be neither read nor written
   */
  public static byte[] keyBytes(Path file) {
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      byte[] key = Base64.getDecoder().decode(Files.readString(file).strip());
      if (key.length != KEY_BYTES) {
        throw new UserError(ErrorCode.CONFIGURATION_INVALID, noKey(file));
      }
      return key;
    } catch (IllegalArgumentException e) {
      throw new UserError(ErrorCode.CONFIGURATION_INVALID, noKey(file), e);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot keep the key of the scheduler's secrets in " + file + ": " + e.getMessage(),
          e);
    }
  }

  private static String noKey(Path file) {
    return "Invalid key of the scheduler's secrets: "
        + file
        + " (32 bytes in Base64). Put the right file back: without it no connection and no variable"
        + " can be read. Nothing was changed.";
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Files.createDirectories(file.getParent());
    Path whole =
        Files.createTempFile(
            file.getParent(),
            "key",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(whole, Base64.getEncoder().encodeToString(key) + "\n");
      // A link, not a move: a key that another process made in the meantime stays.
      Files.createLink(file, whole);
    } catch (FileAlreadyExistsException e) {
      // The other process's key is as good.
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /** Seals a text; null stays null. */
  public byte @Nullable [] seal(@Nullable String text) {
    if (text == null) {
      return null;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, text.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
  }

  /**
   * Opens what was sealed; null stays null.
   *
   * @throws UserError when it was sealed with another key
   */
  public @Nullable String open(byte @Nullable [] sealed) {
    if (sealed == null) {
      return null;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    byte[] rest = new byte[Math.max(0, sealed.length - NONCE_BYTES)];
    ByteBuffer.wrap(sealed).get(nonce).get(rest);
    return new String(run(Cipher.DECRYPT_MODE, nonce, rest), StandardCharsets.UTF_8);
  }

  private byte[] run(int mode, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new UserError(
          ErrorCode.CONFIGURATION_INVALID,
          "Cannot open a sealed secret: it was sealed with another key than that of this home."
              + " Put the file secrets/scheduler.key of the home that sealed it back, or set the"
              + " secret anew. Nothing was changed.",
          e);
    }
  }
}
