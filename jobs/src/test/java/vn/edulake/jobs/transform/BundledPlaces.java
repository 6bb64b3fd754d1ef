package vn.edulake.jobs.transform;

import static vn.edulake.jobs.transform.ModelTest.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The bundled administrative units as the raw rows that their contracts make of them. */
final class BundledPlaces {
  private static final Path FOLDER = folder();

  private BundledPlaces() {}

  private static Path folder() {
    // Surefire runs in the module's folder, an editor in the project's.
    return Stream.of(Path.of("bundled"), Path.of("jobs", "bundled"))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow()
        .resolve("vn-admin-units");
  }

  private static Dataset<Row> json(SparkSession session, String file) {
    return session
        .read()
        .option("multiLine", "true")
        .json(FOLDER.resolve(file).toAbsolutePath().toString());
  }

  /**
   * Builds the models of places, once for the JVM: views {@code b_place}, {@code b_link} and {@code
   * b_boundary}.
   */
  static void build() {
    if (!Built.IS_DONE) {
      throw new AssertionError();
    }
  }

  private static final class Built {
    private static final boolean IS_DONE = done(TestSession.get());

    private static boolean done(SparkSession session) {
      unit(session, "b_unit_raw");
      successor(session, "b_successor_raw");
      predecessor(session, "b_predecessor_raw");
      reference(session, "place_recode", "b_recode_raw");
      reference(session, "place_change", "b_change_raw");
      keep(
          model("staging.stg_vn_admin__unit").given("raw.vn_admin__unit", "TABLE b_unit_raw"),
          "b_unit");
      keep(
          model("staging.stg_vn_admin__successor")
              .given("raw.vn_admin__successor", "TABLE b_successor_raw"),
          "b_successor");
      keep(
          model("staging.stg_vn_admin__predecessor")
              .given("raw.vn_admin__predecessor", "TABLE b_predecessor_raw"),
          "b_predecessor");
      keep(
          model("staging.stg_reference__place_recode")
              .given("raw.reference__place_recode", "TABLE b_recode_raw"),
          "b_recode");
      keep(
          model("staging.stg_reference__place_change")
              .given("raw.reference__place_change", "TABLE b_change_raw"),
          "b_change");
      keep(
          model("core.dim_place")
              .given("staging.stg_reference__place_change", "TABLE b_change")
              .given("staging.stg_vn_admin__unit", "TABLE b_unit")
              .given("staging.stg_vn_admin__successor", "TABLE b_successor"),
          "b_place");
      keep(
          model("core.bridge_place__successor")
              .given("core.dim_place", "TABLE b_place")
              .given("staging.stg_reference__place_change", "TABLE b_change")
              .given("staging.stg_reference__place_recode", "TABLE b_recode")
              .given("staging.stg_vn_admin__predecessor", "TABLE b_predecessor")
              .given("staging.stg_vn_admin__successor", "TABLE b_successor"),
          "b_link");
      keep(
          model("core.bridge_place__boundary")
              .given("core.dim_place", "TABLE b_place")
              .given("core.bridge_place__successor", "TABLE b_link"),
          "b_boundary");
      return true;
    }
  }

  /** A file or folder of the bundled data. */
  static Path bundled(String name) {
    return FOLDER.resolveSibling(name);
  }

  /** Computes a model once and keeps its rows under a view's name. */
  static void keep(ModelTest test, String view) {
    Dataset<Row> rows = test.rows();
    rows.sparkSession()
        .createDataFrame(rows.collectAsList(), rows.schema())
        .createOrReplaceTempView(view);
  }

