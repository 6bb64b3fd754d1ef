package vn.edulake.jobs.ingest;

import java.io.IOException;
import java.nio.file.Path;
import vn.edulake.models.contract.SourceContract;

/** A program that reads a file of visits and prints how many lines it has. */
final class LineCount {
  private LineCount() {}

  public static void main(String[] arguments) throws IOException {
    SourceContract visits = Fixtures.visits();
    Path path = Path.of(arguments[0]);
    DeliveredFile file = DeliveredFile.of(path, path, Fixtures.settings(path.getParent()));
    long count = 0;
    try (Lines lines = Lines.open(file, visits, visits.layouts().get(0))) {
      while (lines.next() != null) {
        count++;
      }
    }
    System.out.println(count);
  }
}
