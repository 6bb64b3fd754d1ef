/**
 * The operations data in PostgreSQL: loads, rejects, runs, releases, and the lock that lets one
 * process publish at a time.
 */
@NullMarked
package vn.edulake.warehouse.ops;

import org.jspecify.annotations.NullMarked;
