package vn.edulake.warehouse.config;

/**
 * Where a PostgreSQL database is and who asks.
 *
 * @param url a {@code jdbc:postgresql:} address
 */
public record DatabaseAddress(String url, String user, String password) {
  @Override
  public String toString() {
    return url + " as " + user;
  }
}
