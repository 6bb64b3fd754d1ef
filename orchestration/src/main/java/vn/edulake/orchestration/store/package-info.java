/**
 * What the scheduler remembers, in PostgreSQL: DAGs and their versions, runs, task instances with
 * their tries and logs, XComs, pools, variables, connections, assets and their events, backfills,
 * accounts and the log of what people did. Every change of a state is conditional on the state
 * before it, so that of two schedulers one alone makes it. Secrets are sealed with a key that is
 * not in the database. Nothing here decides anything.
 */
@NullMarked
package vn.edulake.orchestration.store;

import org.jspecify.annotations.NullMarked;
