/**
 * The operations data in PostgreSQL: loads, rejects, runs, releases, and the locks that let one
 * process publish or ingest at a time.
 */
@NullMarked
package vn.edulake.warehouse.ops;

import org.jspecify.annotations.NullMarked;
