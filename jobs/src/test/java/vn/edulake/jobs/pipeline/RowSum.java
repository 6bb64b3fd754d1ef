package vn.edulake.jobs.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A sum of rows in any order: equal for the same rows, each as often. Not to be used as a key. */
final class RowSum {
  private final MessageDigest digest;
  private final long[] parts = new long[4];
  private long count;

  RowSum() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(String row) {
    byte[] hash = digest.digest(row.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < hash.length; i++) {
      int part = i / Long.BYTES;
      parts[part] += (hash[i] & 0xffL) << (i % Long.BYTES * Byte.SIZE);
    }
    count++;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowSum sum && toString().equals(sum.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return count + " rows " + Arrays.toString(parts);
  }
}
