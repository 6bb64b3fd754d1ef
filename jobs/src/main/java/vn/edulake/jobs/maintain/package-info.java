/**
 * Keeps tables small and quick: fewer and larger files, no states and files that nobody asks for.
 *
 * <p>{@link vn.edulake.jobs.maintain.Maintenance} is the door. What is done stands in a plan first,
 * and only what stands there is done. Rows never change, every release stays, and the next run
 * finds the inputs of what was built.
 */
@NullMarked
package vn.edulake.jobs.maintain;

import org.jspecify.annotations.NullMarked;