  /** Rows of {@code raw.vn_admin__unit}. */
  private static void unit(SparkSession session, String view) {
    json(session, "old-3-level/vn_only_simplified_json_generated_data_vn_units.json")
        .createOrReplaceTempView("bundled_old");
    json(session, "new-2-level/full_json_generated_data_vn_units.json")
        .createOrReplaceTempView("bundled_new");
    session
        .sql(
            """
            SELECT 'old' AS edition, 'province' AS level, Code AS code, FullName AS full_name,
              CAST(NULL AS STRING) AS short_name, CAST(NULL AS STRING) AS name_en,
              CAST(NULL AS STRING) AS unit_type, CAST(NULL AS STRING) AS parent_code,
              CAST(NULL AS STRING) AS province_code
            FROM bundled_old
            UNION ALL
            SELECT 'old', 'district', d.Code, d.FullName, NULL, NULL, NULL, p.Code, p.Code
            FROM bundled_old AS p LATERAL VIEW explode(p.District) x AS d
            UNION ALL
            SELECT 'old', 'commune', w.Code, w.FullName, NULL, NULL, NULL, d.Code, p.Code
            FROM bundled_old AS p LATERAL VIEW explode(p.District) x AS d
            LATERAL VIEW explode(d.Ward) y AS w
            UNION ALL
            SELECT 'new', 'province', Code, FullName, Name, NameEn, AdministrativeUnitShortName,
              NULL, NULL
            FROM bundled_new
            UNION ALL
            SELECT 'new', 'commune', w.Code, w.FullName, w.Name, w.NameEn,
              w.AdministrativeUnitShortName, p.Code, p.Code
            FROM bundled_new AS p LATERAL VIEW explode(p.Wards) x AS w
            """)
        .createOrReplaceTempView(view);
  }

  /** Rows of {@code raw.vn_admin__successor}. */
  private static void successor(SparkSession session, String view) {
    json(session, "mapping/splits.json").createOrReplaceTempView("bundled_splits");
    session
        .sql(
            """
            WITH p AS (
              SELECT province.* FROM bundled_splits LATERAL VIEW explode(data) x AS province)
            SELECT 'province' AS level, p.level1_id AS old_code, p.name AS old_name,
              p.level1_id AS old_province_code, s.new_id AS new_code, s.name AS new_name
            FROM p LATERAL VIEW explode(p.splits) x AS s
            UNION ALL
            SELECT 'district', d.level2_id, d.name, p.level1_id, s.new_id, s.name
            FROM p LATERAL VIEW explode(p.level2s) x AS d LATERAL VIEW explode(d.splits) y AS s
            UNION ALL
            SELECT 'commune', c.level3_id, c.name, p.level1_id, s.new_id, s.name
            FROM p LATERAL VIEW explode(p.level3s) x AS c LATERAL VIEW explode(c.splits) y AS s
            """)
        .createOrReplaceTempView(view);
  }

  /** Rows of {@code raw.vn_admin__predecessor}. */
  private static void predecessor(SparkSession session, String view) {
    json(session, "mapping/merges.json").createOrReplaceTempView("bundled_merges");
    session
        .sql(
            """
            WITH p AS (
              SELECT province.* FROM bundled_merges LATERAL VIEW explode(data) x AS province)
            SELECT 'province' AS level, p.level1_id AS new_code, p.level1_id AS new_province_code,
              m.old_id AS old_code, m.name AS old_name, m.type AS link_type
            FROM p LATERAL VIEW explode(p.merges) x AS m
            UNION ALL
            SELECT 'commune', c.level2_id, p.level1_id, m.old_id, m.name, m.type
            FROM p LATERAL VIEW explode(p.level2s) x AS c LATERAL VIEW explode(c.merges) y AS m
            """)
        .createOrReplaceTempView(view);
  }

  /** Rows of a reference table, all text. */
  static void reference(SparkSession session, String name, String view) {
    try (InputStream in =
        BundledPlaces.class.getResourceAsStream("/lake/reference/" + name + ".csv")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      StructType schema = new StructType();
      for (String column : lines.get(0).split(",")) {
        schema = schema.add(column, "string");
      }
      session
          .read()
          .schema(schema)
          .csv(
              session.createDataset(
                  new ArrayList<>(lines.subList(1, lines.size())),
                  org.apache.spark.sql.Encoders.STRING()))
          .createOrReplaceTempView(view);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
