package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;

/**
 * A file to be ingested.
 *
 * @param path where it is
 * @param name its path relative to what was named on the command line; never absolute
 * @param context that path and the names of two folders above it, with a slash before; layouts and
 *     path patterns are compared with it
 */
record DeliveredFile(Path path, String name, String context) {
  private static final int FOLDERS_ABOVE = 2;

  /** The file at {@code path}, found under {@code argument}. */
  static DeliveredFile of(Path argument, Path path) {
    Path root = argument.toAbsolutePath().normalize();
    Path file = path.toAbsolutePath().normalize();
    Path parent = root.getParent() == null ? root : root.getParent();
    Path relative = parent.relativize(file);
    int above = Math.min(FOLDERS_ABOVE, parent.getNameCount());
    Path context =
        above == 0
            ? relative
            : parent
                .subpath(parent.getNameCount() - above, parent.getNameCount())
                .resolve(relative);
    return new DeliveredFile(file, text(relative), "/" + text(context));
  }

  private static String text(Path path) {
    return Normalizer.normalize(path.toString().replace('\\', '/'), Normalizer.Form.NFC);
  }

  boolean matches(Layout layout) {
    Path whole = Path.of(context);
    Path last = whole.getFileName();
    return layout.files().stream()
        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
        .anyMatch(glob -> glob.matches(whole) || (last != null && glob.matches(last)));
  }

  /** What the pattern's group holds at its last place in the path. */
  Optional<String> fromPath(Pattern pattern) {
    Optional<String> result = Optional.empty();
    Matcher matcher = pattern.matcher(context);
    while (matcher.find()) {
      result = Optional.ofNullable(matcher.group(1));
    }
    return result;
  }

  /** The file of this name in the same folder. */
  Optional<DeliveredFile> beside(String other) {
    Path there = path.resolveSibling(other);
    int above = context.lastIndexOf('/') + 1;
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    return Files.isRegularFile(there)
        ? Optional.of(new DeliveredFile(there, folder + other, context.substring(0, above) + other))
        : Optional.empty();
  }

  /** SHA-256 of the bytes. */
  String contentHash() throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  DataError unreadable(String why) {
    return error(ErrorCode.FILE_UNREADABLE, why, null);
  }

  /** The error for what went wrong while the file was read. */
  DataError unreadable(Exception cause) {
    for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
      if (deeper instanceof CharacterCodingException) {
        return error(
            ErrorCode.ENCODING_INVALID,
            "its bytes are not in the encoding that the contract declares",
            cause);
      }
    }
    if (cause instanceof NoSuchFileException) {
      return error(ErrorCode.FILE_UNREADABLE, "there is no such file", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return error(ErrorCode.FILE_UNREADABLE, "reading it is not allowed", cause);
    }
    return error(ErrorCode.FILE_UNREADABLE, "it is damaged (" + brief(cause) + ")", cause);
  }

  DataError error(ErrorCode code, String why, @Nullable Exception cause) {
    String message = "Cannot read " + name + ": " + why + ". Nothing of it was loaded.";
    return cause == null ? new DataError(code, message) : new DataError(code, message, cause);
  }

  /** The kind of the failure alone: messages of parsers quote the file's text. */
  private static String brief(Exception cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }
}
