/** Measures the program beside another engine that does the same in the same run. */
@org.jspecify.annotations.NullMarked
package vn.edulake.jobs.bench;
