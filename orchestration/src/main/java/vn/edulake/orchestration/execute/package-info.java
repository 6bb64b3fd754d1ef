/**
 * What tasks do: shell and {@code lake} commands in processes of their own, SQL and HTTP requests
 * over connections, sensors, branches, runs of other DAGs. Each says how its try ended; what
 * follows from that is decided elsewhere. Logs are written line by line, without secrets.
 */
@NullMarked
package vn.edulake.orchestration.execute;

import org.jspecify.annotations.NullMarked;
