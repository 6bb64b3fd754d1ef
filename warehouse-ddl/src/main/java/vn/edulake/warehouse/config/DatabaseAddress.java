package vn.edulake.warehouse.config;

/**
 * Where a database is and who asks.
 *
 * @param url its JDBC address
 */
public record DatabaseAddress(String url, String user, String password) {
  @Override
  public String toString() {
    return url + " as " + user;
  }
}
