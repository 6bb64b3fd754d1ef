/**
 * A province that does not exist: communes, institutions, learners and staff, who live through
 * school years. What happens depends on the seed and on who it happens to, never on the order in
 * which it is asked for, so that any number of threads sees the same.
 */
@NullMarked
package vn.edulake.jobs.simulate.world;

import org.jspecify.annotations.NullMarked;
