/** The command line: one program, {@code lake}, and what its commands print. */
@NullMarked
package vn.edulake.jobs.cli;

import org.jspecify.annotations.NullMarked;
