/**
 * The scheduler. Decisions are pure functions of a DAG, its run, the states of its task instances
 * and a time: which instances may run, are skipped or cannot run any more, how a run ended, what
 * follows from how a try ended, and which of the waiting instances get a slot. Around them a thin
 * loop reads rows under a lock, asks, and writes the answer in the same transaction. Quartz, with
 * its store in the same database, ticks once for all schedulers of a cluster.
 */
@NullMarked
package vn.edulake.orchestration.engine;

import org.jspecify.annotations.NullMarked;
