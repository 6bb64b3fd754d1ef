/**
 * Expectation suites in the form of Great Expectations 1.x, judged on Spark: what a suite says,
 * what it asks of the rows, and what came out of it.
 *
 * <p>{@link vn.edulake.quality.expectation.SuiteRun} is the door. Each expectation turns into
 * questions; the questions of a suite are answered together, in as few passes over the rows as they
 * allow, by Deequ where it has an analyzer and by plain aggregates in the same pass where it has
 * none. Only {@link vn.edulake.quality.expectation.DeequPass} knows Deequ.
 */
@NullMarked
package vn.edulake.quality.expectation;

import org.jspecify.annotations.NullMarked;
