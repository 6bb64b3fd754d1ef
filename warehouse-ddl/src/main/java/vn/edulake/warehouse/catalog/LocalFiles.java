package vn.edulake.warehouse.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system with its checksums, which sets the permissions of a file by the JDK.
 * Without its native library Hadoop starts a process {@code chmod} for each file that it makes, two
 * for each data file, and that took three quarters of the time in which small files were loaded.
 */
public final class LocalFiles extends LocalFileSystem {
  private static final String SETTING = "fs.file.impl";

  /** Made by Hadoop. */
  public LocalFiles() {
    super(new ByJdk());
  }

  /** What tells Hadoop to use this. */
  public static Map<String, String> settings() {
    return Map.of(SETTING, LocalFiles.class.getName());
  }

  static Configuration configuration() {
    Configuration result = new Configuration();
    settings().forEach(result::set);
    return result;
  }

  private static final class ByJdk extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (permission.getStickyBit()) {
        super.setPermission(path, permission);
        return;
      }
      Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(permission.toString());
      java.nio.file.Path file = pathToFile(path).toPath();
      if (!Files.getPosixFilePermissions(file).equals(wanted)) {
        Files.setPosixFilePermissions(file, wanted);
      }
    }
  }
}
