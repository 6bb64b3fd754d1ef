/**
 * From a delivered file to rows in {@code raw}: connectors, contract checks, the account.
 *
 * <p>{@link vn.edulake.jobs.ingest.Ingest} is the door. A connector walks through a file row by row
 * and keeps none of it; the contract says which layout the file has and what each line must look
 * like; {@code ops.load} and {@code ops.reject} hold the account: each line that was received is
 * accepted, rejected, or known already.
 */
@NullMarked
package vn.edulake.jobs.ingest;

import org.jspecify.annotations.NullMarked;
