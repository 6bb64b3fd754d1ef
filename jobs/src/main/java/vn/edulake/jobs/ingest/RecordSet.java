package vn.edulake.jobs.ingest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The records of a file, whatever their order: the sums of their hashes, accepted and rejected ones
 * apart, since of two lines with one key the first is accepted and the other rejected.
 */
final class RecordSet {
  private final long[] accepted = new long[5];
  private final long[] rejected = new long[5];

  void accept(byte[] hash) {
    add(accepted, hash);
  }

  void reject(byte[] hash) {
    add(rejected, hash);
  }

  private static void add(long[] sums, byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    for (int i = 0; i < 4; i++) {
      sums[i] += bytes.getLong();
    }
    sums[4]++;
  }

  String hash() {
    MessageDigest digest = DeliveredFile.sha256();
    ByteBuffer bytes = ByteBuffer.allocate(10 * Long.BYTES);
    for (long sum : accepted) {
      bytes.putLong(sum);
    }
    for (long sum : rejected) {
      bytes.putLong(sum);
    }
    return HexFormat.of().formatHex(digest.digest(bytes.array()));
  }
}
