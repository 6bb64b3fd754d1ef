package vn.edulake.orchestration.execute;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.edulake.orchestration.store.Resources.Connection;
import vn.edulake.orchestration.store.Resources.Variable;

/** Hides secrets in texts: each becomes {@code ***}. */
public final class SecretMask {
  /** What hides nothing. */
  public static final SecretMask NONE = new SecretMask(List.of());

  private static final Pattern SENSITIVE =
      Pattern.compile(
          "access_token|api_key|apikey|authorization|passphrase|passwd|password|private_key|secret"
              + "|token|keyfile_dict|service_account");

  /** Shorter ones would hide half of every text. */
  private static final int SHORTEST = 5;

  private final List<String> secrets;

  /** Hides these texts. */
  public SecretMask(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /**
   * Hides the passwords of connections, those of the environment among them, what their extras hold
   * under a sensitive key, and the values of variables and environment variables whose names are
   * sensitive.
   */
  public static SecretMask of(
      Collection<Connection> connections,
      Collection<Variable> variables,
      Map<String, String> environment) {
    Set<String> secrets = new TreeSet<>();
    List<Connection> all = new ArrayList<>(connections);
    all.addAll(Connections.allOf(environment));
    for (Connection connection : all) {
      String password = connection.password();
      add(secrets, password);
      if (password != null) {
        // As it stands in a URI.
        add(secrets, URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20"));
      }
      if (connection.extra() != null) {
        addSensitive(secrets, Connections.extra(connection));
      }
    }
    for (Variable variable : variables) {
      if (isSensitive(variable.key())) {
        add(secrets, variable.value());
      }
    }
    environment.forEach(
        (name, value) -> {
          if (isSensitive(name)) {
            add(secrets, value);
          }
        });
    return new SecretMask(secrets);
  }

  /** Whether a name says that its value is a secret. */
  public static boolean isSensitive(String name) {
    return SENSITIVE.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  private static void add(Set<String> secrets, @Nullable String secret) {
    if (secret != null) {
      secrets.add(secret);
      // As a log of several lines shows it.
      secret.lines().forEach(secrets::add);
    }
  }

  private static void addSensitive(Set<String> secrets, Map<?, ?> values) {
    values.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            addSensitive(secrets, inner);
          } else if (value != null && isSensitive(String.valueOf(key))) {
            add(secrets, value.toString());
          }
        });
  }

  /** The text without secrets. */
  public String hide(String text) {
    String hidden = text;
    for (String secret : secrets) {
      hidden = hidden.replace(secret, "***");
    }
    return hidden;
  }
}
