package vn.edulake.orchestration.command;

import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
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
      "With a name it makes the account, or gives it a new password when there is one;",
      "the password is printed once."
    })
final class SchedulerAccountCommand extends OnDatabase {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The name of the account.")
  private @Nullable String name;

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
    String who = name;
    if (who == null) {
      if (role != null || removes) {
        throw new UserError(
            ErrorCode.USAGE, "Missing name: --role and --remove take one. Nothing was changed.");
      }
      list(place.read(handle -> new Accounts(handle).all()), out);
      return 0;
    }
    if (removes) {
      place.use(handle -> remove(handle, who));
      out.println("Removed account " + who + ".");
      return 0;
    }
    String said = place.read(handle -> save(handle, place, who));
    out.println(said);
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
    Role wanted = role;
    Role given = wanted == null ? before.map(Account::role).orElse(Role.VIEWER) : wanted;
    String password = Accounts.newPassword();
    accounts.save(who, given, password, place.clock().instant());
    return "%s account: %s (%s), password %s (shown this once)"
        .formatted(before.isPresent() ? "Changed" : "New", who, given.word(), password);
  }
}
