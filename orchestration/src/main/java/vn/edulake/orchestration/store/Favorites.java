package vn.edulake.orchestration.store;

import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The DAGs that a user marked, in the transaction of a handle. */
public final class Favorites {
  private final Handle handle;

  public Favorites(Handle handle) {
    this.handle = handle;
  }

  /** The ids of the DAGs that a user marked. */
  public Set<String> of(String username) {
    return new TreeSet<>(
        handle
            .createQuery("SELECT dag_id FROM dag_favorite WHERE username = :user")
            .bind("user", username)
            .mapTo(String.class)
            .list());
  }

  /** Marks a DAG; one that is marked stays so. */
  public void add(String username, String dagId) {
    handle
        .createUpdate(
            """
            INSERT INTO dag_favorite (username, dag_id) VALUES (:user, :dag)
            ON CONFLICT DO NOTHING
            """)
        .bind("user", username)
        .bind("dag", dagId)
        .execute();
  }

  /** Takes a mark away; false when there is none. */
  public boolean remove(String username, String dagId) {
    return handle
            .createUpdate("DELETE FROM dag_favorite WHERE username = :user AND dag_id = :dag")
            .bind("user", username)
            .bind("dag", dagId)
            .execute()
        == 1;
  }
}
