package vn.edulake.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The text files of one folder of the class path, be it a directory or in a jar. */
public final class ResourceFolder {
  private ResourceFolder() {}

  /**
   * Reads all files directly in {@code folder} whose names end in {@code suffix}.
   *
   * @return file name to text, in the order of the names; empty when there is no such folder
   */
  public static Map<String, String> read(String folder, String suffix) {
    Map<String, String> result = new TreeMap<>();
    try {
      Enumeration<URL> places = ResourceFolder.class.getClassLoader().getResources(folder);
      while (places.hasMoreElements()) {
        URL place = places.nextElement();
        if (place.openConnection() instanceof JarURLConnection inJar) {
          // By its path, not by its address: of an address a process opens one at a time.
          try (FileSystem jar = FileSystems.newFileSystem(Path.of(inJar.getJarFileURL().toURI()))) {
            readInto(jar.getPath(folder), suffix, result);
          }
        } else {
          readInto(Path.of(place.toURI()), suffix, result);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return result;
  }

  private static void readInto(Path folder, String suffix, Map<String, String> result)
      throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(suffix) && Files.isRegularFile(file)) {
          result.put(name, Files.readString(file));
        }
      }
    }
  }
}
