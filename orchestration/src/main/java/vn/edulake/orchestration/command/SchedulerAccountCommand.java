package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;
import vn.edulake.models.terminal.TextTable;
import vn.edulake.orchestration.store.Accounts;
import vn.edulake.orchestration.store.Accounts.Account;
import vn.edulake.orchestration.store.Accounts.Role;

/** Makes, changes, lists and removes the accounts that may use the API. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = {
      "Lists, makes, changes and removes the accounts of the API.",
      "Without a name, or with the word list, it lists them. With a name it makes the",
      "account, or gives it a new password when there is one; the password is printed",
      "once."
    })
final class SchedulerAccountCommand extends OnDatabase {
  private static final String LIST = "list";

  /** What people write before a name elsewhere: none of it is taken for the name. */
  private static final Set<String> VERBS =
      Set.of(
          "add",
          "change",
          "create",
          "delete",
          "edit",
          "export",
          "get",
          "help",
          "import",
          "ls",
          "make",
          "new",
          "passwd",
          "password",
          "remove",
          "reset",
          "rm",
          "set",
          "show",
          "update");

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@+-]{0,99}");

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "The name of the account.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "viewer (looks), operator (starts, clears, pauses too) or admin (changes pools, variables"
              + " and connections too). Default: what the account has, viewer for a new one.")
  private @Nullable Role role;

  @Option(names = "--remove", description = "Removes the account.")
  private boolean removes;

  @Mixin private TableFormat format = new TableFormat();

  @Override
  int run(Surroundings place, PrintWriter out) {
    if (removes && words.size() == 1) {
      // Whatever its name: an older one may be a word that is refused today.
      String who = words.get(0);
      place.use(handle -> remove(handle, who));
      out.println("Removed account " + who + ".");
      return 0;
    }
    if (words.isEmpty() || words.equals(List.of(LIST))) {
      if (role != null || removes) {
        throw new UserError(
            ErrorCode.USAGE, "Missing name: --role and --remove take one. Nothing was changed.");
      }
      list(place.read(handle -> new Accounts(handle).all()), out);
      return 0;
    }
    String who = words.get(0);
    if (words.size() > 1 || VERBS.contains(who)) {
      throw new UserError(
          ErrorCode.USAGE,
          ("Unknown words: %s. Known: `account` lists; `account NAME` makes one or gives it a new"
                  + " password, with --role a role; `account NAME --remove` removes it. Nothing was"
                  + " changed.")
              .formatted(String.join(" ", words)));
    }
    out.println(place.<String>read(handle -> save(handle, place, who)));
    return 0;
  }

  private void list(List<Account> accounts, PrintWriter out) {
    TextTable table = new TextTable("name", "role", "since");
    accounts.forEach(
        account ->
            table.row(
                account.username(),
                account.role().word(),
                TimeText.of(account.createdAt(), ZoneOffset.UTC)));
    format.print(table, out);
  }

  private static void remove(Handle handle, String who) {
    if (!new Accounts(handle).delete(who)) {
      throw new UserError(
          ErrorCode.USAGE,
          "Unknown account: "
              + who
              + ". `./lake scheduler account` shows those that there are. Nothing was changed.");
    }
  }

  private String save(Handle handle, Surroundings place, String who) {
    Accounts accounts = new Accounts(handle);
    Optional<Account> before = accounts.find(who);
    if (before.isEmpty() && !NAME.matcher(who).matches()) {
      throw new UserError(
          ErrorCode.USAGE,
          "Invalid name of an account: '"
              + who
              + "' (at most 100 letters, digits and . _ @ + -, a letter or digit first). Nothing was"
              + " changed.");
    }
    Role wanted = role;
    Role given = wanted == null ? before.map(Account::role).orElse(Role.VIEWER) : wanted;
    String password = Accounts.newPassword();
    accounts.save(who, given, password, place.clock().instant());
    return "%s account: %s (%s), password %s (shown this once)"
        .formatted(before.isPresent() ? "Changed" : "New", who, given.word(), password);
  }
}
