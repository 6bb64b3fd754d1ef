package vn.edulake.models.contract;

import java.util.List;

/**
 * A column of a raw table as it is stored.
 *
 * @param name the column's name
 * @param type its SQL type
 * @param comment what it holds
 */
public record RawColumn(String name, Type type, String comment) {
  /** The types that raw tables have. */
  public enum Type {
    STRING,
    BIGINT,
    BINARY,
    TIMESTAMP
  }

  /** In {@link #EXTRA}: the sheet of a row, where a layout reads several. */
  public static final String SHEET = "_sheet";

  /** Fields of a file that the contract does not name, as JSON text. */
  public static final String EXTRA = "_extra";

  public static final String SOURCE_FILE = "_source_file";
  public static final String SOURCE_ROW = "_source_row";

  /** In {@link #SOURCE_ROW}: no record, but the statement of a file that there is none. */
  static final int NO_RECORD = 0;

  public static final String LOAD_ID = "_load_id";
  public static final String BATCH_ID = "_batch_id";
  public static final String INGESTED_AT = "_ingested_at";
  public static final String RECORD_HASH = "_record_hash";
  public static final String CONTENT_HASH = "_content_hash";
  public static final String LAYOUT = "_layout";

  /** The columns that every raw table has after those of its contract. */
  static final List<RawColumn> OF_EVERY_TABLE =
      List.of(
          new RawColumn(EXTRA, Type.STRING, "JSON of the fields that the contract does not name"),
          new RawColumn(SOURCE_FILE, Type.STRING, "delivered file, relative to what was named"),
          new RawColumn(
              SOURCE_ROW,
              Type.BIGINT,
              "row of the sheet, line or record; 0: the file states that there is none"),
          new RawColumn(LOAD_ID, Type.BIGINT, "ops.load of the file"),
          new RawColumn(BATCH_ID, Type.BIGINT, "the command that appended the row"),
          new RawColumn(INGESTED_AT, Type.TIMESTAMP, "when the command began"),
          new RawColumn(RECORD_HASH, Type.BINARY, "128 bits of the record, whatever its container"),
          new RawColumn(
              CONTENT_HASH,
              Type.STRING,
              "SHA-256 of the file's bytes, and of what its path, manifest or layout says that decides"),
          new RawColumn(LAYOUT, Type.STRING, "the layout by which the file was read"));
}
