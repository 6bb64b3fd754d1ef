/**
 * What follows from how other tasks and tries ended: whether a task may run, is skipped or cannot
 * run any more, how a run ended, and when a failed try is made again. Pure functions.
 */
@NullMarked
package vn.edulake.orchestration.rule;

import org.jspecify.annotations.NullMarked;
