package vn.edulake.jobs.ingest;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a value of a database becomes a text, and the text a value again. */
enum JdbcKind {
  NUMBER {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      return rows.getBigDecimal(position);
    }

    @Override
    Object parse(String text) {
      return new BigDecimal(text);
    }
  },
  DAY {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      return rows.getObject(position, LocalDate.class);
    }

    @Override
    Object parse(String text) {
      return LocalDate.parse(text);
    }
  },
  LOCAL_TIME {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      return rows.getObject(position, LocalDateTime.class);
    }

    @Override
    Object parse(String text) {
      return LocalDateTime.parse(text);
    }
  },
  INSTANT {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      OffsetDateTime time = rows.getObject(position, OffsetDateTime.class);
      return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC);
    }

    @Override
    Object parse(String text) {
      return OffsetDateTime.parse(text);
    }
  },
  TRUTH {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      boolean value = rows.getBoolean(position);
      return rows.wasNull() ? null : value;
    }
  },
  BYTES {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      byte[] bytes = rows.getBytes(position);
      return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }
  },
  TEXT {
    @Override
    @Nullable Object value(ResultSet rows, int position) throws SQLException {
      return rows.getString(position);
    }
  };

  abstract @Nullable Object value(ResultSet rows, int position) throws SQLException;

  /** The value of a watermark. */
  Object parse(String text) {
    throw new IllegalStateException(this + " has no order");
  }

  static JdbcKind of(ResultSetMetaData columns, int position) throws SQLException {
    String name = columns.getColumnTypeName(position).toLowerCase(Locale.ROOT);
    return switch (columns.getColumnType(position)) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.DECIMAL ->
          NUMBER;
      case Types.DATE -> DAY;
      case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
      // PostgreSQL calls both kinds of times by one number.
      case Types.TIMESTAMP -> name.equals("timestamptz") ? INSTANT : LOCAL_TIME;
      case Types.BOOLEAN -> TRUTH;
      case Types.BIT -> name.equals("bool") ? TRUTH : TEXT;
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
      default -> TEXT;
    };
  }

  /** Whether a column of this kind can be a watermark. */
  boolean hasOrder() {
    return this == NUMBER || this == DAY || this == LOCAL_TIME || this == INSTANT;
  }

  /** The text of a value: ISO 8601 for times, in UTC where the column has a zone. */
  static String text(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }

  /** The later or greater one. */
  @SuppressWarnings("unchecked")
  static Object greater(@Nullable Object one, Object other) {
    return one == null || ((Comparable<Object>) one).compareTo(other) < 0 ? other : one;
  }
}
