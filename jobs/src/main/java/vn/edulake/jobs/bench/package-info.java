/** Measures the program beside another engine that does the same in the same run. */
@NullMarked
package vn.edulake.jobs.bench;

import org.jspecify.annotations.NullMarked;
