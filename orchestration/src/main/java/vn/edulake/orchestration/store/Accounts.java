package vn.edulake.orchestration.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Who may enter, in the transaction of a handle. Passwords are kept as PBKDF2 hashes (RFC 8018).
 */
public final class Accounts {
  private static final int ITERATIONS = 210_000;
  private static final int HASH_BITS = 256;
  private static final int SALT_BYTES = 16;
  private static final int PASSWORD_BYTES = 18;

  private static final RowMapper<Account> ACCOUNT =
      (row, context) ->
          new Account(
              row.getString("username"),
              Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
              Rows.time(row, "created_at"),
              row.getObject("token_stamp", UUID.class));

  private final Handle handle;

  public Accounts(Handle handle) {
    this.handle = handle;
  }

  /** What a person may do; each may also do what those before it may. */
  public enum Role {
    /** Look at everything but secrets. */
    VIEWER,
    /** Start, clear, pause and mark. */
    OPERATOR,
    /** Change pools, variables, connections and accounts. */
    ADMIN;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean mayActAs(Role needed) {
      return compareTo(needed) >= 0;
    }
  }

  /**
   * A person or a program.
   *
   * @param tokenStamp what its tokens have to name; another after each change of the account, and
   *     for each account of the same name
   */
  public record Account(String username, Role role, Instant createdAt, UUID tokenStamp) {}

  /** A password that nobody guesses. */
  public static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /**
   * Makes an account, or gives one that there is a new password and role; tokens that it has end.
   */
  public void save(String username, Role role, String password, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO account (username, role, password_hash, created_at)
            VALUES (:name, :role, :hash, :now)
            ON CONFLICT (username) DO UPDATE
            SET role = :role, password_hash = :hash, token_stamp = gen_random_uuid()
            """)
        .bind("name", username)
        .bind("role", role.word())
        .bind("hash", hash(password))
        .bind("now", now)
        .execute();
  }

  /**
   * Makes the first account, an admin, when there is none.
   *
   * @return its password, which nobody can read again
   */
  public Optional<String> saveFirst(String username, Instant now) {
    String password = newPassword();
    int made =
        handle
            .createUpdate(
                """
                INSERT INTO account (username, role, password_hash, created_at)
                SELECT :name, 'admin', :hash, :now
                WHERE NOT EXISTS (SELECT 1 FROM account)
                ON CONFLICT DO NOTHING
                """)
            .bind("name", username)
            .bind("hash", hash(password))
            .bind("now", now)
            .execute();
    return made == 1 ? Optional.of(password) : Optional.empty();
  }

  public boolean isEmpty() {
    return handle.createQuery("SELECT count(*) = 0 FROM account").mapTo(Boolean.class).one();
  }

  public List<Account> all() {
    return handle.createQuery("SELECT * FROM account ORDER BY username").map(ACCOUNT).list();
  }

  public Optional<Account> find(String username) {
    return handle
        .createQuery("SELECT * FROM account WHERE username = :name")
        .bind("name", username)
        .map(ACCOUNT)
        .findOne();
  }

  /** The account of a name and its password; both ways to fail take as long. */
  public Optional<Account> check(String username, String password) {
    Optional<String> kept =
        handle
            .createQuery("SELECT password_hash FROM account WHERE username = :name")
            .bind("name", username)
            .mapTo(String.class)
            .findOne();
    boolean matches = matches(password, kept.orElseGet(() -> hash("")));
    return matches && kept.isPresent() ? find(username) : Optional.empty();
  }

  public boolean delete(String username) {
    return handle
            .createUpdate("DELETE FROM account WHERE username = :name")
            .bind("name", username)
            .execute()
        == 1;
  }

  private static String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    Base64.Encoder encoder = Base64.getEncoder();
    return "pbkdf2-sha256:%d:%s:%s"
        .formatted(
            ITERATIONS,
            encoder.encodeToString(salt),
            encoder.encodeToString(derive(password, salt, ITERATIONS)));
  }

  private static boolean matches(String password, String kept) {
    String[] parts = kept.split(":", -1);
    Base64.Decoder decoder = Base64.getDecoder();
    byte[] derived = derive(password, decoder.decode(parts[2]), Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(derived, decoder.decode(parts[3]));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    try {
      // The bytes of the text, not its letters, so that a password in any script counts whole.
      String bytes =
          new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(bytes.toCharArray(), salt, iterations, HASH_BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has PBKDF2", e);
    }
  }
}
