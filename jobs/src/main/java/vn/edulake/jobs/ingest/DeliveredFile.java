package vn.edulake.jobs.ingest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.Layout;
import vn.edulake.models.error.DataError;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * A file to be ingested.
 *
 * @param origin where its bytes are
 * @param name its path relative to what was named on the command line; never absolute
 * @param context that path and the names of two folders above it, with a slash before; layouts and
 *     path patterns are compared with it
 */
record DeliveredFile(Origin origin, String name, String context, IngestSettings settings) {
  private static final int FOLDERS_ABOVE = 2;
  private static final int BLOCK = 1 << 16;
  private static final String GZ = ".gz";

  /** The file at {@code path}, found under {@code argument}. */
  static DeliveredFile of(Path argument, Path path, IngestSettings settings) {
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
    return new DeliveredFile(
        new Origin.OnDisk(file), text(relative), "/" + text(context), settings);
  }

  /** A file of the package that this file is. */
  DeliveredFile entry(Path archive, String entry, long byteCount, String contentHash) {
    String inner = "/" + Normalizer.normalize(entry, Normalizer.Form.NFC);
    return new DeliveredFile(
        new Origin.InPackage(archive, entry, byteCount, contentHash),
        name + inner,
        context + inner,
        settings);
  }

  /** A table of a source's database. */
  static DeliveredFile table(Origin.InDatabase origin, String name, IngestSettings settings) {
    return new DeliveredFile(origin, name, "/" + name, settings);
  }

  private static String text(Path path) {
    return Normalizer.normalize(path.toString().replace('\\', '/'), Normalizer.Form.NFC);
  }

  /** Whether a glob of the layout matches; that a file is packed may stand there or not. */
  boolean matches(Layout layout) {
    return matches(layout, context)
        || (context.endsWith(GZ)
            && matches(layout, context.substring(0, context.length() - GZ.length())));
  }

  private static boolean matches(Layout layout, String text) {
    Path whole = Path.of(text);
    Path last = whole.getFileName();
    return layout.files().stream()
        .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
        .anyMatch(glob -> glob.matches(whole) || (last != null && glob.matches(last)));
  }

  /** The bytes; those of a gz file unpacked. Not the name tells, but the first bytes. */
  InputStream open() throws IOException {
    InputStream in = new BufferedInputStream(origin.open(), BLOCK);
    try {
      in.mark(2);
      boolean isPacked = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return isPacked
          ? new UnpackedStream(
              new GZIPInputStream(in, BLOCK), settings.limits().allowed(origin.byteCount()))
          : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The first bytes, unpacked. */
  byte[] start(int count) throws IOException {
    try (InputStream in = open()) {
      return in.readNBytes(count);
    }
  }

  /** Where the unpacked bytes lie on a disk: the file itself, or a copy that the ingest removes. */
  Path onDisk() throws IOException {
    if (origin instanceof Origin.OnDisk disk) {
      byte[] start;
      try (InputStream in = disk.open()) {
        start = in.readNBytes(2);
      }
      if (start.length < 2 || start[0] != 0x1f || start[1] != (byte) 0x8b) {
        return disk.path();
      }
    }
    byte[] hash = sha256().digest(context.getBytes(StandardCharsets.UTF_8));
    Path copy = settings.folder().resolve(HexFormat.of().formatHex(hash));
    if (!Files.exists(copy)) {
      try (InputStream in = open()) {
        Files.createDirectories(settings.folder());
        spill(in, settings.folder().resolve("part"), copy);
      }
    }
    return copy;
  }

  private void spill(InputStream in, Path part, Path copy) throws IOException {
    byte[] buffer = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(part)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        write(out, buffer, count);
      }
    }
    Files.move(part, copy, StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(OutputStream out, byte[] buffer, int count) {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED,
          "Cannot unpack " + name + " to " + settings.folder() + ": " + e.getMessage(),
          e);
    }
  }

  /** The file of this name in the same folder or package. */
  Optional<DeliveredFile> beside(String other) {
    int above = context.lastIndexOf('/') + 1;
    String otherName = name.substring(0, name.lastIndexOf('/') + 1) + other;
    String otherContext = context.substring(0, above) + other;
    if (origin instanceof Origin.OnDisk disk) {
      Path path = disk.path().resolveSibling(other);
      return Files.isRegularFile(path)
          ? Optional.of(
              new DeliveredFile(new Origin.OnDisk(path), otherName, otherContext, settings))
          : Optional.empty();
    }
    if (origin instanceof Origin.InPackage inner) {
      String entry = inner.entry().substring(0, inner.entry().lastIndexOf('/') + 1) + other;
      try (ZipFile zip = ZipFile.builder().setPath(inner.archive()).get()) {
        ZipArchiveEntry found = zip.getEntry(entry);
        return found == null
            ? Optional.empty()
            : Optional.of(
                new DeliveredFile(
                    new Origin.InPackage(inner.archive(), entry, found.getSize(), ""),
                    otherName,
                    otherContext,
                    settings));
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
    return Optional.empty();
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

  /** SHA-256 of the bytes as they were delivered. */
  String contentHash() throws IOException {
    if (origin instanceof Origin.InPackage inner && !inner.contentHash().isEmpty()) {
      return inner.contentHash();
    }
    if (origin instanceof Origin.InDatabase table) {
      return table.contentHash();
    }
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BLOCK];
    try (InputStream in = origin.open()) {
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
      if (deeper instanceof UnpackedStream.TooBig) {
        return tooBig();
      }
      if (deeper instanceof BoundedLines.TooLong) {
        return error(
            ErrorCode.LINE_TOO_LONG,
            "a line or text of it is longer than " + settings.limits().lineLength() + " characters",
            cause);
      }
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

  DataError tooBig() {
    IngestSettings.Limits limits = settings.limits();
    return error(
        ErrorCode.UNPACKED_TOO_BIG,
        "it unpacks to more than "
            + limits.unpackedBytes()
            + " bytes or "
            + limits.unpackRatio()
            + " times its size",
        null);
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
