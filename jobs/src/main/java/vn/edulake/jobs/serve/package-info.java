/** The embedded servers: PostgreSQL and Trino as child processes on loopback. */
@NullMarked
package vn.edulake.jobs.serve;

import org.jspecify.annotations.NullMarked;
