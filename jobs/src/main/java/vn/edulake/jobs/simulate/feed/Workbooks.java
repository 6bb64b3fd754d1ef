package vn.edulake.jobs.simulate.feed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Workbooks whose bytes depend on their cells alone. */
public final class Workbooks {
  private static final Pattern CREATED =
      Pattern.compile("<dcterms:created.*?</dcterms:created>", Pattern.DOTALL);

  private Workbooks() {}

  /** Copies a workbook without the times of its making. */
  public static void copyWithoutTimes(Path workbook, OutputStream out, LocalDateTime time)
      throws IOException {
    try (ZipFile from = new ZipFile(workbook.toFile());
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(time);
        to.putNextEntry(copy);
        try (InputStream in = from.getInputStream(entry)) {
          if (entry.getName().equals("docProps/core.xml")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            to.write(CREATED.matcher(text).replaceAll("").getBytes(StandardCharsets.UTF_8));
          } else {
            in.transferTo(to);
          }
        }
        to.closeEntry();
      }
    }
  }
}
