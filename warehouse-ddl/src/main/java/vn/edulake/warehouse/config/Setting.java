package vn.edulake.warehouse.config;

import java.util.Locale;
import java.util.Optional;

/** Every key of the configuration, with its default and what it means. */
public enum Setting {
  HOME("home", ".lake", "Folder of the embedded parts: database, warehouse, logs, secrets."),
  DATABASE_URL(
      "database.url",
      "embedded",
      "`embedded`, or the JDBC address of an existing PostgreSQL 14 or newer."),
  DATABASE_USER("database.user", "postgres", "User of the database."),
  DATABASE_PASSWORD(
      "database.password",
      "",
      "Password of the database, as a reference: `${env:NAME}`. The embedded server makes its"
          + " own."),
  DATABASE_PORT(
      "database.port", "0", "Port of the embedded database; 0 takes a free one and keeps it."),
  CATALOG_TYPE(
      "catalog.type",
      "jdbc",
      "Kind of the Iceberg catalog: `jdbc`, in the database above. Further properties of the"
          + " catalog and its file access are given under `catalog.properties`."),
  WAREHOUSE_LOCATION(
      "warehouse.location",
      "",
      "Root of the tables' files: a `file:` or `s3:` address; empty means `<home>/warehouse`."),
  SPARK_MASTER("spark.master", "local[*]", "Spark master."),
  TRINO_URL(
      "trino.url",
      "embedded",
      "`embedded`, or the JDBC address of an existing Trino: `jdbc:trino:`"),
  TRINO_PORT("trino.port", "8080", "Port of the embedded Trino on loopback; 0 takes a free one."),
  TRINO_USER("trino.user", "lake", "Name under which `lake sql` asks Trino."),
  TRINO_PASSWORD("trino.password", "", "Password for Trino, as a reference: `${env:NAME}`."),
  TRINO_JAVA_HOME(
      "trino.java-home", "", "JDK 24 or newer for the embedded Trino; empty: look for one."),
  TRINO_HEAP("trino.heap", "2G", "Heap of the embedded Trino."),
  RELEASE_LEAD(
      "release.lead",
      "PT3S",
      "How far ahead of the swap a release becomes visible; longer than building and swapping"
          + " takes."),
  RELEASE_MARGIN(
      "release.margin",
      "PT1S",
      "A swap that is not done this long before the activation time is rolled back; longer than"
          + " the clocks of database and Trino differ."),
  RELEASE_WAIT(
      "release.wait", "PT10M", "How long a run waits for another run or maintenance to finish."),
  INGEST_LINE_LENGTH(
      "ingest.line-length",
      "10000000",
      "Longest line of a text file, and longest text of a JSON, XML or workbook file, in"
          + " characters."),
  INGEST_UNPACKED_BYTES(
      "ingest.unpacked-bytes",
      "17179869184",
      "What a zip package, a gz file or a workbook may unpack to, in bytes."),
  INGEST_UNPACK_RATIO(
      "ingest.unpack-ratio",
      "250",
      "How many times its packed size it may unpack to; small ones up to 16 MiB always may."),
  INGEST_PACKAGE_ENTRIES(
      "ingest.package-entries", "10000", "How many files a zip package may hold."),
  SCHEDULER_DAGS(
      "scheduler.dags", "orchestration/src/main/resources/lake/dags", "Folder of the DAG files."),
  SCHEDULER_PORT(
      "scheduler.port",
      "8088",
      "Port of the scheduler's API on loopback; 0, or one that is taken, takes a free one."),
  SCHEDULER_PARALLELISM(
      "scheduler.parallelism", "32", "How many tasks a scheduler runs at a time."),
  SCHOOL_ZONE(
      "school.zone",
      "Asia/Ho_Chi_Minh",
      "Zone of the schools: in it the day of an arrival and the hour of a deadline are told.");

  private final String key;
  private final String absent;
  private final String meaning;

  Setting(String key, String absent, String meaning) {
    this.key = key;
    this.absent = absent;
    this.meaning = meaning;
  }

  /** The key in the file: {@code trino.java-home}. */
  public String key() {
    return key;
  }

  /** The environment variable: {@code LAKE_TRINO_JAVA_HOME}. */
  public String environment() {
    return "LAKE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The value when nobody says another. */
  public String absent() {
    return absent;
  }

  /** What the setting means, one sentence. */
  public String meaning() {
    return meaning;
  }

  /** Whether the value is never printed. */
  public boolean isSecret() {
    return key.endsWith("password");
  }

  static Optional<Setting> find(String key) {
    for (Setting setting : values()) {
      if (setting.key.equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
