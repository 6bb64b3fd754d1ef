package vn.edulake.jobs.ingest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes that are text in UTF-8. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Whether the first bytes are whole characters, as Java's strict decoder would say. */
  static boolean isValid(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      if (bytes[at] >= 0) {
        at++;
        while (at + Long.BYTES <= length && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
          at += Long.BYTES;
        }
        continue;
      }
      int size = size(bytes, at, length);
      if (size == 0) {
        return false;
      }
      at += size;
    }
    return true;
  }

  /** How many bytes a character outside ASCII has; 0 when it is none. */
  private static int size(byte[] bytes, int at, int length) {
    int lead = bytes[at] & 0xff;
    if (lead >= 0xc2 && lead < 0xe0) {
      return follow(bytes, at, length, 2) ? 2 : 0;
    }
    if (lead >= 0xe0 && lead < 0xf0) {
      if (!follow(bytes, at, length, 3)) {
        return 0;
      }
      int code = (lead & 0xf) << 12 | (bytes[at + 1] & 0x3f) << 6 | (bytes[at + 2] & 0x3f);
      return code >= 0x800 && (code < 0xd800 || code > 0xdfff) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead < 0xf5) {
      if (!follow(bytes, at, length, 4)) {
        return 0;
      }
      int high = (lead & 0x7) << 6 | (bytes[at + 1] & 0x3f);
      return high >= 0x10 && high <= 0x10f ? 4 : 0;
    }
    return 0;
  }

  private static boolean follow(byte[] bytes, int at, int length, int size) {
    if (at + size > length) {
      return false;
    }
    for (int i = at + 1; i < at + size; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }
}
