/**
 * Publication: all tables of a release move in one database transaction, and become visible at one
 * instant.
 *
 * <p>Every moved table gets the same activation time T as the time of its newest entry in the
 * snapshot log. Readers look at each table as of their query's start, so that a query that starts
 * before T sees the old state of all tables, and one that starts after T the new state of all.
 */
@NullMarked
package vn.edulake.warehouse.release;

import org.jspecify.annotations.NullMarked;
