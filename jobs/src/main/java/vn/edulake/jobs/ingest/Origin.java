package vn.edulake.jobs.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import vn.edulake.warehouse.config.DatabaseAddress;

/** Where the bytes of a delivered file are. */
sealed interface Origin {
  /** The bytes as they were delivered. */
  InputStream open() throws IOException;

  /** How many they are. */
  long byteCount() throws IOException;

  /** A file of its own. */
  record OnDisk(Path path) implements Origin {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public long byteCount() throws IOException {
      return Files.size(path);
    }
  }

  /**
   * A file in a package.
   *
   * @param archive the package
   * @param contentHash of the file, found when the package was looked through
   */
  record InPackage(Path archive, String entry, long byteCount, String contentHash)
      implements Origin {
    @Override
    public InputStream open() throws IOException {
      ZipFile zip = ZipFile.builder().setPath(archive).get();
      try {
        ZipArchiveEntry found = zip.getEntry(entry);
        if (found == null) {
          throw new IOException("The package changed while it was read");
        }
        return new FilterInputStream(zip.getInputStream(found)) {
          @Override
          public void close() throws IOException {
            try {
              super.close();
            } finally {
              zip.close();
            }
          }
        };
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    }
  }

  /**
   * A table of a source's database; it has rows, but no bytes.
   *
   * @param since the watermark up to which it was read before; empty: never
   * @param contentHash that no other read has
   */
  record InDatabase(DatabaseAddress database, String since, String contentHash) implements Origin {
    @Override
    public InputStream open() {
      throw new IllegalStateException("A table has no bytes");
    }

    @Override
    public long byteCount() {
      return 0;
    }
  }
}
