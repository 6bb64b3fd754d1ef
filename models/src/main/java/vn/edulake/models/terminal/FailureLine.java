package vn.edulake.models.terminal;

import java.io.PrintWriter;
import vn.edulake.models.error.LakeException;

/** How a program says that a command failed, and with which code it then exits. */
public final class FailureLine {
  private static final int BUG = 1;
  private static final int WRONG_USAGE = 2;

  private FailureLine() {}

  /**
   * Says why a command failed: one line, and for a bug the way that led to it.
   *
   * @return the exit code
   */
  public static int print(Exception failure, PrintWriter err) {
    int code = BUG;
    if (failure instanceof LakeException known) {
      err.println(known.line());
      code = known.exitCode();
    } else {
      err.println("BUG " + failure + ". Report it with the lines below.");
      failure.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  /**
   * Says what is wrong with the words of a command.
   *
   * @return the exit code
   */
  public static int printUsage(String problem, String command, PrintWriter err) {
    err.println("USAGE " + problem + ". See `" + command + " --help`.");
    err.flush();
    return WRONG_USAGE;
  }
}
