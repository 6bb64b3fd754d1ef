package vn.edulake.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ResourceFolderTest {
  /** A folder of the JUnit jars. */
  private static Map<String, String> inAJar() {
    return ResourceFolder.read("META-INF", ".md");
  }

  @Test
  void filesOfAJarAreRead() {
    assertThat(inAJar()).isNotEmpty();
    assertThat(ResourceFolder.read("no/such/folder", ".md")).isEmpty();
  }

  @Test
  void severalMayReadOneJarAtTheSameTime() throws Exception {
    Map<String, String> wanted = inAJar();
    Callable<Map<String, String>> reading = ResourceFolderTest::inAJar;
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Map<String, String>>> found = pool.invokeAll(Collections.nCopies(80, reading));
      for (Future<Map<String, String>> one : found) {
        assertThat(one.get()).isEqualTo(wanted);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
