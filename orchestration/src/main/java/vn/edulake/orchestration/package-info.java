/**
 * When a table is made. A task of the lake is a {@code lake} command in a process of its own: this
 * package starts one, hears what it says, ends it when it takes too long, and says by its exit code
 * whether it may be tried again. It knows nothing of Spark.
 */
@NullMarked
package vn.edulake.orchestration;

import org.jspecify.annotations.NullMarked;
