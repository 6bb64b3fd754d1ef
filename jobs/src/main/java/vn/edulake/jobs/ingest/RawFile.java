package vn.edulake.jobs.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.column.ParquetProperties;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.DictionaryPage;
import org.apache.iceberg.shaded.org.apache.parquet.column.page.PageWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.statistics.Statistics;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.CodecFactory;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import vn.edulake.models.contract.RawColumn;
import vn.edulake.models.contract.SourceContract;

/**
 * Rows of loads as Parquet, straight from pieces of bytes into Parquet's column writers, without an
 * object per row. What is the same in all rows of a load is written once per row group, as an entry
 * of a dictionary and a run of references to it.
 *
 * <p>There is a new data file whenever one is full. One object serves one thread.
 */
final class RawFile implements Closeable {
  private static final long ROW_GROUP_BYTES = 64L << 20;
  private static final long FILE_BYTES = TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT;

  /** The statistics of Iceberg's columns cut texts much shorter than this. */
  private static final int INDEX_LENGTH = 64;

  private static final Set<String> OF_LOAD =
      Set.of(
          RawColumn.SOURCE_FILE,
          RawColumn.LOAD_ID,
          RawColumn.BATCH_ID,
          RawColumn.INGESTED_AT,
          RawColumn.CONTENT_HASH,
          RawColumn.LAYOUT);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final ByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();

  private final Table table;
  private final String namePrefix;
  private final MessageType schema;
  private final MessageType varying;
  private final List<ColumnDescriptor> texts = new ArrayList<>();

  /** Which columns of texts turned out to repeat seldom. */
  private final boolean[] arePlain;

  /** Columns that the contract once had. */
  private final List<ColumnDescriptor> gone = new ArrayList<>();

  /** Columns that are the same in all rows of a load. */
  private final Map<String, ColumnDescriptor> ofLoad = new LinkedHashMap<>();

  private final ColumnDescriptor sourceRow;
  private final ColumnDescriptor recordHash;
  private final ParquetProperties properties;
  private final CodecFactory codecs = new ParquetCodecFactory(compression(), 1 << 20);
  private final CompressionCodecName codec;
  private final List<DataFile> finished = new ArrayList<>();
  private final List<OutputFile> outputs = new ArrayList<>();
  private @Nullable Open open;

  /**
   * Files of a table.
   *
   * @param namePrefix with which the names of data files begin
   */
  RawFile(Table table, SourceContract contract, String namePrefix) {
    this.table = table;
    this.namePrefix = namePrefix;
    this.schema = ParquetSchemaUtil.convert(table.schema(), "table");
    this.codec =
        CompressionCodecName.valueOf(
            table
                .properties()
                .getOrDefault(
                    TableProperties.PARQUET_COMPRESSION,
                    TableProperties.PARQUET_COMPRESSION_DEFAULT_SINCE_1_4_0)
                .toUpperCase(Locale.ROOT));
    List<String> wanted = new ArrayList<>();
    contract.columns().forEach(column -> wanted.add(column.name()));
    wanted.add(RawColumn.EXTRA);
    wanted.forEach(column -> texts.add(descriptor(column)));
    this.sourceRow = descriptor(RawColumn.SOURCE_ROW);
    this.recordHash = descriptor(RawColumn.RECORD_HASH);
    this.arePlain = new boolean[wanted.size()];
    List<Type> counted = new ArrayList<>();
    for (Type field : schema.getFields()) {
      ColumnDescriptor column = descriptor(field.getName());
      if (OF_LOAD.contains(field.getName())) {
        ofLoad.put(field.getName(), column);
      } else if (column.equals(sourceRow) || column.equals(recordHash)) {
        counted.add(field);
      } else if (!texts.contains(column)) {
        gone.add(column);
      }
    }
    this.varying = new MessageType(schema.getName(), counted);
    this.properties =
        ParquetProperties.builder()
            .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
            .withDictionaryEncoding(RawColumn.SOURCE_ROW, false)
            .withDictionaryEncoding(RawColumn.RECORD_HASH, false)
            .withStatisticsEnabled(false)
            .withStatisticsEnabled(RawColumn.SOURCE_ROW, true)
            .withSizeStatisticsEnabled(false)
            .withAllocator(HEAP)
            .build();
  }

  /** Raw rows are written once and read once or twice: they are packed fast, not small. */
  private static Configuration compression() {
    Configuration result = new Configuration(false);
    result.setInt("parquet.compression.codec.zstd.level", 1);
    return result;
  }

  private ColumnDescriptor descriptor(String column) {
    return schema.getColumnDescription(new String[] {column});
  }

  /** A data file and the row group that is being filled. */
  private static final class Open {
    final ParquetFileWriter writer;
    final OutputFile output;
    @Nullable Group group;

    Open(ParquetFileWriter writer, OutputFile output) {
      this.writer = writer;
      this.output = output;
    }
  }

