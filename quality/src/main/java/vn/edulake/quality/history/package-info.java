/**
 * What tables looked like in the runs before, kept in {@code ops.quality_metric}, and what of a new
 * run does not fit to it. Deequ judges; days are compared with days that are alike to schools.
 */
@NullMarked
package vn.edulake.quality.history;

import org.jspecify.annotations.NullMarked;
