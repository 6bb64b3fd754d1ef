/** From a delivered file to rows in {@code raw}: connectors, contract checks, the account. */
@NullMarked
package vn.edulake.jobs.ingest;

import org.jspecify.annotations.NullMarked;
