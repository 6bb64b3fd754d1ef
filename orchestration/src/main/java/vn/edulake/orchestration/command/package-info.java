/**
 * The commands {@code lake scheduler} and {@code lake dag}, in a process of their own without Spark
 * on its class path. {@code lake} starts it, and tells it by environment variables where the
 * database, the home and the project are.
 */
@NullMarked
package vn.edulake.orchestration.command;

import org.jspecify.annotations.NullMarked;
