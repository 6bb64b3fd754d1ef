/**
 * The model runner: which tables are out of date, their rows computed by Spark from pinned
 * snapshots of their inputs, and written to the branch of the run.
 */
@NullMarked
package vn.edulake.jobs.transform;

import org.jspecify.annotations.NullMarked;
