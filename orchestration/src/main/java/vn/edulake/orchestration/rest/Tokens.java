package vn.edulake.orchestration.rest;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import vn.edulake.orchestration.store.Accounts.Account;

/**
 * Bearer tokens: JSON Web Tokens signed with HMAC-SHA256 (RFC 7519), good for a day, or until the
 * account's password or role is changed or the account is removed.
 */
final class Tokens {
  static final Duration LIFE = Duration.ofDays(1);
  static final String ALGORITHM = "HS256";
  private static final String ISSUER = "edulake";
  private static final String STAMP = "stamp";

  private final Algorithm algorithm;
  private final Clock clock;

  Tokens(byte[] secret, Clock clock) {
    if (secret.length < 32) {
      throw new IllegalArgumentException("Invalid secret of tokens: shorter than 32 bytes");
    }
    this.algorithm = Algorithm.HMAC256(secret);
    this.clock = clock;
  }

  String make(Account account) {
    Instant now = clock.instant();
    return JWT.create()
        .withIssuer(ISSUER)
        .withSubject(account.username())
        .withClaim("role", account.role().word())
        .withClaim(STAMP, account.tokenStamp().toString())
        .withIssuedAt(now)
        .withNotBefore(now)
        .withExpiresAt(now.plus(LIFE))
        .sign(algorithm);
  }

  /** Whom a token was made for, when it is ours and not too old. */
  Optional<Bearer> bearer(String token) {
    try {
      DecodedJWT decoded = JWT.decode(token);
      algorithm.verify(decoded);
      Instant now = clock.instant();
      Instant expires = decoded.getExpiresAtAsInstant();
      boolean isOurs =
          ISSUER.equals(decoded.getIssuer()) && ALGORITHM.equals(decoded.getAlgorithm());
      String user = decoded.getSubject();
      String stamp = decoded.getClaim(STAMP).asString();
      return isOurs && expires != null && now.isBefore(expires) && user != null && stamp != null
          ? Optional.of(new Bearer(user, UUID.fromString(stamp)))
          : Optional.empty();
    } catch (JWTVerificationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An account as it was when a token was made for it. */
  record Bearer(String username, UUID stamp) {
    /** Whether nothing of the account has changed since. */
    boolean isStill(Account account) {
      return account.username().equals(username) && account.tokenStamp().equals(stamp);
    }
  }
}
