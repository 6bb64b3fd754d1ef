package vn.edulake.jobs.transform;

import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import vn.edulake.models.TableName;
import vn.edulake.models.calendar.CalendarDay;
import vn.edulake.models.calendar.LunarCalendar;
import vn.edulake.models.calendar.LunarDate;
import vn.edulake.models.calendar.SchoolCalendar;
import vn.edulake.models.calendar.WorkCalendar;
import vn.edulake.models.policy.Policies;

/** {@code core.dim_date}: each day of the policy's calendar. */
final class CalendarDate implements Transform {
  private static final StructType SCHEMA =
      new StructType()
          .add("calendar_date", DataTypes.StringType)
          .add("calendar_year", DataTypes.IntegerType)
          .add("quarter_of_year", DataTypes.IntegerType)
          .add("month_of_year", DataTypes.IntegerType)
          .add("day_of_month", DataTypes.IntegerType)
          .add("day_of_week", DataTypes.IntegerType)
          .add("iso_year", DataTypes.IntegerType)
          .add("iso_week", DataTypes.IntegerType)
          .add("lunar_year", DataTypes.IntegerType)
          .add("lunar_month", DataTypes.IntegerType)
          .add("lunar_day", DataTypes.IntegerType)
          .add("is_lunar_leap_month", DataTypes.BooleanType)
          .add("day_kind", DataTypes.StringType)
          .add("is_working_day", DataTypes.BooleanType)
          .add("is_holiday", DataTypes.BooleanType)
          .add("holiday_code", DataTypes.StringType)
          .add("holiday_name_vi", DataTypes.StringType)
          .add("holiday_name_en", DataTypes.StringType)
          .add("day_kind_basis", DataTypes.StringType)
          .add("school_year", DataTypes.IntegerType)
          .add("school_term", DataTypes.StringType)
          .add("school_term_basis", DataTypes.StringType);

  @Override
  public Set<String> policies() {
    Set<String> result = new TreeSet<>(WorkCalendar.policies());
    result.addAll(SchoolCalendar.policies());
    return result;
  }

  @Override
  public Dataset<Row> apply(
      SparkSession session, Map<TableName, Dataset<Row>> inputs, Policies policies) {
    WorkCalendar work = WorkCalendar.of(policies);
    SchoolCalendar school = SchoolCalendar.of(policies);
    LocalDate last = policies.date("calendar_last_date");
    List<Row> rows = new ArrayList<>();
    for (LocalDate day = policies.date("calendar_first_date");
        !day.isAfter(last);
        day = day.plusDays(1)) {
      rows.add(row(work.on(day), school));
    }
    return session
        .createDataFrame(rows, SCHEMA)
        // A text, since java.sql.Date would pass through the zone of the machine.
        .withColumn(
            "calendar_date", org.apache.spark.sql.functions.expr("CAST(calendar_date AS DATE)"));
  }

  private static Row row(CalendarDay day, SchoolCalendar school) {
    LocalDate date = day.date();
    LunarDate lunar = LunarCalendar.on(date);
    Optional<CalendarDay.Holiday> holiday = day.holiday();
    Optional<SchoolCalendar.Term> term = school.find(date);
    return RowFactory.create(
        date.toString(),
        date.getYear(),
        date.get(IsoFields.QUARTER_OF_YEAR),
        date.getMonthValue(),
        date.getDayOfMonth(),
        date.getDayOfWeek().getValue(),
        date.get(IsoFields.WEEK_BASED_YEAR),
        date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
        lunar.year(),
        lunar.month(),
        lunar.day(),
        lunar.isLeap(),
        code(day.kind()),
        day.isWorkingDay(),
        holiday.isPresent(),
        holiday.map(CalendarDay.Holiday::code).orElse(null),
        holiday.map(CalendarDay.Holiday::nameVi).orElse(null),
        holiday.map(CalendarDay.Holiday::nameEn).orElse(null),
        day.basis().map(CalendarDate::code).orElse(null),
        school.schoolYear(date),
        term.map(SchoolCalendar.Term::part).map(CalendarDate::code).orElse(null),
        term.map(SchoolCalendar.Term::confidence).orElse(null));
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
