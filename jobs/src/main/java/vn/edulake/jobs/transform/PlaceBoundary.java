package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.TableName;
import vn.edulake.models.place.BoundaryMap;
import vn.edulake.models.policy.Policies;

/** {@code core.bridge_place__boundary}: the rows of {@link BoundaryMap} for all modes. */
final class PlaceBoundary implements Transform {
  private static final StructType SCHEMA =
      new StructType()
          .add("place_key", DataTypes.StringType)
          .add("boundary_mode", DataTypes.StringType)
          .add("target_place_key", DataTypes.StringType)
          .add("weight", DataTypes.createDecimalType(12, BoundaryMap.SCALE))
          .add("is_allocated", DataTypes.BooleanType)
          .add("method", DataTypes.StringType);

  @Override
  public Set<String> policies() {
    return Set.of("boundary_dates");
  }

  @Override
  public Dataset<Row> apply(
      SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies) {
    List<BoundaryMap.Place> places = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    for (Row row :
        inputs
            .get(TableName.parse("core.dim_place"))
            .selectExpr(
                "place_key",
                "CAST(valid_from AS STRING)",
                "CAST(valid_to AS STRING)",
                "level <> 'district'")
            .sort("place_key")
            .collectAsList()) {
      places.add(
          new BoundaryMap.Place(
              row.getString(0),
              LocalDate.parse(row.getString(1)),
              LocalDate.parse(row.getString(2))));
      if (row.getBoolean(3)) {
        sources.add(row.getString(0));
      }
    }
    List<BoundaryMap.Link> links = new ArrayList<>();
    for (Row row :
        inputs
            .get(TableName.parse("core.bridge_place__successor"))
            .selectExpr("predecessor_place_key", "successor_place_key", "weight", "method")
            .sort("predecessor_place_key", "successor_place_key")
            .collectAsList()) {
      links.add(
          new BoundaryMap.Link(
              row.getString(0), row.getString(1), row.getDecimal(2), basis(row.getString(3))));
    }
    BoundaryMap map = new BoundaryMap(places, links);
    List<Row> rows = new ArrayList<>();
    for (String place : sources) {
      add(rows, place, "then", map.then(place));
      add(rows, place, "today", map.today(place));
      for (LocalDate day : policies.dates("boundary_dates")) {
        add(rows, place, day.toString(), map.on(day, place));
      }
    }
    return session.createDataFrame(rows, SCHEMA);
  }

  private static BoundaryMap.Basis basis(String method) {
    return switch (method) {
      case "equal_share" -> BoundaryMap.Basis.EQUAL_SHARE;
      case "population_share" -> BoundaryMap.Basis.POPULATION_SHARE;
      default -> BoundaryMap.Basis.WHOLE;
    };
  }

  private static void add(
      List<Row> rows, String place, String mode, List<BoundaryMap.Share> shares) {
    for (BoundaryMap.Share share : shares) {
      rows.add(
          RowFactory.create(
              place,
              mode,
              share.target(),
              share.weight(),
              share.isAllocated(),
              share.method().name().toLowerCase(Locale.ROOT)));
    }
  }
}
