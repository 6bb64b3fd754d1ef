/** One run from pending files to a release: the order of its steps, its lock and its account. */
@NullMarked
package vn.edulake.jobs.pipeline;

import org.jspecify.annotations.NullMarked;
