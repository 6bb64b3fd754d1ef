package vn.edulake.jobs.ingest;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.error.DataError;

/** Finds the merged cells of an XLSX workbook, which its reader passes over. */
final class XlsxMerges {
  /** {@code B2:B9}, where the dollar signs of fixed addresses may stand too. */
  private static final Pattern AREA =
      Pattern.compile("\\$?([A-Z]{1,3})\\$?([0-9]{1,7}):\\$?([A-Z]{1,3})\\$?([0-9]{1,7})");

  private final DeliveredFile file;
  private final ZipFile zip;

  private interface Start {
    void of(XMLStreamReader element);
  }

  private XlsxMerges(DeliveredFile file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static MergedCells of(DeliveredFile file, Path path) {
    try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
      return new XlsxMerges(file, zip).merged();
    } catch (IOException | XMLStreamException | RuntimeException e) {
      throw e instanceof DataError known ? known : file.unreadable(e);
    }
  }

  private MergedCells merged() throws IOException, XMLStreamException {
    MergedCells result = new MergedCells(file);
    String workbook = "";
    for (Map.Entry<String, String> document : targets("", "/officeDocument").entrySet()) {
      workbook = document.getValue();
    }
    Map<String, String> parts = targets(workbook, "/worksheet");
    List<String> sheets = new ArrayList<>();
    read(
        workbook,
        element -> {
          if (element.getLocalName().equals("sheet")) {
            sheets.add(parts.getOrDefault(related(element), ""));
          }
        });
    for (int i = 0; i < sheets.size(); i++) {
      int sheet = i;
      read(
          sheets.get(i),
          element -> {
            if (element.getLocalName().equals("mergeCell")) {
              add(result, sheet, String.valueOf(element.getAttributeValue(null, "ref")));
            }
          });
    }
    return result;
  }

  private static String related(XMLStreamReader sheet) {
    for (int i = 0; i < sheet.getAttributeCount(); i++) {
      String namespace = sheet.getAttributeNamespace(i);
      if (sheet.getAttributeLocalName(i).equals("id")
          && namespace != null
          && !namespace.isEmpty()) {
        return sheet.getAttributeValue(i);
      }
    }
    return "";
  }

  private static void add(MergedCells merged, int sheet, String area) {
    Matcher matcher = AREA.matcher(area);
    if (matcher.matches()) {
      merged.add(
          sheet,
          new MergedCells.Area(
              column(matcher.group(1)),
              Long.parseLong(matcher.group(2)),
              Long.parseLong(matcher.group(4))));
    }
  }

  /** The position of a column, from 0. */
  private static int column(String letters) {
    int result = 0;
    for (int i = 0; i < letters.length(); i++) {
      result = result * 26 + (letters.charAt(i) - 'A' + 1);
    }
    return result - 1;
  }

  /** The parts to which a part refers, by the name of the relation. */
  private Map<String, String> targets(String part, String kind)
      throws IOException, XMLStreamException {
    int slash = part.lastIndexOf('/') + 1;
    String folder = part.substring(0, slash);
    Map<String, String> result = new HashMap<>();
    read(
        folder + "_rels/" + part.substring(slash) + ".rels",
        element -> {
          String type = element.getAttributeValue(null, "Type");
          String target = element.getAttributeValue(null, "Target");
          if (type != null && type.endsWith(kind) && target != null) {
            result.put(
                String.valueOf(element.getAttributeValue(null, "Id")),
                target.startsWith("/")
                    ? target.substring(1)
                    : Path.of(folder + target).normalize().toString());
          }
        });
    return result;
  }

  /** Reads the beginnings of all elements of a part; one that is not there has none. */
  private void read(String part, Start start) throws IOException, XMLStreamException {
    @Nullable ZipArchiveEntry entry = zip.getEntry(part);
    if (entry == null) {
      return;
    }
    try (InputStream in =
        new MarkupStream(zip.getInputStream(entry), file.settings().limits().lineLength())) {
      XMLStreamReader reader = new InputFactoryImpl().createXMLStreamReader(in);
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.DTD) {
          throw file.unreadable("a part of it has a document type");
        }
        if (event == XMLStreamConstants.START_ELEMENT) {
          start.of(reader);
        }
      }
    }
  }
}
