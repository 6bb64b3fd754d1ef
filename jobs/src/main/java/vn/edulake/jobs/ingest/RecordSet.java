package vn.edulake.jobs.ingest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The records of a file, whatever their order: the sums of their hashes, accepted and rejected ones
 * apart, since of two lines with one key the first is accepted and the other rejected.
 */
final class RecordSet {
  private final long[] accepted = new long[3];
  private final long[] rejected = new long[3];

  void accept(long high, long low) {
    add(accepted, high, low);
  }

  void reject(long high, long low) {
    add(rejected, high, low);
  }

  private static void add(long[] sums, long high, long low) {
    sums[0] += high;
    sums[1] += low;
    sums[2]++;
  }

  String hash() {
    MessageDigest digest = DeliveredFile.sha256();
    ByteBuffer bytes = ByteBuffer.allocate((accepted.length + rejected.length) * Long.BYTES);
    for (long sum : accepted) {
      bytes.putLong(sum);
    }
    for (long sum : rejected) {
      bytes.putLong(sum);
    }
    return HexFormat.of().formatHex(digest.digest(bytes.array()));
  }
}