  private static final class Group {
    final ColumnChunkPageWriteStore pages;
    final TextColumn[] texts;
    final ColumnWriteStore columns;
    final ColumnWriter sourceRow;
    final ColumnWriter recordHash;

    /** Where each row's hash is put for its writer, which copies it. */
    final byte[] hash = new byte[RecordHash.BYTES];

    final Binary hashBinary = Binary.fromReusedByteArray(hash);
    final List<Run> runs = new ArrayList<>();
    int rowCount;

    Group(
        ColumnChunkPageWriteStore pages,
        TextColumn[] texts,
        ColumnWriteStore columns,
        ColumnWriter sourceRow,
        ColumnWriter recordHash) {
      this.pages = pages;
      this.texts = texts;
      this.columns = columns;
      this.sourceRow = sourceRow;
      this.recordHash = recordHash;
    }

    void add(RawTable.Delivery delivery, int count) {
      if (runs.isEmpty() || runs.get(runs.size() - 1).delivery.loadId() != delivery.loadId()) {
        runs.add(new Run(delivery));
      }
      runs.get(runs.size() - 1).rowCount += count;
      rowCount += count;
    }

    long bufferedSize() {
      long result = columns.getBufferedSize();
      for (TextColumn text : texts) {
        result += text.bufferedSize();
      }
      return result;
    }
  }

  /** Rows of one load that follow each other. */
  private static final class Run {
    final RawTable.Delivery delivery;
    int rowCount;

    Run(RawTable.Delivery delivery) {
      this.delivery = delivery;
    }

    Object value(String column) {
      return switch (column) {
        case RawColumn.SOURCE_FILE -> delivery.fileName();
        case RawColumn.LOAD_ID -> delivery.loadId();
        case RawColumn.BATCH_ID -> delivery.batchId();
        case RawColumn.INGESTED_AT ->
            ChronoUnit.MICROS.between(Instant.EPOCH, delivery.ingestedAt());
        case RawColumn.CONTENT_HASH -> delivery.contentHash();
        case RawColumn.LAYOUT -> delivery.layout();
        default -> throw new IllegalArgumentException("Not a column of loads: " + column);
      };
    }
  }

  /**
   * Writes rows of a load.
   *
   * @param rows the first {@code count} of these
   */
  void write(RawTable.Delivery delivery, RecordBatch batch, int[] rows, int count) {
    if (count == 0) {
      return;
    }
    try {
      Open file = open == null ? openFile() : open;
      Group group = file.group == null ? openGroup(file) : file.group;
      write(batch, rows, count, group);
      group.add(delivery, count);
      if (group.bufferedSize() >= ROW_GROUP_BYTES) {
        endGroup(file, group);
        if (file.writer.getPos() >= FILE_BYTES) {
          end(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(RecordBatch batch, int[] rows, int count, Group group)
      throws IOException {
    byte[] bytes = batch.bytes();
    for (int column = 0; column < group.texts.length; column++) {
      TextColumn text = group.texts[column];
      for (int i = 0; i < count; i++) {
        int start = batch.start(rows[i], column);
        if (start == RecordBatch.NO_TEXT) {
          text.addNull();
        } else {
          text.add(bytes, start, batch.length(rows[i], column));
        }
      }
    }
    for (int i = 0; i < count; i++) {
      group.sourceRow.write(batch.number(rows[i]), 0, 1);
      LONG.set(group.hash, 0, batch.high(rows[i]));
      LONG.set(group.hash, Long.BYTES, batch.low(rows[i]));
      group.recordHash.write(group.hashBinary, 0, 1);
      group.columns.endRecord();
    }
  }

  private Open openFile() throws IOException {
    String name = namePrefix + UUID.randomUUID() + ".parquet";
    OutputFile output = table.io().newOutputFile(table.locationProvider().newDataLocation(name));
    outputs.add(output);
    ParquetFileWriter writer =
        new ParquetFileWriter(
            new Target(output),
            schema,
            ParquetFileWriter.Mode.OVERWRITE,
            ROW_GROUP_BYTES,
            0,
            null,
            properties);
    writer.start();
    open = new Open(writer, output);
    return open;
  }

  private Group openGroup(Open file) {
    CompressionCodecFactory.BytesInputCompressor compressor = codecs.getCompressor(codec);
    ColumnChunkPageWriteStore pages =
        new ColumnChunkPageWriteStore(compressor, schema, HEAP, INDEX_LENGTH);
    ColumnWriteStore columns = properties.newColumnWriteStore(varying, pages, pages);
    TextColumn[] written = new TextColumn[texts.size()];
    for (int i = 0; i < written.length; i++) {
      ColumnDescriptor column = texts.get(i);
      written[i] =
          new TextColumn(pages.getPageWriter(column), column.getPrimitiveType(), arePlain[i]);
    }
    file.group =
        new Group(
            pages,
            written,
            columns,
            columns.getColumnWriter(sourceRow),
            columns.getColumnWriter(recordHash));
    return file.group;
  }

  private void endGroup(Open file, Group group) throws IOException {
    for (int i = 0; i < group.texts.length; i++) {
      group.texts[i].end();
      arePlain[i] = group.texts[i].isPlain();
    }
    for (ColumnDescriptor column : gone) {
      TextColumn nothing =
          new TextColumn(group.pages.getPageWriter(column), column.getPrimitiveType(), true);
      for (int i = 0; i < group.rowCount; i++) {
        nothing.addNull();
      }
      nothing.end();
    }
    group.columns.flush();
    for (Map.Entry<String, ColumnDescriptor> column : ofLoad.entrySet()) {
      writeRuns(
          group.pages.getPageWriter(column.getValue()), column.getKey(), column.getValue(), group);
    }
    file.writer.startBlock(group.rowCount);
    group.pages.flushToFileWriter(file.writer);
    file.writer.endBlock();
    group.columns.close();
    group.pages.close();
    file.group = null;
  }

  /** Writes what loads have in common: a dictionary of their values, and runs of positions. */
  private static void writeRuns(PageWriter pages, String name, ColumnDescriptor column, Group group)
      throws IOException {
    Map<Object, Integer> positions = new LinkedHashMap<>();
    group.runs.forEach(run -> positions.putIfAbsent(run.value(name), positions.size()));
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    List<BytesInput> entries = new ArrayList<>();
    for (Object value : positions.keySet()) {
      byte[] plain;
      if (value instanceof Long number) {
        statistics.updateStats(number);
        plain = littleEndian(Long.BYTES).putLong(number).array();
      } else {
        byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
        statistics.updateStats(Binary.fromConstantByteArray(text));
        plain = littleEndian(Integer.BYTES + text.length).putInt(text.length).put(text).array();
      }
      entries.add(BytesInput.from(plain));
    }
    byte[] isThere = TextColumn.run(1, 1, group.rowCount);
    int width = TextColumn.width(positions.size());
    List<BytesInput> page = new ArrayList<>();
    page.add(BytesInput.fromInt(isThere.length));
    page.add(BytesInput.from(isThere));
    page.add(BytesInput.from(new byte[] {(byte) width}));
    for (Run run : group.runs) {
      int position = positions.get(run.value(name));
      page.add(BytesInput.from(TextColumn.run(position, width, run.rowCount)));
    }
    pages.writePage(
        BytesInput.concat(page),
        group.rowCount,
        group.rowCount,
        statistics,
        Encoding.RLE,
        Encoding.RLE,
        Encoding.RLE_DICTIONARY);
    pages.writeDictionaryPage(
        new DictionaryPage(BytesInput.concat(entries), entries.size(), Encoding.PLAIN));
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void end(Open file) throws IOException {
    if (file.group != null) {
      endGroup(file, file.group);
    }
    file.writer.end(Map.of("iceberg.schema", SchemaParser.toJson(table.schema())));
    ParquetMetadata footer = file.writer.getFooter();
    finished.add(
        DataFiles.builder(PartitionSpec.unpartitioned())
            .withPath(file.output.location())
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(file.writer.getPos())
            .withMetrics(
                ParquetUtil.footerMetrics(footer, Stream.empty(), MetricsConfig.forTable(table)))
            .withSplitOffsets(ParquetUtil.getSplitOffsets(footer))
            .build());
    open = null;
    file.writer.close();
  }

  /** Ends the last data file; costs what its last row group costs. */
  void end() throws IOException {
    if (open != null) {
      end(open);
    }
  }

  /** Ends the last data file and gives all of them. */
  List<DataFile> finish() throws IOException {
    end();
    codecs.release();
    return finished;
  }

  /** Deletes what was written. */
  void discard() throws IOException {
    close();
    for (OutputFile output : outputs) {
      table.io().deleteFile(output);
    }
    outputs.clear();
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      Open file = open;
      open = null;
      file.writer.close();
    }
    codecs.release();
  }

  /** Iceberg's file as Parquet wants it. */
  private record Target(OutputFile output)
      implements org.apache.iceberg.shaded.org.apache.parquet.io.OutputFile {
    @Override
    public org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream create(
        long blockSize) {
      return new Counted(output.create());
    }

    @Override
    public org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream createOrOverwrite(
        long blockSize) {
      return new Counted(output.createOrOverwrite());
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }

    @Override
    public String getPath() {
      return output.location();
    }
  }

  /** Iceberg's stream as Parquet wants it. */
  private static final class Counted
      extends org.apache.iceberg.shaded.org.apache.parquet.io.PositionOutputStream {
    private final PositionOutputStream out;

    Counted(PositionOutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
